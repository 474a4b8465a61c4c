"""The commands that fetch papers from councils' sites: ``fetch moderngov``, ``fetch legistar`` and the like."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paper_search.cli.fetch_text import describe_report, describe_status, format_report, format_status
from paper_search.cli.group import Command, CommandGroup
from paper_search.cli.options import DayType, Function, corpus_option, json_option
from paper_search.cli.output import (
    EXIT_INTERRUPTED,
    EXIT_NOTHING_FOUND,
    EXIT_OK,
    EXIT_SITE_REFUSED,
    EXIT_SOME_FAILED,
    print_json,
    print_json_line,
    progress_bar,
)
from paper_search.errors import FetchError

if TYPE_CHECKING:
    from paper_search.fetch.report import FetchEvent, FetchReport
    from paper_search.fetch.sources import Source

_AGAIN = "--again"
_PACKAGES = ("httpx", "protego", "tenacity")
_SHOWN_EVENTS = ("failed", "note", "would fetch", "would hold back", "would refuse")


class WeeksType(click.ParamType[int]):
    """A number of weeks: 26, or 26w."""

    name = "weeks"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number; fail where it is none."""
        match = re.fullmatch(r"(\d{1,3})\s*w?", str(value).strip())
        if match is None or not int(match[1]):
            self.fail(f"{value!r} is not a number of weeks, such as 26w.", param, ctx)
        return int(match[1])


