"""Local indexes, and the same papers published on one server and on three: what both engines must tell alike."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from paper_search.indexing.publish import publish
from paper_search.records import Access, UnreadFile, UnreadPart
from paper_search.records.documents import DocumentRelation
from paper_search.records.index import DocumentEntry
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.retrieval.postgres.cache import RevisionCache
from paper_search.retrieval.postgres.snapshot import PostgresSnapshot
from paper_search.storage.postgres.connection import Cluster
from paper_search.storage.store import Store
from tests.register_samples import (
    APRIL_1,
    COUNCIL,
    LARKFORD,
    MAY_6,
    RegisterStore,
    attended,
    decided,
    held_role,
    linked,
    stated,
    voted,
)
from tests.samples import paper

COUNCILS = ("Ferndale Town Council", LARKFORD, "O'Malley & Sons' Parish", "100% Rural Council", 'The "Old" Borough')
NOTED = "RESOLVED: That the report be noted."
FENCED = "AGREED: That the pond be fenced, and that the bridges (24/00117) be closed."
VOTE = "For 5, against 2: Cllr O'Neill."
TEXTS = ("Cllr Jo Wren, Chair, was present at 7.30 pm.", NOTED, FENCED, VOTE, NOTED)
ENTRIES = (
    stated("7.30 pm", "time", "7.30 pm"),
    attended("Cllr Jo Wren"),
    held_role("Cllr Jo Wren", "Chair"),
    decided(NOTED, "noted"),
    decided(FENCED, "agreed", mover="Cllr O'Neill", seconder="Cllr Wren"),
    voted(VOTE, votes_for=5, votes_against=2, voters_against=("Cllr O'Neill",)),
    decided(NOTED, "noted"),
    linked("24/00117", "reference", "24/00117"),
)
META = {"encoder": "made", "encoder_name": "none", "dimensions": "8", "max_tokens": "128", "built_at": "2025-06-01"}


@dataclass
class Published:
    """One index in two engines."""

    folder: Path
    local: LocalEngine
    cluster: Cluster

    @contextmanager
    def read(self, access: tuple[Access, ...]) -> Iterator[tuple[IndexSnapshot, IndexSnapshot]]:
        """Open the local index and the published one, as somebody with this access sees them."""
        with self.local.snapshot(access) as local, open_snapshot(self.cluster, access) as published:
            yield local, published

    @contextmanager
    def open(self, access: tuple[Access, ...]) -> Iterator[IndexSnapshot]:
        """Open the published index."""
        with open_snapshot(self.cluster, access) as published:
            yield published


@contextmanager
def open_snapshot(cluster: Cluster, access: tuple[Access, ...]) -> Iterator[IndexSnapshot]:
    """Open a cluster's published generation."""
    with cluster.read() as transaction:
        cache = RevisionCache(transaction.state.revision, tuple(transaction.connections))
        yield PostgresSnapshot(transaction, access, cache)


def publish_everywhere(folder: Path, urls: list[str]) -> Published:
    """Publish an index on the servers of these addresses."""
    publish(folder, urls[0], shards=urls[1:])
    return Published(folder, LocalEngine(folder), Cluster(urls[0]))


def make_register_world(folder: Path) -> Store:
    """Make an index of papers of several councils that are alike in much, and that differ in what is hard to tell."""
    desk = RegisterStore(folder)
    store = desk.store
    store.set_meta(META)
    for number, council in enumerate(COUNCILS):
        _add_meetings(desk, number, council)
    desk.add("nobody/minutes.txt", TEXTS, ENTRIES, authority=None, title="Minutes of nobody")
    desk.add(
        "undated/notice.txt",
        ["A notice about bridges, by the Flood Action Group (FAG)."],
        held_on=None,
        kind="notice",
        title="Bridges",
    )
    desk.add("one/pack.txt", ["A page of a pack."], committee=None, kind=None, title=None)
    _relate_documents(store)
    _list_unread(store)
    _embed(store)
    with store.transaction() as transaction:
        questions = [("Who was present?", "c0/minutes.txt"), ("What of c1?", "c1/draft.txt"), ("?", "c2/closed.txt")]
        store.examples.replace(transaction, questions, "1")
        transaction.execute("UPDATE arrivals SET changed_at = '2025-02-02T10:00:00Z' WHERE doc_id LIKE 'c1/%'")
    return store


