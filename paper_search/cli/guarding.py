"""The commands that keep an index safe: ``check`` it from end to end, and ``backup`` it while it is in use."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, Command, print_json
from paper_search.config import Settings


def _add_check_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    parser.add_argument("--no-repair", action="store_true", help="look only; change nothing and wait for nobody")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_backup_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    parser.add_argument("file", type=Path, help="the file to write")
    parser.add_argument("--force", action="store_true", help="overwrite the file where there is one")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _check(options: argparse.Namespace) -> int:
    from paper_search import library, schemas
    from paper_search.cli import terminal

    def show_part(part: str) -> None:
        if sys.stderr.isatty():
            print(f"checking {part} …", file=sys.stderr)

    checked = library.check(options.corpus, options.index, not options.no_repair, show_part)
    if options.json:
        print_json(schemas.CheckSchema.from_record(checked).to_json())
    else:
        print(terminal.format_check(checked))
    return EXIT_OK if checked.is_clean else EXIT_NOTHING_FOUND


def _backup(options: argparse.Namespace) -> int:
    from paper_search import library, schemas
    from paper_search.cli import terminal

    taken = library.backup(options.file, options.index, options.force)
    if options.json:
        print_json(schemas.BackupSchema.from_record(taken).to_json())
    else:
        print(terminal.format_backup(taken))
    return EXIT_OK


COMMANDS = (
    Command(
        "check",
        _check,
        "verify the whole index, and repair what is derived; exit with 1 where something was wrong",
        "paper-search check --no-repair",
        _add_check_arguments,
    ),
    Command(
        "backup",
        _backup,
        "write a consistent copy of a live index to a file; to restore it, copy it back",
        "paper-search backup /media/disk/papers-2025-01-30.db",
        _add_backup_arguments,
    ),
)
