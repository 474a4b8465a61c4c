"""Events of a run while it goes on, and its report at the end."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

from paper_search.errors import FetchError

Outcome = Literal["done", "budget", "blocked", "failed", "stopped"]
"""How a run ended: whole, at its limit, refused by the host, without a list of committees, or by a person."""
EventKind = Literal[
    "meeting",
    "fetched",
    "changed",
    "would fetch",
    "held back",
    "would hold back",
    "would refuse",
    "failed",
    "note",
]


@dataclass(frozen=True, slots=True)
class FetchEvent:
    """One thing that happened in a run.

    Attributes:
        kind: what happened; "meeting" is told before each meeting is read.
        text: the paper's path, the meeting, or what went wrong in words.
        done: how many meetings were read.
        total: how many there are to read.
    """

    kind: EventKind
    text: str
    done: int = 0
    total: int = 0


EventCallback = Callable[[FetchEvent], None]


def ignore_event(event: FetchEvent) -> None:
    """Do nothing: nobody wants to know."""


@dataclass(frozen=True, slots=True)
class HeldBackPaper:
    """A paper that a run moved out of the corpus: its former path, and why."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class FetchReport:
    """The report of a run of one source.

    Attributes:
        source: the name of the source.
        authority: whose papers they are.
        outcome: how it ended.
        message: why, where it did not end whole.
        held_back: what was moved out of the corpus. It is told first.
        refused_removals: papers that are gone from the site, too many to believe; nothing was done with them.
        fetched: paths of new papers.
        changed: paths of papers whose content has changed.
        kept: how many papers were there already.
        restricted: how many documents the council restricts, which were not asked for.
        failed: how many failures are listed, without the links that no run loads.
        meetings: how many meetings were read.
        requests: how many requests were made.
        loaded_bytes: how many bytes were loaded.
        is_trial: True where nothing was written.
        refused: how many papers a trial found at addresses that a run would refuse.
    """

    source: str
    authority: str
    outcome: Outcome = "done"
    message: str = ""
    held_back: tuple[HeldBackPaper, ...] = ()
    refused_removals: tuple[str, ...] = ()
    fetched: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    kept: int = 0
    restricted: int = 0
    failed: int = 0
    meetings: int = 0
    requests: int = 0
    loaded_bytes: int = 0
    is_trial: bool = False
    refused: int = 0


@dataclass(slots=True)
class Tally:
    """The counts of a run so far."""

    held_back: list[HeldBackPaper] = field(default_factory=list)
    refused_removals: list[str] = field(default_factory=list)
    fetched: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    refusals: list[FetchError] = field(default_factory=list)
    kept: int = 0
    restricted: int = 0
    meetings: int = 0
    failed_committees: int = 0
