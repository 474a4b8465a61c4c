"""One function for each thing that people do: the twins of the commands.

Each opens the index for one question. To ask several, open the library once and use its methods. All raise QueryError
for a question that cannot be used, and MissingIndexError where there is no index.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path

from paper_search import embeddings, example_questions
from paper_search.access.decisions import DecisionKind
from paper_search.answering.config import ANSWERING
from paper_search.config import Settings
from paper_search.embeddings import Encoder
from paper_search.embeddings.cross_encoder import CrossEncoder, load_cross_encoder
from paper_search.errors import SettingsError, StoreError
from paper_search.indexing import builder, enforcement, next_steps, withdrawals
from paper_search.indexing import check as checks
from paper_search.indexing.builder import ReaderLimits
from paper_search.indexing.removal_limit import RemovalLimit
from paper_search.indexing.withdrawals import WithdrawalResult
from paper_search.library import Library
from paper_search.records import (
    Answer,
    BuildReport,
    Comparison,
    Coverage,
    EncoderChoice,
    EncoderInfo,
    Filters,
    Hit,
    Similar,
    Status,
    Timeline,
)
from paper_search.records.index import BackupReport, CheckReport, Progress
from paper_search.records.register import DecisionList, EntryList, MeetingList, PersonList, RegisterQuery, Vote
from paper_search.retrieval.engine import Engine
from paper_search.retrieval.local import snapshot
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.storage import backup as backups
from paper_search.storage.lock import lock_index
from paper_search.storage.reading_version import find_outdated_rules
from paper_search.storage.store import DATABASE_FILE_NAME, Store

_DEFAULTS = Settings()
Model = str | EncoderChoice | Encoder
"""A model: its folder or name, a choice with the precision, or an encoder that is open already."""

# -- engines ---------------------------------------------------------------------------------------------------


def _open_local(place: str, corpus: Path) -> Engine:
    return LocalEngine(Path(place), on_restore=partial(enforcement.finish_restore, corpus))


ENGINES: Mapping[str, Callable[[str, Path], Engine]] = {"sqlite": _open_local}
"""The function that opens an index, by the scheme of its address: given the rest of the address, and the corpus."""


def open_engine(url: str | Path, corpus: Path = _DEFAULTS.corpus) -> Engine:
    """Open an index for questions, wherever it is kept.

    Args:
        url: A folder, or an address: its scheme, a colon, and what stands for the index there ("sqlite:index").
        corpus: The folder of the papers, whose withdrawals are heeded when a backup was copied back.

    Raises:
        SettingsError: There is no engine of that name.
        StoreError: The index is missing, damaged, or cannot be read.
    """
    scheme, separator, place = ("sqlite", ":", str(url)) if isinstance(url, Path) else url.partition(":")
    if not separator:
        scheme, place = "sqlite", scheme
    if scheme not in ENGINES:
        raise SettingsError(f"{url}: there is no engine {scheme!r}. Choose from: {', '.join(sorted(ENGINES))}.")
    return ENGINES[scheme](place, corpus)


def open_library(
    corpus: Path = _DEFAULTS.corpus, index: Path = _DEFAULTS.index, model: Model = _DEFAULTS.model
) -> Library:
    """Open an index for questions; the model is loaded when first needed.

    Args:
        corpus: The folder of the papers.
        index: The folder of the index.
        model: The model that the index was made with.

    Raises:
        StoreError: The index is missing, damaged, or cannot be read.
    """
    encoder, reader = _open_encoder(model, index), _open_reader(model)
    return Library(open_engine(index, corpus), encoder, corpus=corpus, feedback_folder=index, reader=reader)


def read_index_encoder(index: Path) -> EncoderInfo | None:
    """Return the encoder that an index was made with; None when it was never built."""
    return snapshot.read_encoder_info(Store(index / DATABASE_FILE_NAME))


def _open_encoder(model: Model, index: Path) -> Encoder:
    """Return the model, in the precision of the index where there is one."""
    if not isinstance(model, str | EncoderChoice):
        return model
    try:
        made_with = read_index_encoder(index)
    except StoreError:
        # Whoever uses the index says what is wrong with it.
        made_with = None
    return embeddings.open_encoder(model, index_fingerprint=made_with.fingerprint if made_with else None)


def _open_reader(model: Model) -> CrossEncoder | None:
    """Return the reader, None where it is not there or not wanted."""
    choice = model if isinstance(model, EncoderChoice) else EncoderChoice(_DEFAULTS.model)
    return load_cross_encoder(choice.cache) if choice.has_reader else None


# -- the index -------------------------------------------------------------------------------------------------


def build(
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
    limits: ReaderLimits = ReaderLimits(),
    progress: Callable[[Progress], None] = lambda step: None,
    *,
    verify: bool = False,
    removal_limit: RemovalLimit = RemovalLimit(),
    restore_decisions: bool = False,
) -> BuildReport:
    """Bring the index up to date with the corpus and keep its vectors ready.

    Args:
        corpus: The folder of the papers.
        index: The folder of the index, made where there is none.
        model: The model that gives passages their vectors.
        limits: The time and memory that reading a file may take.
        progress: Called with each step.
        verify: Hash every file again.
        removal_limit: How much may be gone from the corpus.
        restore_decisions: Put back what ``decisions.csv`` has lost of the index's copy of it.

    Raises:
        CorpusError: The corpus, its manifest or its decisions cannot be used, or too much of it is gone.
    """
    encoder = _open_encoder(model, index)
    report = builder.build(
        corpus,
        index,
        encoder,
        limits,
        progress,
        verify=verify,
        removal_limit=removal_limit,
        restore_decisions=restore_decisions,
    )
    LocalEngine(index, encoder.info.dimensions).save_vectors()
    example_questions.update_examples(index, lambda: _open_for_examples(corpus, index, encoder, model), progress)
    return report


def _open_for_examples(corpus: Path, index: Path, encoder: Encoder, model: Model) -> Library:
    return Library(open_engine(index, corpus), encoder, reader=_open_reader(model))


def withdraw(
    path_or_hash: str, reason: str, corpus: Path = _DEFAULTS.corpus, index: Path = _DEFAULTS.index
) -> WithdrawalResult:
    """Take a paper and every copy of it out of the index, now and at every build; needs no model.

    Args:
        path_or_hash: Its path, as in the corpus or from here, or its SHA-256.
        reason: Why, in a few words that may be shown.
        corpus: The folder of the papers.
        index: The folder of the index.

    Raises:
        CorpusError: There is no such paper, or no reason was given.
        StoreError: The index could not be changed; the message says that the paper is still shown.
    """
    return withdrawals.withdraw(corpus, index, path_or_hash, reason, lock_index)


def release(
    path_or_hash: str,
    reason: str,
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
    limits: ReaderLimits = ReaderLimits(),
    progress: Callable[[Progress], None] = lambda step: None,
    *,
    to_members: bool = False,
    removal_limit: RemovalLimit = RemovalLimit(),
) -> BuildReport:
    """Let a paper that is held back or withdrawn be shown, and bring the index up to date.

    Args:
        path_or_hash: Its path, as in the corpus or from here, or its SHA-256.
        reason: Why, in a few words that may be shown.
        corpus: The folder of the papers.
        index: The folder of the index.
        model: The model that gives passages their vectors.
        limits: The time and memory that reading a file may take.
        progress: Called with each step.
        to_members: To members alone, not to everybody.
        removal_limit: How much may be gone from the corpus.

    Raises:
        CorpusError: There is no such paper, it is not held back, or no reason was given.
    """
    kind: DecisionKind = "release to members" if to_members else "release"
    result = withdrawals.release(corpus, index, path_or_hash, reason, kind)
    report = build(corpus, index, model, limits, progress, removal_limit=removal_limit)
    return replace(report, notes=(*filter(None, [result.note]), *report.notes))


def status(index: Path = _DEFAULTS.index) -> Status:
    """Return the state of an index.

    Raises:
        MissingIndexError: There is none.
    """
    store = Store(index / DATABASE_FILE_NAME)
    with store.snapshot():
        notes = tuple(filter(None, [find_outdated_rules(store)]))
        return replace(next_steps.add_next_steps(snapshot.read_status(store)), notes=notes)


def measure_coverage(index: Path = _DEFAULTS.index) -> Coverage:
    """Return what a question of the public searches and what it does not; needs no model.

    Args:
        index: The folder of the index.

    Raises:
        MissingIndexError: There is none.
    """
    return Store(index / DATABASE_FILE_NAME).statistics.measure_coverage(Filters())


def check(
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    repair: bool = True,
    progress: Callable[[str], None] = lambda part: None,
) -> CheckReport:
    """Verify the whole index and repair what is derived.

    Args:
        corpus: The folder of the papers.
        index: The folder of the index.
        repair: False only looks.
        progress: Called with the name of each part.

    Raises:
        MissingIndexError: There is no index.
        LockedIndexError: Another process is writing to it.
    """
    return checks.check(corpus, index, repair=repair, progress=progress)


def backup(target: Path, index: Path = _DEFAULTS.index, force: bool = False) -> BackupReport:
    """Write a consistent copy of a live index to a file; restoring is copying it back.

    Args:
        target: The file to write.
        index: The folder of the index.
        force: Write over a file that is there already.

    Raises:
        StorageError: The copy cannot be written.
    """
    return backups.backup(index, target, force=force)


# -- questions -------------------------------------------------------------------------------------------------


def search(
    text: str,
    filters: Filters = Filters(),
    k: int = 10,
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> tuple[Hit, ...]:
    """Return ranked passages for one question, see ``Library.search``."""
    return open_library(corpus, index, model).search(text, filters, k)


def ask(
    question: str,
    filters: Filters = Filters(),
    k: int = 10,
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> Answer:
    """Return quotes and citations for one question, or "no answer found", see ``Library.ask``."""
    return open_library(corpus, index, model).ask(question, filters, k)


def compare(
    question: str,
    filters: Filters = Filters(),
    k: int = ANSWERING.quotes_per_authority,
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> Comparison:
    """Return what each authority's papers say to one question, see ``Library.compare``."""
    return open_library(corpus, index, model).compare(question, filters, k)


