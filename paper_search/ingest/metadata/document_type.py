"""Kind of a document: minutes, report, agenda frontsheet, decision record and so on.

The kind is one of ``records.DOCUMENT_KINDS`` and is told from the head of the document, its stamps and its file name;
it is None where nothing tells it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import PurePosixPath
from urllib.parse import unquote

from paper_search.ingest.metadata.head import DocumentHead
from paper_search.ingest.metadata.published_page import PublishedPage, find_published_page
from paper_search.ingest.segmentation import numbering
from paper_search.records import Reading
from paper_search.text.spans import collapse_whitespace, normalise

_MINUTES_PATTERN = re.compile(
    r"^\W*(?:(?i:draft|unconfirmed|confirmed)\s+)?(?:MINUTES?|Minutes?|minutes)\b(?!\s+(?:\d|\(|(?i:of\s+(?:the\s+)?(?:last|previous)\b)))|^At\s+a\s+meeting\s+of\b"
    r"|^\W*(?i:(?:draft\s+)?(?:action\s+)?notes\s+of\s+(?:(?:the|a)\s+)?(?:\w+\s+){0,4}?meeting)\b"
)
_DECISION_PATTERN = re.compile(
    r"\b(?:record\s+of\s+(?:\w+\s+){0,3}decision|(?:executive\s+|officer\s+|delegated\s+)?decision\s+(?:record|notice)|notice\s+of\s+decision)\b",
    re.IGNORECASE,
)
_LETTER_PATTERN = re.compile(r"^\s*Dear\s+\w+", re.MULTILINE)
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
SUPPLEMENT_PATTERN = re.compile(
    r"\bI\s+am\s+now\s+able\s+to\s+enclose\b|\bagenda\s+supplement\b|\bsupplementary\s+agenda\b"
    r"|\bpublic\s+(?:reports\s+)?pack\b",
    re.IGNORECASE,
)
_QUESTIONS_PATTERN = re.compile(
    r"^\W*(?:(?:public|member|members['’]?|councillor|written|supplementary|oral)\s+)*questions?\b(?:\s+(?:from|by|to|on|and|under|with)\b.*|\s*)$",
    re.IGNORECASE,
)
_STANDING_ITEM_PATTERN = re.compile(
    r"apologies|declarations?\s+of\s+(?:\w+\s+)?interest|urgent\s+business|minutes\s+of\s+the|call\s+to\s+order|roll\s+call"
    r"|pledge\s+of\s+allegiance|public\s+comments?|(?:approval|adoption)\s+of\s+(?:the\s+)?(?:agenda|minutes)|pecuniary\s+interest"
    r"|(?:old|new|unfinished)\s+business|matters\s+arising|date\s+of\s+next\s+meeting|ymddiheuriadau|datganiadau?\s+o",
    re.IGNORECASE,
)
_NUMBERED_ITEM_PATTERN = re.compile(r"^\W*\d{1,2}[.):\s]\s*[A-Z]\w")
_AGENDA_TITLE_PATTERN = re.compile(
    r"^\W*agenda\s*(?:&|and|for|of|[–:-])|^\W*(?!\d)(?!(?:\w+\W+)?(?:adoption|approval|confirmation)\s+of\b)(?:[\w’'&.-]+\s+){1,8}(?-i:AGENDA|Agenda)\b(?!\s+item)(?:\W*$|\s+for\b|\W+\d)"
    r"|^\W*(?:public\s+)?notice\s+of\s+(?:\w+\s+){0,3}meeting\b|^\W*summons\b",
    re.IGNORECASE,
)
_SUMMONS_PATTERN = re.compile(
    r"\b(?:are|is)\s+(?:hereby\s+)?(?:summoned|requested|invited|required)\s+to\s+(?:attend|meet|a\s+meeting)\b|\bI\s+hereby\s+(?:summon|give\s+notice)\b",
    re.IGNORECASE,
)
_MINUTES_TITLE_PATTERN = re.compile(
    r"^\W*(?!\d)(?:[\w’'&,./()-]+\s+){1,14}(?-i:MINUTES|Minutes)\s*(?:$|\W*\d|[–:-]|of\b|for\b|\()", re.IGNORECASE
)
_ATTENDANCE_PATTERN = re.compile(
    r"^\W*(?:present|in\s+attendance|attend(?:ing|ees|ance)|those\s+(?:attending|present)|members\s+present|councillors\s+present|yn\s+bresennol|sederunt)\b",
    re.IGNORECASE,
)
_REPORTED_PATTERN = re.compile(
    r"\bRESOLVED\b|\b(?:it\s+was|were|was)\s+(?:unanimously\s+|then\s+|duly\s+)?(?:agreed|resolved|proposed|moved|noted|carried|seconded|approved"
    r"|signed|reported|accepted|adopted|received)\b"
    r"|\b(?:proposed|seconded|moved)\s+by\b|\b[Tt]he\s+(?:[\w-]+\s+){0,3}?(?:[Cc]hair\w*|[Cc]ommittee|[Cc]ouncil|[Cc]abinet|[Cc]lerk|[Mm]eeting|[Mm]ayor|[Pp]anel|[Bb]oard)\s+(?:\w+\s+)?"
    r"(?:commented|advised|reported|noted|agreed|questioned|considered|received|stated|explained|welcomed|thanked|resolved|approved)\b"
    r"|\bPenderfynwyd\b|\bPENDERFYNWYD\b",
)
"""Words that report what was said or decided at a meeting."""
_MAX_TITLE_WORDS = 24


def find_document_kind(reading: Reading, head: DocumentHead, file_name: str) -> str | None:
    """Return the kind of a document, where the document or its file name tells it.

    Args:
        reading: the document as read.
        head: its head.
        file_name: its file name.

    Returns:
        The first kind that applies, or None.
    """
    if (page := find_published_page(head)) is not None:
        return _kind_of_published_page(page, head)
    title, lines, name = head.info.get("title", ""), head.lines[:12], file_name_to_words(file_name)
    is_pack = re.match(r"\(?public\s+pack\)?", title, re.IGNORECASE)
    has_fields = any(
        _REPORT_FIELD_PATTERN.match(line) or re.match(r"To\s+\w+.*\d{4}", line) for line in head.lines[:15]
    )
    reasons: tuple[tuple[str, object], ...] = (
        (
            "supplement/public pack",
            is_pack or SUPPLEMENT_PATTERN.search(f"{title} {collapse_whitespace(head.text)[:900]}"),
        ),
        ("decision record", any(map(_is_decision_line, lines[:4]))),
        ("agenda frontsheet", _is_agenda(head) or (_is_summons(head) and not _is_titled_minutes(head))),
        (
            "minutes",
            (any(map(_MINUTES_PATTERN.match, lines)) or _is_titled_minutes(head))
            and not any(map(_REPORT_FIELD_PATTERN.match, lines)),
        ),
        ("questions", any(map(_QUESTIONS_PATTERN.match, lines[:4]))),
        ("report", any(map(_ADDRESS_FIELD_PATTERN.match, lines[:6]))),
        (
            "appendix",
            any(map(numbering.parse_appendix, lines[:3])) or _ASSESSMENT_PATTERN.search(" ".join([*lines[:4], title])),
        ),
        ("appendix", find_stamped_appendix(reading) or re.search(r"\b(?:appendix|annexe?)\b", name, re.IGNORECASE)),
        ("report", has_fields or any(map(_REPORT_LINE_PATTERN.match, lines[:4]))),
    )
    kind = next((kind_name for kind_name, applies in reasons if applies), None) or _kind_from_name(name)
    if kind is None and is_minutes_form(head):
        return "minutes"
    calls_itself_report = re.search(r"\bthis\s+report\b", head.text, re.IGNORECASE) and not _LETTER_PATTERN.search(
        head.text
    )
    return kind or ("report" if calls_itself_report else None)


def _kind_of_published_page(page: PublishedPage, head: DocumentHead) -> str | None:
    """Return the kind of a publishing system's page: minutes where it prints what was said or decided."""
    if page.form == "decision":
        return "decision record"
    has_minutes = re.search(r"(?:^|\s)(?:Minutes|Cofnodion)\s*:", head.text) is not None
    return "minutes" if page.form == "meeting" or has_minutes or _REPORTED_PATTERN.search(head.text) else None


