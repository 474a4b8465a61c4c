"""Title of a document, from where its kind carries it.

A title is words that the document prints, its document information or its file name; it is never invented.
"""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from itertools import takewhile

from paper_search.ingest.metadata.document_type import SUPPLEMENT_PATTERN, file_name_to_words, find_stamped_appendix
from paper_search.ingest.metadata.head import DocumentHead, split_letterhead
from paper_search.ingest.metadata.meeting import is_meeting_line
from paper_search.ingest.metadata.meeting_title import MEETING_TITLE_KINDS, find_meeting_title, name_by_day
from paper_search.ingest.metadata.organisations import parse_letterhead_council
from paper_search.ingest.metadata.published_page import find_published_page
from paper_search.ingest.metadata.title_words import (
    find_form_title,
    find_order_title,
    is_attendance,
    is_body_line,
    is_meeting_detail,
    is_name_of_person,
    is_numbered_item,
    is_page_furniture,
    strip_site_name,
)
from paper_search.ingest.segmentation import numbering
from paper_search.records import Block, Meeting, Reading
from paper_search.text.dates import is_date_line
from paper_search.text.spans import collapse_whitespace, normalise

_DECISION_FORM_PATTERN = re.compile(
    r"(?:proposed\s+)?record\s+of\s+(?:\w+\s+){0,3}?decision"
    r"|(?:(?:executive|officer|delegated|key|cabinet\s+member|portfolio\s+holder)\s+){0,3}decision\s+(?:record|notice)",
    re.IGNORECASE,
)
_SUBJECT_FIELD_PATTERN = re.compile(
    r"^\W*(?:Subject(?:\s+matter)?(?:\s*/\s*title\s+of\s+decision)?|(?:Report|Decision|Paper|Item)\s+(?:title|subject)|(?:Title|Subject)\s+of\s+(?:the\s+)?(?:decision|report|paper|item)|EQIA\s+Title|Name\s+of\s+(?:the\s+)?(?:decision|policy|proposal|project|service)[^:|]*|Title|Project\s+title)\s*[:|]?\s*(?P<value>.*)$",
    re.IGNORECASE | re.DOTALL,
)
_NEXT_FIELD_PATTERN = re.compile(
    r"\s+(?=(?:Decision\s+n|(?:Report\s+(?:of|by|from|author)|Lead\s+officer|Wards?|Divisions?|Cabinet\s+Member|Portfolio|Author)[\w\s()/]{0,20}[:|]|Classification|Key\s+decision|Past\s+Pathway|Summary|Status|Electoral"
    r"|Decision\s*:|From\s*:|To\s*:|Date\s*:))"
)
_OTHER_FIELD_PATTERN = re.compile(
    r"^\W*(?:From|To|By)\s*:|\b(?:Date|Decision\s+(?:made|taken)\s+by|Report\s+(?:to|of|by))\s*:", re.I
)
_USELESS_TITLE_PATTERN = re.compile(
    r"^(?:the\s+)?(?:report|agenda\s+template|minutes|record\s+of\s+decision|executive\s+decision|powerpoint\s+presentation|untitled|document\d*|presentation\d*"
    r"|book\d*|sheet\d*|agenda|(?:draft\s+)?minutes\s+of|\S*_\S*|(?=\S*\d)\S{16,}|scan\s?\d*|slide\s+\d+|title|template|microsoft\s+\w+\s+-.*|.*\.(?:docx?|xlsx?|pptx?|pdf|rtf)|.*template|item\s+\d+|appendix\s+\w+|[\w.-]{1,3})$",
    re.IGNORECASE,
)
_NOT_TITLE_PATTERN = re.compile(
    r"^(?:by\s.*|report\s+(?:of|by|from)\s+(?:the\s+)?(?:.*\s)?(?:director|head|officer|leader|member|holder|chief|manager|solicitor|secretary"
    r"|clerk|treasurer|councillor|cllr|service|services|chair)\b.*|(?:report|to)\s+(?:to|of)\s.*(?:council|committee|panel|cabinet)|agenda\s+item.*|minutes:?|appendix\s+\w{1,3}|annex(?:e)?\s+\w{1,3}|page\s+\d+.*|contents|confidential|unrestricted|draft|section\s+\w|"
    r"information\s+collected\s+from.*|eqia\s+submission.*|report(?:\s+for\s+(?:decision|resolution|information|noting|consideration|action))?|public\s+document\s+pack|\W*\d[\d\s.,/]*|item\s+(?:no\W*)?\d+|public|not\s+for\s+publication.*|supporting\s+documents:?)$",
    re.IGNORECASE,
)
_SECTION_HEADING_PATTERN = re.compile(
    r"^\W*(?:\d{1,2}(?:\.\d)?[.)]?\s+)?(?:executive\s+)?(?:introduction|background|(?:brief\s+)?summary(?:\s+of\s+(?:the\s+)?(?:report|main\s+issues))?|synopsis|outline(?:\s+and\s+recommendations)?"
    r"|(?:(?:reason|purpose)s?)(?:\s+(?:of|for)\s+(?:the\s+|this\s+)?report)?|recommendations?(?:\(s\))?|recommended|overview|context"
    r"|(?:the\s+)?decisions?(?:\s+(?:required|requested|sought))?|report\s+(?:summary|details?)|what\s+is\s+this\s+report\s+about)\W*$",
    re.IGNORECASE,
)
"""Headings that every report has: the text below them is no longer its head."""
_MIN_BODY_WORDS = 25
"""Words: a longer text is a report's body, not its head."""
_NOTICE_PATTERN = re.compile(
    r"(?:public\s+)?notice\s+of\s+(?:an?\s+)?(?:\w+\s+(?:of\s+(?:an?\s+)?)?)?meeting\W*$", re.IGNORECASE
)
"""A title that says nothing without its meeting."""
_UNKNOWN_LEVEL_RANK = 2
"""A heading whose level a reader could not tell ranks below an outermost one and above the rest."""
_FILE_NUMBER_PATTERN = re.compile(
    r"^(?:item\s+\w+\s*[-–]\s*)?(?:supplement(?:ary)?\s*[-–]\s*)?(?:\d\d[-/]?\d{5}\s*[-–]\s*)?", re.IGNORECASE
)
_SLUG_PATTERN = re.compile(r"[^\W_]+(?:-[^\W_]+){2,}")
"""A file name of three words or more that hyphens join, as in addresses of the web."""


