"""Runs in a process of their own, killed while a request is answered or before a step on the disk."""

from __future__ import annotations

import os
import shutil
import signal
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

from paper_search.fetch import corpus_files, journal, manifests
from tests.fetch.council import BaseCouncil


def run_in_child(council: BaseCouncil, prepare: Callable[[], None] = lambda: None, kill_at: int | None = None) -> int:
    """Run in a forked process; return the signal that ended it, 0 for none."""
    ready, go = os.pipe()
    council.site.log.clear()
    child = os.fork()
    if child == 0:
        try:
            os.read(ready, 1)
            prepare()
            council.fetch()
            os._exit(0)
        finally:
            os._exit(1)
    if kill_at is not None:
        council.site.kill = (kill_at, child)
    os.write(go, b"x")
    _, status = os.waitpid(child, 0)
    council.site.kill = None
    os.close(ready)
    os.close(go)
    return os.WTERMSIG(status) if os.WIFSIGNALED(status) else -os.WEXITSTATUS(status)


def check_killed_runs(council: BaseCouncil, numbers: Iterable[int], folder: Path) -> None:
    """Check that runs which are killed in the answer to a request come to the tree of one that is not.

    Args:
        council: the council; it is fetched from once.
        numbers: the requests, those beyond the last one are left out.
        folder: an empty folder for the other trees.
    """
    council.fetch()
    tree, requests = council.read_tree(), len(council.site.log)
    for number in numbers:
        if number > requests:
            break
        again = replace(council, corpus=folder / str(number))
        assert run_in_child(again, kill_at=number) == signal.SIGKILL
        again.fetch()
        assert again.read_tree() == tree, f"killed while request {number} was answered"
        shutil.rmtree(again.corpus)


def kill_at_step(step: int) -> Callable[[], None]:
    """Return what kills this process before a step that changes the disk or the journal."""
    seen = 0

    def count(function: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*values: Any, **named: Any) -> Any:
            nonlocal seen
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return function(*values, **named)

        return counted

    def prepare() -> None:
        for owner, name in (
            (journal.Journal, "save_document"),
            (journal.Journal, "delete_document"),
            (corpus_files.AuthorityFolder, "link"),
            (corpus_files.AuthorityFolder, "remove"),
            (corpus_files.AuthorityFolder, "place"),
            (manifests, "replace_file"),
        ):
            setattr(owner, name, count(getattr(owner, name)))

    return prepare
