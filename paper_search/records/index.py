"""What an index holds: what filters can take, its state, and what a build did to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from paper_search.records.documents import UnreadFile


@dataclass(frozen=True, slots=True)
class Facet:
    """One value a filter can take, and how many papers carry it."""

    value: str
    papers: int


@dataclass(frozen=True, slots=True)
class Facets:
    """What the index holds, for filters to offer."""

    authorities: tuple[Facet, ...] = ()
    committees: tuple[Facet, ...] = ()
    kinds: tuple[Facet, ...] = ()
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class EncoderChoice:
    """The model that was asked for: its folder or name; "auto", "int8" or "fp32"; and the folder for what is derived
    from it, None for the user's own."""

    model: str
    precision: str = "auto"
    cache: Path | None = None


@dataclass(frozen=True, slots=True)
class EncoderInfo:
    """Which encoder made a vector: two encoders with one fingerprint give the same rows."""

    name: str
    fingerprint: str
    dimensions: int
    max_tokens: int


@dataclass(frozen=True, slots=True)
class Status:
    """The state of an index. ``waiting`` passages have words but no vector yet; ``notes`` name the papers of which
    only some pages could be read."""

    papers: int
    passages: int
    waiting: int
    generation: int
    encoder: EncoderInfo | None
    unread: tuple[UnreadFile, ...] = ()
    built_at: str | None = None
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class BuildReport:
    """What one build did. ``seconds`` is wall time; ``passages`` counts those written in this build."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    unchanged: int = 0
    unread: tuple[UnreadFile, ...] = ()
    pages: int = 0
    passages: int = 0
    embedded: int = 0
    dropped: int = 0
    seconds: float = 0.0
    generation: int = 0
    notes: tuple[str, ...] = field(default=())
