"""From a file that was read to what goes into the store: its papers, their passages, and what may not be shown.

In: a file of the corpus and its reading; out: ``FileEntries``. Promised: a paper that is exempt or withdrawn at one of
the places where its file stands is not among the entries.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from json.encoder import encode_basestring_ascii

from paper_search.access import decisions
from paper_search.access import exemption as exempt
from paper_search.access.decisions import Decisions
from paper_search.embeddings import Encoder
from paper_search.ingest import documents as papers
from paper_search.ingest import duplicates as relations
from paper_search.ingest.discovery import Origin
from paper_search.ingest.documents import Contents, Paper
from paper_search.ingest.segmentation import passages
from paper_search.records import Document, Passage, Reading, Unread
from paper_search.storage.documents import Entry

SPLITTER = "9"
"""Goes up when reading, metadata or splitting change, so that the next build makes the index anew from every paper."""


@dataclass(frozen=True, slots=True)
class FileEntries:
    """What one file holds: the papers to show, those held back, and the words of these; and how much was read."""

    entries: tuple[Entry, ...]
    held_back: tuple[Unread, ...]
    keys: tuple[str, ...]
    pages: int
    dropped: int

    @property
    def passages(self) -> int:
        """How many passages can be found."""
        return sum(text is not None for entry in self.entries for text in entry.embedded)


def digest(origin: Origin, can_recognise: bool) -> str:
    """Changes whenever anything that the file's papers are made from changes, the code that reads it included."""
    parts = ", ".join(map(encode_basestring_ascii, origin.made_of))
    made_of = f'["{SPLITTER}", {"true" if can_recognise else "false"}, {parts}]'
    return hashlib.sha256(made_of.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class FileRead:
    """A file of the corpus as read, with its papers as each of its places tells of them."""

    origin: Origin
    views: tuple[Contents, ...]
    split: tuple[Entry, ...]

    def entries(self, taken: Decisions) -> FileEntries:
        """What may be shown of it while these decisions are in force."""
        origin, views = self.origin, list(self.views)
        withheld = [_withheld(origin, views, index, taken) for index in range(len(views[0].papers))]
        levelled = [_levelled(entry, origin, taken) for entry in self.split]
        both = list(zip(views[0].papers, levelled, withheld, strict=True))
        shown = [paper for paper, _, why in both if why is None]
        # What is for members is found as itself by them alone: nothing with its words is shown to everybody.
        keys = (paper.words_key for paper, entry, why in both if why or entry.document.access != "public")
        return FileEntries(
            entries=tuple(entry for _, entry, why in both if why is None),
            held_back=tuple(dict.fromkeys(why for why in withheld if why)),
            keys=tuple(key for key in keys if key),
            pages=sum(map(_pages, shown)),
            dropped=sum(len(one.text) for paper in shown for one in paper.reading.dropped),
        )


def understood(origin: Origin, reading: Reading, encoder: Encoder) -> FileRead:
    """The papers of a file, split into passages."""
    views = tuple(papers.contents(source, origin.sha256, reading, row, origin.above) for source, row in origin.places)
    return FileRead(origin, views, tuple(_entry(paper, origin, encoder) for paper in views[0].papers))


def _pages(paper: Paper) -> int:
    first, last = paper.document.part_pages or (1, paper.document.pages or 0)
    return last - first + 1


def _withheld(origin: Origin, views: list[Contents], index: int, taken: Decisions) -> Unread | None:
    """Why a paper of a file may not be shown, or None; a file that is held back as a whole is listed once."""
    paper = views[0].papers[index]
    doc_id = paper.document.doc_id
    ruling = taken.withdrawn((doc_id,), origin.sha256, paper.words_key or "")
    if ruling is not None:
        return decisions.unread(doc_id, ruling, origin.sha256 if doc_id == ruling.path else ruling.sha256)
    if origin.released or taken.released((doc_id,), origin.sha256):
        return None
    # One exempt place is enough: a copy elsewhere does not make a paper public.
    for name, documents in (
        (origin.source, [view.whole for view in views]),
        (doc_id, [view.papers[index].document for view in views]),
    ):
        why = next((document.held_because for document in documents if document.held_because), None)
        if why:
            return exempt.unread(name, why)
    return None


def _entry(paper: Paper, origin: Origin, encoder: Encoder) -> Entry:
    """A paper as it goes into the store. Where there are copies, one alone in its file is the one to show, then one
    that a manifest knows, then one with pages."""
    document = paper.document
    also_at = tuple(relations.place(replace(document, source=source)) for source in origin.also_at)
    document = replace(document, access="public", held_because=None, also_at=also_at)
    split, embedded = split_paper(document, paper.reading, encoder)
    standing = 4 * bool(document.part_pages) + 2 * (origin.places[0][1] is None) + (document.pages is None)
    return Entry(document, paper.reading.text, split, embedded, paper.words_key, standing, paper.claim)


def _levelled(entry: Entry, origin: Origin, taken: Decisions) -> Entry:
    """The entry, for members alone where it was released to them; what it says of other papers is then for nobody else
    either. What was decided of one paper of a pack goes before what was decided of the pack."""
    if (taken.released((entry.document.doc_id,), origin.sha256) or origin.released) != "members":
        return entry
    return replace(entry, document=replace(entry.document, access="members"), claim=None)


def split_paper(document: Document, reading: Reading, encoder: Encoder) -> tuple[tuple[Passage, ...], list[str | None]]:
    """The passages of a paper, and for each the text the encoder shall see (None for a bare heading)."""
    split = passages.split(document, reading, lambda text: encoder.count([text])[0], encoder.info.max_tokens)
    embedded = [
        None if passage.kind == "heading" else passages.embedded_text(document.title, passage) for passage in split
    ]
    return split, embedded
