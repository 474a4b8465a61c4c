"""Builds of many councils by any number of workers, on any number of machines.

Each folder of a corpus gets an index of its own, and is published as a collection of its own. The queue is kept in the
database that the papers are published to.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from paper_search import api, embeddings
from paper_search.embeddings import QuantisedEncoder
from paper_search.errors import CorpusError, MissingIndexError, SettingsError
from paper_search.indexing.builder import ReaderLimits
from paper_search.indexing.corpus_folder import check_folder, list_folders
from paper_search.indexing.removal_limit import RemovalLimit
from paper_search.records import BuildReport, EncoderChoice
from paper_search.records.index import Progress, QueuedFolder

if TYPE_CHECKING:
    from paper_search.indexing.build_worker import WorkerEvent
    from paper_search.storage.postgres.build_queue import BuildQueue


@dataclass(frozen=True, slots=True)
class BuildPlaces:
    """Where workers find what they need.

    Attributes:
        corpus: the folder of all papers, the same for every worker.
        indexes: the folder that the index of each folder is kept in, under the folder's name.
        queue: the address of the database with the queue, to which the papers are published too.
    """

    corpus: Path
    indexes: Path
    queue: str


def enqueue(places: BuildPlaces, model: EncoderChoice, folders: Sequence[str] = ()) -> tuple[QueuedFolder, ...]:
    """Let folders of a corpus wait for workers, and return the whole queue.

    Args:
        places: the corpus and the queue.
        model: the model that all workers shall use, in the precision that this machine would choose.
        folders: the folders, by their path in the corpus; by default all that stand in it.

    Raises:
        CorpusError: a folder is not there, or there is none.
        StoreError: the queue cannot be used, or holds papers of another model.
    """
    for folder in folders:
        check_folder(places.corpus, folder)
    names = tuple(folders) or tuple(name for name in list_folders(places.corpus) if name != places.indexes.name)
    if not names:
        raise CorpusError(f"{places.corpus}: there is no folder in it. Give each council a folder of its own.")
    with closing(_open_queue(places.queue)) as queue:
        info = embeddings.open_encoder(model, index_fingerprint=_read_encoder(queue)).info
        return queue.enqueue(names, info.fingerprint, info.dimensions, are_all=not folders)


def list_queue(url: str) -> tuple[QueuedFolder, ...]:
    """Return the queue that is kept in a database.

    Raises:
        MissingIndexError: there is none.
        UnreachableShardError: the database cannot be reached.
    """
    with closing(_open_queue(url)) as queue:
        return queue.list_folders()


def work(
    places: BuildPlaces,
    model: EncoderChoice,
    limits: ReaderLimits,
    removal_limit: RemovalLimit,
    on_event: Callable[[WorkerEvent], None],
    progress: Callable[[Progress], None] = lambda step: None,
    dead_after: float | None = None,
) -> int:
    """Build and publish folders of the queue until none is left, and return how many this worker has published.

    Args:
        places: the corpus, the indexes and the queue.
        model: the model; it must be the one that the queue was filled for.
        limits: the time and memory that reading a file may take.
        removal_limit: how much may be gone from a folder.
        on_event: called with each folder that is taken, built, published or given up.
        progress: called with each step.
        dead_after: after how many seconds without a word another worker counts as dead.

    Raises:
        SettingsError: this machine would use another model than the queue was filled for.
        StoreError: the queue cannot be used.
    """
    with closing(_open_queue(places.queue)) as queue:
        fingerprint = _read_encoder(queue)
        if fingerprint is None:
            raise MissingIndexError(
                f"{queue.name}: nothing was put into the queue yet. Run 'paper-search build --enqueue --queue URL'."
            )
    from paper_search.indexing import build_worker

    builder = _FolderBuilder(places, _match_model(model, fingerprint), limits, removal_limit, progress)
    return build_worker.work(places.queue, builder, on_event, dead_after or build_worker.DEAD_AFTER_SECONDS)


@dataclass(frozen=True, slots=True)
class _FolderBuilder:
    """Builds a folder into an index of its own, and publishes that."""

    places: BuildPlaces
    model: EncoderChoice
    limits: ReaderLimits
    removal_limit: RemovalLimit
    progress: Callable[[Progress], None]

    def build(self, folder: str) -> str:
        """Bring the index of a folder up to date."""
        report = api.build(
            self.places.corpus,
            self.places.indexes / folder,
            self.model,
            self.limits,
            self.progress,
            removal_limit=self.removal_limit,
            folder=folder,
            published_at=self.places.queue,
        )
        return _describe_build(report)

    def publish(self, folder: str) -> str:
        """Publish the index of a folder under its name."""
        report = api.publish(
            self.places.queue,
            folder,
            (),
            self.places.corpus,
            self.places.indexes / folder,
            self.progress,
            removal_limit=self.removal_limit,
        )
        changes = f"{len(report.added)} added, {len(report.changed)} changed, {len(report.removed)} removed"
        refused = f", {len(report.refused)} refused" if report.refused else ""
        notes = "".join(f" {note}" for note in report.notes)
        return f"{changes}, {report.unchanged} unchanged{refused}; generation {report.generation}.{notes}"


def _describe_build(report: BuildReport) -> str:
    changes = f"{len(report.added)} added, {len(report.changed)} changed, {len(report.removed)} removed"
    return f"{changes}, {report.unchanged} unchanged, {len(report.unread)} unread or held back"


def _match_model(model: EncoderChoice, fingerprint: str) -> EncoderChoice:
    """Return the model in the precision that the queue was filled for.

    Raises:
        SettingsError: it is another model, or this machine has another release of it.
    """
    encoder = embeddings.open_encoder(model, index_fingerprint=fingerprint)
    if encoder.info.fingerprint == fingerprint:
        return replace(model, precision="int8" if isinstance(encoder, QuantisedEncoder) else "fp32")
    raise SettingsError(
        "This machine would use another model, or another precision of it, than the queue was filled for. Set"
        " PAPER_SEARCH_MODEL and PAPER_SEARCH_PRECISION as where 'paper-search build --enqueue' ran, and install the"
        " same release there and here."
    )


def _read_encoder(queue: BuildQueue) -> str | None:
    try:
        return queue.read_encoder()
    except MissingIndexError:
        # Nothing was published there, and nothing queued.
        return None


def _open_queue(url: str) -> BuildQueue:
    try:
        from paper_search.storage.postgres.build_queue import BuildQueue
    except ImportError as error:
        raise SettingsError(
            "A queue of builds is kept with the package psycopg 3, which cannot be loaded"
            f" ({error.name or 'its library is missing'}); run: pip install 'paper-search[postgresql]'."
        ) from error
    return BuildQueue(url)
