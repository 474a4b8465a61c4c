"""A check of the whole index, and repairs of what is derived.

Every fault is reported with what was done about it, and with what a person must do where nothing could be done. What is
not derived (the words of documents) is named and never touched. A repair happens under the index's LOCK. An index that
is clean is left as it is, byte for byte.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np

from paper_search.access import decisions
from paper_search.access.decisions import Decisions
from paper_search.errors import CorpusError, DamagedIndexError, OtherLayoutError
from paper_search.indexing import decision_seal, enforcement, refusals
from paper_search.indexing.faults import RepairableFault, make_fault, repair_fault
from paper_search.ingest.segmentation.embedding_context import embedding_text
from paper_search.records.index import CheckReport, Fault
from paper_search.retrieval.local.engine import VECTORS_NAME
from paper_search.storage import vector_file
from paper_search.storage.integrity import EmbeddingTextMismatch, IntegrityChecker
from paper_search.storage.lock import lock_index
from paper_search.storage.reading_version import find_outdated_rules
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.storage.vector_index import VectorIndex, load_index

_DATABASE_PART = "the file"
_COMMAND = "paper-search check"
_RESTORE_STEP = (
    "stop what uses the index, then copy a backup made by 'paper-search backup' back, or move papers.db away and run"
    " 'paper-search build' to make it again from the papers"
)
_LAYOUT_STEP = "do as it says"
_BUILD_STEP = "run 'paper-search build'"
_REFUSAL_STEP = "put that right as it says; nothing is built before"
_REREAD_PARTS = ("lexical index", "acronyms")
"""Parts that older rules derived from other words. Where those made the index, the next build derives them again."""


def check(
    corpus: Path, index: Path, *, repair: bool = True, progress: Callable[[str], None] = lambda part: None
) -> CheckReport:
    """Verify an index, and repair what is derived.

    Args:
        corpus: the corpus folder, for the decisions that hold documents back.
        index: the index folder. A damaged file is no error here but a fault.
        repair: False only looks.
        progress: is told the part that is looked at.

    Raises:
        MissingIndexError: there is no index.
        LockedIndexError: another process writes, and ``repair`` is True.
    """
    began = time.monotonic()
    with lock_index(index) if repair else nullcontext():
        try:
            store = Store(index / DATABASE_FILE_NAME)
        except DamagedIndexError as error:
            return CheckReport((_make_unreadable_fault(error),), seconds=time.monotonic() - began)
        try:
            report = _check_store(store, corpus, repair, progress)
        finally:
            store.close()
    return replace(report, seconds=time.monotonic() - began)


def _check_store(store: Store, corpus: Path, repair: bool, progress: Callable[[str], None]) -> CheckReport:
    with store.snapshot():
        found_faults = list(_find_faults(store, corpus, progress))
    is_sound = all(found_fault.fault.part != _DATABASE_PART for found_fault in found_faults)
    # What is written into a damaged file may damage more of it.
    faults = tuple(
        repair_fault(found_fault, _COMMAND, is_repairing=repair and is_sound) for found_fault in found_faults
    )
    if not is_sound:
        return CheckReport(faults)
    statistics = store.statistics
    return CheckReport(
        faults,
        *statistics.count_documents_and_passages(),
        statistics.count_unembedded_passages(),
        store.generation(),
        read_in_part=len(store.unread_parts.list_documents()),
    )


def _find_faults(store: Store, corpus: Path, progress: Callable[[str], None]) -> Iterator[RepairableFault]:
    checker = IntegrityChecker(store)
    outdated = find_outdated_rules(store)
    checks: tuple[tuple[str, Callable[[], Iterator[RepairableFault]]], ...] = (
        (
            _DATABASE_PART,
            lambda: _make_fault(_DATABASE_PART, "the database is damaged", checker.find_database_faults()),
        ),
        ("rules", lambda: make_fault("rules", "nothing of this index is shown", [outdated or ""], _BUILD_STEP)),
        ("decisions", lambda: _check_decisions(store, corpus, is_outdated=outdated is not None)),
        ("passages", lambda: _check_passages(store, checker)),
        ("register", lambda: _check_register(checker)),
        ("papers", lambda: _check_documents(store, checker, corpus)),
        ("counters", lambda: _check_counters(checker)),
        ("vectors", lambda: _check_vectors(store, checker)),
        ("lexical index", lambda: _check_fulltext(store, checker)),
        ("acronyms", lambda: _check_acronyms(store)),
        ("vector file", lambda: _check_vector_file(store)),
    )
    for part, check_part in checks:
        if outdated and part in _REREAD_PARTS:
            continue
        progress(part)
        try:
            faults = list(check_part())
        except DamagedIndexError as error:
            faults = [RepairableFault(_make_unreadable_fault(error))]
        yield from faults
        if any(found_fault.fault.part == _DATABASE_PART for found_fault in faults):
            # Nothing that a damaged file says of the rest is worth hearing.
            return


def _make_unreadable_fault(error: DamagedIndexError) -> Fault:
    next_step = _LAYOUT_STEP if isinstance(error, OtherLayoutError) else _RESTORE_STEP
    return Fault(_DATABASE_PART, "it cannot be read", places=(str(error),), next_step=next_step)


def _make_fault(
    part: str, description: str, places: Iterable[str], repair: Callable[[list[str]], str] | None = None
) -> Iterator[RepairableFault]:
    """Yield a fault with its places, or nothing where there are none; without a repair a backup helps."""
    return make_fault(part, description, places, _RESTORE_STEP, repair)


# -- each part -------------------------------------------------------------------------------------------------


def _check_decisions(store: Store, corpus: Path, *, is_outdated: bool) -> Iterator[RepairableFault]:
    """Find what builds refuse, and what the sealed copy of the decisions lacks."""
    found = refusals.find_refusals(corpus, store.path.parent, store)
    yield from make_fault("decisions", "builds refuse to go on", found, _REFUSAL_STEP)
    # An index of a version that kept no copy gets one with the next build.
    unsealed = [] if is_outdated else list(refusals.find_unsealed(corpus, store))

    def seal_again(_: list[str]) -> str:
        with store.transaction() as transaction:
            known = decision_seal.load_sealed(store).add(decisions.load_decisions(corpus).lines)
            decision_seal.seal(store, transaction, known)
        return "kept again, from decisions.csv"

    yield from _make_fault("decisions", "the index's copy of the decisions lacks withdrawals", unsealed, seal_again)


def _check_passages(store: Store, checker: IntegrityChecker) -> Iterator[RepairableFault]:
    span_mismatches = list(checker.find_span_mismatches())
    yield from _make_fault("passages", "passages are not the words of their papers", span_mismatches)

    mismatches = list(checker.find_embedding_text_mismatches())

    def derive(_: list[str]) -> str:
        _derive_embedding_texts(store, mismatches)
        return f"derived again from the passages; {_BUILD_STEP} to embed those whose vector does not fit"

    yield from _make_fault(
        "passages",
        "what was embedded is not what stands there",
        (f"{found.passage_id}: {found.description}" for found in mismatches),
        # From words that are themselves in doubt nothing is derived.
        None if span_mismatches else derive,
    )


def _check_register(checker: IntegrityChecker) -> Iterator[RepairableFault]:
    yield from _make_fault(
        "register", "entries of the register are not what their papers say", checker.find_register_faults()
    )


def _derive_embedding_texts(store: Store, mismatches: Iterable[EmbeddingTextMismatch]) -> None:
    passage_ids: dict[str, set[str]] = {}
    for mismatch in mismatches:
        passage_ids.setdefault(mismatch.doc_id, set()).add(mismatch.passage_id)
    for doc_id, wrong in passage_ids.items():
        document = store.documents.find_document(doc_id)
        title = document.title if document else None
        passages = (passage for passage in store.documents.list_passages(doc_id) if passage.passage_id in wrong)
        texts = {passage.passage_id: embedding_text(title, passage) for passage in passages}
        with store.transaction() as transaction:
            store.documents.rewrite_passages(transaction, doc_id, is_shown=True, embedding_texts=texts)


def _check_documents(store: Store, checker: IntegrityChecker, corpus: Path) -> Iterator[RepairableFault]:
    yield from _make_fault(
        "papers",
        "papers that are held back can be found",
        _find_withdrawn(store, checker, corpus),
        lambda _: _remove_withdrawn(store, checker, corpus),
    )
    yield from _make_fault("papers", "papers name others that are not held", checker.find_dangling_references())


def _find_withdrawn(store: Store, checker: IntegrityChecker, corpus: Path) -> list[str]:
    all_decisions = _load_known_decisions(store, corpus)
    withdrawn = [
        summary.document.doc_id
        for summary in (store.build_state.list_summaries() if all_decisions else ())
        if all_decisions.find_withdrawal(
            enforcement.list_places(summary.document), summary.document.sha256, summary.content_hash or ""
        )
    ]
    return list(dict.fromkeys([*withdrawn, *checker.find_exposed_documents()]))


def _load_known_decisions(store: Store, corpus: Path) -> Decisions:
    """Return the decisions, those of the index's copy where the file cannot be read; none where neither can."""
    try:
        return decisions.load_decisions(corpus)
    except CorpusError:
        # Told of as what builds refuse.
        pass
    try:
        return decision_seal.load_sealed(store)
    except DamagedIndexError:
        return Decisions()