def find_title(
    reading: Reading, head: DocumentHead, file_name: str, kind: str | None, stated_meeting: Meeting
) -> str | None:
    """Return the title of a document.

    Args:
        reading: the document as read.
        head: its head.
        file_name: its file name.
        kind: its kind.
        stated_meeting: its meeting.

    Returns:
        The title, or None where nothing carries one.
    """
    title = _find_own_title(head, kind, stated_meeting)
    title = title or _find_printed_title(reading, head, file_name, kind, stated_meeting)
    return (_clean(title) if title else None) or name_by_day(kind, stated_meeting)


def _find_own_title(head: DocumentHead, kind: str | None, stated_meeting: Meeting) -> str | None:
    """Return the title that a page or a Markdown file gives itself, or that minutes and agendas go by."""
    page = find_published_page(head)
    if page and page.form != "meeting" and page.title:
        return page.title
    own_title = head.info.get("front matter title", "")
    if own_title and _is_title_like(own_title, stated_meeting.committee):
        return own_title
    return find_meeting_title(head, str(kind), stated_meeting) if kind in MEETING_TITLE_KINDS else None


def _clean(title: str) -> str | None:
    """Return a title without quotation marks around the whole of it, entities and signs of Markdown."""
    words = collapse_whitespace(html.unescape(title)).strip()
    unescaped = re.sub(r"\\(?=\W)|\\$", "", words)
    for pattern in (
        r"([_*]{1,2})(?P<words>\S.*\S)\1",
        r"\"(?P<words>[^\"]+)\"",
        r"“(?P<words>[^“”]+)”",
        r"‘(?P<words>[^‘’]+)’",
    ):
        if match := re.fullmatch(pattern, unescaped):
            unescaped = match["words"]
    return unescaped.strip() or None


def _find_printed_title(
    reading: Reading, head: DocumentHead, file_name: str, kind: str | None, stated_meeting: Meeting
) -> str | None:
    committee, held_on = stated_meeting.committee, stated_meeting.held_on
    meeting = f"{committee}, {held_on.day} {held_on:%B %Y}" if committee and held_on else committee
    if kind == "supplement/public pack":
        return _find_pack_title(head, meeting) or _title_from_file_name(file_name)
    subject = _find_subject(head)
    if kind == "decision record":
        form = _prefix_form(head, subject) or _title_from_file_name(file_name)
        return (
            f"{form} - {meeting}"
            if form and meeting and not subject and _DECISION_FORM_PATTERN.fullmatch(form)
            else form
        )
    if subject:
        return subject if kind != "appendix" else _prefix_form(head, subject)
    words = find_form_title(head.lines) or _find_heading_title(reading, head, kind, stated_meeting)
    words = _append_year(words, file_name) if words else _title_from_info(head) or _title_from_file_name(file_name)
    return f"{_to_sentence_case(words)} - {meeting}" if words and meeting and _NOTICE_PATTERN.match(words) else words


