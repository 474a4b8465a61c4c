"""Exact terms: what a question names exactly, and whether a text has it: quoted words, references, sums, dates, names.

The question and the passage are read by the same patterns, so that £5m, £5 million and £5,000,000 are one sum, and
9 January 2025 and 09/01/2025 one day. A day comes before its month, as British papers have it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

from paper_search.records import ExactTerm
from paper_search.text.compounds import join_compounds
from paper_search.text.dates import MONTH_NAMES, MONTH_NUMBERS
from paper_search.text.spans import normalise, strip_accents, strip_possessive

_QUOTATION = re.compile(r"[\"“”]([^\"“”]{2,200})[\"“”]")
_WORD = re.compile(r"\w+")

_MONTH_OR_QUARTER = r"(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec|q\d)"
_REFERENCE = re.compile(
    r"(?<![\w/£.])(?:[A-Za-z]{1,6}[/-])?\d{2,4}/\d{3,6}(?:/[A-Za-z0-9]{1,8})*(?![\w/])"
    r"|(?<![\w/])[A-Z]{1,6}/\d{2,4}/\d{2,6}(?:/[A-Z0-9]{1,8})*(?![\w/])"
    # A register's letter and number, and the number of a resolution: E/34801, R2023-071, CAB-2024-015.
    rf"|(?<![\w/])(?!(?i:{_MONTH_OR_QUARTER})/)[A-Za-z]{{1,4}}/(?:\d{{5,6}}|(?!(?:19|20)\d\d\b)\d{{3,4}})(?:/\d{{2,4}})?(?![\w/])"
    r"|(?<![\w/-])[A-Za-z]{1,4}(?:19|20)\d\d-\d{1,4}(?![\w/-])"
    # P24/S0502/FUL, C24/0150/33/LL; R24-15, Z-2024-03.
    r"|(?<![\w/-])[A-Za-z]\d{2}/(?:S\d{3,5}(?:/[A-Z]{1,4})?|\d{3,5}/\d{2}/[A-Z]{1,3})(?![\w/])"
    r"|(?<![\w/-])(?:[A-Z]{1,2}\d{2}|[A-Z]{1,4}-(?:19|20)\d\d)(?<!FY\d\d)-\d{1,4}(?![\w/-])"
    r"|(?<![\w/-])[A-Z]{2,6}(?:-\d{2,6}){2,}(?![\w/-])"
    r"|(?<![\w/-])[A-Z]{2,6}-\d{4,7}(?![\w/-])"
)
_NUMBERED_MINUTE = re.compile(
    r"\b(?:minutes?|min|items?|resolutions?|decisions?|motions?|applications?)\.?\s+(?:no\.?\s*|number\s+|ref\.?\s*)?"
    r"(?P<number>\d{1,4}/\d{2,4})(?![\w/])",
    re.IGNORECASE,
)
_SECTION = re.compile(r"\b(?:sections?\s+|ss?\.?\s?)(?P<number>\d{1,3}[A-Z]{0,2})(?![\w/.-]\d|\w)", re.IGNORECASE)
_INITIALS_WITH_AND = re.compile(r"(?<![\w&])[A-Z](?:&[A-Z]){1,3}(?![\w&])")

_SUM = re.compile(
    r"£\s?(?P<figure>\d+(?:,\d{3})*(?:\.\d+)?)(?:\s?(?P<unit>bn|billion|m|mn|million|k|thousand)\b)?", re.IGNORECASE
)
_UNITS = {"bn": 10**9, "billion": 10**9, "m": 10**6, "mn": 10**6, "million": 10**6, "k": 1000, "thousand": 1000}
_UNIT_NAMES = ((10**9, ("bn", " billion")), (10**6, ("m", " m", " million")), (1000, ("k", " thousand")))

_MAX_UNIT_FIGURE = 10_000
"""£5,000k is written, £50,000k hardly."""

_MONTH_PATTERN = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_DATE_PATTERNS = (
    re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH_PATTERN}\.?,?\s+(?P<year>\d{{4}})\b", re.I),
    re.compile(rf"\b{_MONTH_PATTERN}\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})\b", re.I),
    re.compile(
        r"(?<![\d/.])(?P<day>\d{1,2})(?P<sign>[/.-])(?P<month>\d{1,2})(?P=sign)(?P<year>\d{4}|\d{2})(?![\d/.]\d|\d)"
    ),
    re.compile(r"(?<![\d/.-])(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?![\d-])"),
)

_TITLES = r"Cllrs?|Councillors?|Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Lady|Lord|Prof|Professor"
_NAME_WORD = r"(?:[A-Z][a-z]+(?:[A-Z][a-z]+)?(?:['’-][A-Z]?[a-z]+)*|[OD]['’][A-Z][a-z]+)"
_TITLED_NAME = re.compile(
    rf"\b(?P<title>{_TITLES})\.?\s+(?P<name>(?:(?:[A-Z]\.?\s*){{1,3}})?{_NAME_WORD}(?:\s+{_NAME_WORD}){{0,2}})"
)
_TITLE_VARIANTS = {"councillor": ("Cllr", "Councillor"), "cllr": ("Cllr", "Councillor")}


def find_phrases(question: str) -> tuple[ExactTerm, ...]:
    """Return the words in quotation marks: every passage found must have them."""
    quoted = (match.group(1).strip() for match in _QUOTATION.finditer(question))
    return _deduplicate_terms(
        ExactTerm("words", normalise_words(phrase), tuple(dict.fromkeys((phrase, join_compounds(phrase)))))
        for phrase in quoted
        if _WORD.search(phrase)
    )


def find_exact_terms(question: str) -> tuple[ExactTerm, ...]:
    """Return the references, sums, dates, titled names, sections of an Act and initials of a question."""
    return _deduplicate_terms(
        [
            *_find_references(question),
            *_find_sum_terms(question),
            *_find_date_terms(question),
            *_find_names(question),
            *_find_sections(question),
            *_find_initials(question),
        ]
    )


def has_term(text: str, term: ExactTerm) -> bool:
    """Return True if a text has the term, in whatever form; case and spaces do not matter."""
    if term.kind == "sum":
        return term.key in find_sums(text)
    if term.kind == "date":
        return term.key in find_dates(text)
    # Most texts print no compound with a hyphen, and are one spelling.
    spellings = [f" {normalise_words(spelling)} " for spelling in {text, join_compounds(text)}]
    return any(f" {normalise_words(form)} " in printed for form in term.forms for printed in spellings)


def compile_term_matcher(term: ExactTerm) -> Callable[[str], bool]:
    """Return ``has_term`` for many texts: words that a text has as they are typed are seen without normalising it."""
    if term.kind in ("sum", "date"):
        return lambda text: has_term(text, term)
    forms = "|".join(r"\W+".join(normalise_words(form).split()) for form in term.forms)
    pattern = re.compile(rf"\b(?:{forms})\b", re.IGNORECASE)
    return lambda text: pattern.search(text) is not None or has_term(text, term)


def normalise_words(text: str) -> str:
    """Return the words of a text, normalised, a space between each two: exact words are compared so.

    Accents do not tell words apart: Llyn is typed for Llŷn.
    """
    normalised = normalise(text)
    if not normalised.isascii():
        normalised = strip_accents(normalised, "NFD")
    return " ".join(_WORD.findall(normalised))


def find_sums(text: str) -> frozenset[str]:
    """Return the sums of money in a text, in pounds, as ``ExactTerm.key`` has them."""
    return frozenset(filter(None, map(_parse_amount, _SUM.finditer(text))))


def find_dates(text: str) -> frozenset[str]:
    """Return the days named in a text, in the form of ISO 8601."""
    days = (_parse_day(match) for pattern in _DATE_PATTERNS for match in pattern.finditer(text))
    return frozenset(day.isoformat() for day in days if day)


def _deduplicate_terms(terms: Iterable[ExactTerm]) -> tuple[ExactTerm, ...]:
    return tuple({term.key: term for term in terms}.values())


def _find_references(question: str) -> Iterator[ExactTerm]:
    printed = [match.group() for match in _REFERENCE.finditer(question)]
    printed += [match["number"] for match in _NUMBERED_MINUTE.finditer(question)]
    for reference in printed:
        if not find_dates(reference) and not _is_financial_year(reference):
            yield ExactTerm("reference", normalise_words(reference), (reference,))


def _find_sections(question: str) -> Iterator[ExactTerm]:
    """Yield the sections of an Act, which papers print in many ways; one that none has is no reference of a paper."""
    for match in _SECTION.finditer(question):
        number = match["number"].upper()
        forms = (f"section {number}", f"s {number}", f"s{number}", f"sec {number}")
        yield ExactTerm("words", f"section {number.lower()}", forms)


def _find_initials(question: str) -> Iterator[ExactTerm]:
    """Yield initials joined by "&" ("A&E"), of which each letter alone says nothing."""
    for match in _INITIALS_WITH_AND.finditer(question):
        yield ExactTerm("words", normalise_words(match.group()), (match.group(),))


def _is_financial_year(text: str) -> bool:
    """Return True for 2024/2025 and 2024/25, which are a year and no reference."""
    first, _, second = text.partition("/")
    is_year = len(first) == 4 and len(second) in (2, 4) and first.isdigit() and second.isdigit()
    return is_year and int(second[-2:]) == (int(first) + 1) % 100


def _find_sum_terms(question: str) -> Iterator[ExactTerm]:
    for match in _SUM.finditer(question):
        if key := _parse_amount(match):
            yield ExactTerm("sum", key, tuple(_list_sum_forms(Decimal(key))))


def _parse_amount(match: re.Match[str]) -> str | None:
    try:
        pounds = Decimal(match["figure"].replace(",", "")) * _UNITS.get((match["unit"] or "").lower(), 1)
    except InvalidOperation:
        return None
    return f"{pounds.normalize():f}"


def _list_sum_forms(pounds: Decimal) -> Iterator[str]:
    is_whole = pounds == int(pounds)
    yield f"{int(pounds):,}" if is_whole else f"{pounds:,}"
    if is_whole and pounds >= 1000:
        yield str(int(pounds))
    for unit, names in _UNIT_NAMES:
        figure = pounds / unit
        if 1 <= figure < _MAX_UNIT_FIGURE and figure == round(figure, 3):
            shortest = f"{figure.normalize():f}"
            spellings = {shortest, f"{figure:.1f}"} if figure == round(figure, 1) else {shortest}
            spellings |= {f"{figure:.2f}"} if figure == round(figure, 2) else set()
            yield from (spelling + name for spelling in sorted(spellings) for name in names)


def _find_date_terms(question: str) -> Iterator[ExactTerm]:
    for key in sorted(find_dates(question)):
        yield ExactTerm("date", key, tuple(_list_date_forms(date.fromisoformat(key))))


def _parse_day(match: re.Match[str]) -> date | None:
    month, year = match["month"].lower(), int(match["year"])
    number = int(month) if month.isdigit() else MONTH_NUMBERS.get(month[:3], 0)
    try:
        return date(year if year > 99 else 2000 + year, number, int(match["day"]))
    except ValueError:
        return None


def _list_date_forms(day: date) -> Iterator[str]:
    name = MONTH_NAMES[day.month - 1].lower()
    suffix = "th" if 10 < day.day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    for number in dict.fromkeys((f"{day.day}", f"{day.day:02}", f"{day.day}{suffix}")):
        for month in dict.fromkeys((name, name[:3], *(["sept"] if day.month == 9 else []))):
            yield f"{number} {month} {day.year}"
            yield f"{month} {number} {day.year}"
        yield f"{number} of {name} {day.year}"
    for year in (f"{day.year}", f"{day.year % 100:02}"):
        yield from dict.fromkeys((f"{day.day}/{day.month}/{year}", f"{day.day:02}/{day.month:02}/{year}"))
    yield day.isoformat()


def _find_names(question: str) -> Iterator[ExactTerm]:
    for match in _TITLED_NAME.finditer(question):
        words = strip_possessive(match["name"]).replace(".", " ").split()
        titles = _TITLE_VARIANTS.get(match["title"].lower().removesuffix("s"), (match["title"],))
        forms = [f"{title} {words[-1]}" for title in titles]
        if len(words) > 1:
            forms += [" ".join(words), f"{words[0][0]} {words[-1]}"]
        yield ExactTerm("name", normalise_words(" ".join(words)), tuple(forms))
