"""Names of folders that hold what is not for publication: "Exempt-items", "Part B", "Confidential Items".

Only a whole name counts, so that "Part Time Workers", "private-sector-housing" and "Restricted Byways" are ordinary.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from pathlib import Path

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

HELD_BACK_FOLDER = ".fetch/held-back"
"""The folder in that of an authority to which fetch moves what its council no longer publishes."""


def is_moved_out(corpus: Path, source: str) -> bool:
    """Return True if fetch has moved a paper out of the corpus: that it is gone is meant, and no disk is missing.

    Args:
        corpus: the corpus folder.
        source: where the paper was, by its path in the corpus.
    """
    authority, _, path = source.partition("/")
    return bool(path) and (corpus / authority / HELD_BACK_FOLDER / path).is_file()


# Many papers stand in one folder.
@lru_cache(maxsize=65536)
def is_exempt_folder(name: str) -> bool:
    """Return True for a folder's name that says that what it holds is not for publication."""
    words = re.sub(r"[-_–—\s.()\[\]]+", " ", unicodedata.normalize("NFKC", name)).strip()
    return _FOLDER_PATTERN.fullmatch(words) is not None
