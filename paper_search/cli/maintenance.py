"""The commands that show what is there: ``read`` one paper, ``status`` of the index, ``serve`` the page."""

from __future__ import annotations

import argparse
from pathlib import Path

from paper_search.cli.output import NOTHING, OK, Command, print_json, strict_arguments
from paper_search.config import Settings


def _file_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    one.add_argument("file", type=Path, help="the paper")
    one.add_argument("--json", action="store_true", help="print JSON")


def _server_arguments(one: argparse.ArgumentParser, defaults: Settings) -> None:
    one.add_argument("--host", default=defaults.host, help="address to listen on (%(default)s)")
    one.add_argument("--port", type=int, default=defaults.port, help="port to listen on (%(default)s)")


def _read(options: argparse.Namespace) -> int:
    from paper_search import schemas as wire
    from paper_search.cli import terminal as plain
    from paper_search.indexing import preview

    read = preview.read(options.file, options.corpus, options.model)
    if options.json:
        print_json(wire.paper(read))
    else:
        print(plain.paper(read))
    return OK


def _status(options: argparse.Namespace) -> int:
    from paper_search import library
    from paper_search import schemas as wire
    from paper_search.cli import terminal as plain

    state = library.status(options.index)
    if options.json:
        print_json(wire.status(state))
    else:
        print(plain.status(state))
    return NOTHING if options.strict and state.unread else OK


def _serve(options: argparse.Namespace) -> int:
    from paper_search import library, web

    opened = library.open_library(options.corpus, options.index, options.model)
    web.serve(opened, options.host, options.port, web.doors_of(options.settings))
    return OK


COMMANDS = (
    Command(
        "read",
        _read,
        "show the blocks and passages of one paper",
        "paper-search read corpus/report.pdf",
        _file_arguments,
    ),
    Command(
        "status",
        _status,
        "say what the index holds and what could not be read",
        "paper-search status",
        strict_arguments,
    ),
    Command("serve", _serve, "serve the web page", "paper-search serve --port 8000", _server_arguments),
)
