"""Documents known again by their words when their file was renamed and changed a little.

A manifest and a withdrawal name a file, and know its content by digests that one changed letter escapes. So the index
keeps a sketch of what they hold back. A document that comes new while the held one is gone, with nearly its words,
waits for a person. The text itself is not kept.

What was shown before is never taken for a held document, nor is anything while that one stands where it stood: the
public version of an exempt report has nearly its words, and is no copy of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from paper_search.access import decisions, exemption
from paper_search.access.decisions import Decisions
from paper_search.access.exemption import HeldBack
from paper_search.records import UnreadFile
from paper_search.storage.database import Transaction
from paper_search.storage.store import Store
from paper_search.storage.transfer import HELD_WORDS_PREFIX
from paper_search.text.spans import normalise

_SKETCH_SIZE = 256
"""Pairs of words that are kept of a document: those with the lowest hashes (bottom-k, Cohen and Kaplan 2007)."""
_HASH_BYTES = 4
_MIN_PAIRS = 12
"""With fewer, two notices that differ by a date would be one document."""
_MIN_RESEMBLANCE = 0.9
"""The share of pairs in common (Broder 1997) from which two documents are nearly the same."""
_MAX_CHANGED_PAIRS = 6
"""Pairs that one edit to a short document takes away and adds: two words side by side have six."""


@dataclass(frozen=True, slots=True)
class HeldWords:
    """The words of a document that is held back: its place, the digest of them in order, and the sketch."""

    place: str
    content_hash: str
    sketch: frozenset[int] = frozenset()

    @property
    def file(self) -> str:
        """The file that the document stands in."""
        return decisions.split_place(self.place)[0]

    def resembles(self, other: HeldWords) -> bool:
        """Return True for words that are the same or nearly so."""
        if self.content_hash and self.content_hash == other.content_hash:
            return True
        if min(len(self.sketch), len(other.sketch)) < _MIN_PAIRS:
            return False
        if max(len(self.sketch), len(other.sketch)) < _SKETCH_SIZE:
            is_one_edit = len(self.sketch ^ other.sketch) <= _MAX_CHANGED_PAIRS
        else:
            is_one_edit = False
        lowest = sorted(self.sketch | other.sketch)[:_SKETCH_SIZE]
        common = self.sketch & other.sketch
        return is_one_edit or sum(pair in common for pair in lowest) >= _MIN_RESEMBLANCE * len(lowest)


def describe_words(place: str, text: str, content_hash: str | None) -> HeldWords:
    """Return what the words of a document are known by.

    Args:
        place: the document's doc_id.
        text: its reading text.
        content_hash: the digest of its words, None where it has too few.
    """
    words = re.findall(r"\w+", normalise(text))
    pairs = {" ".join(pair).encode() for pair in pairwise(words)}
    hashes = (int.from_bytes(hashlib.blake2b(pair, digest_size=_HASH_BYTES).digest()) for pair in pairs)
    return HeldWords(place, content_hash or "", frozenset(sorted(hashes)[:_SKETCH_SIZE]))


def remember_words(transaction: Transaction, held_words: Iterable[HeldWords]) -> None:
    """Keep what documents that are held back are known by."""
    width = 2 * _HASH_BYTES
    transaction.set_meta(
        {
            f"{HELD_WORDS_PREFIX}{held.place}": f"{held.content_hash} "
            + "".join(f"{pair:0{width}x}" for pair in sorted(held.sketch))
            for held in held_words
        }
    )


@dataclass(frozen=True, slots=True)
class HeldWordsCheck:
    """A check of documents that come new against the words that are held back and whose files are gone.

    Attributes:
        corpus: the corpus folder.
        held: all words that are held back.
        manifest_sources: the files that a manifest held back, of which no line says that they are public.
        served_hashes: the SHA-256 of each file that was shown before, by source.
    """

    corpus: Path
    held: tuple[HeldWords, ...] = ()
    manifest_sources: frozenset[str] = frozenset()
    served_hashes: Mapping[str, str] = field(default_factory=dict)

    def find_held(self, source: str, sha256: str, document: HeldWords, all_decisions: Decisions) -> UnreadFile | None:
        """Return the entry of a document with nearly the words of one that is held back, or None.

        Args:
            source: the file of the document.
            sha256: of the file.
            document: its words.
            all_decisions: the decisions that are in force.
        """
        if not self.held or source in self.served_hashes or sha256 in self.served_hashes.values():
            return None
        alike = (held for held in self.held if not (self.corpus / held.file).exists() and held.resembles(document))
        entries = (self._make_entry(document.place, held, all_decisions) for held in alike)
        return next(filter(None, entries), None)

    def _make_entry(self, place: str, held: HeldWords, all_decisions: Decisions) -> UnreadFile | None:
        decision = all_decisions.find_withdrawal((held.place,), "", held.content_hash)
        if decision is not None:
            unread = decisions.make_unread(place, decision, decision.sha256)
            reason = f"{unread.reason}; this was {held.file}, or has nearly its words, and waits for a person"
            return UnreadFile(place, unread.code, reason, unread.next_step)
        if held.file not in self.manifest_sources:
            return None
        reason = f"it has nearly the words of {held.file}, which a manifest held back and which is gone"
        return exemption.make_unread(place, HeldBack("exempt", reason))


def load_check(
    store: Store, corpus: Path, manifest_sources: Iterable[str], served_hashes: Mapping[str, str]
) -> HeldWordsCheck:
    """Return the check of documents that come new, with all that an index remembers.

    Args:
        store: the index.
        corpus: the corpus folder.
        manifest_sources: the files that a manifest held back.
        served_hashes: the SHA-256 of each file that was shown before, by source.
    """
    rows = store.database.connection.execute(
        "SELECT substr(key, ?), value FROM meta WHERE instr(key, ?) = 1",
        (len(HELD_WORDS_PREFIX) + 1, HELD_WORDS_PREFIX),
    )
    held = tuple(_parse_words(place, value) for place, value in rows)
    return HeldWordsCheck(corpus, held, frozenset(manifest_sources), served_hashes)


def _parse_words(place: str, value: str) -> HeldWords:
    content_hash, _, pairs = value.partition(" ")
    width = 2 * _HASH_BYTES
    return HeldWords(
        place,
        content_hash,
        frozenset(int(pairs[start : start + width], 16) for start in range(0, len(pairs), width)),
    )
