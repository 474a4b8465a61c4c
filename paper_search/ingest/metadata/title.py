"""What kind of paper it is, and what it is called.

In: the head of a paper and its file name; out: one of ``records.PAPER_KINDS`` and a title, or None. Promised: a
title is words that the paper prints, its document information or its file name; it is never invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import takewhile
from pathlib import PurePosixPath
from urllib.parse import unquote

from paper_search.ingest.metadata.meeting import DocumentHead, is_item_page, is_meeting_line, split_letterhead
from paper_search.ingest.metadata.organisations import parse_letterhead_council
from paper_search.ingest.segmentation import numbering
from paper_search.records import Block, Meeting, Reading
from paper_search.text.dates import is_date_line
from paper_search.text.spans import collapse_whitespace, normalise

_MINUTES_PATTERN = re.compile(
    r"^\W*(?:(?i:draft|unconfirmed|confirmed)\s+)?(?:MINUTES?|Minutes?|minutes)\b(?!\s+(?:\d|\())|^At\s+a\s+meeting\s+of\b"
)
_DECISION_PATTERN = re.compile(
    r"\b(?:record\s+of\s+(?:\w+\s+){0,3}decision|(?:executive\s+|officer\s+|delegated\s+)?decision\s+(?:record|notice))\b",
    re.IGNORECASE,
)
_LETTER_PATTERN = re.compile(r"^\s*Dear\s+\w+", re.MULTILINE)
_DECISION_FORM_PATTERN = re.compile(
    r"(?:proposed\s+)?record\s+of\s+(?:\w+\s+){0,3}?decision"
    r"|(?:(?:executive|officer|delegated|key|cabinet\s+member|portfolio\s+holder)\s+){0,3}decision\s+(?:record|notice)",
    re.IGNORECASE,
)
_ASSESSMENT_PATTERN = re.compile(
    r"\b(?:equality|equalities|data\s+protection|community|health|privacy|climate)(?:\s+\w+){0,2}\s+impact\s+assessment\b|\bEQIA\b|\bDPIA\b|\bEIA\s+form\b",
    re.IGNORECASE,
)
_REPORT_FIELD_PATTERN = re.compile(
    r"^\W*(?:From\s*[:|]|By\s*[:|]|Report\s+(?:of|by|to|from|author)\b|Subject\s*[:|]|Purpose\s+of\s+(?:the\s+)?report|Title\s+of\s+report|Report\s+title)",
    re.IGNORECASE,
)
_REPORT_LINE_PATTERN = re.compile(r"(?:[\w ]{3,40}\s[–-]\s)?report(?:\s+for\s+\w+)?\W*$", re.IGNORECASE)
_ADDRESS_FIELD_PATTERN = re.compile(
    r"\W*(?:(?:From|By|To|Report\s+(?:of|by|to))\s*[:|]|Report\s+to\s+(?!.*\bcouncil\b))", re.IGNORECASE
)
_SUPPLEMENT_PATTERN = re.compile(
    r"\bI\s+am\s+now\s+able\s+to\s+enclose\b|\bagenda\s+supplement\b|\bsupplementary\s+agenda\b"
    r"|\bpublic\s+(?:reports\s+)?pack\b",
    re.IGNORECASE,
)
_QUESTIONS_PATTERN = re.compile(
    r"^\W*(?:(?:public|member|members['’]?|councillor|written|supplementary|oral)\s+)*questions?\b(?:\s+(?:from|by|to|on|and|under|with)\b.*|\s*)$",
    re.IGNORECASE,
)
_STANDING_ITEM_PATTERN = re.compile(
    r"apologies|declarations?\s+of\s+(?:\w+\s+)?interest|urgent\s+business|minutes\s+of\s+the", re.IGNORECASE
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
    r"|book\d*|sheet\d*|slide\s+\d+|title|template|microsoft\s+\w+\s+-.*|.*\.(?:docx?|xlsx?|pptx?|pdf|rtf)|.*template|item\s+\d+|appendix\s+\w+|[\w.-]{1,3})$",
    re.IGNORECASE,
)
_NOT_TITLE_PATTERN = re.compile(
    r"^(?:by\s.*|report\s+(?:of|by|from)\s+(?:the\s+)?(?:.*\s)?(?:director|head|officer|leader|member|holder|chief|manager|solicitor|secretary"
    r"|clerk|treasurer|councillor|cllr|service|services|chair)\b.*|(?:report|to)\s+(?:to|of)\s.*(?:council|committee|panel|cabinet)|agenda\s+item.*|minutes:?|appendix\s+\w{1,3}|annex(?:e)?\s+\w{1,3}|page\s+\d+.*|contents|confidential|unrestricted|draft|section\s+\w|"
    r"information\s+collected\s+from.*|eqia\s+submission.*|report(?:\s+for\s+(?:decision|resolution|information|noting|consideration|action))?|public\s+document\s+pack|\W*\d[\d\s.,/]*|item\s+(?:no\W*)?\d+|public|not\s+for\s+publication.*|supporting\s+documents:?)$",
    re.IGNORECASE,
)
_SECTION_HEADING_PATTERN = re.compile(
    r"^\W*(?:\d{1,2}(?:\.\d)?[.)]?\s+)?(?:executive\s+)?(?:introduction|background|(?:brief\s+)?summary(?:\s+of\s+(?:the\s+)?(?:report|main\s+issues))?|synopsis"
    r"|(?:(?:reason|purpose)s?)(?:\s+(?:of|for)\s+(?:the\s+|this\s+)?report)?|recommendations?(?:\(s\))?|recommended|overview|context"
    r"|(?:the\s+)?decisions?(?:\s+(?:required|requested|sought))?|report\s+(?:summary|details?)|what\s+is\s+this\s+report\s+about)\W*$",
    re.IGNORECASE,
)
"""Headings that every report has: what they stand over is no longer its head."""
_MIN_BODY_WORDS = 25
"""A longer text is a report's body, not its head."""
_NOTICE_PATTERN = re.compile(
    r"(?:public\s+)?notice\s+of\s+(?:an?\s+)?(?:\w+\s+(?:of\s+(?:an?\s+)?)?)?meeting\W*$", re.IGNORECASE
)
"""A title that says nothing without its meeting."""
_UNKNOWN_LEVEL_RANK = 2
"""A heading whose level a reader could not tell ranks below an outermost one and above the rest."""
_FILE_NUMBER_PATTERN = re.compile(
    r"^(?:item\s+\w+\s*[-–]\s*)?(?:supplement(?:ary)?\s*[-–]\s*)?(?:\d\d[-/]?\d{5}\s*[-–]\s*)?", re.IGNORECASE
)