def _find_pack_title(head: DocumentHead, meeting: str | None) -> str | None:
    """Return the title of a pack.

    A pack goes by its meeting; a supplement by its subject, unless that is the subject of one enclosed document.
    """
    match = re.match(r"\(Public Pack\)\s*(?P<words>.+)", head.info.get("title", ""), re.IGNORECASE)
    words = collapse_whitespace(match["words"]) if match else None
    if meeting and re.match(r"Agenda\s+Document\b", words or "", re.IGNORECASE):
        return f"Public reports pack - {meeting}"
    return (None if SUPPLEMENT_PATTERN.search(collapse_whitespace(head.text)[:900]) else _find_subject(head)) or words


def _find_subject(head: DocumentHead) -> str | None:
    """Return the value of a field that names the subject, which may stand in the next block."""
    for index, line in enumerate(head.lines):
        match = _SUBJECT_FIELD_PATTERN.match(line)
        if not match:
            inline_match = re.search(r"\s(?:Subject|Title|SUBJECT|TITLE)\s*:\s*(?P<value>.+)$", line)
            match = inline_match if inline_match and _OTHER_FIELD_PATTERN.search(line[: inline_match.start()]) else None
        if match:
            value = _NEXT_FIELD_PATTERN.split(match["value"])[0].strip(" :|*")
            if not value and index + 1 < len(head.lines):
                value = _NEXT_FIELD_PATTERN.split(head.lines[index + 1])[0].strip(" :|*")
            if 0 < len(value.split()) <= 60:
                return value
    return None


def _prefix_form(head: DocumentHead, subject: str | None) -> str | None:
    """Return a form's name before its subject.

    Examples are "Proposed Record of Decision - …" and "Equality Impact Assessment - …".
    """
    first_lines = " ".join(head.lines[:4])
    if re.search(r"\bEQIA\b|equality\s+impact\s+assessment", first_lines, re.IGNORECASE):
        form = "Equality Impact Assessment"
    else:
        match = _DECISION_FORM_PATTERN.search(first_lines)
        form = _to_title_case(match.group()) if match else ""
    return f"{form} - {subject}" if form and subject else subject or form or None


def _to_sentence_case(words: str) -> str:
    return words.capitalize() if words.isupper() else words


def _to_title_case(words: str) -> str:
    small = {"of", "and", "the"}
    return " ".join(word.lower() if word.lower() in small else word.capitalize() for word in words.split())


def _find_heading_title(reading: Reading, head: DocumentHead, kind: str | None, stated_meeting: Meeting) -> str | None:
    """Return the first outermost heading that is neither a letterhead nor a label.

    The title of an appendix begins with the appendix that it is.
    """
    stamp = find_stamped_appendix(reading)
    if stamp and len(stamp.split()) > 3:
        return _prefix_appendix_label(stamp)
    label = next(
        (appendix for text in (*head.lines[:3], stamp or "") if (appendix := numbering.parse_appendix(text))), None
    )
    words = find_order_title(head.lines) or _find_first_heading(reading, kind, stated_meeting)
    if not words or not label:
        return words
    return _prefix_appendix_label(words) if numbering.parse_appendix(words) else f"{label} - {words}"


def _prefix_appendix_label(words: str) -> str:
    """Return an appendix's label and its title, joined by a dash."""
    label = numbering.parse_appendix(words) or ""
    rest = words.strip()[len(label) :].lstrip(" :–-")
    return f"{label} - {rest}" if label and rest else words


def _find_first_heading(reading: Reading, kind: str | None, stated_meeting: Meeting) -> str | None:
    """Return the best heading before the body or, where there is none, of the first page or so.

    The headings of minutes and of an agenda are its items, so theirs stands above the first of them.
    """
    blocks = [block for block in reading.blocks[:15] if block.kind != "table"]
    is_of_meeting = kind in MEETING_TITLE_KINDS
    opening = list(takewhile(lambda block: not _is_body_start(block, is_of_meeting=is_of_meeting), blocks))
    heading = _choose_heading(opening, stated_meeting)
    return heading or (None if is_of_meeting else _choose_heading(blocks, stated_meeting))


