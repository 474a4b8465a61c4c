"""Names of people as papers print them: "Cllr J. Wren", "Councillor Jo Wren (Chair)", "WREN, J"."""

from __future__ import annotations

import re

from paper_search.text.spans import strip_accents

_TITLES = re.compile(
    r"^(?:(?:the\s+)?(?:right\s+)?hon(?:ourable|\.)?|councillors?|cllrs?\.?|alderm[ae]n|alderwoman|ald\.?|members?|mr|mrs|ms|miss|mx|dr|prof(?:essor)?"
    r"|sir|dame|lord|lady|baroness|rev(?:erend|d)?|cynghorydd|cyng\.?|county|borough|district|parish|town|city)(?:[.\s]+|$)",
    re.IGNORECASE,
)
_MALE_TITLES = frozenset(("mr", "sir", "lord"))
_FEMALE_TITLES = frozenset(("mrs", "ms", "miss", "dame", "lady", "baroness", "alderwoman"))
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")


def normalise_person(name: str) -> str:
    """Return a name without title, initials' points, capitals and accents: "j wren", "jo wren", "wren".

    "WREN, J" is turned round. It tells apart what papers tell apart: "Mr Wren" and "Jo Wren" have two keys, see
    ``may_be_same_person``.
    """
    text = name.strip()
    while match := _TITLES.match(text):
        text = text[match.end() :]
    text = re.split(r"\s*\(", text, maxsplit=1)[0]
    if text.count(",") == 1:
        surname, given = text.split(",")
        text = f"{given} {surname}"
    return " ".join(_WORD.findall(strip_accents(text).casefold().replace("’", "'")))


def find_title_gender(name: str) -> str | None:
    """Return "mr" or "mrs" for a title that only a man or only a woman bears; None for any other, and without one."""
    text = name.strip()
    while match := _TITLES.match(text):
        title = match.group().strip(" .").casefold()
        if title in _MALE_TITLES or title in _FEMALE_TITLES:
            return "mr" if title in _MALE_TITLES else "mrs"
        text = text[match.end() :]
    return None


def may_be_same_person(key: str, other: str) -> bool:
    """Return True where two keys may name one person: the same surname, and no other first name or initial."""
    first, second = key.split(), other.split()
    if not first or not second or first[-1] != second[-1]:
        return False
    given, others = first[:-1], second[:-1]
    return all(a.startswith(b) or b.startswith(a) for a, b in zip(given, others, strict=False))


def find_surname(key: str) -> str:
    """Return the surname of a key, its last word; empty where there is none."""
    return key.rpartition(" ")[2]
