"""Day of the meeting that a document belongs to, with every place that states one.

The words of the title block come before the document information, the file name and the folder. A date that is only
mentioned is never the meeting's: that of the minutes which the meeting confirmed, of the next meeting, of publication,
of a letter, of a deadline. Where two places name different days, both are kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from paper_search.ingest.metadata.head import DocumentHead
from paper_search.ingest.metadata.organisations import BODY_WORD
from paper_search.ingest.metadata.published_page import find_published_page
from paper_search.records.documents import StatedDate
from paper_search.text.printed_dates import PrintedDate, find_dates, has_month_first

MEETING_KINDS = frozenset({"minutes", "agenda frontsheet", "decision record", "supplement/public pack", "questions"})
"""Kinds of paper whose own date is that of a meeting; a report's may be any."""
_MAX_LINES, _MAX_LINE_CHARACTERS = 26, 420
"""Lines of a title block at most, and characters of each that are looked at."""
_MAX_TITLE_WORDS = 34
"""Words of a line that may be a title."""

_WORDS_OF_TITLE, _MAX_WORDS_BEFORE = 12, 5
"""Words before a date that are its title in a long line, and words before a date that stands alone."""
_REPORTING_VERB = re.compile(r"\b(?:said|that|agreed|resolved|considered|reported)\b")
_MIN_CAPITALS = 0.6
"""Share of the words of a title with a capital, where lines run together."""

