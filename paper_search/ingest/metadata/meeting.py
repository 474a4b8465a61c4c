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
    COUNCIL,
    COUNCIL_CAPITALS,
    DOMAIN,
    body,
    councils_named,
    is_domain_of,
    letterhead_council,
    titled,
    without_generic,
)
from paper_search.records import Block, Meeting, Reading
from paper_search.text.printed_dates import DAY, WRITTEN, find_date
from paper_search.text.spans import fold, squeeze

__all__ = [
    "ITEM_PAGE",
    "Head",
    "body",
    "council",
    "find_date",
    "head",
    "is_item_page",
    "is_meeting_line",
    "stated",
    "titled",
    "unjoined",
]

HEAD_LINES, HEAD_CHARACTERS = 40, 4000
"""How much of a paper is its head: where papers say what they are."""
_HELD = re.compile(
    r"\W*(?:draft\s+)?(?:MINUTES?|NOTES?|RECORD|PROCEEDINGS)\s+of\s+(?:(?:the|a)\s+)?"
    r"(?:(?:virtual|remote|special|extraordinary|annual|ordinary|hybrid|informal|public)\s+)*"
    r"(?:(?:meeting|proceedings)\s+of\s+)?(?:(?:the|a)\s+)?(?:meeting\s+of\s+(?:the\s+)?)?"
    r"(?P<body>.{3,160}?)\s+(?:meeting\s+)?held\b(?P<rest>.{0,260})",
    re.IGNORECASE | re.DOTALL,
)
_AT_MEETING = re.compile(
    r"\W*At\s+a\s+meeting\s+of\s+(?:the\s+)?(?P<body>.{3,160}?)\s+held\b(?P<rest>.{0,260})", re.IGNORECASE | re.DOTALL
)
_SYSTEM = re.compile(
    r"^(?:.*?\b(?:Document|Supplement|Agenda|Minutes|Decisions|Pack)\s+for\s+)?(?P<body>[^,\d][^\d]{1,120}?),\s*(?P<date>\d{1,2}/\d{1,2}/\d{4})(?:\s+\d{1,2}[:.]\d{2})?\s*$"
)
ITEM_PAGE = re.compile(
    rf"(?:Meeting\s+of\s+)?(?:the\s+)?(?P<body>[A-Z].{{2,120}}?),\s*(?P<rest>{DAY}.{{6,60}}?)\(Item\s+(?P<item>\d{{1,3}}[A-Za-z]?)\.?\)\s*$",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"(?P<date>\d{1,2}(?:st|nd|rd|th)?[- ][A-Za-z]{3,9}[- ]\d{4})\s+\d{1,2}[.:]\d{2}"
    r"\s+(?P<body>[^.]{3,80}?)(?:\.\w{2,4})?$"
)
_FIELD_TO = (
    r"(?:(?:Report\s+)?To|Meeting|Committee(?:\s+and\s+Date)?|Report\s+for|Name\s+of\s+(?:committee|meeting)"
    r"|(?:For\s+)?(?:Submission|Consideration|Presented|Submitted)\s+(?:to|by))"
)
_FIELD_DATE = (
    r"(?:Date\s+of\s+(?:the\s+)?(?:(?:decision\s+)?meeting|decision)|(?:Meeting|Committee|Decision|Cabinet|Council)\s+date"
    r"|Meeting\s+held(?:\s+on)?|Date(?:\s+and\s+time)?)"
)
_TO = re.compile(rf"^\W*(?:\w+\s*/\s*)?{_FIELD_TO}\s*[:|][\s:|]*(?P<value>.+)$", re.I | re.DOTALL)
_TO_AND_DATE = re.compile(r"^\W*Committee\s+and\s+Date\s+(?P<value>.+\d{4}.*)$", re.IGNORECASE | re.DOTALL)
_FULL_COUNCIL = re.compile(r"(?:the\s+)?(?:full\s+)?council\s*(?:$|[–,-]|\()", re.IGNORECASE)
_CELL_LABEL = re.compile(rf"^\W*((?:\w+\s*/\s*)?(?:{_FIELD_TO}|{_FIELD_DATE}))\s*:?\s*\|\s*", re.IGNORECASE)
_NEXT_FIELD = re.compile(
    r"\s*\|\s*|(?<!\b[oO][fF])\s+(?=(?:To|TO|Subject|SUBJECT|Date|DATE|Classification|Meeting|MEETING|Committee|COMMITTEE)\s*:)"
)
_TO_PLAIN = re.compile(rf"^\W*To\s+(?P<value>[\w ,&’'()-]{{0,80}}?{BODY_WORD}\s*[–,-]\s*.*\d{{4}})\s*$", re.DOTALL)
_DATED = re.compile(rf"^\W*{_FIELD_DATE}\s*[:|][\s:|]*(?P<value>.+)$", re.IGNORECASE | re.DOTALL)
_TAKEN_BY = re.compile(r"DECISION\s+(?:TO\s+BE\s+)?(?:TAKEN|MADE)\s+BY\s*[:|]?\s*(?P<value>[^\n]{0,80})", re.IGNORECASE)
_CALLED = re.compile(
    r"\b(?:summoned|invited|requested|notice\s+is\s+(?:hereby\s+)?given)\b.{0,80}?\bmeeting\s+of\s+(?:the\s+)?(?P<body>.{3,120}?),?\s+"
    r"(?:(?:which\s+)?(?:is\s+)?(?:to|will)\s+be\s+held|on\s+(?=\d|\w+day))(?P<rest>.{0,260})",
    re.IGNORECASE | re.DOTALL,
)
_MEETING_OF = re.compile(
    r"\W*(?:(?:a|the)\s+)?meeting\s+of\s+(?:the\s+)?(?P<body>.{3,120}?),?\s+(?:(?:which\s+)?(?:is\s+)?(?:to|will)\s+be\s+held"
    r"|(?:that\s+was\s+)?(?:scheduled|due|arranged|planned))\b(?P<rest>.{0,260})",
    re.IGNORECASE | re.DOTALL,
)
_DECIDED = re.compile(
    r"\W*(?:the\s+following\s+)?decisions?\s+(?:(?:were|was)\s+)?(?:taken|made)\s+(?:by|at\s+(?:the|a)\s+meeting\s+of)\s+(?:the\s+)?(?P<body>.{3,120}?)"
    r"\s+(?:(?:at|held)\b.{0,40}?)?on\b(?P<rest>.{0,60})",
    re.IGNORECASE | re.DOTALL,
)
_FORM_DATE = re.compile(
    r"\W*(?:draft\s+|printed\s+)?(?:minutes|agenda|notes|decisions|action\s+notes?)\s*[–:,-]\s*(?P<rest>.{6,60})$", re.I
)
_FORM_OF = re.compile(
    r"(?:draft\s+)?(?:minutes|agenda|notes|decisions)\s+(?:of|for)\s+(?:(?:a|the)\s+)?(?:meeting\s+of\s+(?:the\s+)?)?",
    re.IGNORECASE,
)
_BESIDE = re.compile(
    rf"(?P<body>[A-Z][\w ,&'’()-]+?)\s*(?:\bmeeting\b\s*)?(?:[,:–-]|\b(?:held\s+)?on\b)"
    rf"\s*(?P<date>{WRITTEN.pattern})(?P<after>.{{0,30}})$",
    re.IGNORECASE,
)
_WEEKDAY_BESIDE = re.compile(rf"(?P<body>[A-Z][\w ,&'’()-]+?)\s*[,–-]\s*(?P<date>{DAY}.+)", re.IGNORECASE)
_DATE_LINE = re.compile(
    rf"^\W*(?:\d{{1,2}}[.:]\d{{2}}\s*(?:[ap]\.?m\.?)?,?\s*(?:on\s+)?)?(?:{BODY_WORD}\s*[–-]\s*)?{DAY}.{{6,30}}\d{{4}}.{{0,40}}$",
    re.IGNORECASE,
)
_NO_BODY = re.compile(
    r"^(?:Report(?!\s+to\b)|Minutes|Decision)|\b(?:Chair(?:man|woman|person)?|Director|Officer|Member|Councillor|Leader|Head)\s+(?:of|for)\b|:",
    re.IGNORECASE,
)
_LETTER = re.compile(r"\bDear\s+(?:Member|Councillor|Sir|All|Colleague)", re.IGNORECASE)
_OPENING_BODY = re.compile(
    rf"(?!(?:To|TO)\b)(?:(?:REPORT|Report)\s+(?:TO|to)\s+(?:the\s+|THE\s+)?)?(?P<body>(?:[A-Z][\w’',-]*\s+(?:(?:and|of|for|the|&)\s+)*){{0,9}}?"
    rf"(?i:{BODY_WORD})\b(?!\s+(?:Member|Committee|Board|MEMBER|COMMITTEE)))"
)
_MARK = re.compile(rf"(?:{WRITTEN.pattern}|(?:agenda\s+)?item\s+\d{{1,3}}\b|AGENDA\b(?!\s+item))", re.I)
_FORM = re.compile(r"(?:NOTICE|MINUTES|RECORD|REPORT|Report\s+to)\b")
LONGEST_LETTERHEAD = 40
"""Words."""