def find_document_kind(reading: Reading, head: DocumentHead, file_name: str) -> str | None:
    """The kind of paper, where it or its file name says so: the first of these that is true."""
    if is_item_page(head):
        return "minutes" if any(normalise(line) in {"minutes:", "minutes"} for line in head.lines) else None
    title, first, name = head.info.get("title", ""), head.lines[:12], _file_name_to_words(file_name)
    is_pack = re.match(r"\(?public\s+pack\)?", title, re.IGNORECASE)
    has_fields = any(
        _REPORT_FIELD_PATTERN.match(line) or re.match(r"To\s+\w+.*\d{4}", line) for line in head.lines[:15]
    )
    reasons: tuple[tuple[str, object], ...] = (
        (
            "supplement/public pack",
            is_pack or _SUPPLEMENT_PATTERN.search(f"{title} {collapse_whitespace(head.text)[:900]}"),
        ),
        ("decision record", any(map(_is_decision_line, first[:4]))),
        ("agenda frontsheet", _is_agenda(head)),
        ("minutes", any(map(_MINUTES_PATTERN.match, first)) and not any(map(_REPORT_FIELD_PATTERN.match, first))),
        ("questions", any(map(_QUESTIONS_PATTERN.match, first[:4]))),
        ("report", any(map(_ADDRESS_FIELD_PATTERN.match, first[:6]))),
        (
            "appendix",
            any(map(numbering.parse_appendix, first[:3])) or _ASSESSMENT_PATTERN.search(" ".join([*first[:4], title])),
        ),
        ("appendix", _find_stamped_appendix(reading) or re.search(r"\b(?:appendix|annexe?)\b", name, re.IGNORECASE)),
        ("report", has_fields or any(map(_REPORT_LINE_PATTERN.match, first[:4]))),
    )
    said = next((value for value, is_so in reasons if is_so), None) or _kind_from_name(name)
    speaks_of_itself = re.search(r"\bthis\s+report\b", head.text, re.IGNORECASE) and not _LETTER_PATTERN.search(
        head.text
    )
    return said or ("report" if speaks_of_itself else None)


def _is_decision_line(line: str) -> bool:
    """True for a short line that names the form, and for one that begins with its name."""
    found = _DECISION_PATTERN.search(line)
    return bool(found) and (len(line.split()) < 16 or bool(found and found.start() == 0))


