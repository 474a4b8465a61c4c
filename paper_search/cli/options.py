"""The options that commands share, and the records that a command is given of them."""

from __future__ import annotations

import functools
import shlex
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paper_search.cli.completion import complete_name
from paper_search.cli.failures import print_message
from paper_search.config import Settings
from paper_search.errors import CorpusError, MissingIndexError, QueryError
from paper_search.records import LIMIT_KINDS, EncoderChoice, Filters, LimitKind

if TYPE_CHECKING:
    from paper_search.indexing.builder import ReaderLimits
    from paper_search.indexing.removal_limit import RemovalLimit
    from paper_search.library import Library
    from paper_search.records import Coverage

Function = Callable[..., Any]
PATH = click.Path(path_type=Path)
MAX_COUNT = 1000
STANDARD_STREAM = "-"
"""What stands for standard input or output, in place of a question or of the name of a file."""


class CountType(click.ParamType[int]):
    """A whole number from 1 to 1000."""

    name = "count"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number; fail where it is none or too large."""
        if not str(value).isdecimal() or not 1 <= int(value) <= MAX_COUNT:
            self.fail(f"{value!r} is not a whole number from 1 to {MAX_COUNT}.", param, ctx)
        return int(value)


class DayType(click.ParamType[date | None]):
    """A day as people type it: 28/07/2020, 28 July 2020, 2020-07-28; a month or a year alone is meant whole.

    Args:
        is_end: True where a month or a year means its last day.
    """

    name = "day"

    def __init__(self, is_end: bool = False) -> None:
        self.is_end = is_end

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date | None:
        """Return the day, None for nothing; fail where it is none."""
        from paper_search.text.dates import parse_typed_date

        try:
            return value if isinstance(value, date) else parse_typed_date(value, self.is_end)
        except QueryError as error:
            self.fail(str(error), param, ctx)


class SettingOption(click.Option):
    """An option that has a setting for its default.

    Args:
        declarations: the names of the option.
        setting: the name of the field in ``Settings``.
        options: see ``click.Option``.
    """

    def __init__(self, declarations: Sequence[str], *, setting: str, **options: Any) -> None:
        super().__init__(declarations, show_default=True, **options)
        self.setting = setting

    def get_default(self, ctx: click.Context, call: bool = True) -> Any:
        """Return the setting's value; where none was loaded, as for the reference of commands, its default."""
        return getattr(ctx.find_object(Settings) or Settings(), self.setting)


corpus_option = click.option(
    "--corpus", cls=SettingOption, setting="corpus", type=PATH, metavar="DIR", help="the folder of the papers"
)
index_option = click.option(
    "--index", cls=SettingOption, setting="index", type=PATH, metavar="DIR", help="the folder of the index"
)
json_option = click.option("--json", "as_json", is_flag=True, help="print JSON")


def to_option(description: str) -> Callable[[Function], Function]:
    """Return the option for the address of a database that is written to.

    Args:
        description: what it is of, for the help.
    """
    return click.option(
        "--to", metavar="URL", default="", help=f"{description}; by default that of PAPER_SEARCH_ENGINE"
    )


