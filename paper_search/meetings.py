"""What a paper says of the meeting it belongs to: the council, the body that met, the day it was held.

In: a paper as read; out: a ``Meeting`` in which each field is None unless the paper states it in a place that is
about itself: the sentence that opens minutes, the system's document information, the front matter ("To: Cabinet –
30 January 2025"), an agenda's head, a letterhead. Promised: a council that is only mentioned is not the publisher.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from paper_search.records import Block, Meeting, Reading
from paper_search.text import fold, squeeze

HEAD_LINES, HEAD_CHARACTERS = 40, 4000
"""How much of a paper is its head: where papers say what they are."""

_MONTHS = {
    name: number
    for number, names in enumerate(
        ("january jan ionawr", "february feb chwefror", "march mar mawrth", "april apr ebrill", "may mai",
         "june jun mehefin", "july jul gorffennaf", "august aug awst", "september sept sep medi",
         "october oct hydref", "november nov tachwedd", "december dec rhagfyr"), 1)
    for name in names.split()
}  # fmt: skip
_DAY = r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day,?\s+(?:the\s+)?)"
_WRITTEN = re.compile(
    rf"{_DAY}?(?P<day>\d{{1,2}})\s*(?:st|nd|rd|th)?(?:\s+of)?[\s-]+(?P<month>[A-Za-z]{{3,9}})\.?,?[\s-]+(?P<year>\d{{4}})",
    re.IGNORECASE,
)
_SLASHED = re.compile(r"\b(?P<day>\d{1,2})[/.](?P<month>\d{1,2})[/.](?P<year>\d{4})\b")
_ISO = re.compile(r"\b(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})\b")

_BODY_WORD = (
    r"(?:Committee|Cabinet|Panel|Board|Sub-?\s?Committee|Council|Commission|Forum|Executive|Assembly|Authority"
    r"|Select\s+Committee|Working\s+(?:Group|Party)|Joint\s+Committee|Pwyllgor|Cabinet\s+Committee|Trust)"
)
_BODY = re.compile(
    rf"(?:the\s+)?(?P<body>[A-Z][\w’'&,()/ –-]*?\b{_BODY_WORD}\b(?:\s*\([\w\s-]+\))?|Cabinet)", re.IGNORECASE
)
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
    r"(?:\bfor\s+|^)(?P<body>[^,\d][^\d]{1,120}?),\s*(?P<date>\d{1,2}/\d{1,2}/\d{4})(?:\s+\d{1,2}[:.]\d{2})?\s*$"
)
ITEM_PAGE = re.compile(
    rf"(?:Meeting\s+of\s+)?(?:the\s+)?(?P<body>[A-Z].{{2,120}}?),\s*(?P<rest>{_DAY}.{{6,60}}?)\(Item\s+(?P<item>\d{{1,3}}[A-Za-z]?)\.?\)\s*$",
    re.IGNORECASE,
)
_FILE = re.compile(
    r"(?P<date>\d{1,2}(?:st|nd|rd|th)?[- ][A-Za-z]{3,9}[- ]\d{4})\s+\d{1,2}[.:]\d{2}"
    r"\s+(?P<body>[^.]{3,80}?)(?:\.\w{2,4})?$"
)
_TO = re.compile(
    r"^\W*(?:\w+\s*/\s*)?(?:(?:Report\s+)?To|Meeting|Committee|Report\s+for)\s*[:|]\s*(?P<value>.+)$", re.I | re.DOTALL
)
_TO_PLAIN = re.compile(rf"^\W*To\s+(?P<value>[\w ,&’'()-]{{0,80}}?{_BODY_WORD}\s*[–,-]\s*.*\d{{4}})\s*$", re.DOTALL)
_DATED = re.compile(
    r"^\W*(?:Date\s+of\s+(?:the\s+)?(?:meeting|decision\s+meeting)|Meeting\s+date|Committee\s+date|Meeting\s+held(?:\s+on)?|Date)\s*[:|]\s*(?P<value>.+)$",
    re.IGNORECASE | re.DOTALL,
)
_TAKEN_BY = re.compile(r"DECISION\s+(?:TO\s+BE\s+)?(?:TAKEN|MADE)\s+BY\s*[:|]?\s*(?P<value>[^\n]{0,80})", re.IGNORECASE)
_DATE_LINE = re.compile(rf"^\W*(?:{_BODY_WORD}\s*[–-]\s*)?{_DAY}.{{6,30}}\d{{4}}.{{0,40}}$", re.IGNORECASE)
_NO_BODY = re.compile(
    r"^(?:Report(?!\s+to\b)|Minutes|Decision)|\b(?:Chair(?:man|woman|person)?|Director|Officer|Member|Councillor|Leader|Head)\s+(?:of|for)\b|:",
    re.IGNORECASE,
)
_SMALL = frozenset(("and", "of", "the", "for", "in", "on", "to", "with", "at", "by", "upon", "under", "a", "an"))
_LETTER = re.compile(r"\bDear\s+(?:Member|Councillor|Sir|All|Colleague)", re.IGNORECASE)

_COUNCIL = re.compile(
    r"(?<![\w’'-])(?:(?:London|Royal|Metropolitan)[^\S\n]+(?:and[^\S\n]+\w+[^\S\n]+)?Borough[^\S\n]+of[^\S\n]+[A-Z][\w’']+(?:[^\S\n]+(?:and|upon|&)[^\S\n]+[A-Z][\w’']+)*(?:[^\S\n]+Council)?"
    r"|City[^\S\n]+of[^\S\n]+[A-Z][\w’']+[^\S\n]+Council"
    r"|Cyngor[^\S\n]+(?:Sir[^\S\n]+|Bwrdeistref[^\S\n]+Sirol[^\S\n]+|Dinas[^\S\n]+)?[A-Z][\w’']+"
    r"|[A-Z][\w’'-]+(?:(?:[^\S\n]+|-)(?:(?:and|upon|on|with|of|the|le|in|&)[^\S\n]+)*[A-Z][\w’'-]+){0,4}?"
    r"[^\S\n]+(?:(?:Metropolitan|County|City|Borough|District|Town|Parish|Island)[^\S\n]+){0,3}Council\b)"
)
_OPENING_BODY = re.compile(
    rf"(?!(?:To|TO)\b)(?:(?:REPORT|Report)\s+(?:TO|to)\s+(?:the\s+|THE\s+)?)?(?P<body>(?:[A-Z][\w’',-]*\s+(?:(?:and|of|for|the|&)\s+)*){{0,9}}?"
    rf"(?i:{_BODY_WORD})\b(?!\s+(?:Member|Committee|Board|MEMBER|COMMITTEE)))"
)
_MARK = re.compile(rf"(?:{_WRITTEN.pattern}|(?:agenda\s+)?item\s+\d{{1,3}}\b|AGENDA\b(?!\s+item))", re.I)
_FORM = re.compile(r"(?:NOTICE|MINUTES|RECORD|REPORT|Report\s+to)\b")
LONGEST_LETTERHEAD = 40
"""Words."""
_COUNCIL_CAPITALS = re.compile(r"(?<![\w’'-])[A-Z][A-Z’'-]+(?:[^\S\n]+(?:&|[A-Z][A-Z’'-]*)){0,6}?[^\S\n]+COUNCIL\b")
_GENERIC = frozenset(
    re.findall(
        r"\w+",
        """the a full county city borough district town parish this our your each every local metropolitan unitary fire
        and police of for budget annual special extraordinary cabinet youth combined regional national european welsh
        tier principal authority constituent shire from to by at in on with kind new former other another
        neighbouring school sports arts research""",
    )
)
"""Words that stand before "Council" without naming one."""
_KINDS_OF_COUNCIL = frozenset(("county", "city", "borough", "district", "council", "metropolitan"))
_DOMAIN = re.compile(r"[@.]([a-z0-9-]+)\.(?:gov|llyw)\.(?:uk|wales|cymru)\b", re.IGNORECASE)


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
    found = _COUNCIL_CAPITALS.match(text) or _COUNCIL.match(text)
    name = found and _without_generic(titled(found.group()))
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
    follows = _WRITTEN.match(rest) or re.match(r"(?:agenda\s+)?item\s+\d", rest, re.IGNORECASE)
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


def find_date(text: str) -> date | None:
    """The first date in a text, however written (British order), or None."""
    for pattern in (_WRITTEN, _ISO, _SLASHED):
        for match in pattern.finditer(text):
            month = match["month"].lower()
            number = _MONTHS.get(month) or (int(month) if month.isdigit() else 0)
            try:
                return date(int(match["year"]), number, int(match["day"]))
            except ValueError:
                continue
    return None


def is_date_line(text: str) -> bool:
    """True where a line holds a date and nothing else."""
    return bool(_WRITTEN.fullmatch(text.strip(" .*,")))


def titled(name: str) -> str:
    """A name printed in capitals, in title case; any other as printed."""
    if not name.isupper():
        return name
    first, *others = name.split()
    return " ".join([_capital(first), *(word.lower() if word.lower() in _SMALL else _capital(word) for word in others)])


def _capital(word: str) -> str:
    return re.sub(r"[^\W\d_]+(?:['’][^\W\d_]+)?", lambda match: match.group().capitalize(), word)


def council(reading: Reading) -> str | None:
    """The publishing council, where the paper's letterhead or its own internet addresses name it."""
    top = head(reading)
    for line in [*top.lines[:12], *(one.text for one in reading.dropped if one.page == 1)]:
        name = _letterhead_council(squeeze(line))
        if name:
            return name
    names = councils_named(reading.text)
    domains = {domain.lower() for domain in _DOMAIN.findall(reading.text)}
    own = [name for name in names if any(_is_domain_of(domain, name) for domain in domains)]
    return own[0] if own else None