@dataclass(frozen=True, slots=True)
class Head:
    """The first lines of a paper, each squeezed, and its document information."""

    lines: tuple[str, ...]
    text: str
    info: dict[str, str]


def head(reading: Reading) -> Head:
    """The head of a paper."""
    printed = [line for block in reading.blocks[:HEAD_LINES] for line in _lines(block)]
    lines = [part for line in printed for part in unjoined(squeeze(line).replace("**", "").lstrip("# "))]
    info = {name.lower(): squeeze(value) for name, value in reading.info}
    return Head(tuple(line for line in lines if line)[:HEAD_LINES], reading.text[:HEAD_CHARACTERS], info)


def is_item_page(top: Head) -> bool:
    """True for the page that a publishing system makes of one agenda item."""
    return bool(top.lines) and fold(top.lines[0]).strip(" :") == "agenda item"


def unjoined(line: str) -> list[str]:
    """A letterhead whose lines run together ("WEXMOOR COUNTY COUNCIL CABINET 4 May 2024 …"), cut into its lines."""
    rest = line
    cut: list[str] = []
    if ITEM_PAGE.match(line):
        return [line]
    while rest and len(line.split()) <= LONGEST_LETTERHEAD:
        end = next((end for find in (_council_end, _body_end, _mark_end) if (end := find(rest, bool(cut)))), 0)
        if not end:
            break
        cut.append(rest[:end].strip(" –—-,|"))
        rest = rest[end:].strip(" –—-,|")
    return [part for part in (*cut, rest) if part]


