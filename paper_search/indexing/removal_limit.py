"""A limit on how many documents one build takes out of the index because their files are gone.

A disk or a share that is not mounted looks like a corpus of which most is deleted. A file that stands elsewhere in the
corpus was moved, and is not gone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

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
        hashes = set(found.values())
        gone = sorted(
            source
            for source, sha256 in indexed.items()
            if source not in found and source not in kept and sha256 not in hashes
        )
        # One may go in any case, but for the last: a corpus that is empty may not be there at all.
        allowed = max(1 if found or kept else 0, len(indexed) * self.percent // 100)
        if self.is_lifted or len(gone) <= allowed:
            return
        verb = "is" if len(gone) == 1 else "are"
        names = ", ".join(gone[:_MAX_NAMED]) + (", …" if len(gone) > _MAX_NAMED else "")
        raise CorpusError(
            f"{corpus}: {len(gone)} of the {len(indexed)} indexed files {verb} not there any more ({names}). Nothing"
            " was removed from the index. Is a disk or share not mounted? If they were taken away on purpose:"
            " paper-search build --accept-removals."
        )
