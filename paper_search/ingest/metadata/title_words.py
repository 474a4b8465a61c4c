"""Words of a document's first lines that are its title, and words that never are."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paper_search.ingest.metadata.organisations import parse_letterhead_council
from paper_search.text.printed_dates import find_dates

_MAX_FORM_LINES = 8
"""Lines in which a notice, a statement or an order names itself."""
_FORM_TITLE_PATTERN = re.compile(
    r"(?:public\s+)?notice\s+of\s+(?!meeting)[\w ,’'()-]{3,90}"
    r"|statement\s+of\s+(?:reasons|accounts|persons\s+nominated|case|intent)\b[\w ,’'()-]{0,60}"
    r"|declaration\s+of\s+(?:result|office)[\w ,’'()-]{0,60}",
    re.IGNORECASE,
)
_ORDER_END_PATTERN = re.compile(
    r"\border\b\W*(?:no\.?\s*\d+\W*)?(?:(?:19|20)(?:\d\d|\W*)\W*)?(?:\(?no\.?\s*\d+\W*)?$", re.IGNORECASE
)
_PERSON_PATTERN = re.compile(
    r"(?:Mr|Mrs|Ms|Miss|Mx|Dr|Sir|Dame|Rev|Cllrs?|Councillors?|Alderman|Mayor)\b\.?\s+(?:[A-Z]|the\s+)[\w’'. ()&,-]*"
    r"|[A-Z][\w’'-]+(?:\s+[A-Z][\w’'.-]*){1,3}\s*[(,–-]\s*(?:the\s+)?(?:acting\s+|deputy\s+|vice\W*)?(?:chair|clerk|chief\s+exec|director|mayor|head\s+of"
    r"|town\s+clerk|proper\s+officer|monitoring\s+officer|leader)\w*.*"
)
_BARE_NAME_PATTERN = re.compile(r"(?:[A-Z]\.?\s+)?[A-Z][a-z’'-]+(?:\s+[A-Z][\w’'.-]*){1,2}")
_HONOURS_PATTERN = re.compile(
    r"[A-Z][\w’'.-]*(?:\s+[A-Z][\w’'.-]*){1,3},?\s+(?:MP|MSP|MS|MLA|TD|OBE|MBE|CBE|KC|QC|DL|JP)\b.{0,12}"
)
_MAX_POST_WORDS = 2
_POST_PATTERN = re.compile(
    r"\W*(?:interim\s+|acting\s+|deputy\s+)?(?:clerk|town\s+clerk|parish\s+clerk|chief\s+executive|proper\s+officer|monitoring\s+officer|head\s+of|director|chair|mayor"
    r"|meetings\s+administrator|leader\s+of|secretary|solicitor)\b",
    re.IGNORECASE,
)
_ATTENDANCE_PATTERN = re.compile(
    r"\W*(?:present|in\s+attendance|also\s+(?:present|in\s+attendance)|apologies|attend(?:ing|ance|ees)|those\s+(?:attending|present)|members\s+present|absent"
    r"|yn\s+bresennol|sederunt|minute\s+(?:taker|secretary))\b(?!\s+(?:and\s+future|position|state|day))",
    re.IGNORECASE,
)
_NUMBERED_ITEM_PATTERN = re.compile(r"\W*\d{1,3}(?:\.\d{1,3})*[.):\\]*\s+[^\W\d]")
_FURNITURE_PATTERN = re.compile(
    r"\W*(?:skip\s+to\b.*|table\s+of\s+contents|contents(?:\s+page)?|index|issue\s*-\s*(?:meetings|details)|issue\s+(?:details|history)|decision\s+details"
    r"|agenda\s+and\s+(?:\w+\s+)?(?:minutes|decisions)|items?|no\.?\s+item|home|menu|search|welcome|original\s+file|view\s+directions|page\s+\d+.*"
    r"|scanned\s+page\b.*|dear\b.*|to\s*:.*|smaller\s+authority\s+name.*|venue\b.*|location\s*:.*|contact\b.*|committee\s+reports?\W*"
    r"|minutes\s+of(?:\s+(?:the\s+)?(?:(?:last|previous)\s+)?meetings?)?|papers\s+presented\b.*|from\s+\w+\s+\w+,.*correspondent.*|tel(?:ephone)?\b.*|www\..*|https?:.*|print)\W*",
    re.IGNORECASE,
)
_DETAIL_REST_PATTERN = re.compile(
    r"\W*(?:(?:start\s+time|starting|commencing|at|from)?\W*(?:\d{1,2}(?:[.:]\d\d)?\s*(?:[ap]\.?m\.?|noon|hours)?)?\W*(?:(?:in|at)\b.*)?)?\W*",
    re.IGNORECASE,
)
_MONTH_AND_YEAR_PATTERN = re.compile(
    r"\W*(?:january|february|march|april|may|june|july|august|september|october|november|december)\W+\d{4}\W*",
    re.IGNORECASE,
)
_PLACE_NAME_PATTERN = re.compile(
    r"(?:\w\W+){0,3}(?:minutes\s+)?(?:(?:the\s+)?corporation\s+of\s+(?:the\s+)?)?"
    r"(?:city|town|township|village|county|shire|municipality|borough)\s+of(?:\s+[\w’'-]+,?){1,3}"
    r"|(?:cyngor|comhairle)\b[\w ’'&-]{3,50}",
    re.IGNORECASE,
)
_TIME_PATTERN = re.compile(
    r"\W*(?:at\s+)?\d{1,2}[.:]\d\d\s*(?:[ap]\.?m\b|hours)?.*|\W*at\s+\d{1,2}\s*[ap]\.?m\b.*", re.IGNORECASE
)


def find_form_title(lines: Sequence[str]) -> str | None:
    """Return the line in which a notice or a statement names itself: "Notice of Election"."""
    return next(
        (line.strip() for line in lines[:_MAX_FORM_LINES] if _FORM_TITLE_PATTERN.fullmatch(line.strip(" .:"))), None
    )


def find_order_title(lines: Sequence[str]) -> str | None:
    """Return the title of an order, which may be set in several lines with brackets around its parts."""
    for index, line in enumerate(lines[:_MAX_FORM_LINES]):
        first = index
        while first > 0 and (lines[first].startswith("(") or re.match(r"\W*order\b", lines[first], re.IGNORECASE)):
            first -= 1
        if first < index and _ORDER_END_PATTERN.search(line):
            return " ".join(part.strip() for part in lines[first : index + 1])
    return None


def is_name_of_person(words: str, next_text: str) -> bool:
    """Return True for somebody's name: with a title or a post, or above the post that the person holds."""
    is_signed = _BARE_NAME_PATTERN.fullmatch(words) and _POST_PATTERN.match(next_text) and len(next_text.split()) <= 8
    is_post = _POST_PATTERN.match(words) and len(words.split()) <= _MAX_POST_WORDS
    return bool(is_post or _PERSON_PATTERN.fullmatch(words) or _HONOURS_PATTERN.fullmatch(words) or is_signed)


