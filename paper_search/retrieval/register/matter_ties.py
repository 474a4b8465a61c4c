"""Ties of a paper to others of its authority: a reference that both bear, one title, or that one cites the other.

A tie is certain or it is none: a reference or a title that many papers bear ties nothing, nor does a title that papers
of any meeting bear. Minutes, agendas and packs are about many matters, so nothing is tied to another through them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from paper_search.records import Document, Filters
from paper_search.records.register import HeldEntry, MatterLink, MatterLinkKind, RegisterQuery
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.register.report_links import fold_reference
from paper_search.retrieval.register.titles import is_generic_title, make_title_key
from paper_search.text.spans import collapse_whitespace

MAX_BEARERS = 40
"""Papers that may bear one reference or one title; more share a form or a series, and no matter."""
MAX_REFERENCES = 4
"""References that a paper of one matter may bear; one with more is a list."""
_MAX_LINKS = 2_000
_KINDS_OF_ONE_MATTER = ("report", "appendix", "decision record", "questions")
SAME_TITLE, CITES, IS_CITED = "same title", "cites an earlier paper", "cited by a later paper"


class Tie(NamedTuple):
    """Another paper, what ties it to the one at hand, and what ties that one to it."""

    document: Document
    link: str
    own_link: str


def is_of_one_matter(document: Document) -> bool:
    """Return True for a paper that is about one matter, by its kind, or of no stated kind by its title."""
    if document.kind is None:
        return document.title is not None and not is_generic_title(document.title)
    return document.kind in _KINDS_OF_ONE_MATTER


def find_ties(document: Document, index: IndexSnapshot) -> Iterator[Tie]:
    """Yield the papers that a paper of one matter is tied to, some more than once."""
    links = index.list_entries(MatterLink, RegisterQuery(doc_ids=(document.doc_id,), limit=_MAX_LINKS)).entries
    references = list_references(links)
    if len(references) <= MAX_REFERENCES:
        for key, printed in references.items():
            for bearer in _find_bearers(document, key, index):
                yield Tie(bearer, f"reference {printed}", f"reference {printed}")
    yield from (Tie(other, SAME_TITLE, SAME_TITLE) for other in _find_same_title(document, index))
    yield from (Tie(cited, IS_CITED, CITES) for cited in _find_cited(document, links, index))
    keys = list(references) if len(references) <= MAX_REFERENCES else []
    yield from (Tie(citing, CITES, IS_CITED) for citing in _find_citing(document, keys, index))


def list_references(links: Iterable[HeldEntry[MatterLink]]) -> dict[str, str]:
    """Return the references among links as they are printed, by key."""
    references: dict[str, str] = {}
    for held in links:
        if held.entry.kind == "reference":
            references.setdefault(fold_reference(held.entry.key), _find_printed(held.entry))
    return references


def _find_printed(link: MatterLink) -> str:
    """Return a reference in the words that print it; its key where they cannot be told from others."""
    pattern = r"\s*".join(map(re.escape, link.key))
    match = re.search(pattern, link.source.text, re.IGNORECASE)
    return collapse_whitespace(match.group()) if match else link.key


def _find_bearers(document: Document, key: str, index: IndexSnapshot) -> Sequence[Document]:
    return _limit(_list_linked(document, [key], "reference", index))


def _list_linked(
    document: Document, keys: Sequence[str], kind: MatterLinkKind, index: IndexSnapshot
) -> Iterator[Document]:
    """Yield the papers of a paper's authority that have a link of a kind with one of these keys."""
    yield from (held.document for held in _list_links(document, keys, index) if held.entry.kind == kind)


def _list_links(document: Document, keys: Sequence[str], index: IndexSnapshot) -> Sequence[HeldEntry[MatterLink]]:
    authority = document.meeting.authority
    if not keys or authority is None:
        return ()
    query = RegisterQuery(Filters(authorities=(authority,)), link_keys=tuple(keys), limit=_MAX_LINKS)
    found = index.list_entries(MatterLink, query)
    return found.entries if found.total <= _MAX_LINKS else ()


def _limit(documents: Iterable[Document]) -> Sequence[Document]:
    """Return the papers, each once; none where they are too many for one matter."""
    by_id = {document.doc_id: document for document in documents}
    return list(by_id.values()) if len(by_id) <= MAX_BEARERS else []


def _find_same_title(document: Document, index: IndexSnapshot) -> Sequence[Document]:
    if document.title is None or document.meeting.authority is None or is_generic_title(document.title):
        return ()
    return _limit(filter(is_of_one_matter, _list_titled(document.title, document, index)))


def _list_titled(title: str, document: Document, index: IndexSnapshot) -> list[Document]:
    """Return the papers of a paper's authority with a title, but for "draft" and the like."""
    key = make_title_key(title)
    if not key:
        return []
    found = index.find_papers_by_title(key, document.meeting.authority)
    return [other for other in found if make_title_key(other.title or "") == key]


def _find_cited(document: Document, links: Iterable[HeldEntry[MatterLink]], index: IndexSnapshot) -> Iterator[Document]:
    """Yield the papers that a paper cites, where there is one that each citation can mean."""
    for held in links:
        if held.entry.kind != "cites" or document.meeting.authority is None:
            continue
        key, day = held.entry.key, held.entry.cited_on
        titled = _list_titled(key, document, index)
        found = titled or list(_list_linked(document, [key], "reference", index))
        meant = {
            other.doc_id: other
            for other in found
            if is_of_one_matter(other) and day in {None, other.meeting.held_on} and other.doc_id != document.doc_id
        }
        if len(meant) == 1:
            yield from meant.values()


def _find_citing(document: Document, references: Sequence[str], index: IndexSnapshot) -> Iterator[Document]:
    """Yield the papers of one matter that cite a paper by its title or its reference, and by its day."""
    title, day = document.title or "", document.meeting.held_on
    for held in _list_links(document, [*filter(None, [title]), *references], index):
        entry = held.entry
        is_meant = entry.cited_on == day if day is not None and entry.cited_on else not is_generic_title(title)
        if entry.kind == "cites" and is_meant and is_of_one_matter(held.document):
            yield held.document