def _council_end(text: str, _: bool) -> int:
    """Where a council's name ends, if it heads a letterhead; a title may begin with the name as well."""
    found = COUNCIL_CAPITALS.match(text) or COUNCIL.match(text)
    name = found and without_generic(titled(found.group()))
    if not found or not name or fold(name) != fold(found.group()):
        return 0
    rest = text[found.end() :].strip()
    changes = bool(rest) and found.group().isupper() != rest.split(" ")[0].isupper() and len(rest.split(" ")[0]) > 1
    known = _MARK.match(rest) or _FORM.match(rest) or _OPENING_BODY.match(rest) or re.match(r"[–—|]", rest)
    capitals_change = changes and (found.group().isupper() or rest.split(" ")[0].isupper())
    return found.end() if known or capitals_change else 0


def _body_end(text: str, _: bool) -> int:
    """Where a committee's name ends, if a date or an item number follows it."""
    found = _OPENING_BODY.match(text)
    rest = text[found.end() :].strip(" –—-,") if found else ""
    follows = WRITTEN.match(rest) or re.match(r"(?:agenda\s+)?item\s+\d", rest, re.IGNORECASE)
    return found.end() if found and follows else 0


def _mark_end(text: str, is_inside: bool) -> int:
    """Where a date, an item number or the word "Agenda" ends, once a council or committee stands before it."""
    found = _MARK.match(text)
    return found.end() if found and (is_inside or found.group().isupper()) and found.end() < len(text) else 0


def _lines(block: Block) -> list[str]:
    """A table's rows are lines of their own; any other block is one line."""
    return block.text.splitlines() if block.kind == "table" else [block.text]


def stated(reading: Reading, file_name: str = "") -> Meeting:
    """The meeting as the paper states it; ``file_name`` in a publishing system's own form counts as stated."""
    top = head(reading)
    found = [
        _from_minutes(top),
        _from_notice(top),
        _from_system(top.info.get("subject", "")),
        _from_system(top.info.get("title", "")),
        _from_item_page(top),
        _from_front_matter(top),
        _from_agenda(top),
        _from_letterhead(top),
        _from_file_name(file_name),
    ]
    committee = next((one.committee for one in found if one and one.committee), None)
    held_on = next((one.held_on for one in found if one and one.held_on), None)
    return Meeting(council(reading), committee, held_on)


def is_meeting_line(text: str) -> bool:
    """True where a line names a body and a day and nothing else ("CABINET – 4 MARCH 2025")."""
    found = _WEEKDAY_BESIDE.match(text) or _BESIDE.match(text)
    return bool(found and body(found["body"]) and len(text.split()) <= 16)


def council(reading: Reading) -> str | None:
    """The publishing council, where the paper's letterhead or its own internet addresses name it."""
    top = head(reading)
    lines = [*top.lines[:12], *(one.text for one in reading.dropped if one.page == 1)]
    printed = [name for line in lines if (name := letterhead_council(squeeze(line)))]
    if printed:
        # A council of Wales heads its papers with both its names: the English one is what its other papers say too.
        return next((name for name in printed if not name.startswith("Cyngor")), printed[0])
    names = councils_named(reading.text)
    domains = {domain.lower() for domain in DOMAIN.findall(reading.text)}
    own = [name for name in names if any(is_domain_of(domain, name) for domain in domains)]
    return own[0] if own else None


def _from_minutes(top: Head) -> Meeting | None:
    """The sentence that opens minutes; a line of an agenda that names earlier minutes is numbered."""
    for index in range(min(len(top.lines), 12)):
        opening = " ".join(top.lines[index : index + 3])
        match = _HELD.match(opening) or _AT_MEETING.match(opening)
        if match and (held_on := find_date(match["rest"])):
            return Meeting(None, _body_or_council(match["body"]), held_on)
    return None


