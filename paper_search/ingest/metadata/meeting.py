"""What a paper says of the meeting it belongs to: the council, the body that met, the day it was held.

In: a paper as read; out: a ``Meeting`` in which each field is None unless the paper states it in a place that is
about itself: the sentence that opens minutes, the system's document information, the front matter ("To: Cabinet –
30 January 2025"), an agenda's head, a letterhead. Promised: a council that is only mentioned is not the publisher.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from paper_search.ingest.metadata.organisations import (
    BODY_WORD,
    COUNCIL_CAPITALS_PATTERN,
    COUNCIL_DOMAIN_PATTERN,
    COUNCIL_PATTERN,
    find_councils,
    is_council_domain,
    parse_body_name,
    parse_letterhead_council,
    strip_generic_words,
    to_title_case,
)
from paper_search.records import Block, Meeting, Reading
from paper_search.text.dates import WEEKDAY_PATTERN, WRITTEN_DATE, find_date
from paper_search.text.spans import collapse_whitespace, normalise

__all__ = [
    "ITEM_PAGE_PATTERN",
    "DocumentHead",
    "document_head",
    "find_council",
    "find_date",
    "find_stated_meeting",
    "is_item_page",
    "is_meeting_line",
    "parse_body_name",
    "split_letterhead",
    "to_title_case",
]

MAX_HEAD_LINES, MAX_HEAD_CHARACTERS = 40, 4000
"""How much of a paper is its head: where papers say what they are."""
_MINUTES_OPENING_PATTERN = re.compile(
    r"\W*(?:draft\s+)?(?:MINUTES?|NOTES?|RECORD|PROCEEDINGS)\s+of\s+(?:(?:the|a)\s+)?"
    r"(?:(?:virtual|remote|special|extraordinary|annual|ordinary|hybrid|informal|public)\s+)*"
    r"(?:(?:meeting|proceedings)\s+of\s+)?(?:(?:the|a)\s+)?(?:meeting\s+of\s+(?:the\s+)?)?"
    r"(?P<body>.{3,160}?)\s+(?:meeting\s+)?held\b(?P<rest>.{0,260})",
    re.IGNORECASE | re.DOTALL,
)
_AT_MEETING_PATTERN = re.compile(
    r"\W*At\s+a\s+meeting\s+of\s+(?:the\s+)?(?P<body>.{3,160}?)\s+held\b(?P<rest>.{0,260})", re.IGNORECASE | re.DOTALL
)
_SYSTEM_SUBJECT_PATTERN = re.compile(
    r"^(?:.*?\b(?:Document|Supplement|Agenda|Minutes|Decisions|Pack)\s+for\s+)?(?P<body>[^,\d][^\d]{1,120}?),\s*(?P<date>\d{1,2}/\d{1,2}/\d{4})(?:\s+\d{1,2}[:.]\d{2})?\s*$"
)
ITEM_PAGE_PATTERN = re.compile(
    rf"(?:Meeting\s+of\s+)?(?:the\s+)?(?P<body>[A-Z].{{2,120}}?),\s*(?P<rest>{WEEKDAY_PATTERN}.{{6,60}}?)\(Item\s+(?P<item>\d{{1,3}}[A-Za-z]?)\.?\)\s*$",
    re.IGNORECASE,
)
_FILE_NAME_PATTERN = re.compile(
    r"(?P<date>\d{1,2}(?:st|nd|rd|th)?[- ][A-Za-z]{3,9}[- ]\d{4})\s+\d{1,2}[.:]\d{2}"
    r"\s+(?P<body>[^.]{3,80}?)(?:\.\w{2,4})?$"
)
_BODY_FIELD = (
    r"(?:(?:Report\s+)?To|Meeting|Committee(?:\s+and\s+Date)?|Report\s+for|Name\s+of\s+(?:committee|meeting)"
    r"|(?:For\s+)?(?:Submission|Consideration|Presented|Submitted)\s+(?:to|by))"
)
_DATE_FIELD = (
    r"(?:Date\s+of\s+(?:the\s+)?(?:(?:decision\s+)?meeting|decision)|(?:Meeting|Committee|Decision|Cabinet|Council)\s+date"
    r"|Meeting\s+held(?:\s+on)?|Date(?:\s+and\s+time)?)"
)
_BODY_FIELD_PATTERN = re.compile(rf"^\W*(?:\w+\s*/\s*)?{_BODY_FIELD}\s*[:|][\s:|]*(?P<value>.+)$", re.I | re.DOTALL)
_BODY_AND_DATE_FIELD_PATTERN = re.compile(
    r"^\W*Committee\s+and\s+Date\s+(?P<value>.+\d{4}.*)$", re.IGNORECASE | re.DOTALL
)
_FULL_COUNCIL_PATTERN = re.compile(r"(?:the\s+)?(?:full\s+)?council\s*(?:$|[–,-]|\()", re.IGNORECASE)
_CELL_LABEL_PATTERN = re.compile(rf"^\W*((?:\w+\s*/\s*)?(?:{_BODY_FIELD}|{_DATE_FIELD}))\s*:?\s*\|\s*", re.IGNORECASE)
_NEXT_FIELD_PATTERN = re.compile(
    r"\s*\|\s*|(?<!\b[oO][fF])\s+(?=(?:To|TO|Subject|SUBJECT|Date|DATE|Classification|Meeting|MEETING|Committee|COMMITTEE)\s*:)"
)
_PLAIN_BODY_FIELD_PATTERN = re.compile(
    rf"^\W*To\s+(?P<value>[\w ,&’'()-]{{0,80}}?{BODY_WORD}\s*[–,-]\s*.*\d{{4}})\s*$", re.DOTALL
)
_DATE_FIELD_PATTERN = re.compile(rf"^\W*{_DATE_FIELD}\s*[:|][\s:|]*(?P<value>.+)$", re.IGNORECASE | re.DOTALL)
_DECISION_TAKEN_BY_PATTERN = re.compile(
    r"DECISION\s+(?:TO\s+BE\s+)?(?:TAKEN|MADE)\s+BY\s*[:|]?\s*(?P<value>[^\n]{0,80})", re.IGNORECASE
)
_SUMMONS_PATTERN = re.compile(
    r"\b(?:summoned|invited|requested|notice\s+is\s+(?:hereby\s+)?given)\b.{0,80}?\bmeeting\s+of\s+(?:the\s+)?(?P<body>.{3,120}?),?\s+"
    r"(?:(?:which\s+)?(?:is\s+)?(?:to|will)\s+be\s+held|on\s+(?=\d|\w+day))(?P<rest>.{0,260})",
    re.IGNORECASE | re.DOTALL,
)
_MEETING_OF_PATTERN = re.compile(
    r"\W*(?:(?:a|the)\s+)?meeting\s+of\s+(?:the\s+)?(?P<body>.{3,120}?),?\s+(?:(?:which\s+)?(?:is\s+)?(?:to|will)\s+be\s+held"
    r"|(?:that\s+was\s+)?(?:scheduled|due|arranged|planned))\b(?P<rest>.{0,260})",
    re.IGNORECASE | re.DOTALL,
)
_DECISIONS_TAKEN_PATTERN = re.compile(
    r"\W*(?:the\s+following\s+)?decisions?\s+(?:(?:were|was)\s+)?(?:taken|made)\s+(?:by|at\s+(?:the|a)\s+meeting\s+of)\s+(?:the\s+)?(?P<body>.{3,120}?)"
    r"\s+(?:(?:at|held)\b.{0,40}?)?on\b(?P<rest>.{0,60})",
    re.IGNORECASE | re.DOTALL,
)
_FORM_DATE_PATTERN = re.compile(
    r"\W*(?:draft\s+|printed\s+)?(?:minutes|agenda|notes|decisions|action\s+notes?)\s*[–:,-]\s*(?P<rest>.{6,60})$", re.I
)
_FORM_PREFIX_PATTERN = re.compile(
    r"(?:draft\s+)?(?:minutes|agenda|notes|decisions)\s+(?:of|for)\s+(?:(?:a|the)\s+)?(?:meeting\s+of\s+(?:the\s+)?)?",
    re.IGNORECASE,
)
_BODY_BESIDE_DATE_PATTERN = re.compile(
    rf"(?P<body>[A-Z][\w ,&'’()-]+?)\s*(?:\bmeeting\b\s*)?(?:[,:–-]|\b(?:held\s+)?on\b)"
    rf"\s*(?P<date>{WRITTEN_DATE.pattern})(?P<after>.{{0,30}})$",
    re.IGNORECASE,
)
_BODY_BESIDE_WEEKDAY_PATTERN = re.compile(
    rf"(?P<body>[A-Z][\w ,&'’()-]+?)\s*[,–-]\s*(?P<date>{WEEKDAY_PATTERN}.+)", re.IGNORECASE
)
_DATE_LINE_PATTERN = re.compile(
    rf"^\W*(?:\d{{1,2}}[.:]\d{{2}}\s*(?:[ap]\.?m\.?)?,?\s*(?:on\s+)?)?(?:{BODY_WORD}\s*[–-]\s*)?{WEEKDAY_PATTERN}.{{6,30}}\d{{4}}.{{0,40}}$",
    re.IGNORECASE,
)
_NOT_BODY_PATTERN = re.compile(
    r"^(?:Report(?!\s+to\b)|Minutes|Decision)|\b(?:Chair(?:man|woman|person)?|Director|Officer|Member|Councillor|Leader|Head)\s+(?:of|for)\b|:",
    re.IGNORECASE,
)
_LETTER_PATTERN = re.compile(r"\bDear\s+(?:Member|Councillor|Sir|All|Colleague)", re.IGNORECASE)
_OPENING_BODY_PATTERN = re.compile(
    rf"(?!(?:To|TO)\b)(?:(?:REPORT|Report)\s+(?:TO|to)\s+(?:the\s+|THE\s+)?)?(?P<body>(?:[A-Z][\w’',-]*\s+(?:(?:and|of|for|the|&)\s+)*){{0,9}}?"
    rf"(?i:{BODY_WORD})\b(?!\s+(?:Member|Committee|Board|MEMBER|COMMITTEE)))"
)
_DATE_OR_ITEM_PATTERN = re.compile(
    rf"(?:{WRITTEN_DATE.pattern}|(?:agenda\s+)?item\s+\d{{1,3}}\b|AGENDA\b(?!\s+item))", re.I
)
_FORM_PATTERN = re.compile(r"(?:NOTICE|MINUTES|RECORD|REPORT|Report\s+to)\b")
MAX_LETTERHEAD_WORDS = 40
"""Words."""


@dataclass(frozen=True, slots=True)
class DocumentHead:
    """The first lines of a paper, each squeezed, and its document information."""

    lines: tuple[str, ...]
    text: str
    info: dict[str, str]


def document_head(reading: Reading) -> DocumentHead:
    """The head of a paper."""
    printed = [line for block in reading.blocks[:MAX_HEAD_LINES] for line in _split_block(block)]
    lines = [
        part for line in printed for part in split_letterhead(collapse_whitespace(line).replace("**", "").lstrip("# "))
    ]
    info = {name.lower(): collapse_whitespace(value) for name, value in reading.info}
    return DocumentHead(
        tuple(line for line in lines if line)[:MAX_HEAD_LINES], reading.text[:MAX_HEAD_CHARACTERS], info
    )


def is_item_page(head: DocumentHead) -> bool:
    """True for the page that a publishing system makes of one agenda item."""
    return bool(head.lines) and normalise(head.lines[0]).strip(" :") == "agenda item"


def split_letterhead(line: str) -> list[str]:
    """A letterhead whose lines run together ("WEXMOOR COUNTY COUNCIL CABINET 4 May 2024 …"), cut into its lines."""
    rest = line
    cut: list[str] = []
    if ITEM_PAGE_PATTERN.match(line):
        return [line]
    while rest and len(line.split()) <= MAX_LETTERHEAD_WORDS:
        end = next(
            (end for find in (_find_council_end, _find_body_end, _find_mark_end) if (end := find(rest, bool(cut)))), 0
        )
        if not end:
            break
        cut.append(rest[:end].strip(" –—-,|"))
        rest = rest[end:].strip(" –—-,|")
    return [part for part in (*cut, rest) if part]


def _find_council_end(text: str, _: bool) -> int:
    """Where a council's name ends, if it heads a letterhead; a title may begin with the name as well."""
    found = COUNCIL_CAPITALS_PATTERN.match(text) or COUNCIL_PATTERN.match(text)
    name = found and strip_generic_words(to_title_case(found.group()))
    if not found or not name or normalise(name) != normalise(found.group()):
        return 0
    rest = text[found.end() :].strip()
    changes = bool(rest) and found.group().isupper() != rest.split(" ")[0].isupper() and len(rest.split(" ")[0]) > 1
    known = (
        _DATE_OR_ITEM_PATTERN.match(rest)
        or _FORM_PATTERN.match(rest)
        or _OPENING_BODY_PATTERN.match(rest)
        or re.match(r"[–—|]", rest)
    )
    capitals_change = changes and (found.group().isupper() or rest.split(" ")[0].isupper())
    return found.end() if known or capitals_change else 0


