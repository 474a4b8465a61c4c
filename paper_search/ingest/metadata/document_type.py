"""X."""

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
    """The kind of paper, where it or its file name says so: the first of these that is true."""
    if is_item_page(head):
        return "minutes" if any(normalise(line) in {"minutes:", "minutes"} for line in head.lines) else None
    title, first, name = head.info.get("title", ""), head.lines[:12], file_name_to_words(file_name)
    is_pack = re.match(r"\(?public\s+pack\)?", title, re.IGNORECASE)
    has_fields = any(
        _REPORT_FIELD_PATTERN.match(line) or re.match(r"To\s+\w+.*\d{4}", line) for line in head.lines[:15]
    )
    reasons: tuple[tuple[str, object], ...] = (
        (
            "supplement/public pack",
            is_pack or SUPPLEMENT_PATTERN.search(f"{title} {collapse_whitespace(head.text)[:900]}"),
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
        ("appendix", find_stamped_appendix(reading) or re.search(r"\b(?:appendix|annexe?)\b", name, re.IGNORECASE)),
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


def find_stamped_appendix(reading: Reading) -> str | None:
    """The appendix named in the margin of the first pages, with whatever title stands beside it."""
    margins = (collapse_whitespace(one.text) for one in reading.dropped if one.page and one.page <= 2)
    return next((text for text in margins if numbering.parse_appendix(text)), None)


def file_name_to_words(file_name: str) -> str:
    return collapse_whitespace(unquote(PurePosixPath(file_name).stem).replace("_", " "))