_MEETING_WORD = re.compile(
    r"\b(?:meetings?|minutes?|minuites|mins|agenda|summons|notes|proceedings|cyfarfod|gyfarfod|cofnodion|assembly|session"
    rf"|hearing|agm|egm|comhairle|cruinniu|miontuairisci|{BODY_WORD})\b",
    re.IGNORECASE,
)
_FORM_WORD = re.compile(r"\b(?:meeting|minutes|agenda|summons|cyfarfod|cofnodion)\b", re.IGNORECASE)
"""Words that make a title of a meeting above a letter, where a council's name alone is its letterhead."""
_HELD = re.compile(
    r"\b(?:held|convened|met|meets|assembled|take(?:s|n)?\s+place|took\s+place|conducted|cynhal\w+|gynhal\w+|due\s+to\s+meet)\b[^.;]{0,220}$"
    r"|\b(?:summoned|requested|invited|required|notice\s+is\s+(?:hereby\s+)?given)\b[^;]{0,260}\bmeeting\b[^;]{0,220}$"
    r"|^\W*(?:at|in)\s+(?:a|the)\s+(?:\w+\s+){0,4}meeting\s+of\b[^.;]{0,200}$"
    r"|\bmeeting\b[^.;]{0,160}\b(?:will\s+be|is\s+to\s+be|to\s+be|was|scheduled|arranged|planned|due)\b[^.;]{0,160}$"
    r"|\bdecisions?\s+(?:(?:were|was)\s+)?(?:taken|made)\b[^.;]{0,100}$",
    re.IGNORECASE,
)
"""Words before a date that say that a meeting was or will be held on it."""
_FIELD = re.compile(
    r"(?:^|[|\n])\W*(?:(?:date|day)(?:\s*(?:and|&|/)\s*time)?(?:\s+of\s+(?:the\s+)?(?:decision\s+)?meeting)?"
    r"|(?:meeting|committee|council|cabinet|hearing)\s+date|meeting\s+held(?:\s+on)?|committee\s+and\s+date|meeting|when"
    r"|dyddiad(?:\s+y\s+cyfarfod)?|data)\s*[:|\s]\W*$",
    re.IGNORECASE,
)
_EXPLICIT_FIELD = re.compile(r"meeting|committee|council|cabinet|hearing|cyfarfod", re.IGNORECASE)
_OTHER_MEETING = re.compile(
    r"\b(?:last|previous|preceding|prior|earlier|next|future|following|forthcoming|subsequent|blaenorol|nesaf)\b(?!\s+(?:day|week|item)s?\b)"
    r"|\b(?:approv|adopt|confirm|receiv|agree|accept|sign|ratif|considered|noted|matters\s+arising|arising\s+from)\w*\b.{0,90}\bminutes?\b"
    r"|\bminutes?\b.{0,60}\b(?:were|was|be)\b|\bits\s+meetings?\b|\badjourned\s+(?:to|until|till|from)\b|\bpostponed\b|\brearranged\b"
    r"|\binstead\s+of\b|\boriginally\b",
    re.IGNORECASE,
)
"""Words before a date that say that it is another meeting's."""
_OTHER_EVENT = re.compile(
    r"\b(?:publish\w*|publication|issued?|dispatch\w*|despatch\w*|deadline|call-?in|clos(?:es|ing)|expir\w*|effective|in\s+force"
    r"|amended|revised|updated|modified|printed|posted|uploaded|created|year\s+end(?:ed|ing)?|consultation|born|reviewed"
    r"|version|adopted|valid|received|registered|correspondence|letter|email|e-mail|signed|dated|approved|agreed|confirmed|as\s+at|financial\s+year"
    r"|cyhoeddwyd|cyhoeddi)\b(?:[\s:,-]+[\w.]+){0,3}[\s:,(-]*$"
    r"|(?<!held\s)\b(?:by|until|till|before|from|since|after|between|to|of)\s+(?:(?:noon|midday|midnight|\d{1,2}(?:[.:]\d\d)?\s*[ap]\.?m\.?)\s+on\s+)?$"
    r"|\bending\W*$|\bstart(?:s|ing)\s*(?:on|from)?\W*$",
    re.IGNORECASE,
)
"""Words right before a date that say what else happened on it."""
_DATE_OF_FORM = re.compile(
    r"\b(?:minutes?|notes|agenda|meeting|proceedings|cofnodion)\b[^.;]{0,120}?\bof\s+(?:the\s+)?$", re.IGNORECASE
)
_SETTLED_AFTER = re.compile(
    r"^[^.;\n]{0,70}\b(?:be|been|were|was|are|is)\s+(?:\w+\s+)?(?:adopted|approved|confirmed|agreed|accepted|received|signed|considered|moved"
    r"|taken\s+as|correct|noted|circulated|cancelled)\b"
    r"|^[^.;\n]{0,40}\b(?:as\s+a\s+(?:true|correct)|a\s+correct\s+record)",
    re.IGNORECASE,
)
"""Words behind a date that say what was done with the minutes of that meeting."""
_CALL = re.compile(r"(?=\b(?:summoned|requested|invited|required)\s+to\s+attend\b)", re.IGNORECASE)
"""Where a sentence calls a meeting; it may speak of another before ("as agreed at the last meeting, you are …")."""
_SENTENCE_END = re.compile(r"(?<![ap]\.m)(?<!\b[A-Z])(?<!\b(?:No|St|Dr|Mr))(?<!Cllr)[.;]\s+(?=[A-Z])")
_BODY_START = re.compile(
    r"^\W*(?:\d{1,3}(?:[.\\/]\d{1,3})*[a-z]?[.):\\]+\s*(?=[^\W\d])|\d{1,3}(?:\.\d{1,3})+\s|\d{1,3}[a-z]?[.)]?$|items?$|no\.\s+item\b|minutes\s*:$"
    r"|minutes\s+of\s+(?:the\s+)?(?:last|previous)\b|apologies\s+for\b|welcome\b|declarations?\s+of\b|background\b|introduction\b|summary\b"
    r"|recommendations?\b|purpose\s+of\b|to\s+(?:confirm|approve|adopt|receive|agree|consider|note|sign)\b|r\d{4}-\d+\b)",
    re.IGNORECASE,
)
"""Lines that are no longer the title block: the first item, the first paragraph."""
_NUMBERED_ITEM = re.compile(r"^\(?\d{1,2}[.)]?\s+(?!\w*\s*(?:of\s+)?[A-Za-z]{3,9}[\s,]+(?:\d{4}|\d\d)\b)[A-Z]\w")
_ATTENDANCE = re.compile(
    r"^\W*(?:present|in\s+attendance|also\s+(?:present|in\s+attendance)|apologies|attend(?:ing|ance|ees)|those\s+attending|members\s+present"
    r"|absent|yn\s+bresennol|sederunt|ymddiheuriadau|councillors?\s*:|i\s+lathair)\b",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"^\W*(?:dear\b|a\s+ch(?:ara|omhairleoir)\b|annwyl\b|to\s*[:/]|to\s+(?:the\s+|all\s+|each\s+)+\w+|the\s+(?:mayor|cathaoirleach)\b.*\beach\b)",
    re.IGNORECASE,
)
_REPORT_OPENING = re.compile(r"^\W*(?:from|by|report\s+(?:of|by|to|from|author))\s*[:|]?\b", re.IGNORECASE)