def _kind_from_name(name: str) -> str | None:
    table = {
        r"\breports?\s+pack\b|\bsupplement\b": "supplement/public pack",
        r"\bminutes\b": "minutes",
        r"\bagenda\s+front\s?sheet\b|^agenda\b": "agenda frontsheet",
        r"\bdecision\s+(?:record|notice)\b": "decision record",
        r"\bquestions\b": "questions",
        r"\breport\b": "report",
    }
    return next((value for pattern, value in table.items() if re.search(pattern, name, re.IGNORECASE)), None)


def _is_agenda(head: DocumentHead) -> bool:
    opens = any(
        normalise(line).strip(" .:") == "agenda" or re.match(r"AGENDA\b(?!\s+item)", line) for line in head.lines[:8]
    )
    items = sum(1 for line in head.lines if _STANDING_ITEM_PATTERN.search(line))
    return opens and items >= 2


def _find_stamped_appendix(reading: Reading) -> str | None:
    """The appendix named in the margin of the first pages, with whatever title stands beside it."""
    margins = (collapse_whitespace(one.text) for one in reading.dropped if one.page and one.page <= 2)
    return next((text for text in margins if numbering.parse_appendix(text)), None)


def find_title(
    reading: Reading, head: DocumentHead, file_name: str, kind: str | None, stated_meeting: Meeting
) -> str | None:
    """The title, from where this kind of paper carries it."""
    committee, held_on = stated_meeting.committee, stated_meeting.held_on
    meeting = f"{committee}, {held_on.day} {held_on:%B %Y}" if committee and held_on else committee
    if kind == "minutes" and meeting and not is_item_page(head):
        return f"Minutes of {meeting}"
    if kind == "agenda frontsheet" and meeting:
        return f"Agenda - {meeting}"
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
    words = _find_heading_title(reading, head, stated_meeting)
    words = _append_year(words, file_name) if words else _title_from_info(head) or _title_from_file_name(file_name)
    return f"{_to_sentence_case(words)} - {meeting}" if words and meeting and _NOTICE_PATTERN.match(words) else words


def _find_pack_title(head: DocumentHead, meeting: str | None) -> str | None:
    """A pack goes by its meeting; a supplement by its subject, unless that is the subject of one enclosed paper."""
    found = re.match(r"\(Public Pack\)\s*(?P<words>.+)", head.info.get("title", ""), re.IGNORECASE)
    words = collapse_whitespace(found["words"]) if found else None
    if meeting and re.match(r"Agenda\s+Document\b", words or "", re.IGNORECASE):
        return f"Public reports pack - {meeting}"
    return (None if _SUPPLEMENT_PATTERN.search(collapse_whitespace(head.text)[:900]) else _find_subject(head)) or words


def _find_subject(head: DocumentHead) -> str | None:
    """The value of a field that names the paper's subject, which may stand in the next block."""
    for index, line in enumerate(head.lines):
        found = _SUBJECT_FIELD_PATTERN.match(line)
        if not found:
            inside = re.search(r"\s(?:Subject|Title|SUBJECT|TITLE)\s*:\s*(?P<value>.+)$", line)
            found = inside if inside and _OTHER_FIELD_PATTERN.search(line[: inside.start()]) else None
        if found:
            value = _NEXT_FIELD_PATTERN.split(found["value"])[0].strip(" :|*")
            if not value and index + 1 < len(head.lines):
                value = _NEXT_FIELD_PATTERN.split(head.lines[index + 1])[0].strip(" :|*")
            if 0 < len(value.split()) <= 60:
                return value
    return None


def _prefix_form(head: DocumentHead, subject: str | None) -> str | None:
    """A form's name before its subject: "Proposed Record of Decision - …", "Equality Impact Assessment - …"."""
    joined = " ".join(head.lines[:4])
    if re.search(r"\bEQIA\b|equality\s+impact\s+assessment", joined, re.IGNORECASE):
        form = "Equality Impact Assessment"
    else:
        found = _DECISION_FORM_PATTERN.search(joined)
        form = _to_title_case(found.group()) if found else ""
    return f"{form} - {subject}" if form and subject else subject or form or None


def _to_sentence_case(words: str) -> str:
    return words.capitalize() if words.isupper() else words


def _to_title_case(words: str) -> str:
    small = {"of", "and", "the"}
    return " ".join(word.lower() if word.lower() in small else word.capitalize() for word in words.split())


