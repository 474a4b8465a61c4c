"""Papers with entries of the register made by hand, in a real store: who met, what was decided, who voted how."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.records import PUBLIC, Access, PassageKind
from paper_search.records.index import DocumentEntry
from paper_search.records.register import (
    Attendance,
    Decision,
    MatterLink,
    MeetingFact,
    RegisterEntries,
    RegisterEntry,
    Role,
    SourceSpan,
    Vote,
)
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.storage.reading_version import FIRST_REGISTER_VERSION, READING_VERSION_KEY
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.text.names import normalise_person
from tests.samples import paper

FERNDALE, LARKFORD = "Ferndale Town Council", "Larkford Parish Council"
PLANNING, COUNCIL = "Planning Committee", "Council"
MARCH_4, APRIL_1, MAY_6 = date(2025, 3, 4), date(2025, 4, 1), date(2025, 5, 6)

Span = Callable[[str], SourceSpan]
Make = Callable[[Span], RegisterEntry]


def attended(name: str, kind: Any = "present", **fields: Any) -> Make:
    return lambda span: Attendance(span(name), kind, name, normalise_person(name), **fields)


def decided(words: str, outcome: Any = "resolved", **fields: Any) -> Make:
    return lambda span: Decision(span(words), outcome, **fields)


def voted(words: str, motion: str | None = None, **fields: Any) -> Make:
    return lambda span: Vote(span(words), span(motion) if motion else None, **fields)


def held_role(name: str, title: str) -> Make:
    return lambda span: Role(span(f"{name}, {title}"), name, normalise_person(name), title)


def stated(words: str, kind: Any, value: str) -> Make:
    return lambda span: MeetingFact(span(words), kind, value)


def linked(words: str, kind: Any, key: str, cited_on: date | None = None) -> Make:
    return lambda span: MatterLink(span(words), kind, key, cited_on)


@dataclass
class RegisterStore:
    """A store that papers are added to, and the engine that asks it."""

    folder: Path
    store: Store = field(init=False)
    engine: LocalEngine = field(init=False)

    def __post_init__(self) -> None:
        self.store = Store(self.folder / DATABASE_FILE_NAME, create=True)
        self.store.set_meta({READING_VERSION_KEY: str(FIRST_REGISTER_VERSION)})
        self.engine = LocalEngine(self.folder, 8)

    def add(
        self,
        name: str,
        texts: Sequence[str],
        entries: Sequence[Make] = (),
        *,
        kinds: Sequence[PassageKind] = (),
        content_hash: str | None = None,
        copy_rank: int = 0,
        access: Access = "public",
        **fields: Any,
    ) -> None:
        """Add a paper, in place of what stood there; its passages are the texts."""
        fields = {"authority": FERNDALE, "committee": PLANNING, "held_on": MARCH_4, "kind": "minutes"} | fields
        document, text, passages = paper(name, *texts, access=access, **fields)
        if kinds:
            passages = tuple(replace(passage, kind=kind) for passage, kind in zip(passages, kinds, strict=True))
        register = make_register(RegisterPaper(document, text, passages), entries)
        shown = [passage.standing_text for passage in passages]
        entry = DocumentEntry(document, text, passages, shown, content_hash, copy_rank, register=register)
        with self.store.transaction() as transaction:
            self.store.documents.replace_file(transaction, document.source, name, [entry])

    def snapshot(self, access: tuple[Access, ...] = PUBLIC) -> Any:
        return self.engine.snapshot(access)


def make_register(held: RegisterPaper, entries: Sequence[Make]) -> RegisterEntries:
    """Return entries whose words are looked up in a paper, each after the one before it where it can be."""
    made: dict[type, list[Any]] = {}
    place = 0
    for make in entries:

        def find(words: str, place: int = place) -> SourceSpan:
            start = held.text.find(words, place)
            start = start if start >= 0 else held.text.index(words)
            span = held.make_span(start, start + len(words))
            assert span is not None
            return span

        entry = make(find)
        place = entry.source.start
        made.setdefault(type(entry), []).append(entry)
    kinds = (MeetingFact, Attendance, Decision, Vote, Role, MatterLink)
    return RegisterEntries(*(tuple(made.get(kind, ())) for kind in kinds))