def _find_body_end(text: str, _: bool) -> int:
    """Where a committee's name ends, if a date or an item number follows it."""
    found = _OPENING_BODY_PATTERN.match(text)
    rest = text[found.end() :].strip(" –—-,") if found else ""
    follows = WRITTEN_DATE.match(rest) or re.match(r"(?:agenda\s+)?item\s+\d", rest, re.IGNORECASE)
    return found.end() if found and follows else 0


def _find_mark_end(text: str, is_inside: bool) -> int:
    """Where a date, an item number or the word "Agenda" ends, once a council or committee stands before it."""
    found = _DATE_OR_ITEM_PATTERN.match(text)
    return found.end() if found and (is_inside or found.group().isupper()) and found.end() < len(text) else 0


def _split_block(block: Block) -> list[str]:
    """A table's rows are lines of their own; any other block is one line."""
    return block.text.splitlines() if block.kind == "table" else [block.text]


def find_stated_meeting(reading: Reading, file_name: str = "") -> Meeting:
    """The meeting as the paper states it; ``file_name`` in a publishing system's own form counts as stated."""
    top = document_head(reading)
    found = [
        _meeting_from_minutes(top),
        _meeting_from_notice(top),
        _meeting_from_system(top.info.get("subject", "")),
        _meeting_from_system(top.info.get("title", "")),
        _meeting_from_item_page(top),
        _meeting_from_front_matter(top),
        _meeting_from_agenda(top),
        _meeting_from_letterhead(top),
        _meeting_from_file_name(file_name),
    ]
    committee = next((one.committee for one in found if one and one.committee), None)
    held_on = next((one.held_on for one in found if one and one.held_on), None)
    return Meeting(find_council(reading), committee, held_on)


