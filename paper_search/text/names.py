"""Names of people as papers print them: "Cllr J. Wren", "Councillor Jo Wren (Chair)", "WREN, J"."""

from __future__ import annotations

import re
from functools import lru_cache

from paper_search.text.spans import collapse_whitespace, strip_accents

_MALE_TITLES = frozenset(("mr", "sir", "lord", "lord provost"))
_FEMALE_TITLES = frozenset(("mrs", "ms", "miss", "dame", "lady", "baroness", "alderwoman"))
_TITLES = re.compile(
    r"(?P<article>(?:the|yr?|an)\s+)?(?P<title>"
    r"(?:right\s+|rt\.?\s+|very\s+)?(?:hon(?:ourable)?|rev(?:eren)?d?|worshipful)|councill?ors?|cllrs?|clrs?|coun"
    r"|alderm[ae]n|alderwoman|ald|mrs?|ms|miss|mx|dr|doctor|prof(?:essor)?|sir|dame|baroness|canon|fr|father|rabbi|imam"
    r"|capt(?:ain)?|maj|col(?:onel)?|lt|cdr|sgt|insp(?:ector)?|pcso|bailie|(?:council|committee|board)\s+members?|council(?:m[ae]n|wom[ae]n|members?)|commissioner|supervisor|trustee|cynghor(?:ydd|wyr|wraig)|cyng|henadur"
    r"|comhairleoir|comhairliche|seanadóir|teachta|(?:deputy\s+|lord\s+|vice[\s-]+)?mayor(?:\s+pro\s+tem(?:pore)?)?|(?:depute\s+|lord\s+)?provost"
    r"|lady|members?|county|borough|district|city|chairman|chair|(?P<surname>lord|parish|town|major|bishop|dean))"
    r"(?:\.?\s*/\s*|\.\s*|\s*,\s*|\s+|$)",
    re.IGNORECASE,
)
"""A title before a name. Some are surnames too, and stay where no other name is left ("Cllr Parish")."""
_LETTERS_BEHIND = re.compile(
    r"(?:\s+(?:OBE|MBE|CBE|KBE|DBE|BEM|GBE|KCB|CB|CMG|CVO|LVO|MVO|QPM|JP|DL|MP|MSP|MS|MLA|TD|QC|KC|FRSA|PhD|BSc|BA|MA|RIBA"
    r"|FCA|CPFA|MRTPI))+$"
)
"""Letters behind a name: orders, offices, degrees."""
_ASIDE = re.compile(r"\s*[(\[].*|\s+[-\u2013\u2014]\s.*")
"""What stands behind a name: "(Chair)", " - Chairman"."""
_INITIALS_BEHIND = re.compile(r"^(?P<surname>\S+(?:\s+\S+)?)\s*\((?P<initials>[A-Z](?:[.\s]*[A-Z]){0,2})\.?\)$")
"""A surname with the initials that tell its members apart: "Collins (J)", "Davies (A R)"."""
_BROKEN_HYPHEN = re.compile(r"(?<=\w)-\s*\n\s*(?=\w)")
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_APOSTROPHES = re.compile(r"(?<=\w)['\u2018\u2019`](?=\w)")
_JOINED_PARTICLES = re.compile(r"\b(?:(?:Ó|ó|Mc|MC)|(?<=\w\s)(?:Mac|MAC))\s+(?=\w)")
"""Particles that papers print with and without a space: "Ó Néill", "Mc Donald"."""
_PARTICLES = frozenset(("de", "da", "du", "la", "van", "von", "der", "den", "st", "ni", "nic", "ui"))
_GENERATIONS = frozenset(("jnr", "jr", "junior", "snr", "sr", "senior"))
_MAX_CAPITALS = 3
"""The most initials that are printed without stops ("JR Wren")."""


@lru_cache(maxsize=65536)
def normalise_person(name: str) -> str:
    """Return a name without title, stops, apostrophes, capitals and accents: "j wren", "jo wren", "wren", "oneill".

    "WREN, J", "Wren J" and "Wren (J)" are turned round. What stands behind a name is left out ("(Chair)", "OBE", ",
    Head of Finance"). It tells apart what papers tell apart: "Mr Wren" and "Jo Wren" have two keys, see
    ``may_be_same_person``.
    """
    text = _turn_initials(_strip_titles(_BROKEN_HYPHEN.sub("-", name.strip())))
    text = _ASIDE.sub("", text)
    surname, comma, given = text.partition(",")
    if comma:
        given = _strip_titles(given.strip())
        printed = surname.title() if surname.isupper() else surname
        text = f"{given} {printed}" if _is_surname_first(surname, given) else surname
    words = _find_words(_LETTERS_BEHIND.sub("", text.strip()))
    behind = _count_behind(words)
    return " ".join(words[len(words) - behind :] + words[: len(words) - behind])


