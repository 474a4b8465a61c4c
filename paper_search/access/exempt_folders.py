"""Names of folders that hold what is not for publication: "Exempt-items", "Part B", "Confidential Items".

Only a whole name counts, so that "Part Time Workers", "private-sector-housing" and "Restricted Byways" are ordinary.
"""

from __future__ import annotations

import re
import unicodedata

_NOUN = (
    r"(?:papers?|items?|reports?|documents?|docs?|files?|appendi(?:x|ces)|annexe?s?|minutes|agendas?|business"
    r"|information|only|session|packs?|versions?)"
)
_CLOSED = (
    r"(?:(?:strictly )?(?:private|confidential|exempt|restricted)|pink|closed(?= \w)|not for publication|non public"
    r"|below the line|in camera|members only|cyfrinachol|eithriedig|preifat)"
)
_PART_TWO = r"(?:part|rhan) ?(?:2|two|ii|b)"
_FOLDER_PATTERN = re.compile(
    rf"(?:\d+ )*(?:{_CLOSED}(?: (?:and|&|or) {_CLOSED})*(?: {_NOUN}){{0,2}}"
    rf"|{_PART_TWO}(?: {_CLOSED})?(?: {_NOUN}){{0,2}}"
    rf"|{_NOUN} (?:{_CLOSED}|{_PART_TWO})|{_CLOSED} {_PART_TWO})(?: \d{{4}})?",
    re.IGNORECASE,
)


def is_exempt_folder(name: str) -> bool:
    """Return True for a folder's name that says that what it holds is not for publication."""
    words = re.sub(r"[-_–—\s.()\[\]]+", " ", unicodedata.normalize("NFKC", name)).strip()
    return _FOLDER_PATTERN.fullmatch(words) is not None
