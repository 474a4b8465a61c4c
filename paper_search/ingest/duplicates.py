"""The same paper twice, and papers that replace others: what the papers held are to one another.

In: what each paper says of itself (``claim``, ``words_key``) and a ``Card`` of every paper held; out: for each paper
the one it is a copy of, the places its words were published, and the paper that replaces it. Promised: papers are
the same only where their words are, figures included; a paper is replaced only where another one says so and there is
one paper it can mean; what is said depends on the papers held alone, never on the order in which they came.
"""

from __future__ import annotations

import hashlib
import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

from paper_search.records import Document
from paper_search.records.documents import DocumentRelation, DocumentSummary, SupersedesClaim
from paper_search.text.spans import collapse_whitespace, normalise, split_sentences

MIN_CONTENT_CHARACTERS = 40
"""Letters and figures: with fewer ("The meeting is cancelled.") two papers may say the same and not be the same."""
_OPENING_CHARACTERS = 6000
"""Characters of a paper in which it says what it replaces."""
_MIN_HEADER_CHARACTERS = 6
_COUNCIL_NAME = r"(?:(?:[^\W\d][\w'&-]*\s+){1,5}council|cyngor(?:\s+sir)?\s+\w+|(?:london|royal)\s+borough\s+of\s+\w+)"
_LETTERHEAD_PATTERN = re.compile(rf"^\W*{_COUNCIL_NAME}\b")
_PAGE_STAMP_PATTERN = re.compile(r"\Apage\s+\d+\b(?:\s+of\s+\d+\b)?|\bpage\s+\d+(?:\s+of\s+\d+)?\Z")
"""A printed page number at the head or the foot of a page."""
_HEADER_FOOTER_PATTERN = re.compile(
    rf"\W*(?:page\s+\d+(?:\s+of\s+\d+)?|agenda\s+item\s+(?:no\.?\s*)?\w{{1,4}}|{_COUNCIL_NAME})\W*"
)
"""Stamps and a council's name alone on a line: whether they are taken for running heads depends on the pages around."""
_SIGNIFICANT_CHARACTER_PATTERN = re.compile(r"[^\W_]|(?<=\d)[.,/:](?=\d)|[-−+(](?=[£€$]?\d)|[£€$](?=\d)|(?<=\d)%")
_DOCUMENT_NOUN = r"(?:report|paper|document|appendix|annex|version|minutes)"
_NEW_ADJECTIVE = (
    r"(?:(?:attached|enclosed|revised|updated|amended|corrected|new|following|supplementary|replacement)\s+)"
)
_REPLACES_VERB = r"(?:(?:now|therefore|hereby|also|fully)\s+)*(?:replaces?|supersedes?|is\s+a\s+replacement\s+for)\b"
_SUPERSEDES_PATTERN = re.compile(
    rf"\b(?:(?:this|these)\s+{_NEW_ADJECTIVE}*|(?:the|an?)\s+{_NEW_ADJECTIVE}+)(?:version\s+of\s+the\s+)?{_DOCUMENT_NOUN}\s+{_REPLACES_VERB}(?P<object>.{{0,400}})"
    rf"|\bthe\s+{_DOCUMENT_NOUN}\b[^.;]{{0,80}}?\b(?:has|have)\s+been\s+(?:\w+\s+)?(?:updated|revised|amended|corrected|reissued)\b"
    rf"[^.;]{{0,160}}?\band\s+(?:it\s+)?{_REPLACES_VERB}(?P<updated>.{{0,400}})"
    rf"|\bthe\s+(?P<old>{_DOCUMENT_NOUN}\b[^.;]{{0,200}}?)\s(?:has|have|is|are)\s+(?:now\s+)?(?:been\s+)?(?:replaced|superseded)\s+by\s+"
    rf"(?:this|the\s+{_NEW_ADJECTIVE}+){_DOCUMENT_NOUN}",
    re.IGNORECASE | re.DOTALL,
)
_EARLIER_VERSION_PATTERN = re.compile(
    r"\b(?:version|report|paper|document|appendix|annex|one|that|those)\b[^.;]{0,120}?\b(?:published|circulated|issued|sent\s+out"
    r"|available|contained|included|printed|previously|originally)\b"
    r"|\b(?:original|earlier|previous|published)\s+(?:agenda|pack|version|report|paper|document|appendix|annex|one)\b",
    re.IGNORECASE,
)
_QUOTED_TITLE_PATTERN = re.compile(r"(?<!\w)[“\"‘](?P<title>[^”\"’]{8,200})[”\"’]")
_AGENDA_ITEM_PATTERN = re.compile(r"\b(?:agenda\s+)?item\s+(?:no\.?\s*)?(?P<item>\d{1,3}[a-z]?)\b", re.IGNORECASE)
_REFERENCE_PREFIX_PATTERN = re.compile(
    r"^(?:item\s+\d+\w?\W+)?(?:supplementary\W+)?(?:\w{0,4}\d+[/-]\d{3,6}\W+)?", re.IGNORECASE
)
_REPLACEABLE_KINDS = frozenset(("report", "appendix", "decision record", "questions", None))


