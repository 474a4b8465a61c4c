"""A limit on how many documents one build takes out of the index because their files are gone.

A disk or a share that is not mounted looks like a corpus of which most is deleted. A file that stands elsewhere in the
corpus was moved, and is not gone. Nor is one that its council no longer publishes and fetch has moved out.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from paper_search.access.exempt_folders import is_moved_out
from paper_search.config import Settings
from paper_search.errors import CorpusError

_MAX_NAMED = 3


@dataclass(frozen=True, slots=True)
class RemovalLimit:
    """The most files that may go in one build.

    Attributes:
        percent: of the files that are indexed; one may go in any case, unless nothing is left.
        is_lifted: True where a person said that they are gone indeed.
    """

    percent: int = Settings().max_removals
    is_lifted: bool = False

    def check(self, corpus: Path, indexed: Mapping[str, str], found: Mapping[str, str], kept: Collection[str]) -> None:
        """Check that not too much is gone.

        Args:
            corpus: the corpus folder.
            indexed: the SHA-256 of each file that is indexed, by source.
            found: the SHA-256 of each file of the corpus that can be read, by source.
            kept: sources that are no loss: what a person withdrew.

        Raises:
            CorpusError: more is gone than may go.
        """
        moved_out = [source for source in indexed if source not in found and is_moved_out(corpus, source)]
        gone = self.find_excess(indexed, found, {*kept, *moved_out})
        if not gone:
            return
        verb = "is" if len(gone) == 1 else "are"
        raise CorpusError(
            f"{corpus}: {len(gone)} of the {len(indexed)} indexed files {verb} not there any more ({name_some(gone)})."
            " Nothing was removed from the index. Is a disk or share not mounted? If they were taken away on purpose:"
            " paper-search build --accept-removals."
        )

    def find_excess(
        self, indexed: Mapping[str, str], found: Mapping[str, str], kept: Collection[str]
    ) -> tuple[str, ...]:
        """Return the files that are gone, where that is more than may go; see ``check``."""
        hashes = set(found.values())
        gone = tuple(
            sorted(
                source
                for source, sha256 in indexed.items()
                if source not in found and source not in kept and sha256 not in hashes
            )
        )
        # One may go in any case, but for the last: a corpus that is empty may not be there at all.
        allowed = max(1 if found or kept else 0, len(indexed) * self.percent // 100)
        return () if self.is_lifted or len(gone) <= allowed else gone


def name_some(names: Iterable[str]) -> str:
    """Return the first of some names, for a message."""
    listed = list(names)
    return ", ".join(listed[:_MAX_NAMED]) + (", …" if len(listed) > _MAX_NAMED else "")
