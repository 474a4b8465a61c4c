"""Kind of a document: minutes, report, agenda frontsheet, decision record and so on.

The kind is one of ``records.DOCUMENT_KINDS`` and is told from the head of the document, its stamps and its file name;
it is None where nothing tells it.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

from paper_search.ingest.metadata.head import DocumentHead, is_item_page
from paper_search.ingest.segmentation import numbering
from paper_search.records import Reading
from paper_search.text.spans import collapse_whitespace, normalise

_MINUTES_PATTERN = re.compile(
    r"^\W*(?:(?i:draft|unconfirmed|confirmed)\s+)?(?:MINUTES?|Minutes?|minutes)\b(?!\s+(?:\d|\())|^At\s+a\s+meeting\s+of\b"
)
_DECISION_PATTERN = re.compile(
    r"\b(?:record\s+of\s+(?:\w+\s+){0,3}decision|(?:executive\s+|officer\s+|delegated\s+)?decision\s+(?:record|notice))\b",
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
    r"apologies|declarations?\s+of\s+(?:\w+\s+)?interest|urgent\s+business|minutes\s+of\s+the", re.IGNORECASE
)


def find_document_kind(reading: Reading, head: DocumentHead, file_name: str) -> str | None:
    """Return the kind of a document, where the document or its file name tells it.

    Args:
        reading: the document as read.
        head: its head.
        file_name: its file name.

    Returns:
        The first kind that applies, or None.
    """
    if is_item_page(head):
        return "minutes" if any(normalise(line) in {"minutes:", "minutes"} for line in head.lines) else None
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
        ("agenda frontsheet", _is_agenda(head)),
        (
            "minutes",
            any(map(_MINUTES_PATTERN.match, lines)) and not any(map(_REPORT_FIELD_PATTERN.match, lines)),
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
    calls_itself_report = re.search(r"\bthis\s+report\b", head.text, re.IGNORECASE) and not _LETTER_PATTERN.search(
        head.text
    )
    return kind or ("report" if calls_itself_report else None)


def _is_decision_line(line: str) -> bool:
    """Return True for a short line that names the form, and for one that begins with its name."""
    match = _DECISION_PATTERN.search(line)
    return bool(match) and (len(line.split()) < 16 or bool(match and match.start() == 0))


def _kind_from_name(name: str) -> str | None:
    kinds = {
        r"\breports?\s+pack\b|\bsupplement\b": "supplement/public pack",
        r"\bminutes\b": "minutes",
        r"\bagenda\s+front\s?sheet\b|^agenda\b": "agenda frontsheet",
        r"\bdecision\s+(?:record|notice)\b": "decision record",
        r"\bquestions\b": "questions",
        r"\breport\b": "report",
    }
    return next((kind for pattern, kind in kinds.items() if re.search(pattern, name, re.IGNORECASE)), None)


def _is_agenda(head: DocumentHead) -> bool:
    is_headed_agenda = any(
        normalise(line).strip(" .:") == "agenda" or re.match(r"AGENDA\b(?!\s+item)", line) for line in head.lines[:8]
    )
    standing_items = sum(1 for line in head.lines if _STANDING_ITEM_PATTERN.search(line))
    return is_headed_agenda and standing_items >= 2


def find_stamped_appendix(reading: Reading) -> str | None:
    """Return the appendix stamped in the margin of the first pages, with any title beside it."""
    margin_texts = (
        collapse_whitespace(dropped.text) for dropped in reading.dropped if dropped.page and dropped.page <= 2
    )
    return next((text for text in margin_texts if numbering.parse_appendix(text)), None)


def file_name_to_words(file_name: str) -> str:
    """Return a file name without its suffix as words."""
    return collapse_whitespace(unquote(PurePosixPath(file_name).stem).replace("_", " "))