def _is_titled_minutes(head: DocumentHead) -> bool:
    """Return True where a title names minutes behind other words: "CITY OF LARKFORD OFFICIAL MINUTES"."""
    first = head.lines[0][:240] if head.lines else ""
    is_run_together = re.search(r"\bMINUTES\b", first) and re.search(r"\bmeeting\b.*\bheld\b", first, re.IGNORECASE)
    titles = (line for line in head.lines[:8] if len(line.split()) <= _MAX_TITLE_WORDS)
    return bool(is_run_together) or any(map(_MINUTES_TITLE_PATTERN.match, titles))


def _is_summons(head: DocumentHead) -> bool:
    """Return True for a notice that calls a meeting and lists its business."""
    calls = any(map(_SUMMONS_PATTERN.search, head.lines[:20]))
    return calls and _count_agenda_items(head) >= 1


def _count_agenda_items(head: DocumentHead) -> int:
    return sum(1 for line in head.lines if _STANDING_ITEM_PATTERN.search(line) or _NUMBERED_ITEM_PATTERN.match(line))


def is_minutes_form(head: DocumentHead) -> bool:
    """Return True for minutes by their form: who was present, and what was moved, agreed or resolved."""
    has_attendance = any(map(_ATTENDANCE_PATTERN.match, head.lines[:25]))
    return has_attendance and bool(_REPORTED_PATTERN.search(head.text))


