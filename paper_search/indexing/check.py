"""The whole index, checked from one end to the other, and what is derived of it repaired.

In: a corpus and an index folder; out: every fault, what was done about it, and what a person must do where nothing
could be. Promised: what is not derived (the papers' words) is named and never touched; a repair happens under the
index's LOCK; an index that is clean is left as it is, byte for byte.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

import numpy as np

from paper_search.access import decisions
from paper_search.errors import DamagedIndexError
from paper_search.indexing import withdrawals as rulings
from paper_search.retrieval.local.engine import VECTORS_NAME
from paper_search.storage import vector_file
from paper_search.storage import vector_index as vectors
from paper_search.storage.documents import FILE_NAME
from paper_search.storage.integrity import Inspection
from paper_search.storage.lock import locked
from paper_search.storage.vector_index import VectorIndex

_FILE = "the file"
_NAMED = 10
_RESTORE = (
    "stop what uses the index, then copy a backup made by 'paper-search backup' back, or move papers.db away and run"
    " 'paper-search build' to make it again from the papers"
)
_BUILD = "run 'paper-search build'"


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong: which part, what, how often, with some of the places; what was done about it (None
    where nothing was), and what is left to do (None where nothing is)."""

    part: str
    what: str
    count: int = 1
    places: tuple[str, ...] = ()
    done: str | None = None
    next_step: str | None = None


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check looked at and what it found; ``seconds`` is wall time."""

    faults: tuple[Fault, ...]
    papers: int = 0
    passages: int = 0
    waiting: int = 0
    generation: int = 0
    seconds: float = 0.0

    @property
    def is_clean(self) -> bool:
        """True where nothing was wrong."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class _Found:
    """A fault, and the repair of it, which says what it did; None where it cannot be derived again."""

    fault: Fault
    repair: Callable[[], str] | None = None


def check(
    corpus: Path, index: Path, *, repair: bool = True, progress: Callable[[str], None] = lambda part: None
) -> Checked:
    """Verify the index in the folder ``index``, and repair what is derived unless ``repair`` is False.

    Raises MissingIndexError; LockedIndexError where another process writes and ``repair`` is True; a damaged file is
    no error here but a fault.
    """
    began = time.monotonic()
    with locked(index) if repair else nullcontext():
        try:
            store = Inspection(index / FILE_NAME)
        except DamagedIndexError as error:
            return Checked((_broken(error),), seconds=time.monotonic() - began)
        try:
            checked = _check(store, corpus, repair, progress)
        finally:
            store.close()
    return replace(checked, seconds=time.monotonic() - began)


def _check(store: Inspection, corpus: Path, repair: bool, progress: Callable[[str], None]) -> Checked:
    with store.snapshot():
        found = list(_look(store, corpus, progress))
    sound = all(each.fault.part != _FILE for each in found)
    # What is written into a damaged file may damage more of it.
    faults = [_settled(each, repair and sound) for each in found]
    if not sound:
        return Checked(tuple(faults))
    return Checked(tuple(faults), *store.counts(), store.waiting(), store.generation())


def _settled(found: _Found, repair: bool) -> Fault:
    if found.repair is None:
        return found.fault
    if not repair:
        return replace(found.fault, next_step="run 'paper-search check' to repair it")
    return replace(found.fault, done=found.repair())


def _look(store: Inspection, corpus: Path, progress: Callable[[str], None]) -> Iterator[_Found]:
    looks: tuple[tuple[str, Callable[[], Iterator[_Found]]], ...] = (
        (_FILE, lambda: _named(_FILE, "the database is damaged", store.unsound())),
        ("passages", lambda: _passages(store)),
        ("papers", lambda: _papers(store, corpus)),
        ("counters", lambda: _counters(store)),
        ("vectors", lambda: _rows(store)),
        ("lexical index", lambda: _words(store)),
        ("acronyms", lambda: _acronyms(store)),
        ("vector file", lambda: _file(store)),
    )
    for part, look in looks:
        progress(part)
        try:
            found = list(look())
        except DamagedIndexError as error:
            found = [_Found(_broken(error))]
        yield from found
        if any(each.fault.part == _FILE for each in found):
            # Nothing that a damaged file says of the rest is worth hearing.
            return


def _broken(error: DamagedIndexError) -> Fault:
    return Fault(_FILE, "it cannot be read", places=(str(error),), next_step=_RESTORE)


def _named(
    part: str, what: str, places: Iterable[str], repair: Callable[[list[str]], str] | None = None
) -> Iterator[_Found]:
    """A fault with its places, or nothing where there are none."""
    all_places = list(places)
    if all_places:
        fault = Fault(part, what, len(all_places), tuple(islice(all_places, _NAMED)))
        yield (
            _Found(replace(fault, next_step=_RESTORE)) if repair is None else _Found(fault, lambda: repair(all_places))
        )


# -- each part -------------------------------------------------------------------------------------------------