@dataclass(frozen=True, slots=True)
class LibraryOptions:
    """Where the papers and their index are, and how they are read and encoded."""

    corpus: Path
    index: Path
    settings: Settings
    engine: str = ""
    is_partial: bool = False

    @property
    def place(self) -> Path | str:
        """The index that questions are put to: the address of its engine where one is named, or else its folder."""
        return self.engine or self.settings.engine.get_secret_value() or self.index

    @property
    def published_at(self) -> str:
        """The address of the index in a database that the settings name, "" for none."""
        return self.settings.engine.get_secret_value()

    @property
    def is_local(self) -> bool:
        """True where questions are put to the folder of the index."""
        return self.place == self.index

    @property
    def encoder(self) -> EncoderChoice:
        """The models that the settings name."""
        settings = self.settings
        return EncoderChoice(settings.model, settings.precision, settings.cache, settings.is_reader_enabled)

    @property
    def limits(self) -> ReaderLimits:
        """The limits for the reading of papers."""
        from paper_search.indexing.builder import ReaderLimits

        return ReaderLimits(self.settings.processes, self.settings.pdf_seconds, self.settings.pdf_megabytes)

    @property
    def removal_limit(self) -> RemovalLimit:
        """The limit on what one build takes out because it is gone."""
        from paper_search.indexing.removal_limit import RemovalLimit

        return RemovalLimit(self.settings.max_removals)

    @property
    def build_command(self) -> str:
        """The command that makes this index, to be copied into a shell."""
        named = (("--corpus", self.corpus, self.settings.corpus), ("--index", self.index, self.settings.index))
        words = [word for name, path, default in named if path != default for word in (name, str(path))]
        return shlex.join(["paper-search", "build", *words])

    def check_index(self) -> None:
        """Raise MissingIndexError where there is no index, with the command that makes it."""
        from paper_search.storage.store import DATABASE_FILE_NAME

        if not (self.index / DATABASE_FILE_NAME).exists():
            raise MissingIndexError(
                f"{self.index}: there is no index in this folder yet. To make it, run: {self.build_command}"
            )

    def open(self) -> Library:
        """Open the index for questions.

        Raises:
            CorpusError: the folder of the papers is not there.
            MissingIndexError: there is no index.
        """
        from paper_search.api import open_library

        if not self.is_local:
            is_partial = self.is_partial or self.settings.is_partial
            return open_library(
                self.corpus, self.place, self.encoder, feedback_folder=self.index, is_partial=is_partial
            )
        if not self.corpus.is_dir():
            raise CorpusError(
                f"{self.corpus}: there is no such folder of papers. Name the folder with --corpus, or see that its disk"
                " is there."
            )
        self.check_index()
        return open_library(self.corpus, self.index, self.encoder)


def print_if_empty(options: LibraryOptions, coverage: Coverage) -> bool:
    """Say on stderr what to do where no paper can be searched; return True there.

    Args:
        options: where the papers are.
        coverage: what a question without limits searches.
    """
    from paper_search.cli.coverage_text import describe_empty, describe_unpublished

    if coverage.papers or coverage.missing_councils:
        return False
    if options.is_local:
        print_message(describe_empty(options.corpus, options.build_command, coverage.unread, coverage.held_back))
    else:
        print_message(describe_unpublished(coverage.unread, coverage.held_back))
    return True


@dataclass(frozen=True, slots=True)
class QuestionOptions:
    """One question, or a file of them."""

    text: str | None
    batch: Path | None

    def validate(self) -> None:
        """Raise click.UsageError unless there is a question or a file of them, and not both."""
        if (self.text is None) == (self.batch is None):
            raise click.UsageError(
                "Give one question, or a file of questions with --batch.", click.get_current_context(silent=True)
            )


@dataclass(frozen=True, slots=True)
class ResultOptions:
    """The largest number of results, the papers they come from, and their form."""

    k: int
    filters: Filters
    as_json: bool


def join_words(words: Sequence[str]) -> str:
    """Return words of a command line as one text, so that quotation marks around it may be left out.

    Bytes that are no text in the terminal's encoding become a replacement character.
    """
    return " ".join(words).encode("utf-8", "replace").decode("utf-8")


def read_question(words: Sequence[str]) -> str | None:
    """Return the question in the words of a command line, or on the standard input for a dash; None for no words."""
    if tuple(words) != (STANDARD_STREAM,):
        return join_words(words) if words else None
    if sys.stdin.isatty():
        print("Type the question and press Enter, then Ctrl-D.", file=sys.stderr)
    return sys.stdin.buffer.read().decode("utf-8", "replace").strip()