def is_meeting_line(text: str) -> bool:
    """True where a line names a body and a day and nothing else ("CABINET – 4 MARCH 2025")."""
    found = _BODY_BESIDE_WEEKDAY_PATTERN.match(text) or _BODY_BESIDE_DATE_PATTERN.match(text)
    return bool(found and parse_body_name(found["body"]) and len(text.split()) <= 16)


def find_council(reading: Reading) -> str | None:
    """The publishing council, where the paper's letterhead or its own internet addresses name it."""
    top = document_head(reading)
    lines = [*top.lines[:12], *(one.text for one in reading.dropped if one.page == 1)]
    printed = [name for line in lines if (name := parse_letterhead_council(collapse_whitespace(line)))]
    if printed:
        # A council of Wales heads its papers with both its names: the English one is what its other papers say too.
        return next((name for name in printed if not name.startswith("Cyngor")), printed[0])
    names = find_councils(reading.text)
    domains = {domain.lower() for domain in COUNCIL_DOMAIN_PATTERN.findall(reading.text)}
    own = [name for name in names if any(is_council_domain(domain, name) for domain in domains)]
    return own[0] if own else None


def _meeting_from_minutes(head: DocumentHead) -> Meeting | None:
    """The sentence that opens minutes; a line of an agenda that names earlier minutes is numbered."""
    for index in range(min(len(head.lines), 12)):
        opening = " ".join(head.lines[index : index + 3])
        match = _MINUTES_OPENING_PATTERN.match(opening) or _AT_MEETING_PATTERN.match(opening)
        if match and (held_on := find_date(match["rest"])):
            return Meeting(None, _parse_body_or_council(match["body"]), held_on)
    return None


