"""The commands of the register: ``meetings``, ``decisions``, ``votes``, ``people``, ``matter`` and ``popolo``."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from paper_search.cli.group import Command
from paper_search.cli.options import PATH, CountType, DayType, LibraryOptions, json_option, library_options, name_option
from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, print_result
from paper_search.errors import StorageError
from paper_search.records import Filters
from paper_search.records.register import DECISION_OUTCOMES, DecisionOutcome, RegisterQuery

POPOLO_FORMATS = ("jsonl", "csv")
Function = Callable[..., Any]


def limit_options(function: Function) -> Function:
    """Add the limits that all commands of the register have; the function is given ``query``."""

    @name_option("authority")
    @name_option("committee")
    @name_option("kind")
    @click.option("--since", type=DayType(), metavar="DATE", help="only meetings from this day on (2025-01-30)")
    @click.option("--until", type=DayType(), metavar="DATE", help="only meetings up to this day (2025-03-31)")
    @click.option("--person", default="", metavar="NAME", help="only what names this person, in any form")
    @functools.wraps(function)
    def with_query(
        *args: Any,
        authority: tuple[str, ...],
        committee: tuple[str, ...],
        kind: tuple[str, ...],
        since: date | None,
        until: date | None,
        person: str,
        **options: Any,
    ) -> Any:
        filters = Filters(authority, committee, kind, since, until)
        return function(*args, query=RegisterQuery(filters, person=person), **options)

    return with_query


def list_options(function: Function) -> Function:
    """Add words, the limits, and the part of a list that is wanted; the function is given ``query``."""

    @click.argument("words", required=False, default="", metavar="[WORDS]", help="words that must all stand there")
    @limit_options
    @click.option("--limit", type=CountType(), default=20, show_default=True, metavar="N", help="how many at most")
    @click.option(
        "--offset",
        type=click.IntRange(min=0),
        default=0,
        show_default=True,
        metavar="N",
        help="how many of the first are left out",
    )
    @functools.wraps(function)
    def with_page(*args: Any, query: RegisterQuery, words: str, limit: int, offset: int, **options: Any) -> Any:
        return function(*args, query=replace(query, words=words, limit=limit, offset=offset), **options)

    return with_page


@click.command(
    "decisions", cls=Command, example='paper-search decisions "bus fares" --outcome agreed --since 2025-01-01'
)
@library_options
@click.option(
    "--outcome",
    "outcomes",
    type=click.Choice(DECISION_OUTCOMES),
    multiple=True,
    metavar="OUTCOME",
    help=f"{', '.join(DECISION_OUTCOMES)}; may be repeated",
)
@list_options
@json_option
def decisions(
    options: LibraryOptions, query: RegisterQuery, outcomes: tuple[DecisionOutcome, ...], as_json: bool
) -> int:
    """List decisions in their exact words, the newest first."""
    from paper_search.cli import register_text
    from paper_search.schemas import DecisionListSchema

    found = options.open().list_decisions(replace(query, outcomes=outcomes))
    print_result(
        as_json,
        lambda: DecisionListSchema.from_list(found, query.offset),
        lambda: register_text.format_decisions(found, query.offset),
    )
    return EXIT_OK if found.decisions else EXIT_NOTHING_FOUND


@click.command("votes", cls=Command, example='paper-search votes "local plan" --person "Cllr Wren"')
@library_options
@list_options
@json_option
def votes(options: LibraryOptions, query: RegisterQuery, as_json: bool) -> int:
    """List votes with their counts and names, as printed, the newest first."""
    from paper_search.cli import register_text
    from paper_search.schemas import VoteListSchema

    found = options.open().list_votes(query)
    print_result(
        as_json,
        lambda: VoteListSchema.from_list(found, query.offset),
        lambda: register_text.format_votes(found, query.offset),
    )
    return EXIT_OK if found.entries else EXIT_NOTHING_FOUND


@click.command("meetings", cls=Command, example="paper-search meetings --committee Cabinet --since 2025-01-01")
@library_options
@click.option("--id", "meeting_id", metavar="ID", help="one meeting whole, by its id in the list")
@list_options
@json_option
def meetings(options: LibraryOptions, query: RegisterQuery, meeting_id: str | None, as_json: bool) -> int:
    """List meetings with their papers, the newest first; or show one with attendance, decisions and votes."""
    from paper_search.cli import register_text
    from paper_search.schemas import MeetingListSchema, MeetingSchema

    library = options.open()
    if meeting_id is not None:
        meeting = library.get_meeting(meeting_id)
        if meeting is None:
            print(f"No meeting held has the id {meeting_id}; 'paper-search meetings' lists them.")
            return EXIT_NOTHING_FOUND
        print_result(
            as_json, lambda: MeetingSchema.from_meeting(meeting), lambda: register_text.format_meeting(meeting)
        )
        return EXIT_OK
    found = library.list_meetings(query)
    print_result(
        as_json,
        lambda: MeetingListSchema.from_list(found, query.offset),
        lambda: register_text.format_meetings(found, query.offset),
    )
    return EXIT_OK if found.meetings else EXIT_NOTHING_FOUND


@click.command("people", cls=Command, example="paper-search people --person Wren --authority Ferndale")
@library_options
@click.option("--id", "person_id", metavar="ID", help="one person with all that is printed, by the id in the list")
@list_options
@json_option
def people(options: LibraryOptions, query: RegisterQuery, person_id: str | None, as_json: bool) -> int:
    """List people whom the papers name; or show what the papers print of one."""
    from paper_search.cli import register_text
    from paper_search.schemas import PersonListSchema, PersonSchema

    library = options.open()
    if person_id is not None:
        person = library.get_person(person_id)
        if person is None:
            print(f"No person named in the papers held has the id {person_id}; 'paper-search people' lists them.")
            return EXIT_NOTHING_FOUND
        print_result(as_json, lambda: PersonSchema.from_person(person), lambda: register_text.format_person(person))
        return EXIT_OK
    found = library.list_people(query)
    print_result(
        as_json,
        lambda: PersonListSchema.from_list(found, query.offset),
        lambda: register_text.format_people(found, query.offset),
    )
    return EXIT_OK if found.people else EXIT_NOTHING_FOUND


@click.command("matter", cls=Command, example='paper-search matter "cabinet/report.pdf"')
@library_options
@click.argument("doc_id", metavar="PAPER", help="the path of a paper in the corpus, as 'search --json' prints doc_id")
@json_option
def matter(options: LibraryOptions, doc_id: str, as_json: bool) -> int:
    """Show the papers that belong together with one: report, minutes, decision, update."""
    from paper_search.cli import register_text
    from paper_search.schemas import MatterSchema

    found = options.open().find_matter(doc_id)
    if found is None:
        print(f"No paper held belongs together with {doc_id}, or no such paper is held.")
        return EXIT_NOTHING_FOUND
    print_result(as_json, lambda: MatterSchema.from_record(found), lambda: register_text.format_matter(found))
    return EXIT_OK


@click.command("popolo", cls=Command, example="paper-search popolo register --format csv --authority Ferndale")
@library_options
@click.argument("folder", type=PATH, metavar="DIR", help="the folder to write into, made where there is none")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(POPOLO_FORMATS),
    default="jsonl",
    show_default=True,
    help="JSON Lines, or CSV",
)
@click.option("--force", is_flag=True, help="write over files that are there")
@limit_options
def popolo(options: LibraryOptions, folder: Path, format_name: str, force: bool, query: RegisterQuery) -> int:
    """Write people, bodies, meetings, motions and votes in the shape of Popolo."""
    from paper_search.export.popolo import render_files

    files = render_files(options.open().export_popolo(query), format_name)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in files.items():
            with (folder / name).open("wb" if force else "xb") as file:
                file.write(content)
            print(folder / name)
    except FileExistsError as error:
        raise StorageError(
            f"{error.filename}: there is such a file already; name another folder, or give --force."
        ) from error
    except OSError as error:
        raise StorageError(f"{folder}: the files cannot be written ({error.strerror}); name another place.") from error
    return EXIT_OK