def _add_meetings(desk: RegisterStore, number: int, council: str) -> None:
    """Add the papers of one council: minutes twice, a decision record, closed minutes, a later report."""
    fields = {"authority": council, "title": f"Minutes of {council}"}
    desk.add(f"c{number}/minutes.txt", TEXTS, ENTRIES, status="confirmed", content_hash=f"words-{number}", **fields)
    desk.add(f"c{number}/draft.txt", TEXTS, ENTRIES, status="draft", **fields)
    desk.add(f"c{number}/record.txt", TEXTS[2:3], ENTRIES[4:5], kind="decision record", **fields)
    desk.add(f"c{number}/closed.txt", TEXTS, ENTRIES, access="members", committee=COUNCIL, **fields)
    report = [f"Report {number} on the pond and the bridges.", "Cllr Ann Wren, Mayor."]
    roles = [held_role("Cllr Ann Wren", "Mayor")] if number % 2 else []
    day = (APRIL_1, MAY_6)[number % 2]
    desk.add(f"c{number}/report.txt", report, roles, kind="report", held_on=day, authority=council, title="The pond")
    # Another spelling of the council and the body, which is one value of a filter.
    desk.add(f"c{number}/late.txt", TEXTS[:1], ENTRIES[:3], held_on=day, authority=council, committee="Full Council")


def _relate_documents(store: Store) -> None:
    """Show one paper as the copy of another, and one as replaced."""
    with store.transaction() as transaction:
        relations = {
            "c3/draft.txt": DocumentRelation(same_as="c3/minutes.txt"),
            "c3/minutes.txt": DocumentRelation(also_at=("c3/draft.txt",), status="confirmed"),
            "c0/draft.txt": DocumentRelation(status="draft", replaced_by="c0/minutes.txt"),
        }
        store.documents.set_relations(transaction, relations)


def _embed(store: Store) -> None:
    """Give most passages a vector; the others wait for theirs."""
    texts = sorted({TEXTS[0], NOTED, FENCED, VOTE, "A notice about bridges, by the Flood Action Group (FAG)."})
    rows = np.random.default_rng(7).normal(size=(len(texts), 8)).astype(np.float32)
    with store.transaction() as transaction:
        store.embeddings.put_vectors(transaction, texts, rows / np.linalg.norm(rows, axis=1, keepdims=True))


def _list_unread(store: Store) -> None:
    """List files that were not read, and a paper that was read in part."""
    document, text, passages = paper("c0/scan.txt", "A scan, of which a page is a picture.", authority=COUNCILS[0])
    parts = (UnreadPart(2, "a picture without words"), UnreadPart(None, "an attachment"), UnreadPart(2, "a drawing"))
    entry = DocumentEntry(replace(document, pages=3), text, passages, [text], unread_parts=parts)
    unread = [
        UnreadFile("c0/bad.pdf", "damaged", "it is damaged", "send it again"),
        UnreadFile("c1/secret.pdf", "exempt", "it is exempt", "release it"),
        UnreadFile("c2/hidden.pdf", "redaction", "words under a redaction", "look at it"),
    ]
    with store.transaction() as transaction:
        store.documents.replace_file(transaction, "c0/scan.txt", "1", [entry], held_back=[])
        for listed in unread:
            store.unread.insert(transaction, listed, "1", listed.source)
        store.unread.restrict_content(transaction, "c1/secret.pdf", ["secret words"])
        # The file of a paper that is shown as words alone.
        store.unread.insert(transaction, replace(unread[2], source="c2/report.txt::x"), "1", "c2/report.txt")