def list_stated_dates(
    head: DocumentHead, kind: str | None, file_name: str, text: str, beside_body: date | None = None
) -> tuple[StatedDate, ...]:
    """Return the days that a document and its file name state as that of its meeting, the strongest first.

    Args:
        head: the head of the document.
        kind: its kind.
        file_name: its file name.
        text: its text, which shows the order of day and month.
        beside_body: the day stated beside the body in a form of its own ("To: Cabinet – 30 January 2025").
    """
    month_first = has_month_first(text)
    strong, weak = _find_in_title_block(head, kind, month_first=month_first)
    page = find_published_page(head)
    days = [StatedDate(page.held_on, "text")] if page and page.held_on else []
    if kind == "decision record":
        # An officer's decision has a day and no meeting.
        weak = []
    if page is None or page.form == "meeting":
        days += [StatedDate(day, "text") for day in (*strong, beside_body, *weak) if day]
    if kind in MEETING_KINDS and page is None:
        days += [StatedDate(day, "title") for day in _find_in_titles(head, month_first=month_first)]
    if kind in MEETING_KINDS:
        days += [StatedDate(day, "file name") for day in _find_in_file_name(file_name, month_first=month_first)]
    return tuple(dict.fromkeys(days))


def is_other_meeting(words: str) -> bool:
    """Return True for words that name another meeting than the document's: "the last meeting"."""
    return bool(_OTHER_MEETING.search(words))


def _find_in_title_block(head: DocumentHead, kind: str | None, *, month_first: bool) -> tuple[list[date], list[date]]:
    """Return the days that the title block states: in a sentence or a field, and in a title or alone on a line."""
    block = tuple(line[:_MAX_LINE_CHARACTERS] for line in _cut_title_block(head.lines))
    attendance = next((index for index, line in enumerate(block) if _ATTENDANCE.match(line)), len(block))
    is_letter = any(_ADDRESS.match(line) for line in block)
    is_report = kind not in MEETING_KINDS and any(_REPORT_OPENING.match(line) for line in block[:6])
    strong: list[date] = []
    weak: list[tuple[int, date]] = []
    has_own_day = kind in MEETING_KINDS
    if kind is None and not is_report:
        has_own_day, block = True, block[:4]
    for context in _iterate_dates(block, month_first=month_first):
        rank = _rank(context, is_letter=is_letter) if has_own_day else int(_is_in_meeting_field(context))
        if rank == 1:
            strong.append(context.day)
        elif rank and context.line_index < attendance:
            weak.append((rank, context.day))
    has_meeting_word = any(_MEETING_WORD.search(line) for line in block[:attendance])
    allowed = [(rank, day) for rank, day in weak if rank == 2 or (kind in MEETING_KINDS and has_meeting_word)]
    return strong, [day for _, day in sorted(allowed, key=lambda pair: pair[0])]


def list_title_lines(lines: tuple[str, ...]) -> tuple[str, ...]:
    """Return the lines of a title block above the names of those who were present."""
    block = tuple(line[:_MAX_LINE_CHARACTERS] for line in _cut_title_block(lines))
    return block[: next((index for index, line in enumerate(block) if _ATTENDANCE.match(line)), len(block))]


def _cut_title_block(lines: Iterable[str]) -> Iterator[str]:
    for index, line in enumerate(lines):
        if index >= _MAX_LINES or _starts_body(line, index):
            return
        yield line


def _starts_body(line: str, index: int) -> bool:
    if find_dates(line[:40]) and not re.match(r"^\W*\d{1,3}[.)]\s", line):
        return False
    return index > 0 and bool(_BODY_START.match(line) or _NUMBERED_ITEM.match(line))


@dataclass(frozen=True, slots=True)
class _DateContext:
    """A date of the title block, with the words around it."""

    day: date
    line_index: int
    line: str
    before_in_line: str
    before: str
    after: str


def _iterate_dates(lines: tuple[str, ...], *, month_first: bool) -> Iterator[_DateContext]:
    text = "\n".join(lines)
    previous_end = 0
    for printed in find_dates(text, month_first=month_first):
        line_index = text.count("\n", 0, printed.start)
        line_start = text.rfind("\n", 0, printed.start) + 1
        since_last_date = text[max(previous_end, line_start) : printed.start]
        clause = _SENTENCE_END.split(text[max(previous_end, printed.start - 420) : printed.start])[-1]
        clause = _CALL.split(clause)[-1] if _HELD.search(_CALL.split(clause)[-1]) else clause
        yield _DateContext(
            printed.day,
            line_index,
            lines[line_index],
            since_last_date,
            clause.replace("\n", " "),
            _find_after(text, printed),
        )
        previous_end = printed.end