def _body_or_council(name: str) -> str | None:
    """The body; "the Council" and "full Council" are the meeting of all members, in places that name who met."""
    return body(name) or ("Council" if _FULL_COUNCIL.match(name) else None)


def _from_notice(top: Head) -> Meeting | None:
    """The sentence that calls a meeting, calls it off, or says who decided what follows."""
    for line in top.lines[:12]:
        match = _CALLED.search(line) or _MEETING_OF.match(line) or _DECIDED.match(line)
        held_on = find_date(match["rest"][:160]) if match else None
        if match and held_on and (committee := _body_or_council(match["body"])):
            return Meeting(None, committee, held_on)
    return None


def _from_system(value: str) -> Meeting | None:
    match = _SYSTEM.search(value)
    return Meeting(None, titled(match["body"].strip()), find_date(match["date"])) if match else None


def _from_file_name(name: str) -> Meeting | None:
    match = _FILE.search(name)
    return Meeting(None, body(match["body"]), find_date(match["date"])) if match else None


def _from_front_matter(top: Head) -> Meeting | None:
    """The fields "To:", "Meeting:", "Date:"; a letter's date is no meeting's."""
    is_letter = bool(_LETTER.search(top.text))
    committee, held_on = None, None
    for index, line in enumerate(top.lines):
        for part in _fields(line, top.lines[index + 1] if index + 1 < len(top.lines) else ""):
            if (match := _TO.match(part) or _TO_PLAIN.match(part) or _TO_AND_DATE.match(part)) and committee is None:
                committee = _body_or_council(match["value"])
                held_on = (find_date(match["value"]) if committee else None) or held_on
            elif not is_letter and held_on is None and (match := _DATED.match(part)):
                held_on = find_date(match["value"][:60])
    taken = _TAKEN_BY.search(squeeze(top.text))
    if committee is None and taken:
        committee = next((body(cut) for cut in re.split(r"\s+(?=DECISION)", taken["value"])[:1]), None)
    if committee is None and held_on:
        headed = _named_and_dated(top.lines[:8])
        committee = headed.committee if headed else None
    return Meeting(None, committee, held_on) if committee else None


def _fields(line: str, after: str) -> list[str]:
    """The fields in a line; a field whose value stands in the next block is joined with it."""
    parts = [part for part in _NEXT_FIELD.split(_CELL_LABEL.sub(r"\1: ", line)) if part]
    return [f"{part} {after}" if part.rstrip().endswith(":") else part for part in parts]


def _from_item_page(top: Head) -> Meeting | None:
    """The line beneath an item's title: "Meeting of Cabinet, Tuesday, 4th March, 2025 10.00 am (Item 5.)"."""
    for line in top.lines[:12]:
        if match := ITEM_PAGE.match(line):
            return Meeting(None, body(match["body"]), find_date(match["rest"]))
    return None


def _from_agenda(top: Head) -> Meeting | None:
    """An agenda's head: the body's name on a line of its own and the day beneath it or beside it."""
    if not any(fold(line).startswith("agenda") and not fold(line).startswith("agenda item") for line in top.lines[:6]):
        return None
    return _named_and_dated(top.lines[:10])


def _from_letterhead(top: Head) -> Meeting | None:
    return None if is_item_page(top) else _named_and_dated(top.lines[:8])


def _named_and_dated(lines: tuple[str, ...]) -> Meeting | None:
    named = [found for line in lines if (found := _body_line(line))]
    dated = [line for line in lines if _DATE_LINE.match(line)]
    dated += [match["rest"] for line in lines if (match := _FORM_DATE.match(line))]
    held_on = next((day for line in dated if (day := find_date(line))), None)
    # A bare date counts where the line before it names the body.
    for line, after in pairwise(lines):
        if held_on is None and _body_line(line) and WRITTEN.fullmatch(after.strip()):
            held_on = find_date(after)
    for line in lines:
        match = _WEEKDAY_BESIDE.match(line) or _BESIDE.match(line)
        if match and (beside := body(match["body"])):
            named.insert(0, beside)
            held_on = held_on or find_date(match["date"])
    return Meeting(None, named[0] if named else None, held_on if named else None) if named else None


def _body_line(line: str) -> str | None:
    plain = line.strip(" *.:")
    *before, last = re.split(r"\s+[–—|-]\s+", plain)
    if before and letterhead_council(before[0]):
        plain = last
    plain = _FORM_OF.sub("", plain, count=1) if _FORM_OF.match(plain) else plain
    if len(plain.split()) > 14 or letterhead_council(plain) or _NO_BODY.search(plain):
        return None
    return body(plain)