def timeline(
    matter: str,
    filters: Filters = Filters(),
    k: int = ANSWERING.timeline_events,
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> Timeline:
    """Return up to ``k`` passages of a matter by the dates of its meetings: report, then minutes, then decision."""
    return open_library(corpus, index, model).timeline(matter, filters, k)


def similar(
    passage_id: str,
    filters: Filters = Filters(),
    k: int = 10,
    elsewhere: bool = False,
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> Similar:
    """Return the k passages of other papers most like one; with ``elsewhere`` those of other authorities first."""
    return open_library(corpus, index, model).similar(passage_id, filters, k, elsewhere)


def cite(
    passage_id: str,
    style: str = "text",
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> str:
    """Return the citation of a passage as "text", "markdown", "html" or "ris"."""
    return open_library(corpus, index, model).cite(passage_id, style)


# -- the register ----------------------------------------------------------------------------------------------


def meetings(
    query: RegisterQuery = RegisterQuery(),
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> MeetingList:
    """Return meetings with their papers, see ``Library.list_meetings``."""
    return open_library(corpus, index, model).list_meetings(query)


def decisions(
    query: RegisterQuery = RegisterQuery(),
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> DecisionList:
    """Return decisions in their exact words, see ``Library.list_decisions``."""
    return open_library(corpus, index, model).list_decisions(query)


def votes(
    query: RegisterQuery = RegisterQuery(),
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> EntryList[Vote]:
    """Return votes with their counts and names, see ``Library.list_votes``."""
    return open_library(corpus, index, model).list_votes(query)


def people(
    query: RegisterQuery = RegisterQuery(),
    corpus: Path = _DEFAULTS.corpus,
    index: Path = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> PersonList:
    """Return people whom the papers name, see ``Library.list_people``."""
    return open_library(corpus, index, model).list_people(query)
