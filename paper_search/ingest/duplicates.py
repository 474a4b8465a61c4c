"""Duplicate documents, and documents that replace others.

For each document this gives the one it is a copy of, the places where its words were published, and the document that
replaces it. Documents are the same only where their words are, figures included. A document is replaced only where
another one states it and there is one document it can mean. The result depends on the documents alone, never on the
order in which they came.
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
"""Letters and figures: with fewer ("The meeting is cancelled.") two documents may have the same words and differ."""
_OPENING_CHARACTERS = 6000
"""Characters of a document in which it states what it replaces."""
_MIN_HEADER_CHARACTERS = 6
_COUNCIL_NAME = r"(?:(?:[^\W\d][\w'&-]*\s+){1,5}council|cyngor(?:\s+sir)?\s+\w+|(?:london|royal)\s+borough\s+of\s+\w+)"
_LETTERHEAD_PATTERN = re.compile(rf"^\W*{_COUNCIL_NAME}\b")
_PAGE_STAMP_PATTERN = re.compile(r"\Apage\s+\d+\b(?:\s+of\s+\d+\b)?|\bpage\s+\d+(?:\s+of\s+\d+)?\Z")
"""A printed page number at the head or the foot of a page."""
_HEADER_FOOTER_PATTERN = re.compile(
    rf"\W*(?:page\s+\d+(?:\s+of\s+\d+)?|agenda\s+item\s+(?:no\.?\s*)?\w{{1,4}}|{_COUNCIL_NAME})\W*"
)
"""Stamps and a council's name alone on a line: the pages around decide whether they are taken for headers."""
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


# -- one document ----------------------------------------------------------------------------------------------


def content_hash(text: str, dropped: Iterable[str] = (), page_starts: Sequence[int] = ()) -> str | None:
    """Return a digest of a document's words in order, without spaces and what pages repeat.

    Every letter and figure counts, with the signs that belong to a figure: a document in which one amount differs is
    another document.

    Args:
        text: the document's reading text.
        dropped: what was left out of it as headers and footers. The reader may take a line for one in a pack and not
            where the document stands alone, or on some pages only.
        page_starts: offsets at which the printed number of a page may have been left in the middle of a sentence.

    Returns:
        A SHA-256 digest as hexadecimal digits, None where the document has too few words.
    """
    headers = {
        header for header in map(normalise, dropped) if len(header) >= _MIN_HEADER_CHARACTERS and not header.isdigit()
    }
    bounds = sorted({0, *page_starts, len(text)})
    pages = (_PAGE_STAMP_PATTERN.sub("", _normalise_lines(text[start:end])) for start, end in pairwise(bounds))
    lines = [line for page in pages for line in page.split("\n")]
    lines = [line for line in lines if line not in headers and not _HEADER_FOOTER_PATTERN.fullmatch(line)]
    if lines:
        lines[0] = _LETTERHEAD_PATTERN.sub("", lines[0])
    significant = "".join("".join(_SIGNIFICANT_CHARACTER_PATTERN.findall(line)) for line in lines)
    return hashlib.sha256(significant.encode()).hexdigest() if len(significant) >= MIN_CONTENT_CHARACTERS else None


def _normalise_lines(text: str) -> str:
    """Return the lines of a text, each normalised, without those that are blank."""
    return "\n".join(filter(None, map(normalise, text.splitlines())))


def find_supersedes_claim(text: str) -> SupersedesClaim | None:
    """Return the claim in the opening of a document to replace another, or None."""
    opening = text[:_OPENING_CHARACTERS]
    for start, end in split_sentences(opening):
        sentence = collapse_whitespace(opening[start:end])
        match = _SUPERSEDES_PATTERN.search(sentence)
        replaced_text = next(filter(None, match.groups()), "") if match else ""
        quoted_title = _QUOTED_TITLE_PATTERN.search(replaced_text)
        if quoted_title or _EARLIER_VERSION_PATTERN.search(replaced_text):
            agenda_item = _AGENDA_ITEM_PATTERN.search(sentence)
            return SupersedesClaim(
                quoted_title["title"].strip(" .,") if quoted_title else None,
                agenda_item["item"].lower() if agenda_item else None,
            )
    return None


def claim_from_letter(
    letter_claim: SupersedesClaim | None, items: Sequence[str | None], item: str | None
) -> SupersedesClaim | None:
    """Return the claim of a supplement's cover letter about one of its documents.

    Args:
        letter_claim: the claim of the letter.
        items: the agenda items of all documents behind the letter.
        item: the agenda item of the document.

    Returns:
        The claim for this document, None where the letter may mean another.
    """
    if letter_claim is None or item is None:
        return None
    claimed_item = letter_claim.agenda_item or (items[0] if len(set(items)) == 1 else None)
    return (
        replace(letter_claim, agenda_item=item) if claimed_item and normalise(claimed_item) == normalise(item) else None
    )


def format_place(document: Document) -> str:
    """Return where a document was published: its path, and its first page where it stands inside a pack."""
    return f"{document.source}#page={document.part_pages[0]}" if document.part_pages else document.source


# -- documents related to one another --------------------------------------------------------------------------