# -- what one paper says ---------------------------------------------------------------------------------------


def content_hash(text: str, dropped: Iterable[str] = (), page_starts: Sequence[int] = ()) -> str | None:
    """A digest of a paper's words in order, spaces and what pages repeat left out; None where it has too few.

    Every letter and figure counts, with the signs that belong to a figure: a paper in which one amount differs is
    another paper. ``text`` is the paper's reading text, ``dropped`` what was left out of it as a running head: the
    reader may take it for one in a pack and not where the paper stands alone, or on some pages only. At the offsets
    ``page_starts`` the printed number of a page may have been left standing in the middle of a sentence.
    """
    heads = {head for head in map(normalise, dropped) if len(head) >= _MIN_HEADER_CHARACTERS and not head.isdigit()}
    bounds = sorted({0, *page_starts, len(text)})
    pages = (_PAGE_STAMP_PATTERN.sub("", _normalise_lines(text[start:end])) for start, end in pairwise(bounds))
    lines = [line for page in pages for line in page.split("\n")]
    lines = [line for line in lines if line not in heads and not _HEADER_FOOTER_PATTERN.fullmatch(line)]
    if lines:
        lines[0] = _LETTERHEAD_PATTERN.sub("", lines[0])
    kept = "".join("".join(_SIGNIFICANT_CHARACTER_PATTERN.findall(line)) for line in lines)
    return hashlib.sha256(kept.encode()).hexdigest() if len(kept) >= MIN_CONTENT_CHARACTERS else None


def _normalise_lines(text: str) -> str:
    """The lines of a text, each folded, without those that are blank."""
    return "\n".join(filter(None, map(normalise, text.splitlines())))


def find_supersedes_claim(text: str) -> SupersedesClaim | None:
    """What the opening of a paper says that the paper replaces, if anything."""
    opening = text[:_OPENING_CHARACTERS]
    for start, end in split_sentences(opening):
        sentence = collapse_whitespace(opening[start:end])
        found = _SUPERSEDES_PATTERN.search(sentence)
        earlier = next(filter(None, found.groups()), "") if found else ""
        named = _QUOTED_TITLE_PATTERN.search(earlier)
        if named or _EARLIER_VERSION_PATTERN.search(earlier):
            item = _AGENDA_ITEM_PATTERN.search(sentence)
            return SupersedesClaim(
                named["title"].strip(" .,") if named else None, item["item"].lower() if item else None
            )
    return None


def claim_from_letter(
    letter_claim: SupersedesClaim | None, items: Sequence[str | None], item: str | None
) -> SupersedesClaim | None:
    """What the letter in front of a supplement says of the paper under ``item``; None where it may mean another."""
    if letter_claim is None or item is None:
        return None
    meant = letter_claim.agenda_item or (items[0] if len(set(items)) == 1 else None)
    return replace(letter_claim, agenda_item=item) if meant and normalise(meant) == normalise(item) else None


def format_place(document: Document) -> str:
    """Where a paper was published: its path, with the first page where it stands inside a pack."""
    return f"{document.source}#page={document.part_pages[0]}" if document.part_pages else document.source


# -- what papers are to one another ----------------------------------------------------------------------------


def relate_documents(summaries: Iterable[DocumentSummary]) -> dict[str, DocumentRelation]:
    """The relation of every paper, by doc_id."""
    groups = _group_copies(summaries)
    related: dict[str, DocumentRelation] = {}
    shown: list[DocumentSummary] = []
    for group in groups:
        best, *others = group
        places = [spot for card in group for spot in (format_place(card.document), *card.document.also_at)]
        also_at = tuple(spot for spot in dict.fromkeys(places) if spot != format_place(best.document))
        related[best.document.doc_id] = DocumentRelation(None, also_at, best.document.status)
        for card in others:
            related[card.document.doc_id] = DocumentRelation(
                best.document.doc_id, card.document.also_at, card.document.status
            )
        shown.append(replace(best, supersedes=next((card.supersedes for card in group if card.supersedes), None)))
    for doc_id, by in _find_replacements(shown).items():
        own = related[doc_id]
        status = own.status if own.status in {"draft", "cancelled"} else "replaced"
        related[doc_id] = replace(own, status=status, replaced_by=by)
    return related


