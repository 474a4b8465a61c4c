"""``build`` as its users run it: what it reports, and the exit codes a script goes by."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest


def test_build_reports_and_is_strict_when_asked(run: Any, tmp_path: Path) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    corpus.mkdir()
    (corpus / "roads.txt").write_text("Potholes were repaired in spring by the highways team.")
    (corpus / "empty.pdf").write_bytes(b"")
    code, out, err = run("build", corpus=corpus, index=index)
    assert code == 0
    assert "1 added" in out
    assert "empty.pdf" in err
    assert run("build", "--strict", corpus=corpus, index=index)[0] == 1
    report = json.loads(run("build", "--json", corpus=corpus, index=index)[1])
    assert (report["unchanged"], report["unread"][0]["code"]) == (2, "empty")


RELEASES = [
    ((), "everybody", "the public"),
    (("--to", "members"), "members and staff alone", "some alone"),
]


@pytest.mark.parametrize(("options", "readers", "reason"), RELEASES, ids=[reason for *_, reason in RELEASES])
def test_a_release_says_who_may_see_the_paper(
    run: Any, tmp_path: Path, options: tuple[str, ...], readers: str, reason: str
) -> None:
    corpus, index = tmp_path / "corpus", tmp_path / "index"
    (corpus / "exempt").mkdir(parents=True)
    (corpus / "exempt" / "lease.txt").write_text("The lease of the depot ends in May.")
    run("build", corpus=corpus, index=index)
    code, out, _ = run("release", "exempt/lease.txt", "--reason", "lapsed", *options, corpus=corpus, index=index)
    assert (code, out.splitlines()[0]) == (0, f"Released to {readers}: exempt/lease.txt.")
