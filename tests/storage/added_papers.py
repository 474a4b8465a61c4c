"""Papers put into a store as a build does; a module of its own, so that a process that adds one imports little else."""

from __future__ import annotations

from paper_search.records.index import DocumentEntry
from paper_search.storage.store import Store
from tests.samples import paper


def add_paper(store: Store, name: str, *texts: str) -> None:
    document, text, passages = paper(name, *texts)
    with store.transaction() as transaction:
        store.documents.replace_file(
            transaction,
            document.source,
            f"origin of {name}",
            [DocumentEntry(document, text, passages, [passage.standing_text for passage in passages])],
        )
