"""A check of a published index: each server, the directory, and the local index that it was published from.

Every fault is reported with what was done about it, or with what a person must do. What follows from the rest is
repaired: counts, rows that belong to none, and papers that may not be shown, which are taken out. What is wrong with a
paper is put right by the next publication, which writes it again. An index that is clean is left as it is.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from paper_search.indexing.faults import RepairableFault, make_fault, repair_fault
from paper_search.indexing.published import load_places
from paper_search.records.index import CheckReport
from paper_search.storage.postgres.cluster_check import ClusterChecker, find_layout_faults
from paper_search.storage.postgres.integrity import DocumentFault, ShardChecker
from paper_search.storage.postgres.layout import has_layout
from paper_search.storage.postgres.session import WriteSession
from paper_search.storage.postgres.source import SourceDocument, list_documents
from paper_search.storage.store import DATABASE_FILE_NAME, Store

SAMPLE = 50
"""Documents of each server whose every passage is looked at."""
_ANSWER_SECONDS = 3600
_EXPIRED_SHARE = 0.5
"""Passages that nobody sees any more are a fault where they are more than this share of those seen. Some are always
there: the next publication deletes them."""
_COMMAND = "paper-search check --engine URL"
_PUBLISH_STEP = "run 'paper-search publish --to URL' where the index is built"
_RESTORE_STEP = "restore the database from a backup, or publish to an empty one"
_FILTERS = "filters"
_MARKED = "marked to be written again; " + _PUBLISH_STEP
_NO_CONTENTS = dict.fromkeys(("papers", "passages", "waiting", "read_in_part"), 0)
Progress = Callable[[str], None]


def check_published(
    url: str, index: Path, collection: str = "", *, repair: bool = True, progress: Progress = lambda part: None
) -> CheckReport:
    """Verify a published index, and repair what follows from the rest.

    Args:
        url: the address of the first server's database.
        index: the folder of the local index; where there is none, or it was not published there, the servers are looked
            at alone.
        collection: the collection that the local index is published as; by default those that it remembers.
        repair: False only looks.
        progress: is told the part that is looked at.

    Raises:
        MissingIndexError: nothing was published there.
        LockedIndexError: somebody publishes, and ``repair`` is True.
        UnreachableShardError: a server cannot be reached.
    """
    began = time.monotonic()
    with WriteSession(url, _ANSWER_SECONDS) as session:
        if not has_layout(session.directory):
            session.check_published()
        session.open_shards()
        if repair:
            session.lock_publishing()
        places = list(find_layout_faults(session))
        if places:
            found = make_fault("layout", "the servers cannot be used", places, _RESTORE_STEP)
            report = CheckReport(tuple(found_fault.fault for found_fault in found))
        else:
            report = _check_cluster(ClusterChecker(session), index, collection, repair, progress)
    return replace(report, seconds=time.monotonic() - began)


def _check_cluster(
    cluster: ClusterChecker, index: Path, collection: str, repair: bool, progress: Progress
) -> CheckReport:
    with cluster.read():
        found_faults = list(_find_faults(cluster, index, collection, progress))
        is_whole = all(found.fault.part != "layout" for found in found_faults)
        contents = cluster.count_contents() if is_whole else _NO_CONTENTS
    faults = tuple(repair_fault(found, _COMMAND, is_repairing=repair) for found in found_faults)
    if any(fault.done for fault in faults):
        cluster.raise_revision()
    return CheckReport(
        faults,
        contents["papers"],
        contents["passages"],
        contents["waiting"],
        cluster.state.revision,
        read_in_part=contents["read_in_part"],
    )


def _find_faults(
    cluster: ClusterChecker, index: Path, collection: str, progress: Progress
) -> Iterator[RepairableFault]:
    progress("directory")
    yield from _check_directory(cluster)
    missing = {shard: list(checker.find_missing_relations()) for shard, checker in cluster.shards.items()}
    for shard, places in missing.items():
        description = f"{cluster.names[shard]} lacks parts of its layout, or cannot use them"
        yield from make_fault("layout", description, places, _RESTORE_STEP)
    # Without an index all is slower, and without a table nothing can be said.
    if any(not place.startswith("index ") for places in missing.values() for place in places):
        return
    for shard, checker in cluster.shards.items():
        progress(cluster.names[shard])
        yield from _check_shard(cluster, shard, checker)
    progress("papers")
    yield from _check_exposure(cluster)
    yield from make_fault(
        "placements", "papers lie on another server than the directory says", cluster.find_misplaced(), _PUBLISH_STEP
    )
    if (index / DATABASE_FILE_NAME).exists():
        progress("local index")
        yield from _compare(cluster, index, collection)


# -- each part -------------------------------------------------------------------------------------------------


def _check_directory(cluster: ClusterChecker) -> Iterator[RepairableFault]:
    yield from make_fault(
        "servers", "restored from a backup, and closed to readers", cluster.find_identity_faults(), _PUBLISH_STEP
    )
    yield from make_fault("encoder", "vectors cannot be compared", cluster.find_dimension_faults(), _RESTORE_STEP)


def _check_shard(cluster: ClusterChecker, shard: int, checker: ShardChecker) -> Iterator[RepairableFault]:
    name, repairer = cluster.names[shard], cluster.repairers[shard]

    def delete_orphans(_: list[str]) -> str:
        repairer.delete_orphans()
        return "deleted"

    def count_again(_: list[str]) -> str:
        repairer.count_again()
        return "counted again"

    yield from make_fault("rows", f"rows on {name} belong to none", checker.find_orphans(), "", delete_orphans)
    yield from _check_documents(cluster, name, checker)
    yield from make_fault(
        "counts", f"counts on {name} are not those of its passages", repairer.find_wrong_counts(), "", count_again
    )
    yield from _check_generations(cluster, shard, checker)


def _check_documents(cluster: ClusterChecker, name: str, checker: ShardChecker) -> Iterator[RepairableFault]:
    mean_length = float(cluster.state.settings.get("mean_length") or 1)
    checks: tuple[tuple[str, str, Iterator[DocumentFault]], ...] = (
        ("papers", f"papers on {name} are not whole", checker.find_incomplete()),
        ("passages", f"passages on {name} are not all found", checker.find_unfindable()),
        (_FILTERS, f"passages on {name} are filtered by other values than their papers", checker.find_unlike_filters()),
        ("vectors", f"vectors on {name} cannot be used", checker.find_bad_vectors()),
        ("words", f"passages on {name} are not found by their words", checker.find_bad_words(mean_length, SAMPLE)),
    )
    for part, description, faults in checks:
        yield from _make_document_fault(cluster, part, description, faults)


def _make_document_fault(
    cluster: ClusterChecker, part: str, description: str, faults: Iterable[DocumentFault]
) -> Iterator[RepairableFault]:
    """Yield a fault of documents, which are marked for the next publication to write them again."""
    found = list(faults)
    doc_ids = list(dict.fromkeys(fault.doc_id for fault in found))

    def mark(_: list[str]) -> str:
        if part == _FILTERS:
            # The next publication subtracts the passages that it ends: they must be counted as what they are.
            cluster.align_generations()
        cluster.mark_for_writing(doc_ids)
        return _MARKED

    yield from make_fault(part, description, map(str, found), "", mark)


def _check_generations(cluster: ClusterChecker, shard: int, checker: ShardChecker) -> Iterator[RepairableFault]:
    name, pending = cluster.names[shard], cluster.state.pending
    if cluster.is_somebody_publishing():
        return
    unpublished = list(checker.find_unpublished())

    def undo(_: list[str]) -> str:
        cluster.undo_unpublished(shard)
        return "taken back"

    if pending is not None:
        description = f"the publication of “{pending}” was not completed on {name}"
        yield from make_fault("generations", description, unpublished or [name], _PUBLISH_STEP)
    else:
        description = f"{name} has rows of a generation that nobody publishes"
        yield from make_fault("generations", description, unpublished, "", undo)
    yield from _check_expired(cluster, shard, checker)


def _check_expired(cluster: ClusterChecker, shard: int, checker: ShardChecker) -> Iterator[RepairableFault]:
    oldest = cluster.find_oldest_readable()
    expired, seen = checker.count_expired(oldest)

    def delete(_: list[str]) -> str:
        cluster.repairers[shard].delete_expired(oldest)
        return "deleted"

    places = [f"{expired:,} passages beside {seen:,} that are seen"] if expired > _EXPIRED_SHARE * seen else []
    yield from make_fault("generations", f"{cluster.names[shard]} keeps much that nobody sees", places, "", delete)


def _check_exposure(cluster: ClusterChecker) -> Iterator[RepairableFault]:
    exposed = cluster.find_exposed()

    def take_out(doc_ids: list[str]) -> str:
        for shard, held in exposed.items():
            cluster.repairers[shard].take_out(held)
        return f"taken out: {', '.join(doc_ids)}"

    doc_ids = sorted({doc_id for held in exposed.values() for doc_id in held})
    yield from make_fault("papers", "papers that are held back or withdrawn are there", doc_ids, "", take_out)


def _compare(cluster: ClusterChecker, index: Path, collection: str) -> Iterator[RepairableFault]:
    store = Store(index / DATABASE_FILE_NAME)
    try:
        with store.snapshot():
            places = [place for place in load_places(store) if place.address == cluster.address]
            for name in [collection] if collection else [place.collection for place in places]:
                if name in cluster.state.local_generations:
                    yield from _compare_with(cluster, store, name)
    finally:
        store.close()


def _compare_with(cluster: ClusterChecker, store: Store, collection: str) -> Iterator[RepairableFault]:
    encoder = store.get_meta("encoder") or ""
    if encoder != cluster.state.settings.get("encoder"):
        place = f"{store.path}: {store.get_meta('encoder_name')}; there: {cluster.state.settings.get('encoder_name')}"
        yield from make_fault("encoder", "the local index has vectors of another encoder", [place], _PUBLISH_STEP)
        return
    documents = list_documents(store, encoder)
    if store.generation() == cluster.state.local_generations[collection]:
        differences = _find_missing(cluster, collection, documents)
        yield from make_fault("papers", "not the papers of the local index", differences, _PUBLISH_STEP)
        lists = cluster.find_list_differences(store, collection)
        yield from make_fault("papers", "what is held back is not that of the local index", lists, _PUBLISH_STEP)
    faults = cluster.find_differences(store, collection, documents)
    yield from _make_document_fault(cluster, "papers", "papers are not as the local index has them", faults)


def _find_missing(cluster: ClusterChecker, collection: str, documents: Sequence[SourceDocument]) -> Iterator[str]:
    """Yield the documents that one side has and the other has not, or has in another version."""
    published, left_out = cluster.list_fingerprints(collection), cluster.list_left_out(collection, documents)
    local = {document.doc_id: document.fingerprint for document in documents if document.doc_id not in left_out}
    for doc_id in sorted(local.keys() | published.keys()):
        if doc_id not in published:
            yield f"{doc_id}: not published"
        elif doc_id not in local:
            yield f"{doc_id}: published, and not in the local index"
        elif local[doc_id] != published[doc_id]:
            yield f"{doc_id}: another version is published"