class FetchGroup(CommandGroup):
    """The group of ``fetch``, for which ``--again`` stands for its command ``again``."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse the words behind ``fetch``."""
        if _AGAIN in args:
            args = ["again", *(word for word in args if word != _AGAIN)]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command that was named; say what to install where the packages for it are missing."""
        with require_packages():
            return super().invoke(ctx)


@contextmanager
def require_packages() -> Iterator[None]:
    """Say what to install where a package for fetching is missing: raise FetchError."""
    try:
        yield
    except ModuleNotFoundError as error:
        if error.name not in _PACKAGES:
            raise
        raise FetchError(
            f"Fetching needs the package {error.name!r}. Install the extra: pip install 'paper-search[fetch]'."
        ) from error


@dataclass(frozen=True, slots=True)
class FetchOptions:
    """Where papers are fetched to, how much a run asks for, and how its progress is shown."""

    corpus: Path
    most_mb: int
    budget: int
    is_trial: bool
    accepts_removals: bool
    as_json: bool
    until: date | None = None


def _run_options(function: Function) -> Function:
    """Add the options that every run has."""
    for decorate in (
        corpus_option,
        json_option,
        click.option("--accept-removals", is_flag=True, help="hold back all papers that are gone, however many"),
        click.option("--dry-run", "is_trial", is_flag=True, help="ask the site what it lists, and write nothing"),
        click.option(
            "--budget", type=click.IntRange(1), default=2000, show_default=True, help="the most requests of one run"
        ),
        click.option(
            "--most-mb", type=click.IntRange(1), default=200, show_default=True, help="the most megabytes of one paper"
        ),
    ):
        function = decorate(function)
    return function


def _source_options(function: Function) -> Function:
    """Add the options that say how a site is fetched from; they are kept in sources.toml."""
    for decorate in (
        click.option("--allow-private", is_flag=True, help="the site stands inside this network"),
        click.option("--host", "hosts", multiple=True, metavar="HOST", help="another host of the same site"),
        click.option("--delay", type=click.FloatRange(1), help="seconds between two requests; 2 by default"),
        click.option("--contact", metavar="ADDRESS", help="where the council reaches you; sent with every request"),
        click.option("--recheck", type=WeeksType(), help="how many weeks back each run looks again; 26w by default"),
        click.option("--since", type=DayType(), help="the first day of the meetings; a year back by default"),
        click.option("--exclude", multiple=True, metavar="COMMITTEE", help="a committee that is left out"),
        click.option("--committee", "committees", multiple=True, metavar="COMMITTEE", help="fetch this committee only"),
        click.option("--authority", metavar="NAME", help="the council's name, where its address does not tell"),
    ):
        function = decorate(function)
    return function


@click.group("fetch", cls=FetchGroup)
@click.option(_AGAIN, is_flag=True, help="fetch again from every source of sources.toml, as a timer does")
def fetch(again: bool) -> None:
    """Fetch papers from councils' sites into the corpus.

    Only public papers are asked for, slowly, and by the rules that the site states.
    The exit code is 3 where some papers could not be had, and 4 where the site refuses.
    """
    del again


@fetch.command(
    "moderngov",
    cls=Command,
    examples=(
        "paper-search fetch moderngov democracy.here.example --contact me@here.example",
        "paper-search fetch moderngov democracy.here.example --since 2025 --dry-run",
    ),
)
@click.argument("address", help="the council's address, or that of any of its pages of meetings")
@_source_options
@click.option("--until", type=DayType(is_end=True), help="the last day of the meetings; five weeks ahead by default")
@_run_options
def moderngov(address: str, until: date | None, **values: Any) -> int:
    """Fetch from a council's ModernGov site.

    The source is kept in sources.toml in the corpus, so that the next run needs the address alone.
    """
    options = _make_options(values, until)
    return _run([_make_source("moderngov", address, options, values)], options)


@fetch.command(
    "legistar",
    cls=Command,
    examples=(
        "paper-search fetch legistar here --authority Here --contact me@here.example",
        "paper-search fetch legistar here --token-file ~/.legistar-token",
    ),
)
@click.argument("client", help="the client's name in Legistar, or the address of its Legistar site")
@click.option(
    "--token-file",
    type=click.Path(path_type=Path),
    help="a file with the token that some clients' web services want; only you may read it (mode 600)",
)
@_source_options
@click.option("--until", type=DayType(is_end=True), help="the last day of the meetings; five weeks ahead by default")
@_run_options
def legistar(client: str, token_file: Path | None, until: date | None, **values: Any) -> int:
    """Fetch from the web service of a council's Legistar.

    What the service does not plainly call public is left out.
    Files are loaded from the hosts of Legistar for this client, and from those that --host names.
    """
    options = _make_options(values, until)
    values["token_file"] = str(token_file.expanduser().resolve()) if token_file else ""
    return _run([_make_source("legistar", client, options, values)], options)


@fetch.command(
    "cmis",
    cls=Command,
    examples=("paper-search fetch cmis here.example/Meetings.aspx --contact me@here.example",),
)
@click.argument("address", help="the address of the council's page of meetings, or of the page of any meeting")
@_source_options
@click.option("--until", type=DayType(is_end=True), help="the last day of the meetings; five weeks ahead by default")
@_run_options
def cmis(address: str, until: date | None, **values: Any) -> int:
    """Fetch from a council's CMIS site.

    Its calendar is read a month at a time, which takes up to a minute for each month.
    """
    options = _make_options(values, until)
    return _run([_make_source("cmis", address, options, values)], options)


@fetch.command("list", cls=Command, examples=("paper-search fetch list urls.csv --contact me@here.example",))
@click.argument("file", type=click.Path(path_type=Path), help="a CSV file: url, authority, committee, date, title")
@click.option("--contact", metavar="ADDRESS", help="where the council reaches you; sent with every request")
@click.option("--delay", type=click.FloatRange(1), help="seconds between two requests; 2 by default")
@click.option("--allow-private", is_flag=True, help="the sites stand inside this network")
@_run_options
def fetch_list(file: Path, **values: Any) -> int:
    """Fetch papers from a list of addresses."""
    from paper_search.fetch.address_list import read_list

    options = _make_options(values)
    authorities = dict.fromkeys(paper.authority for paper in read_list(str(file)))
    address = str(file.resolve())
    sources = [_make_source("list", address, options, {**values, "authority": name}) for name in authorities]
    return _run(sources, options)


@fetch.command("again", cls=Command, examples=("paper-search fetch again ferndale", "paper-search fetch --again"))
@click.argument("name", required=False, help="one source of sources.toml; without it, all")
@_run_options
def again(name: str | None, **values: Any) -> int:
    """Fetch again from the sources of sources.toml."""
    from paper_search.fetch.session import choose_sources

    options = _make_options(values)
    return _run(list(choose_sources(options.corpus, name)), options)


@fetch.command("status", cls=Command, examples=("paper-search fetch status",))
@corpus_option
@json_option
def status(corpus: Path, as_json: bool) -> int:
    """Show each source's last run, what it holds, and what could not be had.

    The exit code is 1 if there is no source yet.
    """
    from paper_search.fetch.status import load_status

    statuses = load_status(corpus)
    if as_json:
        print_json({"sources": [describe_status(found) for found in statuses]})
    else:
        print("\n\n".join(map(format_status, statuses)) or "No source yet. Begin with: paper-search fetch moderngov.")
    return EXIT_OK if statuses else EXIT_NOTHING_FOUND


# -- runs --------------------------------------------------------------------------------------------------------------


def _make_options(values: dict[str, Any], until: date | None = None) -> FetchOptions:
    names = ("corpus", "most_mb", "budget", "is_trial", "accepts_removals", "as_json")
    values["accepts_removals"] = values.pop("accept_removals")
    return FetchOptions(**{name: values.pop(name) for name in names}, until=until)


def _make_source(system: str, address: str, options: FetchOptions, values: dict[str, Any]) -> Source:
    """Return the source of an address: as sources.toml has it, with what the command line says of it."""
    from paper_search.fetch.sources import Source, choose_name, find_source
    from paper_search.fetch.systems import find_address

    named = {name: value for name, value in values.items() if value}
    url = find_address(system, address)
    found = find_source(options.corpus, url, named.get("authority"))
    known = found if found is not None and found.system == system else None
    authority = named.pop("authority", None) or (known.authority if known else _find_authority(url))
    contact = named.pop("contact", None) or (known.contact if known else _ask_contact())
    source = known or Source(choose_name(options.corpus, authority), system, url, authority)
    changes = {"is_private": named.pop("allow_private", source.is_private), "authority": authority, "contact": contact}
    if "recheck" in named:
        changes["recheck_weeks"] = named.pop("recheck")
    return replace(source, **changes, **named)


def _find_authority(url: str) -> str:
    """Return the authority of a site by its host."""
    from urllib.parse import urlsplit

    from paper_search.text.authorities import find_by_domain

    authority = find_by_domain(urlsplit(url).hostname or "")
    if authority is None:
        raise click.UsageError("Whose papers are these? Name the council with --authority.")
    return authority.name


def _ask_contact() -> str:
    """Ask for the contact once; it is kept with the source."""
    if not sys.stdin.isatty():
        raise click.UsageError("Name an address at which the council reaches you, with --contact.")
    contact: str = click.prompt("A mail or web address at which the council reaches you", err=True)
    return contact.strip()


def _run(sources: list[Source], options: FetchOptions) -> int:
    from paper_search.fetch.session import fetch_sources

    def fetch_one(source: Source) -> FetchReport:
        with _open_events(options.as_json) as report_event:
            return _fetch_source(source, options, report_event)

    with _stop_on_signal():
        reports = [fetch_one(sources[0])] if len(sources) == 1 else fetch_sources(tuple(sources), fetch_one)
    for report in reports:
        if options.as_json:
            print_json_line(event="done", **describe_report(report))
        else:
            print(format_report(report))
    return max(map(_judge_report, reports))


def _fetch_source(source: Source, options: FetchOptions, report_event: Callable[[FetchEvent], None]) -> FetchReport:
    from paper_search.fetch.client import ClientLimits
    from paper_search.fetch.run import RunOptions
    from paper_search.fetch.session import fetch_source

    limits = ClientLimits(source.delay, options.budget, options.most_mb * 2**20)
    run_options = RunOptions(options.until, options.accepts_removals, options.is_trial)
    return fetch_source(source, options.corpus, run_options, limits, report_event=report_event)


def _judge_report(report: FetchReport) -> int:
    if report.outcome in ("blocked", "stopped"):
        return EXIT_SITE_REFUSED if report.outcome == "blocked" else EXIT_INTERRUPTED
    has_failed = report.outcome == "failed" or report.failed or report.refused or report.refused_removals
    return EXIT_SOME_FAILED if has_failed else EXIT_OK


@contextmanager
def _open_events(as_json: bool) -> Iterator[Callable[[FetchEvent], None]]:
    """Yield what is told of events: a bar and lines for people, or a line of JSON for each."""
    if as_json:
        yield lambda event: print_json_line(
            event=event.kind, text=event.text, **({"done": event.done, "total": event.total} if event.total else {})
        )
        return
    from paper_search.cli.layout import escape_unprintable
    from paper_search.records.index import Progress

    with progress_bar() as show:

        def show_event(event: FetchEvent) -> None:
            if event.kind == "meeting" and event.total:
                show(Progress("fetching", event.done, event.total, event.text, 0, None, None))
            elif event.kind in _SHOWN_EVENTS:
                print(f"{event.kind}: {escape_unprintable(event.text)}", file=sys.stderr, flush=True)

        yield show_event


@contextmanager
def _stop_on_signal() -> Iterator[None]:
    """Let a service manager's signal end a run as Ctrl-C does: what is loaded is kept, and the list is written."""

    def stop(number: int, frame: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
