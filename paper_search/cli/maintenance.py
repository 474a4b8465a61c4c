"""The commands that look after an index and serve it: ``read``, ``status``, ``serve``, ``check`` and ``backup``."""

from __future__ import annotations

import sys
from pathlib import Path

import click
from click.core import ParameterSource

from paper_search.cli.group import Command
from paper_search.cli.options import (
    PATH,
    LibraryOptions,
    SettingOption,
    engine_options,
    json_option,
    library_options,
    print_if_empty,
)
from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, print_json, print_result


@click.command("read", cls=Command, examples=("paper-search read corpus/cabinet/report.pdf",))
@library_options
@click.argument("file", type=PATH, help="the paper")
@json_option
def read(options: LibraryOptions, file: Path, as_json: bool) -> int:
    """Show how one paper is read, passage by passage."""
    from paper_search.cli import preview_text
    from paper_search.indexing import preview
    from paper_search.schemas import PreviewSchema

    shown = preview.read(file, options.corpus, options.encoder)
    print_result(as_json, lambda: PreviewSchema.from_record(shown), lambda: preview_text.format_preview(shown))
    return EXIT_OK


@click.command("status", cls=Command, examples=("paper-search status", "paper-search status --strict --json"))
@engine_options
@click.option("--strict", is_flag=True, help="exit with 1 if a file could not be read")
@json_option
def status(options: LibraryOptions, strict: bool, as_json: bool) -> int:
    """Show what is indexed, unread and held back."""
    from paper_search import api
    from paper_search.cli import terminal
    from paper_search.embeddings.trained_weights import READER_WEIGHTS
    from paper_search.schemas import CoverageSchema, StatusSchema

    if options.is_local:
        options.check_index()
    name = "" if options.is_local else api.open_engine(options.place).name
    state, coverage = api.status(options.place), api.measure_coverage(options.place)
    has_reader = options.settings.is_reader_enabled and READER_WEIGHTS.path.is_file()
    if as_json:
        counts = CoverageSchema.from_record(coverage).to_json()
        place = {"engine": name} if name else {}
        print_json(StatusSchema.from_record(state).to_json() | {"coverage": counts} | place)
    else:
        print(terminal.format_status(state, has_reader, coverage, name))
    is_empty = print_if_empty(options, coverage)
    return EXIT_NOTHING_FOUND if is_empty or (strict and coverage.unread) else EXIT_OK


@click.command("serve", cls=Command, examples=("paper-search serve", "paper-search serve --host 0.0.0.0 --port 8000"))
@engine_options
@click.option("--host", cls=SettingOption, setting="host", metavar="HOST", help="the address to listen on")
@click.option("--port", cls=SettingOption, setting="port", type=int, metavar="PORT", help="the port to listen on")
def serve(options: LibraryOptions, host: str, port: int) -> int:
    """Serve the web page until stopped with Ctrl-C."""
    from paper_search import web

    is_named = click.get_current_context().get_parameter_source("port") is not ParameterSource.DEFAULT
    is_port_fixed = is_named or "port" in options.settings.model_fields_set
    web.serve(options.open(), host, port, options.settings, is_port_fixed=is_port_fixed)
    return EXIT_OK


@click.command(
    "check",
    cls=Command,
    examples=(
        "paper-search check",
        "paper-search check --no-repair --json",
        "paper-search check --engine postgresql://publisher@db.example/papers",
    ),
)
@library_options
@click.option("--no-repair", is_flag=True, help="only look: change nothing, and do not wait for a build")
@click.option(
    "--engine",
    default="",
    metavar="URL",
    help="check the index on these database servers, and compare it with the folder of the index",
)
@click.option(
    "--collection",
    default="",
    metavar="NAME",
    help="with --engine: the name that the index is published under, where it does not remember it",
)
@json_option
def check(options: LibraryOptions, no_repair: bool, engine: str, collection: str, as_json: bool) -> int:
    """Check the whole index, and repair what can be made again.

    The exit code is 1 if anything was wrong, repaired or not.
    """
    from paper_search import api
    from paper_search.cli import terminal
    from paper_search.schemas import CheckSchema

    def show_part(part: str) -> None:
        if sys.stderr.isatty():
            print(f"checking {part} …", file=sys.stderr)

    if engine:
        report = api.check_published(engine, options.index, collection, not no_repair, show_part)
    else:
        options.check_index()
        report = api.check(options.corpus, options.index, not no_repair, show_part)
    print_result(as_json, lambda: CheckSchema.from_record(report), lambda: terminal.format_check(report))
    return EXIT_OK if report.is_clean else EXIT_NOTHING_FOUND


@click.command("backup", cls=Command, examples=("paper-search backup /media/disk/papers-2025-01-30.db",))
@library_options
@click.argument("file", type=PATH, help="the file to write")
@click.option("--force", is_flag=True, help="overwrite the file if there is one")
@json_option
def backup(options: LibraryOptions, file: Path, force: bool, as_json: bool) -> int:
    """Copy the index to a file, while it is in use.

    The command that restores the copy is printed.
    """
    from paper_search import api
    from paper_search.cli import terminal
    from paper_search.schemas import BackupSchema

    options.check_index()
    report = api.backup(file, options.index, force)
    print_result(
        as_json, lambda: BackupSchema.from_record(report), lambda: terminal.format_backup(report, options.index)
    )
    return EXIT_OK