def _group_copies(summaries: Iterable[DocumentSummary]) -> list[list[DocumentSummary]]:
    """The papers in groups of the same words, the copy to show first in each."""
    same: dict[str, list[DocumentSummary]] = defaultdict(list)
    for card in summaries:
        same[card.content_hash or f"only {card.document.doc_id}"].append(card)
    return [sorted(group, key=_copy_sort_key) for cards in same.values() for group in _split_by_council(cards)]


def _copy_sort_key(summary: DocumentSummary) -> tuple[int, str]:
    return summary.copy_rank, summary.document.doc_id


def _split_by_council(summaries: list[DocumentSummary]) -> list[list[DocumentSummary]]:
    """Two councils that print the same words have a paper each; one without a council goes with the only other."""
    by_name: dict[str | None, list[DocumentSummary]] = defaultdict(list)
    for card in summaries:
        by_name[card.document.meeting.authority].append(card)
    unnamed = by_name.pop(None, [])
    if len(by_name) == 1:
        next(iter(by_name.values())).extend(unnamed)
        unnamed = []
    return [*by_name.values(), *([unnamed] if unnamed else [])]


def _find_replacements(summaries: list[DocumentSummary]) -> dict[str, str | None]:
    """Which papers are replaced, and by which; None where several say so."""
    by_meeting: dict[tuple[object, ...], list[DocumentSummary]] = defaultdict(list)
    for card in summaries:
        held = card.document.meeting
        if held.committee and held.held_on:
            by_meeting[held.authority, held.committee, held.held_on].append(card)
    replaced: dict[str, list[str]] = defaultdict(list)
    for papers in by_meeting.values():
        for card in papers:
            target = _find_superseded_document(card, papers) if card.supersedes else _find_draft(card, papers)
            if target:
                replaced[target.document.doc_id].append(card.document.doc_id)
    return {doc_id: by[0] if len(by) == 1 else None for doc_id, by in replaced.items()}


def _find_superseded_document(summary: DocumentSummary, candidates: list[DocumentSummary]) -> DocumentSummary | None:
    """The one paper of the same meeting that ``card`` says it replaces; None where there may be two."""
    said, own = summary.supersedes or SupersedesClaim(), summary.document
    others = [one for one in candidates if one.supersedes is None and _is_replaceable_by(one.document, own)]
    if said.title:
        named = [one for one in others if _is_same_title(one.document.title, said.title)]
    else:
        named = [one for one in others if _is_same_title(one.document.title, own.title)]
        if not named and own.agenda_item and own.kind:
            same = (own.agenda_item, own.kind)
            named = [one for one in others if (one.document.agenda_item, one.document.kind) == same]
    return named[0] if len(named) == 1 else None


def _is_replaceable_by(document: Document, replacement: Document) -> bool:
    kinds = {document.kind, replacement.kind}
    differ = (
        document.agenda_item
        and replacement.agenda_item
        and normalise(document.agenda_item) != normalise(replacement.agenda_item)
    )
    return (
        document.source != replacement.source
        and not differ
        and kinds <= _REPLACEABLE_KINDS
        and len(kinds - {None}) <= 1
    )


def _is_same_title(title: str | None, other: str | None) -> bool:
    """True for titles that are the same, or of which one begins with the whole of the other."""
    first, second = sorted((_split_title(title), _split_title(other)), key=len)
    return bool(first) and (first == second or (len(first) >= 4 and second[: len(first)] == first))


def _split_title(title: str | None) -> list[str]:
    return re.findall(r"\w+", _REFERENCE_PREFIX_PATTERN.sub("", normalise(title or "")))


def _find_draft(summary: DocumentSummary, candidates: list[DocumentSummary]) -> DocumentSummary | None:
    """The draft of the same minutes, where ``card`` is the confirmed form and there is one draft."""
    own = summary.document
    if (own.kind, own.status) != ("minutes", "confirmed"):
        return None
    same = [one for one in candidates if (one.document.kind, one.document.agenda_item) == ("minutes", own.agenda_item)]
    drafts = [one for one in same if one.document.status == "draft"]
    return drafts[0] if len(drafts) == 1 else None