def _is_decision_line(line: str) -> bool:
    """Return True for a short line that names the form, and for one that begins with its name."""
    match = _DECISION_PATTERN.search(line)
    return bool(match) and (len(line.split()) < 16 or bool(match and match.start() == 0))


def _kind_from_name(name: str) -> str | None:
    kinds = {
        r"\breports?\s+pack\b|\bsupplement\b": "supplement/public pack",
        r"\b(?:minutes|minuites|minuted|mins|cofnodion)\b|(?-i:MINUTES?(?=[A-Z][a-z]|\b))": "minutes",
        r"\bagenda\b(?!\s+item)": "agenda frontsheet",
        r"\bdecision\s+(?:record|notice)\b": "decision record",
        r"\bquestions\b": "questions",
        r"\breport\b": "report",
    }
    return next((kind for pattern, kind in kinds.items() if re.search(pattern, name, re.IGNORECASE)), None)


def _is_agenda(head: DocumentHead) -> bool:
    """Return True for a list of business under the heading "Agenda", which may stand in a longer title."""
    lines = head.lines[:8]
    heading = _find_first(lines, _is_agenda_heading)
    title = _find_first(lines, _is_agenda_title)
    minutes_title = _find_first(lines, _MINUTES_PATTERN.match)
    if minutes_title < min(heading, title):
        return False
    standing_items = sum(1 for line in head.lines if _STANDING_ITEM_PATTERN.search(line))
    items = _count_agenda_items(head)
    is_headed = heading < len(lines) and (standing_items >= 2 or items >= 2)
    return is_headed or (title < len(lines) and items >= 1 and minutes_title == len(lines))


def _find_first(lines: tuple[str, ...], test: Callable[[str], object]) -> int:
    """Return the index of the first line that passes a test, or the number of lines."""
    return next((index for index, line in enumerate(lines) if test(line)), len(lines))


def _is_agenda_heading(line: str) -> bool:
    return normalise(line).strip(" .:*") == "agenda" or re.match(r"\W*AGENDA\b(?!\s+item)", line) is not None


def _is_agenda_title(line: str) -> bool:
    return bool(_AGENDA_TITLE_PATTERN.search(line)) and len(line.split()) <= _MAX_TITLE_WORDS


def find_stamped_appendix(reading: Reading) -> str | None:
    """Return the appendix stamped in the margin of the first pages, with any title beside it."""
    margin_texts = (
        collapse_whitespace(dropped.text) for dropped in reading.dropped if dropped.page and dropped.page <= 2
    )
    return next((text for text in margin_texts if numbering.parse_appendix(text)), None)


def file_name_to_words(file_name: str) -> str:
    """Return a file name without its suffix as words."""
    return collapse_whitespace(unquote(PurePosixPath(file_name).stem).replace("_", " "))
