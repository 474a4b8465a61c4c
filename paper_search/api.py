"""One function for each thing that people do: the twins of the commands.

Each opens the index for one question. To ask several, open the library once and use its methods. All raise QueryError
for a question that cannot be used, and MissingIndexError where there is no index.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from paper_search import embeddings, engines, example_questions, publishing
from paper_search.access.decisions import DecisionKind
from paper_search.answering.config import ANSWERING
from paper_search.config import Settings
from paper_search.embeddings import Encoder
from paper_search.embeddings.cross_encoder import CrossEncoder, load_cross_encoder
from paper_search.errors import StoreError
from paper_search.indexing import builder, published, withdrawals
from paper_search.indexing import check as checks
from paper_search.indexing.builder import ReaderLimits
from paper_search.indexing.removal_limit import RemovalLimit
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
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.storage import backup as backups

_DEFAULTS = Settings()
Model = str | EncoderChoice | Encoder
"""A model: its folder or name, a choice with the precision, or an encoder that is open already."""
Index = Path | str
"""An index: its folder, or the address of its engine, such as postgresql://reader@db.example/papers."""

# -- opening ---------------------------------------------------------------------------------------------------


def open_engine(url: str | Path, corpus: Path = _DEFAULTS.corpus, *, is_partial: bool = False) -> Engine:
    """Open an index for questions, wherever it is kept, see ``engines.open_engine``."""
    return engines.open_engine(url, corpus, is_partial=is_partial)


def open_library(
    corpus: Path = _DEFAULTS.corpus,
    index: Index = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
    *,
    feedback_folder: Path | None = None,
    is_partial: bool = False,
) -> Library:
    """Open an index for questions; the model is loaded when first needed.

    Args:
        corpus: The folder of the papers; of an index on servers it may be missing, and then no file is shown.
        index: The folder of the index, or the address of its engine.
        model: The model that the index was made with.
        feedback_folder: The folder that readers' judgements are kept in; by default that of the index, if it has one.
        is_partial: Answer without the servers that cannot be reached, and say whose papers were not searched.

    Raises:
        SettingsError: The address cannot be used.
        StoreError: The index is missing, damaged, or cannot be read.
    """
    engine = open_engine(index, corpus, is_partial=is_partial)
    encoder, reader = _open_encoder(model, engine.read_encoder_info), _open_reader(model)
    folder = feedback_folder or engines.find_folder(index)
    return Library(engine, encoder, corpus=corpus, feedback_folder=folder, reader=reader)


def read_index_encoder(index: Index) -> EncoderInfo | None:
    """Return the encoder that an index was made with; None when it was never built."""
    return engines.read_encoder_info(index)


def _open_encoder(model: Model, read_encoder_info: Callable[[], EncoderInfo | None]) -> Encoder:
    """Return the model, in the precision of the index where there is one."""
    if not isinstance(model, str | EncoderChoice):
        return model
    try:
        made_with = read_encoder_info()
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
    folder: str | None = None,
    published_at: str = "",
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
        folder: The folder of the corpus that the index shall hold, by its path in it; by default that of the index, or
            all of the corpus.
        published_at: The address of a database that the index is published to, with its password.

    Raises:
        CorpusError: The corpus, its manifest or its decisions cannot be used, or too much of it is gone.
    """
    encoder = _open_encoder(model, lambda: read_index_encoder(index))
    report = builder.build(
        corpus,
        index,
        encoder,
        limits,
        progress,
        verify=verify,
        removal_limit=removal_limit,
        restore_decisions=restore_decisions,
        folder=folder,
    )
    LocalEngine(index, encoder.info.dimensions).save_vectors()
    example_questions.update_examples(
        index, lambda: Library(open_engine(index, corpus), encoder, reader=_open_reader(model)), progress
    )
    return replace(report, notes=(*report.notes, *published.enforce_after_build(corpus, index, published_at)))


publish, forget_published, withdraw = publishing.publish, publishing.forget_published, publishing.withdraw
check_published = publishing.check_published


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
    published_at: str = "",
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
        published_at: The address of a database that the index is published to, with its password.

    Raises:
        CorpusError: There is no such paper, it is not held back, or no reason was given.
    """
    kind: DecisionKind = "release to members" if to_members else "release"
    result = withdrawals.release(corpus, index, path_or_hash, reason, kind)
    report = build(corpus, index, model, limits, progress, removal_limit=removal_limit, published_at=published_at)
    return replace(report, notes=(*filter(None, [result.note]), *report.notes))