def _parse_body_or_council(name: str) -> str | None:
    """The body; "the Council" and "full Council" are the meeting of all members, in places that name who met."""
    return parse_body_name(name) or ("Council" if _FULL_COUNCIL_PATTERN.match(name) else None)


def _meeting_from_notice(head: DocumentHead) -> Meeting | None:
    """The sentence that calls a meeting, calls it off, or says who decided what follows."""
    for line in head.lines[:12]:
        match = _SUMMONS_PATTERN.search(line) or _MEETING_OF_PATTERN.match(line) or _DECISIONS_TAKEN_PATTERN.match(line)
        held_on = find_date(match["rest"][:160]) if match else None
        if match and held_on and (committee := _parse_body_or_council(match["body"])):
            return Meeting(None, committee, held_on)
    return None


def _meeting_from_system(value: str) -> Meeting | None:
    match = _SYSTEM_SUBJECT_PATTERN.search(value)
    return Meeting(None, to_title_case(match["body"].strip()), find_date(match["date"])) if match else None


def _meeting_from_file_name(name: str) -> Meeting | None:
    match = _FILE_NAME_PATTERN.search(name)
    return Meeting(None, parse_body_name(match["body"]), find_date(match["date"])) if match else None


def _meeting_from_front_matter(head: DocumentHead) -> Meeting | None:
    """The fields "To:", "Meeting:", "Date:"; a letter's date is no meeting's."""
    is_letter = bool(_LETTER_PATTERN.search(head.text))
    committee, held_on = None, None
    for index, line in enumerate(head.lines):
        for part in _split_fields(line, head.lines[index + 1] if index + 1 < len(head.lines) else ""):
            if (
                match := _BODY_FIELD_PATTERN.match(part)
                or _PLAIN_BODY_FIELD_PATTERN.match(part)
                or _BODY_AND_DATE_FIELD_PATTERN.match(part)
            ) and committee is None:
                committee = _parse_body_or_council(match["value"])
                held_on = (find_date(match["value"]) if committee else None) or held_on
            elif not is_letter and held_on is None and (match := _DATE_FIELD_PATTERN.match(part)):
                held_on = find_date(match["value"][:60])
    taken = _DECISION_TAKEN_BY_PATTERN.search(collapse_whitespace(head.text))
    if committee is None and taken:
        committee = next((parse_body_name(cut) for cut in re.split(r"\s+(?=DECISION)", taken["value"])[:1]), None)
    if committee is None and held_on:
        headed = _find_body_and_date(head.lines[:8])
        committee = headed.committee if headed else None
    return Meeting(None, committee, held_on) if committee else None