def _is_body_start(block: Block, *, is_of_meeting: bool) -> bool:
    starts_items = is_attendance(block.text) or is_numbered_item(block.text)
    return (is_of_meeting and starts_items) or bool(
        _SECTION_HEADING_PATTERN.match(block.text)
        or (block.kind == "text" and len(block.text.split()) >= _MIN_BODY_WORDS)
    )


def _choose_heading(blocks: Sequence[Block], stated_meeting: Meeting) -> str | None:
    candidates: list[tuple[int, str]] = []
    following = [*(block.text for block in blocks[1:]), ""]
    for block, next_text in zip(blocks, following, strict=False):
        words = next(reversed(split_letterhead(collapse_whitespace(block.text).replace("**", "").strip(" *#"))), "")
        words = _strip_council(words, stated_meeting.authority)
        if not _is_title_like(words, stated_meeting.committee) or is_name_of_person(words, next_text):
            continue
        if block.kind == "heading":
            candidates.append((block.level or _UNKNOWN_LEVEL_RANK, words))
        elif not candidates and len(words.split()) <= 20 and not re.search(r"[.;,:]$", words):
            candidates.append((9, words))
    return min(candidates, key=lambda candidate: candidate[0])[1] if candidates else None


def _strip_council(words: str, authority: str | None) -> str:
    """Return the words without a council's name in capitals before a title in small letters.

    Such a name is a letterhead, not part of the title.
    """
    _, name, rest = words.partition(authority.upper()) if authority else (words, "", "")
    return rest.strip(" –—-:") if name and not rest.isupper() and len(rest.split()) > 1 else words


def _is_title_like(words: str, committee: str | None) -> bool:
    if len(words.split()) > 30 or _NOT_TITLE_PATTERN.match(words) or not _has_enough_letters(words):
        return False
    if is_page_furniture(words) or is_attendance(words) or is_meeting_detail(words) or is_body_line(words):
        return False
    if is_date_line(words) or is_meeting_line(words) or _SECTION_HEADING_PATTERN.match(words):
        return False
    is_letterhead = re.search(r"\b(?:council|committee|panel|sub-committee|board)\W*$|^cabinet$", words, re.IGNORECASE)
    return not is_letterhead and not parse_letterhead_council(words) and normalise(words) != normalise(committee or "")


def _title_from_info(head: DocumentHead) -> str | None:
    value = strip_site_name(head.info.get("title", "").strip())
    if is_date_line(value) or is_page_furniture(value):
        return None
    return value if value and not _USELESS_TITLE_PATTERN.match(value) and _has_enough_letters(value) else None


def _title_from_file_name(file_name: str) -> str | None:
    words = _FILE_NUMBER_PATTERN.sub("", _spell_out_slug(file_name_to_words(file_name))).strip(" -–")
    return (
        words
        if _has_enough_letters(words) and len(words.split()) > 1 and not _USELESS_TITLE_PATTERN.match(words)
        else None
    )


def _spell_out_slug(words: str) -> str:
    """Return a name whose words hyphens join as words, without the number of its item; any other name as it is."""
    if not _SLUG_PATTERN.fullmatch(words):
        return words
    spelt_out = re.sub(r"(?<!\d)-|-(?!\d)", " ", words)
    title = re.sub(r"^item (?:no )?\d{1,3}[a-z]? ", "", spelt_out, flags=re.IGNORECASE)
    return title[:1].upper() + title[1:]


def _append_year(words: str, file_name: str) -> str:
    """Return the title with the year that the file's name adds to the same words.

    It distinguishes the issues of a yearly document.
    """
    file_title = _title_from_file_name(file_name) or ""
    year = re.search(
        rf"(?:^|\W){re.escape(normalise(words))}[\s,-]+(\d{{4}}(?:\s?[-/]\s?\d{{2,4}})?)$", normalise(file_title)
    )
    return f"{words} {year.group(1)}" if year else words


def _has_enough_letters(text: str) -> bool:
    words = re.findall(r"[^\W\d_]{3,}", text)
    return len(words) >= 1 and sum(map(len, words)) >= 0.5 * len(text.replace(" ", ""))