def status(index: Index = _DEFAULTS.index) -> Status:
    """Return the state of an index.

    Raises:
        MissingIndexError: There is none.
    """
    return engines.read_status(index)


def measure_coverage(index: Index = _DEFAULTS.index) -> Coverage:
    """Return what a question of the public searches and what it does not; needs no model.

    Args:
        index: The folder of the index, or the address of its engine.

    Raises:
        MissingIndexError: There is none.
    """
    return engines.measure_coverage(index)


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
    index: Index = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> tuple[Hit, ...]:
    """Return ranked passages for one question, see ``Library.search``."""
    return open_library(corpus, index, model).search(text, filters, k)


def ask(
    question: str,
    filters: Filters = Filters(),
    k: int = 10,
    corpus: Path = _DEFAULTS.corpus,
    index: Index = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> Answer:
    """Return quotes and citations for one question, or "no answer found", see ``Library.ask``."""
    return open_library(corpus, index, model).ask(question, filters, k)


def compare(
    question: str,
    filters: Filters = Filters(),
    k: int = ANSWERING.quotes_per_authority,
    corpus: Path = _DEFAULTS.corpus,
    index: Index = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> Comparison:
    """Return what each authority's papers say to one question, see ``Library.compare``."""
    return open_library(corpus, index, model).compare(question, filters, k)


def timeline(
    matter: str,
    filters: Filters = Filters(),
    k: int = ANSWERING.timeline_events,
    corpus: Path = _DEFAULTS.corpus,
    index: Index = _DEFAULTS.index,
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
    index: Index = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> Similar:
    """Return the k passages of other papers most like one; with ``elsewhere`` those of other authorities first."""
    return open_library(corpus, index, model).similar(passage_id, filters, k, elsewhere)


def cite(
    passage_id: str,
    style: str = "text",
    corpus: Path = _DEFAULTS.corpus,
    index: Index = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> str:
    """Return the citation of a passage as "text", "markdown", "html" or "ris"."""
    return open_library(corpus, index, model).cite(passage_id, style)


# -- the register ----------------------------------------------------------------------------------------------


def meetings(
    query: RegisterQuery = RegisterQuery(),
    corpus: Path = _DEFAULTS.corpus,
    index: Index = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> MeetingList:
    """Return meetings with their papers, see ``Library.list_meetings``."""
    return open_library(corpus, index, model).list_meetings(query)


def decisions(
    query: RegisterQuery = RegisterQuery(),
    corpus: Path = _DEFAULTS.corpus,
    index: Index = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> DecisionList:
    """Return decisions in their exact words, see ``Library.list_decisions``."""
    return open_library(corpus, index, model).list_decisions(query)


def votes(
    query: RegisterQuery = RegisterQuery(),
    corpus: Path = _DEFAULTS.corpus,
    index: Index = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> EntryList[Vote]:
    """Return votes with their counts and names, see ``Library.list_votes``."""
    return open_library(corpus, index, model).list_votes(query)


def people(
    query: RegisterQuery = RegisterQuery(),
    corpus: Path = _DEFAULTS.corpus,
    index: Index = _DEFAULTS.index,
    model: Model = _DEFAULTS.model,
) -> PersonList:
    """Return people whom the papers name, see ``Library.list_people``."""
    return open_library(corpus, index, model).list_people(query)
