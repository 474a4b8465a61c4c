"""What must change for one version of a document to be the one that is seen, whatever a killed publication left."""

from __future__ import annotations

import pytest

from paper_search.storage.postgres.source import SourceDocument
from paper_search.storage.postgres.versions import ShardChange, Version, plan_change

OLD, NEW = (Version(0, row, born, None, "f") for row, born in ((1, 4), (2, 5)))
WANTED = SourceDocument(1, {}, 1, "f")
CHANGED = SourceDocument(1, {}, 1, "g")
NO_CHANGE: dict[int, ShardChange] = {}


def ended(version: Version) -> Version:
    return Version(version.shard, version.document_row, version.born, 5, version.fingerprint)


CASES = (
    (WANTED, 0, (), {0: ShardChange(is_written=True)}, "a new document"),
    (WANTED, 0, (OLD,), NO_CHANGE, "one that is as it was"),
    (CHANGED, 0, (OLD,), {0: ShardChange(is_written=True, ended=[1])}, "one that changed"),
    (None, 0, (OLD,), {0: ShardChange(ended=[1])}, "one that is gone"),
    (WANTED, 1, (OLD,), {0: ShardChange(ended=[1]), 1: ShardChange(is_written=True)}, "one whose council moved"),
    (WANTED, 0, (ended(OLD), NEW), {0: ShardChange(revived=[1], deleted=[2])}, "the old version will do again"),
    (CHANGED, 0, (ended(OLD), NEW), {0: ShardChange(is_written=True, deleted=[2])}, "what was begun is not wanted"),
    (None, 0, (NEW,), {0: ShardChange(deleted=[2])}, "it came and went in one generation"),
    (None, 0, (ended(OLD),), NO_CHANGE, "it went already"),
    (WANTED, 0, (ended(OLD),), {0: ShardChange(revived=[1])}, "it went and is back"),
    (WANTED, 0, (NEW,), NO_CHANGE, "it was written before the kill"),
    (WANTED, 0, (NEW, Version(1, 7, 4, None, "e")), {1: ShardChange(ended=[7])}, "the move was half done"),
)


@pytest.mark.parametrize(("document", "place", "versions", "changes", "why"), CASES, ids=[case[4] for case in CASES])
def test_the_change_of_a_document(
    document: SourceDocument | None,
    place: int,
    versions: tuple[Version, ...],
    changes: dict[int, ShardChange],
    why: str,
) -> None:
    change = plan_change("a", document, place, versions, 5)
    assert (change.shards if change else {}) == changes
    if change is not None:
        is_written = any(shard_change.is_written for shard_change in changes.values())
        assert change.document is (document if is_written else None)
