"""The options that commands share, and the records that a command is given of them."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from paper_search.config import Settings
from paper_search.errors import QueryError
from paper_search.records import LIMIT_KINDS, EncoderChoice, Filters, LimitKind

if TYPE_CHECKING:
    from paper_search.indexing.builder import ReaderLimits
    from paper_search.indexing.removal_limit import RemovalLimit
    from paper_search.library import Library

Function = Callable[..., Any]
PATH = click.Path(path_type=Path)
MAX_COUNT = 1000


class CountType(click.ParamType[int]):
    """A whole number from 1 to 1000."""

    name = "count"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number; fail where it is none or too large."""
        if not str(value).isdecimal() or not 1 <= int(value) <= MAX_COUNT:
            self.fail(f"{value!r} is not a whole number from 1 to {MAX_COUNT}", param, ctx)
        return int(value)


class DayType(click.ParamType[date]):
    """A day such as 2025-01-30."""

    name = "day"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day; fail where it is none."""
        try:
            return value if isinstance(value, date) else date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2025-01-30", param, ctx)


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
    "--corpus", cls=SettingOption, setting="corpus", type=PATH, metavar="DIR", help="the papers"
)
index_option = click.option("--index", cls=SettingOption, setting="index", type=PATH, metavar="DIR", help="the index")
json_option = click.option("--json", "as_json", is_flag=True, help="print JSON")


@dataclass(frozen=True, slots=True)
class LibraryOptions:
    """Where the papers and their index are, and how they are read and encoded."""

    corpus: Path
    index: Path
    settings: Settings

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

    def open(self) -> Library:
        """Open the index for questions."""
        from paper_search.api import open_library

        return open_library(self.corpus, self.index, self.encoder)


@dataclass(frozen=True, slots=True)
class QuestionOptions:
    """One question, or a file of them."""

    text: str | None
    batch: Path | None

    def validate(self) -> None:
        """Raise QueryError unless there is a question or a file of them, and not both."""
        if (self.text is None) == (self.batch is None):
            raise QueryError("Give one question, or a file of questions with --batch.")


@dataclass(frozen=True, slots=True)
class ResultOptions:
    """The largest number of results, the papers they come from, and their form."""

    k: int
    filters: Filters
    as_json: bool


def library_options(function: Function) -> Function:
    """Add --corpus and --index; the function is given ``LibraryOptions`` first."""

    @corpus_option
    @index_option
    @click.pass_obj
    @functools.wraps(function)
    def with_library(settings: Settings, /, *args: Any, corpus: Path, index: Path, **options: Any) -> Any:
        return function(LibraryOptions(corpus, index, settings), *args, **options)

    return with_library


def question_options(function: Function) -> Function:
    """Add a question and --batch; the function is given ``question``."""

    @click.argument("text", required=False, help="the question")
    @click.option("--batch", type=PATH, metavar="FILE", help='questions, one {"query_id", "text"} per line')
    @functools.wraps(function)
    def with_question(*args: Any, text: str | None, batch: Path | None, **options: Any) -> Any:
        return function(*args, question=QuestionOptions(text, batch), **options)

    return with_question


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
        @click.option("--since", type=DayType(), metavar="DATE", help="only meetings from this day on (2025-01-30)")
        @click.option("--until", type=DayType(), metavar="DATE", help="only meetings up to this day (2025-03-31)")
        @click.option(
            "--any",
            "unlimited",
            type=click.Choice(LIMIT_KINDS),
            multiple=True,
            metavar="LIMIT",
            help="authority, committee or date: not limited to what the question names",
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
    return click.option(f"--{name}", multiple=True, metavar=name.upper(), help=f"only this {name}; may be repeated")
