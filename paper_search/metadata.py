"""A paper's identity and metadata, from what the manifest, the paper and its folders say, in that order.

In: the paper's path in the corpus, its hash, its reading and its row in a manifest; out: a ``Document``. Promised:
what is stated nowhere is None; the date is the day the meeting was held, not the day a paper was filed; a paper
that only mentions exemption is public, one that declares itself not for publication is exempt.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from pathlib import PurePosixPath
from urllib.parse import unquote

from paper_search import titles
from paper_search.manifest import Row
from paper_search.meetings import ITEM_PAGE, Head, councils_named, find_date, head, is_item_page, stated, titled
from paper_search.records import Access, Document, Meeting, Reading
from paper_search.text import fold, squeeze

_DATE_FOLDER = re.compile(r"\d{4}-\d{2}-\d{2}$")
_EXEMPT_FOLDER = re.compile(r"(?:exempt|part[-_ ]?(?:2|two|ii)|pink(?:[-_ ]papers?)?|confidential)$", re.IGNORECASE)
_COUNCIL_FOLDER = re.compile(r"council$|^(?:london|royal)[-_ ]borough|^cyngor\b", re.IGNORECASE)
_DECLARED = re.compile(
    r"(?:(?P<subject>.{0,60}?)\b(?:is\s+)?(?:not\s+for\s+publication|exempt(?:\s+from\s+(?:publication|disclosure))?|confidential)\b"
    r"|(?P<contains>this\s+(?:report|paper|document|appendix|annex|item)\s+(?:contains|includes)\s+(?:exempt|confidential)\s+information))"
    r"[^.]{0,120}?\b(?:by\s+virtue\s+of|under|pursuant\s+to|as\s+defined\s+(?:in|by)|within\s+the\s+meaning\s+of|in\s+accordance\s+with)\b"
    r".{0,80}?\bparagraphs?\s+\d.{0,120}?\bschedule\s+12A\b",
    re.IGNORECASE | re.DOTALL,
)
_OTHER_SUBJECT = re.compile(
    r"(?:\b(?:appendix|appendices|annex(?:es)?|attachment|enclosure)\b(?:\s+\w{1,3})?(?:[^.]{0,40})?"
    r"|do\s+not\s+include[^.]*|\bnot|\bany|\bno|\bif|\bwhich|\binformation(?:\s+which)?|\bmay\s+be|\bitems?)\s*(?:is|are)?\s*$",
    re.IGNORECASE,
)
_ITEM_STAMP = re.compile(
    r"(?:\bAgenda\s+Item|[–|,-]\s*Item)\s+(?:No\.?\s*)?:?\s*(\d{1,3}[A-Za-z]?)\b(?!\s*[./]\d)", re.IGNORECASE
)
_ITEM_FIELD = re.compile(
    r"^\W*(?:\w+\s*/\s*)?(?:Agenda\s+)?Item\s*(?:No\.?|Number)?[\s:|.]*(\d{1,3}[A-Za-z]?)\s*$", re.IGNORECASE
)
_ITEM_ENCLOSED = re.compile(r"\bAgenda\s+Item\s+No\.?\s+(\d{1,3}[A-Za-z]?)\s+(?=\S)", re.IGNORECASE)
_ITEM_FILE = re.compile(r"^Item\s+(?:No\.?\s*)?(\d{1,3}[A-Za-z]?)\b", re.IGNORECASE)
_DRAFT = re.compile(
    r"\bdraft\s+minutes\b|\(draft\b|^draft\W*(?:$|[–—:-])|\bminutes\s*[(–-]\s*draft\b|\bsubject\s+to\s+(?:confirmation|approval)\b",
    re.IGNORECASE | re.MULTILINE,
)
_CONFIRMED = re.compile(r"\bconfirmed\s+minutes\b|\bminutes\s*[(–-]\s*confirmed\b", re.IGNORECASE)
_SIGNED = re.compile(r"\bthese\s+minutes\s+were\s+(?:confirmed|approved|agreed|signed)\b", re.IGNORECASE)
_CANCELLED = re.compile(
    r"^\W*cancell(?:ed|ation)\b|\bcancelled\W*$|\bnotice\s+of\s+cancell"
    r"|\bmeeting\b.{0,160}\b(?:has\s+been|is|was)\s+cancelled\b",
    re.IGNORECASE,
)


def describe(source: str, sha256: str, reading: Reading, row: Row | None) -> Document:
    """What is known of one paper.

    Args:
        source: its path in the corpus, with forward slashes.
        sha256: the hash of its file, as hexadecimal digits.
        reading: the paper as read.
        row: its line in a manifest, which has the last word.
    """
    given = row or Row()
    path = PurePosixPath(unquote(source))
    top = head(reading)
    kind = given.kind or titles.kind(reading, top, path.name)
    meeting = _meeting(given, reading, path, kind)
    title = given.title or titles.title(reading, top, path.name, kind, meeting)
    return Document(
        doc_id=source,
        source=source,
        sha256=sha256,
        kind=kind,
        title=title,
        meeting=meeting,
        agenda_item=given.agenda_item or _agenda_item(reading, top, path.name, kind),
        status=given.status or _status(reading, top, kind),
        pages=len(reading.page_starts) or None,
        url=given.url,
        access=given.access or _access(path, top, kind),
    )


def _meeting(row: Row, reading: Reading, path: PurePosixPath, kind: str | None) -> Meeting:
    said = stated(reading, path.name)
    folders = path.parts[:-1]
    placed = _from_folders(folders)
    # Minutes are often filed under the meeting that confirms them, so a folder's date is not theirs.
    held_on = said.held_on or (None if kind == "minutes" else placed.held_on)
    authority = said.authority or _full_name(placed.authority, folders, reading)
    return Meeting(
        authority=row.authority or authority,
        committee=row.committee or said.committee or placed.committee,
        held_on=row.meeting_date or held_on,
    )


def _from_folders(folders: tuple[str, ...]) -> Meeting:
    """What the folders say: a date anywhere; a council's name anywhere; slugs only as authority/committee/date."""
    index = next((i for i, name in enumerate(folders) if _DATE_FOLDER.match(name) and find_date(name)), None)
    held_on = find_date(folders[index]) if index is not None else None
    named = next((_unslug(name) for name in folders if _COUNCIL_FOLDER.search(name)), None)
    if index is not None and index >= 2:
        return Meeting(named or _unslug(folders[index - 2]), _unslug(folders[index - 1]), held_on)
    return Meeting(named, None, held_on)