def _remove_withdrawn(store: Store, checker: IntegrityChecker, corpus: Path) -> str:
    removed: list[str] = []
    try:
        removed += enforcement.enforce(store, decisions.load_decisions(corpus))
    finally:
        # Also where the decisions cannot be trusted.
        for doc_id in checker.find_exposed_documents():
            with store.transaction() as transaction:
                store.documents.remove(transaction, doc_id)
            removed.append(doc_id)
    return f"taken out of the index: {', '.join(removed)}"


def _check_counters(checker: IntegrityChecker) -> Iterator[RepairableFault]:
    def rebuild(_: list[str]) -> str:
        checker.rebuild_counters()
        return "counted again"

    yield from _make_fault("counters", "the counters are wrong", checker.find_counter_faults(), rebuild)
    lag = checker.measure_generation_lag()

    def advance(_: list[str]) -> str:
        checker.advance_generation(lag)
        return "the generation was raised"

    places = [f"rows are {lag} ahead of the generation"] if lag else []
    yield from _make_fault("counters", "a server would miss what is new", places, advance)


def _check_vectors(store: Store, checker: IntegrityChecker) -> Iterator[RepairableFault]:
    def embed_again(text_hashes: list[str]) -> str:
        checker.drop_vectors(text_hashes)
        return f"their passages wait for a vector; {_BUILD_STEP} to embed them"

    def drop(text_hashes: list[str]) -> str:
        checker.drop_vectors(text_hashes)
        return "forgotten"

    bad_vectors = checker.find_bad_vectors(_read_dimensions(store))
    yield from _make_fault("vectors", "vectors cannot be used", bad_vectors, embed_again)
    altered = [text_hash for text_hash in checker.find_bad_tokens() if text_hash not in bad_vectors]
    yield from _make_fault("vectors", "vectors or token vectors are not as they were written", altered, embed_again)
    yield from _make_fault("vectors", "vectors are missing", checker.find_missing_vectors(), embed_again)
    yield from _make_fault("vectors", "vectors belong to no passage", checker.find_unused_vectors(), drop)