def _find_heading_title(reading: Reading, head: DocumentHead, stated_meeting: Meeting) -> str | None:
    """The first heading of the outermost level that is neither a letterhead nor a label, with the appendix it is."""
    stamp = _find_stamped_appendix(reading)
    if stamp and len(stamp.split()) > 3:
        return _prefix_appendix_label(stamp)
    label = next((one for text in (*head.lines[:3], stamp or "") if (one := numbering.parse_appendix(text))), None)
    words = _find_first_heading(reading, stated_meeting)
    if not words or not label:
        return words
    return _prefix_appendix_label(words) if numbering.parse_appendix(words) else f"{label} - {words}"


def _prefix_appendix_label(words: str) -> str:
    """An appendix's own name and its title, whatever stands between the two."""
    label = numbering.parse_appendix(words) or ""
    rest = words.strip()[len(label) :].lstrip(" :–-")
    return f"{label} - {rest}" if label and rest else words


def _find_first_heading(reading: Reading, stated_meeting: Meeting) -> str | None:
    """The best of what stands before the body; only where nothing does, the best of the first page or so."""
    blocks = [block for block in reading.blocks[:15] if block.kind != "table"]
    opening = list(takewhile(lambda block: not _is_body_start(block), blocks))
    return _choose_heading(opening, stated_meeting) or _choose_heading(blocks, stated_meeting)


def _is_body_start(block: Block) -> bool:
    return bool(_SECTION_HEADING_PATTERN.match(block.text)) or (
        block.kind == "text" and len(block.text.split()) >= _MIN_BODY_WORDS
    )


def _choose_heading(blocks: Iterable[Block], stated_meeting: Meeting) -> str | None:
    found: list[tuple[int, str]] = []
    for block in blocks:
        words = next(reversed(split_letterhead(collapse_whitespace(block.text).replace("**", "").strip(" *#"))), "")
        words = _strip_council(words, stated_meeting.authority)
        if not _is_title_like(words, stated_meeting.committee):
            continue
        if block.kind == "heading":
            found.append((block.level or _UNKNOWN_LEVEL_RANK, words))
        elif not found and len(words.split()) <= 20 and not re.search(r"[.;,:]$", words):
            found.append((9, words))
    return min(found, key=lambda one: one[0])[1] if found else None


def _strip_council(words: str, authority: str | None) -> str:
    """A council's name in capitals that runs into a title in small letters is a letterhead, not the title's."""
    _, found, rest = words.partition(authority.upper()) if authority else (words, "", "")
    return rest.strip(" –—-:") if found and not rest.isupper() and len(rest.split()) > 1 else words


def _is_title_like(words: str, committee: str | None) -> bool:
    if len(words.split()) > 30 or _NOT_TITLE_PATTERN.match(words) or not _has_enough_letters(words):
        return False
    if is_date_line(words) or is_meeting_line(words) or _SECTION_HEADING_PATTERN.match(words):
        return False
    is_letterhead = re.search(r"\b(?:council|committee|panel|sub-committee|board)\W*$|^cabinet$", words, re.IGNORECASE)
    return not is_letterhead and not parse_letterhead_council(words) and normalise(words) != normalise(committee or "")


def _title_from_info(head: DocumentHead) -> str | None:
    value = head.info.get("title", "").strip()
    return value if value and not _USELESS_TITLE_PATTERN.match(value) and _has_enough_letters(value) else None


def _title_from_file_name(file_name: str) -> str | None:
    words = _FILE_NUMBER_PATTERN.sub("", _file_name_to_words(file_name)).strip(" -–")
    return (
        words
        if _has_enough_letters(words) and len(words.split()) > 1 and not _USELESS_TITLE_PATTERN.match(words)
        else None
    )


def _append_year(words: str, file_name: str) -> str:
    """The title with the year that the file's name adds to the same words: of a yearly paper it tells which it is."""
    named = _title_from_file_name(file_name) or ""
    year = re.search(
        rf"(?:^|\W){re.escape(normalise(words))}[\s,-]+(\d{{4}}(?:\s?[-/]\s?\d{{2,4}})?)$", normalise(named)
    )
    return f"{words} {year.group(1)}" if year else words


def _file_name_to_words(file_name: str) -> str:
    return collapse_whitespace(unquote(PurePosixPath(file_name).stem).replace("_", " "))


def _has_enough_letters(text: str) -> bool:
    words = re.findall(r"[^\W\d_]{3,}", text)
    return len(words) >= 1 and sum(map(len, words)) >= 0.5 * len(text.replace(" ", ""))