def relate_documents(summaries: Iterable[DocumentSummary]) -> dict[str, DocumentRelation]:
    """Return the relation of every document to the others, by doc_id."""
    groups = _group_copies(summaries)
    relations: dict[str, DocumentRelation] = {}
    originals: list[DocumentSummary] = []
    for group in groups:
        best, *copies = group
        places = [place for summary in group for place in (format_place(summary.document), *summary.document.also_at)]
        also_at = tuple(place for place in dict.fromkeys(places) if place != format_place(best.document))
        relations[best.document.doc_id] = DocumentRelation(None, also_at, best.document.status)
        for summary in copies:
            relations[summary.document.doc_id] = DocumentRelation(
                best.document.doc_id, summary.document.also_at, summary.document.status
            )
        originals.append(
            replace(best, supersedes=next((summary.supersedes for summary in group if summary.supersedes), None))
        )
    for doc_id, replaced_by in _find_replacements(originals).items():
        relation = relations[doc_id]
        status = relation.status if relation.status in {"draft", "cancelled"} else "replaced"
        relations[doc_id] = replace(relation, status=status, replaced_by=replaced_by)
    return relations


def _group_copies(summaries: Iterable[DocumentSummary]) -> list[list[DocumentSummary]]:
    """Return the documents in groups of the same words, the copy to show first in each."""
    by_content: dict[str, list[DocumentSummary]] = defaultdict(list)
    for summary in summaries:
        by_content[summary.content_hash or f"only {summary.document.doc_id}"].append(summary)
    return [sorted(group, key=_copy_sort_key) for copies in by_content.values() for group in _split_by_council(copies)]


def _copy_sort_key(summary: DocumentSummary) -> tuple[int, str]:
    return summary.copy_rank, summary.document.doc_id


def _split_by_council(summaries: list[DocumentSummary]) -> list[list[DocumentSummary]]:
    """Split documents with the same words by council.

    Two councils that print the same words have a document each; one without a council goes with the only other.
    """
    by_council: dict[str | None, list[DocumentSummary]] = defaultdict(list)
    for summary in summaries:
        by_council[summary.document.meeting.authority].append(summary)
    without_council = by_council.pop(None, [])
    if len(by_council) == 1:
        next(iter(by_council.values())).extend(without_council)
        without_council = []
    return [*by_council.values(), *([without_council] if without_council else [])]


def _find_replacements(summaries: list[DocumentSummary]) -> dict[str, str | None]:
    """Return which documents are replaced, and by which; None where several claim it."""
    by_meeting: dict[tuple[object, ...], list[DocumentSummary]] = defaultdict(list)
    for summary in summaries:
        meeting = summary.document.meeting
        if meeting.committee and meeting.held_on:
            by_meeting[meeting.authority, meeting.committee, meeting.held_on].append(summary)
    replaced: dict[str, list[str]] = defaultdict(list)
    for candidates in by_meeting.values():
        for summary in candidates:
            target = (
                _find_superseded_document(summary, candidates)
                if summary.supersedes
                else _find_draft(summary, candidates)
            )
            if target:
                replaced[target.document.doc_id].append(summary.document.doc_id)
    return {doc_id: replacements[0] if len(replacements) == 1 else None for doc_id, replacements in replaced.items()}


def _find_superseded_document(summary: DocumentSummary, candidates: list[DocumentSummary]) -> DocumentSummary | None:
    """Return the one document of the same meeting that ``summary`` claims to replace, or None."""
    claim, document = summary.supersedes or SupersedesClaim(), summary.document
    others = [
        other for other in candidates if other.supersedes is None and _is_replaceable_by(other.document, document)
    ]
    if claim.title:
        matches = [other for other in others if _is_same_title(other.document.title, claim.title)]
    else:
        matches = [other for other in others if _is_same_title(other.document.title, document.title)]
        if not matches and document.agenda_item and document.kind:
            item_and_kind = (document.agenda_item, document.kind)
            matches = [other for other in others if (other.document.agenda_item, other.document.kind) == item_and_kind]
    return matches[0] if len(matches) == 1 else None


def _is_replaceable_by(document: Document, replacement: Document) -> bool:
    kinds = {document.kind, replacement.kind}
    has_other_item = (
        document.agenda_item
        and replacement.agenda_item
        and normalise(document.agenda_item) != normalise(replacement.agenda_item)
    )
    return (
        document.source != replacement.source
        and not has_other_item
        and kinds <= _REPLACEABLE_KINDS
        and len(kinds - {None}) <= 1
    )


def _is_same_title(title: str | None, other: str | None) -> bool:
    """Return True for titles that are the same, or of which one begins with the whole of the other."""
    first, second = sorted((_split_title(title), _split_title(other)), key=len)
    return bool(first) and (first == second or (len(first) >= 4 and second[: len(first)] == first))


def _split_title(title: str | None) -> list[str]:
    return re.findall(r"\w+", _REFERENCE_PREFIX_PATTERN.sub("", normalise(title or "")))


def _find_draft(summary: DocumentSummary, candidates: list[DocumentSummary]) -> DocumentSummary | None:
    """Return the draft of the same minutes, or None.

    It is found where ``summary`` is the confirmed form and there is one draft.
    """
    document = summary.document
    if (document.kind, document.status) != ("minutes", "confirmed"):
        return None
    same_minutes = [
        other
        for other in candidates
        if (other.document.kind, other.document.agenda_item) == ("minutes", document.agenda_item)
    ]
    drafts = [other for other in same_minutes if other.document.status == "draft"]
    return drafts[0] if len(drafts) == 1 else None