def is_attendance(words: str) -> bool:
    """Return True for the label of those who were present or sent apologies."""
    return bool(_ATTENDANCE_PATTERN.match(words))


def is_numbered_item(words: str) -> bool:
    """Return True for a numbered item; a line that begins with a date is none."""
    return bool(_NUMBERED_ITEM_PATTERN.match(words)) and not any(
        found.start < 4 for found in find_dates(words[:60])[:1]
    )


def is_page_furniture(words: str) -> bool:
    """Return True for what a site, a contents list or a letter puts above a title."""
    return bool(_FURNITURE_PATTERN.fullmatch(words))


def is_meeting_detail(words: str) -> bool:
    """Return True for a line that holds a day, a time or a place and no more."""
    if _MONTH_AND_YEAR_PATTERN.fullmatch(words) or _TIME_PATTERN.fullmatch(words):
        return True
    dates = find_dates(words)
    rest = words[: dates[0].start] + words[dates[0].end :] if dates else words
    return bool(dates) and (bool(_DETAIL_REST_PATTERN.fullmatch(rest)) or _is_body_with_date(words, dates[0].start))


def is_body_line(words: str) -> bool:
    """Return True for a line that is the name of a city, a township or a council in another language."""
    return bool(_PLACE_NAME_PATTERN.fullmatch(words))


def _is_body_with_date(words: str, start: int) -> bool:
    """Return True for a council's name with a date behind it."""
    name = words[:start].strip(" ,–—-")
    return parse_letterhead_council(name) is not None or is_body_line(name)


def strip_site_name(title: str) -> str:
    """Return the title of a web page without the name of the council behind it."""
    words, separator, site = (
        title.rpartition(" | ") if " | " in title else re.sub(r"\s+[–—]\s+", " - ", title).rpartition(" - ")
    )
    return words.strip() if separator and words and parse_letterhead_council(site) else title