def _split_fields(line: str, next_line: str) -> list[str]:
    """The fields in a line; a field whose value stands in the next block is joined with it."""
    parts = [part for part in _NEXT_FIELD_PATTERN.split(_CELL_LABEL_PATTERN.sub(r"\1: ", line)) if part]
    return [f"{part} {next_line}" if part.rstrip().endswith(":") else part for part in parts]


def _meeting_from_item_page(head: DocumentHead) -> Meeting | None:
    """The line beneath an item's title: "Meeting of Cabinet, Tuesday, 4th March, 2025 10.00 am (Item 5.)"."""
    for line in head.lines[:12]:
        if match := ITEM_PAGE_PATTERN.match(line):
            return Meeting(None, parse_body_name(match["body"]), find_date(match["rest"]))
    return None


def _meeting_from_agenda(head: DocumentHead) -> Meeting | None:
    """An agenda's head: the body's name on a line of its own and the day beneath it or beside it."""
    if not any(
        normalise(line).startswith("agenda") and not normalise(line).startswith("agenda item")
        for line in head.lines[:6]
    ):
        return None
    return _find_body_and_date(head.lines[:10])


def _meeting_from_letterhead(head: DocumentHead) -> Meeting | None:
    return None if is_item_page(head) else _find_body_and_date(head.lines[:8])


def _find_body_and_date(lines: tuple[str, ...]) -> Meeting | None:
    named = [found for line in lines if (found := _parse_body_line(line))]
    dated = [line for line in lines if _DATE_LINE_PATTERN.match(line)]
    dated += [match["rest"] for line in lines if (match := _FORM_DATE_PATTERN.match(line))]
    held_on = next((day for line in dated if (day := find_date(line))), None)
    # A bare date counts where the line before it names the body.
    for line, after in pairwise(lines):
        if held_on is None and _parse_body_line(line) and WRITTEN_DATE.fullmatch(after.strip()):
            held_on = find_date(after)
    for line in lines:
        match = _BODY_BESIDE_WEEKDAY_PATTERN.match(line) or _BODY_BESIDE_DATE_PATTERN.match(line)
        if match and (beside := parse_body_name(match["body"])):
            named.insert(0, beside)
            held_on = held_on or find_date(match["date"])
    return Meeting(None, named[0] if named else None, held_on if named else None) if named else None


def _parse_body_line(line: str) -> str | None:
    plain = line.strip(" *.:")
    *before, last = re.split(r"\s+[–—|-]\s+", plain)
    if before and parse_letterhead_council(before[0]):
        plain = last
    plain = _FORM_PREFIX_PATTERN.sub("", plain, count=1) if _FORM_PREFIX_PATTERN.match(plain) else plain
    if len(plain.split()) > 14 or parse_letterhead_council(plain) or _NOT_BODY_PATTERN.search(plain):
        return None
    return parse_body_name(plain)