def councils_named(text: str) -> list[str]:
    """Full names of councils in a text, the one named most often first."""
    counts: dict[str, int] = {}
    for match in (*_COUNCIL.finditer(text), *_COUNCIL_CAPITALS.finditer(text)):
        name = _without_generic(titled(squeeze(match.group())))
        if name:
            counts[name] = counts.get(name, 0) + 1
    return sorted(counts, key=lambda name: (-counts[name], name))


def _without_generic(name: str) -> str | None:
    words = name.split()
    while words and words[0].lower() in _GENERIC and not re.match(r"City of|Cyngor|London|Royal", " ".join(words)):
        words.pop(0)
    return " ".join(words) if len(words) > 1 and words[0].lower() != "council" else None


def _letterhead_council(line: str) -> str | None:
    """The council, where the line is its name and nothing else, or its name before a dash."""
    text = re.split(r"\s+[–—-]\s+|\s*\|\s*", line)[0].strip(" .:*")
    text = re.sub(r"^Report\s+(?:to|of)\s+", "", text, flags=re.IGNORECASE)
    found = _COUNCIL.fullmatch(titled(text).replace("&", "and"))
    name = _without_generic(found.group()) if found else None
    return name if name and fold(name) == fold(text).replace("&", "and") else None


def _is_domain_of(domain: str, name: str) -> bool:
    """True for "kent" or "surreycc" and a council whose name begins so."""
    letters = re.sub(r"[^a-z]", "", fold(name))
    plain = re.sub(r"[^a-z]", "", domain.lower())
    words = [word for word in re.findall(r"[a-z]+", fold(name)) if word not in _SMALL]
    place = "".join(word for word in words if word not in _KINDS_OF_COUNCIL)
    initials = "".join(word[0] for word in words)
    return len(place) > 2 and (letters.startswith(plain) or plain.startswith(place) or plain == initials)