def _unslug(name: str) -> str:
    words = re.sub(r"[-_]+", " ", name).strip()
    return words if words != words.lower() else titled(words.upper())


def _full_name(folder: str | None, folders: tuple[str, ...], reading: Reading) -> str | None:
    """The council's full name where the text gives it for the folder's short one ("kent": Kent County Council)."""
    if folder is None:
        return None
    full = [name for name in councils_named(reading.text) if fold(name).startswith(fold(folder) + " ")]
    return full[0] if full else folder


def agreed(documents: Iterable[Document]) -> tuple[Document, ...]:
    """The same papers, with one name for each council.

    A folder may say "kent" where a paper in it says "Kent County Council": the short name gives way to the full
    one that the papers in the same folder state most often. Nothing else changes.
    """
    papers = tuple(documents)
    full: dict[tuple[str, str], Counter[str]] = {}
    for paper in papers:
        name = paper.meeting.authority
        for folder in PurePosixPath(unquote(paper.source)).parts[:-1]:
            short = _unslug(folder)
            if name and fold(name).startswith(fold(short) + " "):
                full.setdefault((folder, fold(short)), Counter())[name] += 1
    return tuple(_with_full_name(paper, full) for paper in papers)


def _with_full_name(paper: Document, full: dict[tuple[str, str], Counter[str]]) -> Document:
    name = paper.meeting.authority
    for folder in PurePosixPath(unquote(paper.source)).parts[:-1]:
        names = full.get((folder, fold(name or "")))
        if names:
            best = min(names, key=lambda one: (-names[one], one))
            return replace(paper, meeting=replace(paper.meeting, authority=best))
    return paper


def _agenda_item(reading: Reading, top: Head, file_name: str, kind: str | None) -> str | None:
    if kind == "minutes" and not is_item_page(top):
        return None
    stamps = {match.group(1) for one in reading.dropped if (match := _ITEM_STAMP.search(one.text))}
    if len(stamps) == 1:
        return next(iter(stamps))
    if kind == "agenda frontsheet":
        return None
    enclosed = _ITEM_ENCLOSED.findall(squeeze(top.text)) if kind == "supplement/public pack" else []
    if len(set(enclosed)) == 1:
        return str(enclosed[0])
    page = next((match["item"] for line in top.lines[:12] if (match := ITEM_PAGE.match(line))), None)
    if page:
        return str(page)
    field = next((match.group(1) for line in top.lines[:15] if (match := _ITEM_FIELD.match(line))), None)
    named = _ITEM_FILE.match(file_name)
    return field or (named.group(1) if named else None)


def _status(reading: Reading, top: Head, kind: str | None) -> str | None:
    margins = [squeeze(one.text) for one in reading.dropped if one.page == 1]
    opening = "\n".join([*top.lines[:12], *margins])
    if any(_CANCELLED.search(line) for line in top.lines[:12] if len(line.split()) <= 60):
        return "cancelled"
    if kind != "minutes":
        return None
    if _DRAFT.search(opening):
        return "draft"
    closing = squeeze(reading.text[-600:])
    return "confirmed" if _CONFIRMED.search(opening) or _SIGNED.search(closing) else None


def _access(path: PurePosixPath, top: Head, kind: str | None) -> Access:
    if any(_EXEMPT_FOLDER.match(name) for name in path.parts[:-1]):
        return "exempt"
    if kind in {"agenda frontsheet", "minutes"}:
        return "public"
    return "exempt" if declares_exempt(squeeze(" ".join(top.lines[:15]))) else "public"


def declares_exempt(opening: str) -> bool:
    """True where a paper's opening says of the paper itself that it is not for publication, and by what paragraph."""
    for match in _DECLARED.finditer(opening):
        before = opening[: match.start()] + (match["subject"] or "")
        if match["contains"] or not _OTHER_SUBJECT.search(before):
            return True
    return False
