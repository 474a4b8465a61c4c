"""A publication in progress: seen by nobody before it is sealed, one at a time.

What it writes for a document is one transaction on the document's server. The servers are written to at the same time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from threading import BoundedSemaphore
from types import TracebackType

from paper_search.records import UnreadFile
from paper_search.storage.postgres import counts, indexes
from paper_search.storage.postgres.connection import Connection
from paper_search.storage.postgres.holds import HeldDocument
from paper_search.storage.postgres.lists import ListedFile
from paper_search.storage.postgres.opening import find_pending, open_cluster
from paper_search.storage.postgres.placement import save_placements
from paper_search.storage.postgres.plan import IsReleased, Plan, make_plan
from paper_search.storage.postgres.sealing import Sealing
from paper_search.storage.postgres.session import WriteSession, durable_transaction, explain_faults
from paper_search.storage.postgres.source import SourceContent, SourceDocument
from paper_search.storage.postgres.versions import Change
from paper_search.storage.postgres.withdrawals import Request, take_out
from paper_search.storage.postgres.writer import ShardWriter
from paper_search.storage.store import Store

ANSWER_SECONDS = 24 * 3600
"""Seconds for which an answer is waited for: the graph of many vectors is made for hours."""
_QUEUE_LENGTH = 4
"""Documents that may wait for a server while it writes another."""
_UNFINISHED = (
    "The publication was not completed, and readers see what they saw before. Run the same command again, which goes on"
    " where this one ended."
)
_REFUSED_STEP = "Print the paper to a new PDF, put that in its place, and publish again."


class Publication:
    """A publication of one collection, used as a context: it is planned, started, written and sealed."""

    def __init__(self, url: str, collection: str, store: Store, shards: Sequence[str] = ()) -> None:
        """Name what is published where; nothing is opened yet.

        Args:
            url: the address of the first server's database.
            collection: the collection.
            store: the local index, inside one snapshot of it.
            shards: the addresses of servers to add.
        """
        self.session = WriteSession(url, ANSWER_SECONDS)
        self.refused: list[ListedFile] = []
        self._collection, self._store, self._shards = collection, store, shards
        self._writers: dict[int, ShardWriter] = {}
        self._executors: dict[int, ThreadPoolExecutor] = {}
        self._slots = BoundedSemaphore(_QUEUE_LENGTH)
        self._running: list[Future[None]] = []

    def __enter__(self) -> Publication:
        """Connect to all servers, and take back what another publication left unfinished."""
        self.session.__enter__()
        try:
            with explain_faults(self.session.name, _UNFINISHED):
                open_cluster(self.session, self._store, self._shards)
                self.pending = find_pending(self.session, self._collection)
        except BaseException as error:
            self.__exit__(type(error), error, error.__traceback__)
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Close all connections, which frees the locks."""
        for executor in self._executors.values():
            executor.shutdown(cancel_futures=True)
        self.session.__exit__(kind, error, traceback)

    @property
    def connections(self) -> Mapping[int, Connection]:
        """A connection to each server, by shard."""
        return self.session.connections

    def plan(self, documents: Sequence[SourceDocument], is_released: IsReleased) -> Plan:
        """Return what must change; nothing is changed yet. See ``make_plan``."""
        with explain_faults(self.session.name, _UNFINISHED):
            return make_plan(self.session, self._collection, self.pending.generation, documents, is_released)

    def take_out(self, request: Request) -> tuple[str, ...]:
        """Take out at once what may not be shown, and return the doc_ids."""
        with explain_faults(self.session.name, _UNFINISHED):
            return take_out(self.session, request)

    # -- writing -----------------------------------------------------------------------------------------------

    def start(self, plan: Plan) -> None:
        """Say that the generation is being written, and make the servers ready for it."""
        with explain_faults(self.session.name, _UNFINISHED):
            directory = self.session.directory
            with durable_transaction(directory):
                directory.execute("UPDATE publication SET pending = %s", (self._collection,))
                save_placements(directory, plan.placements)
            mean_length = float(self.session.get_setting("mean_length") or 1)
            dimensions = int(self.session.get_setting("dimensions") or 0)
            passages = sum(change.document.passages for change in plan.changes if change.document is not None)
            for shard, connection in self.connections.items():
                if passages >= indexes.MIN_PASSAGES:
                    indexes.drop_if_empty(connection)
                self._writers[shard] = ShardWriter(connection, mean_length, dimensions)
                self._executors[shard] = ThreadPoolExecutor(1, thread_name_prefix="publish")

    def write(self, change: Change, content: SourceContent | None) -> None:
        """Make a change, behind others that are being made; what went wrong with those is raised here.

        Args:
            change: what changes.
            content: what hangs on the version to write.
        """
        for shard in change.shards:
            self._slots.acquire()
            running = self._executors[shard].submit(self._write, shard, change, content)
            running.add_done_callback(lambda _: self._slots.release())
            self._running.append(running)
        self._raise_faults([running for running in self._running if running.done()])

    def _write(self, shard: int, change: Change, content: SourceContent | None) -> None:
        shard_change = change.shards[shard]
        fault = self._writers[shard].change(
            self.pending.generation, self._collection, shard_change, change.document, content
        )
        if fault is not None and change.document is not None:
            reason = f"The database takes no such text ({fault})"
            unread = UnreadFile(change.doc_id, "unsupported", reason, _REFUSED_STEP)
            self.refused.append(ListedFile(self._collection, unread, change.document.fields["source"]))

    def _raise_faults(self, ended: Sequence[Future[None]]) -> None:
        with explain_faults(self.session.name, _UNFINISHED):
            for running in ended:
                self._running.remove(running)
                running.result()

    def finish_writing(self) -> None:
        """Wait until all changes are made."""
        self._raise_faults(list(self._running))

    # -- publishing --------------------------------------------------------------------------------------------

    def seal(self, plan: Plan, documents: Sequence[SourceDocument], is_released: IsReleased) -> list[HeldDocument]:
        """Let readers see the generation.

        Args:
            plan: what was to change.
            documents: all documents of the local index.
            is_released: tells whether a withdrawn document is shown again.

        Returns:
            The documents that are not shown any more, since a collection holds their words back.
        """
        sealing = Sealing(
            self.session,
            self._store,
            self._collection,
            self.pending.generation,
            documents,
            plan.held,
            self.refused,
            is_released,
        )
        with explain_faults(self.session.name, _UNFINISHED):
            sealing.prepare()
            with self.session.lock_changing():
                sealing.take_out_withdrawn()
                ended = sealing.end_held()
                self._count()
                sealing.publish(ended)
        with explain_faults(self.session.name, "It is published. What nobody reads any more is deleted the next time."):
            sealing.expire()
        return ended

    def _count(self) -> None:
        running = [
            self._executors[shard].submit(counts.count_generation, connection, self.pending.generation)
            for shard, connection in self.connections.items()
        ]
        for counting in running:
            counting.result()