def collapse_name(name: str) -> str:
    """Return a name that a paper breaks over two lines on one, and hyphenated names without a gap."""
    return collapse_whitespace(_BROKEN_HYPHEN.sub("-", name))


def find_surname(key: str) -> str:
    """Return the surname of a key, particles included ("de souza"); empty where there is none."""
    return _split_key(key)[1]


def find_title_gender(name: str) -> str | None:
    """Return "mr" or "mrs" for a title that only a man or only a woman bears; None for any other, and without one."""
    text = name.strip()
    while match := _TITLES.match(text):
        title = collapse_whitespace(match["title"].casefold())
        text = text[match.end() :]
        if text and (title in _MALE_TITLES or title in _FEMALE_TITLES):
            return "mr" if title in _MALE_TITLES else "mrs"
    return None


def may_be_same_person(key: str, other: str) -> bool:
    """Return True where two keys may name one person: the same surname, and no other first name or initial.

    A first name and its initial agree; two first names agree where they are the same ("jo" is not "john").
    """
    (given, surname), (other_given, other_surname) = _split_key(key), _split_key(other)
    if not surname or surname != other_surname:
        return False
    return all(map(_agree, given, other_given))


def _agree(name: str, other: str) -> bool:
    return name == other or (min(len(name), len(other)) == 1 and name[0] == other[0])


@lru_cache(maxsize=65536)
def _split_key(key: str) -> tuple[tuple[str, ...], str]:
    """Return the first names and initials of a key, and its surname."""
    words = key.split()
    start = max(len(words) - 1, 0)
    while start > 0 and words[start - 1] in _PARTICLES:
        start -= 1
    given = tuple(part for word in words[:start] for part in word.split("-"))
    return given, " ".join(words[start:])


def _strip_titles(text: str) -> str:
    """Return a name without the titles before it, and the name in brackets of "The Mayor (Cllr J Wren)"."""
    while match := _TITLES.match(text):
        rest = text[match.end() :]
        is_last = not _WORD.search(_ASIDE.sub("", rest)) or "," in match.group()
        if match["surname"] and not match["article"] and is_last:
            break
        if rest.startswith("("):
            rest = rest[1:].replace(")", "")
        text = rest
    return text


def _turn_initials(text: str) -> str:
    """Return "J Collins" for "Collins (J)"; letters behind two names say something else ("Jo Wren (R)")."""
    match = _INITIALS_BEHIND.match(text)
    if match is None:
        return text
    *particles, surname = match["surname"].split()
    is_alone = all(particle.casefold() in _PARTICLES or len(particle) == 1 for particle in particles)
    return f"{' '.join(match['initials'])} {match['surname']}" if is_alone and len(surname) > 1 else text


def _is_surname_first(surname: str, given: str) -> bool:
    """Return True for "Wren, J" and "DE SOUZA, Ann"; False for "J Wren, Head of Finance" and "Jo Wren, OBE"."""
    names, firsts = surname.split(), given.split()
    are_names = 0 < len(firsts) <= 3 and all(first[0].isupper() for first in firsts)
    if not names or not are_names or _LETTERS_BEHIND.fullmatch(f" {given}"):
        return False
    others = [name for name in names if name.casefold() not in _PARTICLES]
    return len(others) <= 1 or (surname.isupper() and not given.isupper())


def _find_words(text: str) -> list[str]:
    """Return the words of a name, folded; initials without stops one by one."""
    text = _APOSTROPHES.sub("", text.replace("\u2010", "-").replace("\u2011", "-").replace("\u2013", "-"))
    text = _JOINED_PARTICLES.sub(lambda match: match.group().strip(), text)
    printed = _WORD.findall(strip_accents(text))
    are_capitals = text.isupper()
    words: list[str] = []
    for place, word in enumerate(printed):
        is_initials = 1 < len(word) <= _MAX_CAPITALS and word.isalpha() and word.isupper() and place < len(printed) - 1
        words += list(word.casefold()) if is_initials and not are_capitals else [word.casefold()]
    return words


def _count_behind(words: list[str]) -> int:
    """Return how many initials and words such as "Snr" stand behind a surname."""
    behind = 0
    while behind < len(words) and (len(words[-1 - behind]) == 1 or words[-1 - behind] in _GENERATIONS):
        behind += 1
    return behind if behind < len(words) else 0
