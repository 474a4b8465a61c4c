"""The shard of each council: all papers of a council lie on one server."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from paper_search.storage.postgres.connection import Connection
from paper_search.storage.postgres.source import SourceDocument
from paper_search.text.authorities import authority_key


@dataclass(slots=True)
class Placements:
    """Which server holds the papers of a council.

    Attributes:
        shards: the shard of each council, by its key.
        new_names: the names of those that are not written down yet, by their keys.
    """

    shards: dict[str, int]
    new_names: dict[str, str] = field(default_factory=dict)

    def place(self, documents: Iterable[SourceDocument], loads: Mapping[int, int]) -> None:
        """Choose a shard for each council that has none: that with the fewest passages.

        Args:
            documents: all that are published.
            loads: the number of passages on each server, by shard.
        """
        sizes, names, passages = Counter[str](), dict[str, str](), Counter(loads)
        for document in documents:
            key = find_key(document)
            sizes[key] += document.passages
            names.setdefault(key, document.fields["authority"] or "")
        # The largest first, so that those which follow even the loads out.
        for key in sorted(sizes.keys() - self.shards.keys(), key=lambda key: (-sizes[key], key)):
            shard = min(loads, key=lambda shard: (passages[shard], shard))
            self.shards[key], self.new_names[key] = shard, names[key]
            passages[shard] += sizes[key]

    def find_shard(self, document: SourceDocument) -> int:
        """Return the shard of a document that was placed."""
        return self.shards[find_key(document)]


def load_placements(directory: Connection) -> Placements:
    """Return the placements that are written down."""
    rows = directory.execute("SELECT authority_key, shard FROM placements").fetchall()
    return Placements({row["authority_key"]: row["shard"] for row in rows})


def save_placements(directory: Connection, placements: Placements) -> None:
    """Write down where new councils are placed."""
    directory.cursor().executemany(
        "INSERT INTO placements VALUES (%s, %s, %s)",
        [(key, name, placements.shards[key]) for key, name in placements.new_names.items()],
    )
    placements.new_names.clear()


def find_key(document: SourceDocument) -> str:
    """Return the key of the council of a document, '' where it states none."""
    authority = document.fields["authority"]
    return authority_key(authority) if authority else ""
