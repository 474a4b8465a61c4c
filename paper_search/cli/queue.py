"""The options of ``build`` for many councils: fill a queue, work on it, or show it."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from paper_search.cli.layout import escape_unprintable
from paper_search.cli.options import Function, LibraryOptions
from paper_search.cli.output import EXIT_NOTHING_FOUND, EXIT_OK, open_progress, print_json_line
from paper_search.text.counts import format_count

if TYPE_CHECKING:
    from paper_search.indexing.build_worker import WorkerEvent
    from paper_search.records.index import QueuedFolder


@dataclass(frozen=True, slots=True)
class QueueOptions:
    """The folders and the queue that ``build`` was told of.

    Attributes:
        folders: folders of the corpus, by their path in it.
        url: the address of the queue's database.
        dead_after: after how many seconds without a word a worker counts as dead.
    """

    folders: tuple[str, ...]
    is_enqueuing: bool
    is_working: bool
    is_listing: bool
    url: str
    dead_after: int

    @property
    def is_used(self) -> bool:
        """True where a queue is meant, and not a build here and now."""
        return self.is_enqueuing or self.is_working or self.is_listing

    @property
    def folder(self) -> str | None:
        """The one folder to build here; None for that of the index."""
        if len(self.folders) > 1:
            raise click.UsageError("Name one --folder, or put several into a queue with --enqueue.")
        return self.folders[0] if self.folders else None

    def validate(self) -> None:
        """Raise click.UsageError unless one thing is asked for."""
        if self.is_enqueuing + self.is_working + self.is_listing > 1:
            raise click.UsageError("Give one of --enqueue, --worker and --queue-status.")
        if self.folders and (self.is_working or self.is_listing):
            raise click.UsageError("A --folder is named with --enqueue, or for a build without a queue.")


def queue_options(function: Function) -> Function:
    """Add the folders and the queue; the function is given ``queue``."""

    @click.option(
        "--folder", "folders", multiple=True, metavar="FOLDER", help="only this folder of the corpus, by its path in it"
    )
    @click.option("--enqueue", is_flag=True, help="put folders into a queue for workers: those named, or all")
    @click.option("--worker", is_flag=True, help="build and publish folders of the queue, until none is left")
    @click.option("--queue-status", is_flag=True, help="show the queue")
    @click.option(
        "--queue",
        "queue_url",
        default="",
        metavar="URL",
        help="the PostgreSQL database with the queue; by default PAPER_SEARCH_ENGINE",
    )
    @click.option(
        "--dead-after",
        type=click.IntRange(1),
        default=120,
        show_default=True,
        metavar="SECONDS",
        help="after how long without a word another worker counts as dead",
    )
    @functools.wraps(function)
    def with_queue(
        *args: Any,
        folders: tuple[str, ...],
        enqueue: bool,
        worker: bool,
        queue_status: bool,
        queue_url: str,
        dead_after: int,
        **options: Any,
    ) -> Any:
        queue = QueueOptions(folders, enqueue, worker, queue_status, queue_url, dead_after)
        queue.validate()
        return function(*args, queue=queue, **options)

    return with_queue


def run_queue(options: LibraryOptions, queue: QueueOptions, as_json: bool) -> int:
    """Do what was asked of the queue, and return the exit code: 1 where a folder has failed."""
    from paper_search import queued_builds

    places = queued_builds.BuildPlaces(options.corpus, options.index, _find_url(options, queue))
    if queue.is_enqueuing:
        entries = queued_builds.enqueue(places, options.encoder, queue.folders)
    elif queue.is_listing:
        entries = queued_builds.list_queue(places.queue)
    else:
        entries = _work(options, queue, places, as_json)
    _print_entries(entries, as_json)
    return EXIT_NOTHING_FOUND if any(entry.state == "failed" for entry in entries) else EXIT_OK


def _find_url(options: LibraryOptions, queue: QueueOptions) -> str:
    url = queue.url or options.settings.engine.get_secret_value()
    if not url.startswith(("postgresql:", "postgres:")):
        raise click.UsageError("Name the database of the queue with --queue, or in PAPER_SEARCH_ENGINE: postgresql://…")
    return url


def _work(options: LibraryOptions, queue: QueueOptions, places: Any, as_json: bool) -> tuple[QueuedFolder, ...]:
    from paper_search import queued_builds

    def print_event(event: WorkerEvent) -> None:
        if as_json:
            print_json_line(event=event.event, folder=event.folder, detail=event.detail)
        else:
            print(f"{escape_unprintable(event.folder)}: {event.event}. {event.detail}", flush=True)

    with open_progress(as_json) as progress:
        done = queued_builds.work(
            places, options.encoder, options.limits, options.removal_limit, print_event, progress, queue.dead_after
        )
    if not as_json:
        print(f"Published here: {format_count(done, 'folder')}.")
    return queued_builds.list_queue(places.queue)


def _print_entries(entries: tuple[QueuedFolder, ...], as_json: bool) -> None:
    if as_json:
        from paper_search.schemas import QueuedFolderSchema

        folders = [QueuedFolderSchema.from_record(entry).to_json() for entry in entries]
        print_json_line(event="queue", folders=folders)
        return
    for entry in entries:
        worker = f", by {entry.worker}, heard {entry.heartbeat_at}" if entry.worker else ""
        attempts = f", attempt {entry.attempts}" if entry.attempts > 1 else ""
        fault = f": {entry.fault}" if entry.fault and entry.state != "done" else ""
        print(f"{entry.state:8}  {escape_unprintable(entry.folder)}{worker}{attempts}{escape_unprintable(fault)}")
    counts = (f"{sum(entry.state == state for entry in entries)} {state}" for state in ("waiting", "building", "done"))
    failed = sum(entry.state == "failed" for entry in entries)
    print(f"Queue: {', '.join(counts)}, {failed} failed.")