def _find_after(text: str, printed: PrintedDate) -> str:
    return text[printed.end : printed.end + 140]


def _rank(context: _DateContext, *, is_letter: bool) -> int:
    """Return 1 for a sentence or a field that dates the meeting, 2 for a title, 3 for a line of its own, else 0."""
    if _is_only_mentioned(context):
        return 0
    if _HELD.search(context.before) or _is_in_meeting_field(context):
        return 1
    has_field = not is_letter and _FIELD.search(context.before_in_line) is not None
    if has_field or _is_in_meeting_title(context, is_letter=is_letter):
        return 2
    is_alone = len(
        context.before_in_line.split()
    ) <= _MAX_WORDS_BEFORE and not context.before_in_line.rstrip().endswith((".", ":"))
    return 3 if is_alone and not is_letter else 0


def _is_in_meeting_title(context: _DateContext, *, is_letter: bool) -> bool:
    """Return True for a line that names a meeting, its minutes or its body, and tells of nothing."""
    words = context.line.split()
    if len(words) > _MAX_TITLE_WORDS:
        # A page whose lines run together: the words right before the date are its title.
        words = context.before_in_line.split()[-_WORDS_OF_TITLE:]
        if sum(not word[:1].islower() for word in words) < _MIN_CAPITALS * len(words):
            return False
    title = " ".join(words)
    names_meeting = (_FORM_WORD if is_letter else _MEETING_WORD).search(title)
    return bool(names_meeting) and not _REPORTING_VERB.search(title)


def _is_in_meeting_field(context: _DateContext) -> bool:
    """Return True for a field that names the meeting: "Date of meeting", "Committee date"."""
    field = _FIELD.search(context.before_in_line)
    return bool(field and _EXPLICIT_FIELD.search(field.group()))


def _is_only_mentioned(context: _DateContext) -> bool:
    """Return True for a date of another meeting, or of something else than a meeting."""
    local = context.before_in_line or context.before[-60:]
    mentions = _OTHER_MEETING.search(context.before_in_line) or (
        _HELD.search(context.before) and _OTHER_MEETING.search(context.before)
    )
    is_event = _OTHER_EVENT.search(local) and not _DATE_OF_FORM.search(local)
    return bool(mentions or is_event or _SETTLED_AFTER.search(context.after))


def _find_in_titles(head: DocumentHead, *, month_first: bool) -> Iterator[date]:
    """Yield the days in the title that a page or a Markdown file gives itself, where it names a meeting."""
    for key in ("front matter title", "title"):
        title = head.info.get(key, "")
        if _MEETING_WORD.search(title):
            yield from (printed.day for printed in find_dates(title, month_first=month_first)[:1])
    for key in ("front matter meeting date", "front matter meeting_date", "front matter date of meeting"):
        yield from (printed.day for printed in find_dates(head.info.get(key, ""))[:1])


_FILE_TYPE = re.compile(r"\.\w{2,5}$")
_COMPACT_DATE = re.compile(
    r"(?<!\d)(?:(?P<y>20\d\d)(?P<m>[01]\d)(?P<d>[0-3]\d)|(?P<d2>[0-3]\d)(?P<m2>[01]\d)(?P<y2>20\d\d))(?!\d)"
)


def _find_in_file_name(file_name: str, *, month_first: bool) -> Iterator[date]:
    """Yield the day in a file name ("2018-03-22 SPC minutes.pdf", "minutes-april-20-2021.html"), or nothing."""
    name = _FILE_TYPE.sub("", file_name).replace("_", " ")
    compact = _COMPACT_DATE.sub(_spell_compact_date, name)
    spaced = re.sub(r"(?<=[a-z])-|-(?=[a-z])", " ", compact, flags=re.IGNORECASE)
    found = find_dates(spaced, month_first=month_first)
    # A date in front may be that of filing.
    in_words = [printed for printed in found if re.search(r"[^\W\d]{3}", spaced[printed.start : printed.end])]
    if len({printed.day for printed in in_words or found}) == 1:
        yield (in_words or found)[0].day


def _spell_compact_date(match: re.Match[str]) -> str:
    year, month, day = match["y"] or match["y2"], match["m"] or match["m2"], match["d"] or match["d2"]
    return f"{year}-{month}-{day}"
