"""The commands that look after an index and serve it: ``read``, ``status``, ``serve``, ``check`` and ``backup``."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from paper_search.cli.group import Command
from paper_search.cli.options import PATH, LibraryOptions, SettingOption, json_option, library_options
from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, print_result


@click.command("read", cls=Command, example="paper-search read corpus/report.pdf")
@library_options
@click.argument("file", type=PATH, help="the paper")
@json_option
def read(options: LibraryOptions, file: Path, as_json: bool) -> int:
    """Show the blocks and passages of one paper."""
    from paper_search.cli import preview_text
    from paper_search.indexing import preview
    from paper_search.schemas import PreviewSchema

    shown = preview.read(file, options.corpus, options.encoder)
    print_result(as_json, lambda: PreviewSchema.from_record(shown), lambda: preview_text.format_preview(shown))
    return EXIT_OK


@click.command("status", cls=Command, example="paper-search status")
@library_options
@click.option("--strict", is_flag=True, help="exit with 1 when a file could not be read")
@json_option
def status(options: LibraryOptions, strict: bool, as_json: bool) -> int:
    """Say what the index holds and what could not be read."""
    from paper_search import api
    from paper_search.cli import terminal
    from paper_search.embeddings.reader_weights import READER_PATH
    from paper_search.schemas import StatusSchema

    state = api.status(options.index)
    has_reader = options.settings.is_reader_enabled and READER_PATH.is_file()
    print_result(as_json, lambda: StatusSchema.from_record(state), lambda: terminal.format_status(state, has_reader))
    return EXIT_NOTHING_FOUND if strict and state.unread else EXIT_OK


@click.command("serve", cls=Command, example="paper-search serve --port 8000")
@library_options
@click.option("--host", cls=SettingOption, setting="host", metavar="HOST", help="address to listen on")
@click.option("--port", cls=SettingOption, setting="port", type=int, metavar="PORT", help="port to listen on")
def serve(options: LibraryOptions, host: str, port: int) -> int:
    """Serve the web page."""
    from paper_search import web

    web.serve(options.open(), host, port, options.settings)
    return EXIT_OK


@click.command("check", cls=Command, example="paper-search check --no-repair")
@library_options
@click.option("--no-repair", is_flag=True, help="look only; change nothing and wait for nobody")
@json_option
def check(options: LibraryOptions, no_repair: bool, as_json: bool) -> int:
    """Verify the whole index, and repair what is derived; exit with 1 where something was wrong."""
    from paper_search import api
    from paper_search.cli import terminal
    from paper_search.schemas import CheckSchema

    def show_part(part: str) -> None:
        if sys.stderr.isatty():
            print(f"checking {part} …", file=sys.stderr)

    report = api.check(options.corpus, options.index, not no_repair, show_part)
    print_result(as_json, lambda: CheckSchema.from_record(report), lambda: terminal.format_check(report))
    return EXIT_OK if report.is_clean else EXIT_NOTHING_FOUND


@click.command("backup", cls=Command, example="paper-search backup /media/disk/papers-2025-01-30.db")
@library_options
@click.argument("file", type=PATH, help="the file to write")
@click.option("--force", is_flag=True, help="overwrite the file where there is one")
@json_option
def backup(options: LibraryOptions, file: Path, force: bool, as_json: bool) -> int:
    """Write a consistent copy of a live index to a file; to restore it, copy it back."""
    from paper_search import api
    from paper_search.cli import terminal
    from paper_search.schemas import BackupSchema

    report = api.backup(file, options.index, force)
    print_result(as_json, lambda: BackupSchema.from_record(report), lambda: terminal.format_backup(report))
    return EXIT_OK
