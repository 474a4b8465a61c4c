"""The commands of the register: ``meetings``, ``decisions``, ``votes``, ``people``, ``matter`` and ``popolo``."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import click

from paper_search.cli.failures import print_message
from paper_search.cli.group import Command
from paper_search.cli.options import (
    PATH,
    CountType,
    LibraryOptions,
    date_options,
    engine_options,
    join_words,
    json_option,
    name_option,
)
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
    @date_options
    @click.option("--person", default="", metavar="NAME", help="only entries that name this person, in any form")
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

    @click.argument("words", nargs=-1, metavar="[WORDS]...", help="words that must all be there")
    @limit_options
    @click.option("--limit", type=CountType(), default=20, show_default=True, metavar="N", help="how many at most")
    @click.option(
        "--offset",
        type=click.IntRange(min=0),
        default=0,
        metavar="N",
        help="leave out the first N",
    )
    @functools.wraps(function)
    def with_page(
        *args: Any, query: RegisterQuery, words: tuple[str, ...], limit: int, offset: int, **options: Any
    ) -> Any:
        return function(*args, query=replace(query, words=join_words(words), limit=limit, offset=offset), **options)

    return with_page


@click.command(
    "decisions",
    cls=Command,
    examples=(
        "paper-search decisions bus fares --outcome agreed --since 2025",
        "paper-search decisions --authority Wexmoor --until 2024-06 --json",
    ),
)
@engine_options
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
    """List decisions in their exact words, newest first."""
    from paper_search.cli import register_text
    from paper_search.schemas import DecisionListSchema

    found = options.open().list_decisions(replace(query, outcomes=outcomes))
    print_result(
        as_json,
        lambda: DecisionListSchema.from_list(found, query.offset),
        lambda: register_text.format_decisions(found, query.offset),
    )
    return EXIT_OK if found.decisions else EXIT_NOTHING_FOUND


@click.command("votes", cls=Command, examples=('paper-search votes local plan --person "Cllr Wren"',))
@engine_options
@list_options
@json_option
def votes(options: LibraryOptions, query: RegisterQuery, as_json: bool) -> int:
    """List votes with their counts and names, newest first."""
    from paper_search.cli import register_text
    from paper_search.schemas import VoteListSchema

    found = options.open().list_votes(query)
    print_result(
        as_json,
        lambda: VoteListSchema.from_list(found, query.offset),
        lambda: register_text.format_votes(found, query.offset),
    )
    return EXIT_OK if found.entries else EXIT_NOTHING_FOUND


@click.command("meetings", cls=Command, examples=("paper-search meetings --committee Cabinet --since 2025",))
@engine_options
@click.option("--id", "meeting_id", metavar="ID", help="one meeting whole, by its id in the list")
@list_options
@json_option
def meetings(options: LibraryOptions, query: RegisterQuery, meeting_id: str | None, as_json: bool) -> int:
    """List meetings and their papers, newest first.

    With --id, show one meeting with its attendance, decisions and votes.
    """
    from paper_search.cli import register_text
    from paper_search.schemas import MeetingListSchema, MeetingSchema

    library = options.open()
    if meeting_id is not None:
        meeting = library.get_meeting(meeting_id)
        if meeting is None:
            print_message(f"{meeting_id}: there is no meeting with this id. 'paper-search meetings' lists them.")
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


@click.command("people", cls=Command, examples=("paper-search people --person Wren --authority Ferndale",))
@engine_options
@click.option("--id", "person_id", metavar="ID", help="one person, with all that is printed, by id")
@list_options
@json_option
def people(options: LibraryOptions, query: RegisterQuery, person_id: str | None, as_json: bool) -> int:
    """List the people named in the papers.

    With --id, show everything the papers say of one person.
    """
    from paper_search.cli import register_text
    from paper_search.schemas import PersonListSchema, PersonSchema

    library = options.open()
    if person_id is not None:
        person = library.get_person(person_id)
        if person is None:
            print_message(f"{person_id}: there is no person with this id. 'paper-search people' lists them.")
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


@click.command("matter", cls=Command, examples=("paper-search matter cabinet/report.pdf",))
@engine_options
@click.argument(
    "words", nargs=-1, required=True, metavar="PAPER", help="the path of a paper in the corpus, as 'meetings' prints it"
)
@json_option
def matter(options: LibraryOptions, words: tuple[str, ...], as_json: bool) -> int:
    """List the papers that belong with one paper.

    They are its report, its minutes, the decision, and what came of it.
    """
    from paper_search.cli import register_text
    from paper_search.schemas import MatterSchema

    doc_id = join_words(words)
    found = options.open().find_matter(doc_id)
    if found is None:
        print_message(f"{doc_id}: no paper of this name is indexed, or no other paper belongs with it.")
        return EXIT_NOTHING_FOUND
    print_result(as_json, lambda: MatterSchema.from_record(found), lambda: register_text.format_matter(found))
    return EXIT_OK


@click.command("popolo", cls=Command, examples=("paper-search popolo register --format csv --authority Ferndale",))
@engine_options
@click.argument("folder", type=PATH, metavar="DIR", help="the folder to save the files in; made if it is not there")
@click.option(
    "--format",
    "format_name",
    type=click.Choice(POPOLO_FORMATS),
    default="jsonl",
    show_default=True,
    help="JSON Lines, or CSV",
)
@click.option("--force", is_flag=True, help="overwrite files that are there")
@limit_options
def popolo(options: LibraryOptions, folder: Path, format_name: str, force: bool, query: RegisterQuery) -> int:
    """Save people, bodies, meetings, motions and votes as Popolo."""
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
            f"{error.filename}: this file exists. Name another folder, or overwrite the files with --force."
        ) from error
    except OSError as error:
        raise StorageError(
            f"{folder}: the files cannot be saved here ({error.strerror}). Name another folder."
        ) from error
    return EXIT_OK
