"""Publication of a local index to a cluster of PostgreSQL servers, which serve it from then on.

What changed since the last publication of the same collection is written. Readers see the old generation until all of
the new one is there. A publication that was ended on the way is completed by the next one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from paper_search.access.decisions import Decisions
from paper_search.errors import CorpusError, OutdatedIndexError
from paper_search.indexing import decision_seal, published
from paper_search.indexing.enforcement import enforce, load_complete_decisions
from paper_search.indexing.progress import StageReporter
from paper_search.indexing.removal_limit import RemovalLimit, name_some
from paper_search.records.index import Progress, PublishReport
from paper_search.storage.migrations import is_up_to_date
from paper_search.storage.postgres.holds import HeldDocument, WithdrawnDocument
from paper_search.storage.postgres.opening import list_restored
from paper_search.storage.postgres.plan import IsReleased, Plan
from paper_search.storage.postgres.publication import Publication
from paper_search.storage.postgres.session import strip_password
from paper_search.storage.postgres.source import SourceDocument, list_documents, load_content
from paper_search.storage.reading_version import check_rules
from paper_search.storage.store import DATABASE_FILE_NAME, Store


def publish(
    index: Path,
    url: str,
    collection: str = "papers",
    shards: Sequence[str] = (),
    progress: Callable[[Progress], None] = lambda step: None,
    *,
    corpus: Path | None = None,
    removal_limit: RemovalLimit = RemovalLimit(),
) -> PublishReport:
    """Bring a local index to a cluster.

    Args:
        index: the index folder.
        url: the address of the first server's database.
        collection: the name under which the papers of this index are kept apart from those of others.
        shards: the addresses of servers to add.
        progress: is told of each document.
        corpus: the corpus folder, whose decisions are heeded beside those that the index knows of.
        removal_limit: how much may be gone.

    Raises:
        CorpusError: too much is gone, or another collection has papers of the same name.
        StoreError: the index or a server cannot be used, or somebody else publishes.
    """
    began = time.monotonic()
    with closing(Store(index / DATABASE_FILE_NAME)) as store:
        check_index(store)
        all_decisions = _enforce_decisions(corpus, store)
        with store.snapshot(), Publication(url, collection, store, shards) as publication:
            report = _publish(publication, store, all_decisions, collection, progress, removal_limit)
            generation = store.generation()
        address = strip_password(url)
        published.remember_place(store, published.PublishedPlace(address, collection, generation))
    return replace(report, seconds=time.monotonic() - began)


def _enforce_decisions(corpus: Path | None, store: Store) -> Decisions:
    """Return the decisions, once the index shows nothing that they withdraw."""
    if corpus is None:
        return decision_seal.load_sealed(store)
    all_decisions = load_complete_decisions(corpus, store)
    enforce(store, all_decisions, pages=dict.fromkeys(line.path for line in all_decisions.lines if line.path))
    return all_decisions


def check_index(store: Store) -> None:
    """Check that an index may be published.

    Raises:
        OutdatedIndexError: it was made by an older version.
    """
    check_rules(store)
    if not is_up_to_date(store.database):
        raise OutdatedIndexError(
            f"{store.path}: this index was made by an older version of paper-search. Run 'paper-search build', which"
            " brings it up to date, and publish it then."
        )


def _publish(
    publication: Publication,
    store: Store,
    all_decisions: Decisions,
    collection: str,
    progress: Callable[[Progress], None],
    removal_limit: RemovalLimit,
) -> PublishReport:
    is_released = _make_release_check(all_decisions, collection)
    # What a withdrawal could not reach, or a backup brought back, goes whether all else is published or not.
    taken_out = publication.take_out(published.make_request(store, all_decisions, collection))
    documents = list_documents(store, store.get_meta("encoder") or "")
    plan = publication.plan(documents, is_released)
    _check_removals(publication, plan, documents, removal_limit)
    publication.start(plan)
    passages = _write(publication, store, plan, progress)
    ended = publication.seal(plan, documents, is_released)
    refused = tuple(listed.unread for listed in publication.refused)
    return PublishReport(
        added=tuple(doc_id for doc_id in plan.added if doc_id not in {unread.source for unread in refused}),
        changed=plan.changed,
        removed=plan.removed,
        unchanged=plan.unchanged,
        passages=passages,
        generation=publication.pending.generation,
        refused=refused,
        notes=(*_describe_taken_out(taken_out), *_describe(publication, plan, ended, collection)),
    )


def _make_release_check(all_decisions: Decisions, collection: str) -> IsReleased:
    """Return what tells whether a decision taken since shows a withdrawn document again."""

    def is_released(withdrawn: WithdrawnDocument, document: SourceDocument | None) -> bool:
        if withdrawn.collection != collection:
            return False
        places, sha256, words = (withdrawn.doc_id,), withdrawn.sha256, withdrawn.words_key
        if document is not None:
            fields = document.fields
            places = (document.doc_id, fields["source"], *json.loads(fields["also_at"]))
            sha256, words = fields["sha256"], fields["words_key"]
        decision = all_decisions.find_decision(places, sha256, words or "")
        return decision is not None and decision.ruling != "withdraw" and decision.decided_at > withdrawn.withdrawn_at

    return is_released


def _check_removals(
    publication: Publication, plan: Plan, documents: Sequence[SourceDocument], removal_limit: RemovalLimit
) -> None:
    found = {document.fields["source"]: document.fields["sha256"] for document in documents}
    gone = removal_limit.find_excess(plan.seen_hashes, found, kept=())
    if not gone:
        return
    raise CorpusError(
        f"{publication.session.name}: {len(gone)} of the {len(plan.seen_hashes)} published files are not in the index"
        f" any more ({name_some(gone)}). Nothing was published. Is this the index of that collection, and was it built"
        " from all of its papers? If they were taken away on purpose: paper-search publish --accept-removals."
    )


def _write(publication: Publication, store: Store, plan: Plan, progress: Callable[[Progress], None]) -> int:
    """Make all changes, and return how many passages were written."""
    reporter, passages = StageReporter("publishing", progress), 0
    for done, change in enumerate(plan.changes, 1):
        content = load_content(store, change.document) if change.document is not None else None
        publication.write(change, content)
        passages += change.document.passages if change.document is not None else 0
        reporter.report(done, len(plan.changes), change.doc_id, passages)
    publication.finish_writing()
    return passages


def _describe_taken_out(doc_ids: Sequence[str]) -> Iterator[str]:
    if doc_ids:
        yield f"Taken out at once, since they are withdrawn, or words of theirs are held back: {name_some(doc_ids)}."


def _describe(publication: Publication, plan: Plan, ended: Sequence[HeldDocument], collection: str) -> Iterator[str]:
    """Yield what else is to be known of a publication."""
    own = {*plan.held, *(document for document in ended if document.collection == collection)}
    others = [document for document in ended if document.collection != collection]
    if own:
        names = name_some(document.doc_id for document in own)
        yield f"Not shown, since another collection holds back their words: {names}."
    if others:
        yield (
            "Taken out of other collections, since this one holds back their words:"
            f" {name_some(document.doc_id for document in others)}."
        )
    if plan.withdrawn:
        yield (
            f"Not shown, since they were withdrawn: {name_some(plan.withdrawn)}. If they may be shown again:"
            " paper-search release PATH --reason WHY."
        )
    waiting = list_restored(publication.session)
    if waiting:
        yield (
            "The database was restored from a backup. No question is answered from it before these collections are"
            f" published again too: {', '.join(waiting)}."
        )