def _passages(store: Inspection) -> Iterator[_Found]:
    yield from _named("passages", "passages are not the words of their papers", store.misquoted())
    yield from _named("passages", "what was embedded is not what stands there", store.mislabelled())


def _papers(store: Inspection, corpus: Path) -> Iterator[_Found]:
    yield from _named(
        "papers", "papers that are held back can be found", _withdrawn(store, corpus), lambda _: _enforce(store, corpus)
    )
    yield from _named("papers", "papers name others that are not held", store.lost())


def _withdrawn(store: Inspection, corpus: Path) -> list[str]:
    taken = decisions.load(corpus)
    ruled = [
        card.document.doc_id
        for card in (store.cards() if taken else ())
        if taken.withdrawn(rulings.places_of(card.document), card.document.sha256, card.key or "")
    ]
    return list(dict.fromkeys([*ruled, *store.findable()]))


def _enforce(store: Inspection, corpus: Path) -> str:
    out = [*rulings.enforce(store, decisions.load(corpus))]
    for doc_id in store.findable():
        store.remove(doc_id)
        out.append(doc_id)
    return f"taken out of the index: {', '.join(out)}"


def _counters(store: Inspection) -> Iterator[_Found]:
    def count(_: list[str]) -> str:
        store.count_again()
        return "counted again"

    yield from _named("counters", "the counters are wrong", store.miscounted(), count)
    ahead = store.ahead()

    def catch_up(_: list[str]) -> str:
        store.catch_up(ahead)
        return "the generation was raised"

    places = [f"rows are {ahead} ahead of the generation"] if ahead else []
    yield from _named("counters", "a server would miss what is new", places, catch_up)


def _rows(store: Inspection) -> Iterator[_Found]:
    def embed(digests: list[str]) -> str:
        store.embed_again(digests)
        return f"their passages wait for a vector; {_BUILD} to embed them"

    def forget(digests: list[str]) -> str:
        store.embed_again(digests)
        return "forgotten"

    bad = store.bad_vectors(_dimensions(store))
    yield from _named("vectors", "vectors cannot be used", bad, embed)
    yield from _named("vectors", "token vectors cannot be used", store.bad_tokens(), embed)
    yield from _named("vectors", "vectors are missing", store.without_vector(), embed)
    yield from _named("vectors", "vectors belong to no passage", store.unused_vectors(), forget)


def _words(store: Inspection) -> Iterator[_Found]:
    def index(_: list[str]) -> str:
        store.index_words_again()
        return "made again from the passages"

    places = ["its words are not those of the passages"] if store.has_other_words() else []
    yield from _named("lexical index", "what is found by words is wrong", places, index)


def _acronyms(store: Inspection) -> Iterator[_Found]:
    def learn(_: list[str]) -> str:
        store.learn_again()
        return "learned again from the passages"

    places = ["they are not those that the passages define"] if store.has_other_acronyms() else []
    yield from _named("acronyms", "what letters stand for is wrong", places, learn)


def _file(store: Inspection) -> Iterator[_Found]:
    """The derived file of vectors, with what came since, against what it was derived from."""
    path = store.path.with_name(VECTORS_NAME)

    def derive(_: list[str]) -> str:
        with store.snapshot():
            fresh = VectorIndex(_dimensions(store)).changed(
                store.generation(), np.empty(0, np.int64), store.vectors_since(0, _dimensions(store))
            )
        fresh.save(path, store.meta("token") or "")
        return "derived again from the index"

    wrong = _wrong_file(store, path)
    yield from _named("vector file", f"{path.name} is not what it stands for", [wrong] if wrong else [], derive)


def _dimensions(store: Inspection) -> int:
    return int(store.meta("dimensions") or 0)


def _wrong_file(store: Inspection, path: Path) -> str | None:
    """What is wrong with the file; None where it is right, or is not there, or stands for another index and so is not
    used."""
    seal = vector_file.seal_of(path)
    if seal is None:
        return "it is cut short, or is none of ours" if path.exists() else None
    if (seal.token, seal.dimensions) != (store.meta("token"), _dimensions(store)):
        return None
    if seal.generation > store.generation():
        return f"it stands for generation {seal.generation}, which has not come yet"
    try:
        return vector_file.damage(path, seal) or _disagrees(store, path)
    except DamagedIndexError:
        return "the vectors that it was derived from cannot be used"


def _disagrees(store: Inspection, path: Path) -> str | None:
    dimensions = _dimensions(store)
    kept = vectors.load(path, dimensions, store.meta("token") or "")
    if kept is None:
        return "it cannot be read"
    since = kept.generation
    index = kept.changed(store.generation(), store.removed_since(since), store.vectors_since(since, dimensions))
    held = 0
    for ids, _, rows in store.vectors_since(0, dimensions):
        held += len(ids)
        if not index.agrees(ids, rows).all():
            return "it lacks vectors of the index, or has others"
    return None if held == len(index) else f"it has {len(index):,} vectors, the index {held:,}"
