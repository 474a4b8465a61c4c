"""The commands that show what is there: ``read`` one paper, ``status`` of the index, ``serve`` the page."""

from __future__ import annotations

import argparse
from pathlib import Path

from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, Command, add_strict_arguments, print_json
from paper_search.config import Settings


def _add_file_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    parser.add_argument("file", type=Path, help="the paper")
    parser.add_argument("--json", action="store_true", help="print JSON")


def _add_server_arguments(parser: argparse.ArgumentParser, defaults: Settings) -> None:
    parser.add_argument("--host", default=defaults.host, help="address to listen on (%(default)s)")
    parser.add_argument("--port", type=int, default=defaults.port, help="port to listen on (%(default)s)")


def _preview_document(options: argparse.Namespace) -> int:
    from paper_search import schemas
    from paper_search.cli import terminal
    from paper_search.indexing import preview

    read = preview.read(options.file, options.corpus, options.model)
    if options.json:
        print_json(schemas.PreviewSchema.from_record(read).to_json())
    else:
        print(terminal.format_preview(read))
    return EXIT_OK


def _show_status(options: argparse.Namespace) -> int:
    from paper_search import library, schemas
    from paper_search.cli import terminal

    state = library.status(options.index)
    if options.json:
        print_json(schemas.StatusSchema.from_record(state).to_json())
    else:
        print(terminal.format_status(state))
    return EXIT_NOTHING_FOUND if options.strict and state.unread else EXIT_OK


def _serve(options: argparse.Namespace) -> int:
    from paper_search import library, web

    opened = library.open_library(options.corpus, options.index, options.model)
    web.serve(opened, options.host, options.port, options.settings)
    return EXIT_OK


COMMANDS = (
    Command(
        "read",
        _preview_document,
        "show the blocks and passages of one paper",
        "paper-search read corpus/report.pdf",
        _add_file_arguments,
    ),
    Command(
        "status",
        _show_status,
        "say what the index holds and what could not be read",
        "paper-search status",
        add_strict_arguments,
    ),
    Command("serve", _serve, "serve the web page", "paper-search serve --port 8000", _add_server_arguments),
)