def body(text: str) -> str | None:
    """The name of a body where the text begins with one, as a member would write it."""
    cut = re.split(r"\s+[–—-]\s+|,?\s*(?=\d)|\s*\(\s*(?=\d)|;|,?\s+(?=(?:on|held|at)\b)", squeeze(text), maxsplit=1)[0]
    councils = _COUNCIL.findall(cut)
    if councils and cut.endswith(councils[-1]) and cut != councils[-1]:
        cut = cut[: -len(councils[-1])].rstrip(" ,")
    cut = re.sub(rf",?\s*{_DAY}?$", "", cut.strip(" .,:–-"), flags=re.IGNORECASE)
    cut = re.sub(r"^(?:report\s+)?to\s+", "", cut, flags=re.IGNORECASE)
    cut = re.sub(r"^(?:(?:all|chair\s+and)?\s*members\s+of\s+)?the\s+", "", cut, flags=re.IGNORECASE)
    found = _BODY.fullmatch(cut)
    if not found or re.search(r"\b(?:Member|Director|Officer)\s+(?:for|of)\b|^Leader", cut, re.IGNORECASE):
        return None
    return titled(found["body"])


def _from_minutes(top: Head) -> Meeting | None:
    """The sentence that opens minutes; a line of an agenda that names earlier minutes is numbered."""
    for index in range(min(len(top.lines), 12)):
        opening = " ".join(top.lines[index : index + 3])
        match = _HELD.match(opening) or _AT_MEETING.match(opening)
        if match and (held_on := find_date(match["rest"])):
            return Meeting(None, body(match["body"]), held_on)
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
            if (match := _TO.match(part) or _TO_PLAIN.match(part)) and committee is None:
                committee = body(match["value"])
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
    parts = re.split(r"\s+(?=(?:To|Subject|Date|Classification|Meeting|Committee)\s*:)", line)
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
    held_on = next((find_date(line) for line in lines if _DATE_LINE.match(line) and find_date(line)), None)
    # A bare date counts where the line before it names the body.
    for line, after in pairwise(lines):
        if held_on is None and _body_line(line) and _WRITTEN.fullmatch(after.strip()):
            held_on = find_date(after)
    for line in lines:
        match = re.match(rf"(?P<body>[A-Z][\w ,&'’()-]+?)\s*[,–-]\s*(?P<date>{_DAY}.+)", line, re.IGNORECASE)
        if match and (beside := body(match["body"])):
            named.insert(0, beside)
            held_on = held_on or find_date(match["date"])
    return Meeting(None, named[0] if named else None, held_on if named else None) if named else None


def _body_line(line: str) -> str | None:
    plain = line.strip(" *.:")
    if len(plain.split()) > 14 or _letterhead_council(plain) or _NO_BODY.search(plain):
        return None
    return body(plain)