def _check_fulltext(store: Store, checker: IntegrityChecker) -> Iterator[RepairableFault]:
    def rebuild(_: list[str]) -> str:
        with store.transaction() as transaction:
            store.fulltext.rebuild(transaction)
        return "made again from the passages"

    places = ["its words are not those of the passages"] if checker.has_stale_fulltext() else []
    yield from _make_fault("lexical index", "what is found by words is wrong", places, rebuild)


def _check_acronyms(store: Store) -> Iterator[RepairableFault]:
    def rebuild(_: list[str]) -> str:
        with store.transaction() as transaction:
            store.acronyms.rebuild(transaction)
        return "learned again from the passages"

    places = ["they are not those that the passages define"] if store.acronyms.has_stale_acronyms() else []
    yield from _make_fault("acronyms", "what letters stand for is wrong", places, rebuild)


def _check_vector_file(store: Store) -> Iterator[RepairableFault]:
    """Compare the derived file of vectors, with what came since, with what it was derived from."""
    path = store.path.with_name(VECTORS_NAME)

    def derive(_: list[str]) -> str:
        dimensions = _read_dimensions(store)
        with store.snapshot():
            batches = store.embeddings.fetch_vectors_since(0, dimensions)
            index = VectorIndex(dimensions).apply_changes(store.generation(), np.empty(0, np.int64), batches)
        index.save(path, store.get_meta("token") or "")
        return "derived again from the index"

    fault = _find_vector_file_fault(store, path)
    yield from _make_fault("vector file", f"{path.name} is not what it stands for", [fault] if fault else [], derive)


def _read_dimensions(store: Store) -> int:
    return int(store.get_meta("dimensions") or 0)


def _find_vector_file_fault(store: Store, path: Path) -> str | None:
    """Return what is wrong with the file.

    None where it is right, or is not there, or stands for another index and so is not used.
    """
    footer = vector_file.read_footer(path)
    if footer is None:
        return "it is cut short, or is none of ours" if path.exists() else None
    if (footer.token, footer.dimensions) != (store.get_meta("token"), _read_dimensions(store)):
        return None
    if footer.generation > store.generation():
        return f"it stands for generation {footer.generation}, which has not come yet"
    try:
        return vector_file.find_damage(path, footer) or _find_vector_mismatch(store, path)
    except DamagedIndexError:
        return "the vectors that it was derived from cannot be used"


def _find_vector_mismatch(store: Store, path: Path) -> str | None:
    dimensions, embeddings = _read_dimensions(store), store.embeddings
    saved = load_index(path, dimensions, store.get_meta("token") or "")
    if saved is None:
        return "it cannot be read"
    removed_ids = embeddings.fetch_removals_since(saved.generation)
    batches = embeddings.fetch_vectors_since(saved.generation, dimensions)
    index = saved.apply_changes(store.generation(), removed_ids, batches)
    count = 0
    for ids, _, rows in embeddings.fetch_vectors_since(0, dimensions):
        count += len(ids)
        if not index.match_rows(ids, rows).all():
            return "it lacks vectors of the index, or has others"
    return None if count == len(index) else f"it has {len(index):,} vectors, the index {count:,}"
