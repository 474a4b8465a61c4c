"""The commands that keep an index safe: ``check`` it from end to end, and ``backup`` it while it is in use."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from paper_search.cli.output import NOTHING, OK, Command, print_json
from paper_search.config import Settings


def _check_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    one.add_argument("--no-repair", action="store_true", help="look only; change nothing and wait for nobody")
    one.add_argument("--json", action="store_true", help="print JSON")


def _backup_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    one.add_argument("file", type=Path, help="the file to write")
    one.add_argument("--force", action="store_true", help="overwrite the file where there is one")
    one.add_argument("--json", action="store_true", help="print JSON")


def _check(options: argparse.Namespace) -> int:
    from paper_search import library
    from paper_search import schemas as wire
    from paper_search.cli import terminal as plain

    def looking(part: str) -> None:
        if sys.stderr.isatty():
            print(f"checking {part} …", file=sys.stderr)

    checked = library.check(options.corpus, options.index, not options.no_repair, looking)
    if options.json:
        print_json(wire.checked(checked))
    else:
        print(plain.checked(checked))
    return OK if checked.is_clean else NOTHING


def _backup(options: argparse.Namespace) -> int:
    from paper_search import library
    from paper_search import schemas as wire
    from paper_search.cli import terminal as plain

    taken = library.backup(options.file, options.index, options.force)
    if options.json:
        print_json(wire.backup(taken))
    else:
        print(plain.backup(taken))
    return OK


COMMANDS = (
    Command(
        "check",
        _check,
        "verify the whole index, and repair what is derived; exit with 1 where something was wrong",
        "paper-search check --no-repair",
        _check_arguments,
    ),
    Command(
        "backup",
        _backup,
        "write a consistent copy of a live index to a file; to restore it, copy it back",
        "paper-search backup /media/disk/papers-2025-01-30.db",
        _backup_arguments,
    ),
)