def library_options(function: Function) -> Function:
    """Add --corpus and --index; the function is given ``LibraryOptions`` first."""

    @corpus_option
    @index_option
    @click.pass_obj
    @functools.wraps(function)
    def with_library(settings: Settings, /, *args: Any, corpus: Path, index: Path, **options: Any) -> Any:
        return function(LibraryOptions(corpus, index, settings), *args, **options)

    return with_library


def engine_options(function: Function) -> Function:
    """Add --corpus, --index, --engine and --partial; the function is given ``LibraryOptions`` first."""

    @library_options
    @click.option(
        "--engine",
        default="",
        metavar="URL",
        help="the address of an index on database servers; with a password, better set in PAPER_SEARCH_ENGINE",
    )
    @click.option("--partial", is_flag=True, help="answer even if a server cannot be reached, and say what is missing")
    @functools.wraps(function)
    def with_engine(options: LibraryOptions, /, *args: Any, engine: str, partial: bool, **others: Any) -> Any:
        return function(replace(options, engine=engine, is_partial=partial), *args, **others)

    return with_engine


def question_options(function: Function) -> Function:
    """Add a question and --batch; the function is given ``question``."""

    @click.argument("words", nargs=-1, metavar="[QUESTION]...", help="the question; - reads it from standard input")
    @click.option(
        "--batch", type=PATH, metavar="FILE", help='questions, one {"query_id", "text"} per line; - for standard input'
    )
    @functools.wraps(function)
    def with_question(*args: Any, words: tuple[str, ...], batch: Path | None, **options: Any) -> Any:
        return function(*args, question=QuestionOptions(read_question(words), batch), **options)

    return with_question


def date_options(function: Function) -> Function:
    """Add --since and --until; the function is given both as days."""

    @click.option("--since", type=DayType(), metavar="DATE", help="only meetings from this day, month or year on")
    @click.option(
        "--until",
        type=DayType(is_end=True),
        metavar="DATE",
        help="only meetings up to this day, month or year, such as 28/07/2020, June 2024 or 2025",
    )
    @functools.wraps(function)
    def with_dates(*args: Any, since: date | None, until: date | None, **options: Any) -> Any:
        if since and until and until < since:
            raise click.UsageError(
                "The date of --until is before that of --since. Swap them, or leave one out.",
                click.get_current_context(silent=True),
            )
        return function(*args, since=since, until=until, **options)

    return with_dates


def result_options(k: int, k_help: str = "how many passages") -> Callable[[Function], Function]:
    """Add --k, the filters and --json; the function is given ``results``.

    Args:
        k: how many results are given by default.
        k_help: what is counted.

    Returns:
        The decorator.
    """

    def decorate(function: Function) -> Function:
        @click.option("--k", type=CountType(), default=k, show_default=True, metavar="K", help=k_help)
        @name_option("authority")
        @name_option("committee")
        @name_option("kind")
        @date_options
        @click.option(
            "--any",
            "unlimited",
            type=click.Choice(LIMIT_KINDS),
            multiple=True,
            metavar="LIMIT",
            help="authority (the council), committee or date: search beyond the one that the question names",
        )
        @json_option
        @functools.wraps(function)
        def with_results(
            *args: Any,
            k: int,
            authority: tuple[str, ...],
            committee: tuple[str, ...],
            kind: tuple[str, ...],
            since: date | None,
            until: date | None,
            unlimited: tuple[LimitKind, ...],
            as_json: bool,
            **options: Any,
        ) -> Any:
            filters = Filters(authority, committee, kind, since, until, unlimited=unlimited)
            return function(*args, results=ResultOptions(k, filters, as_json), **options)

        return with_results

    return decorate


def name_option(name: str) -> Callable[[Function], Function]:
    """Return the option that limits to names of one kind, such as --authority."""
    # The option has the name of the field; people read of councils everywhere else.
    noun = {"authority": "council"}.get(name, name)
    return click.option(
        f"--{name}",
        multiple=True,
        metavar=noun.upper(),
        shell_complete=complete_name,
        help=f"only this {noun}; may be repeated",
    )
