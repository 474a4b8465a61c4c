"""Wishes of a question for the quote that answers it: its type, year, kind of figure, and field of a head.

Only plain forms are read (Li and Roth, COLING 2002, sort questions far more finely). A question whose form is not known
asks for nothing, and every quote will do.
"""

from __future__ import annotations

import re

from paper_search.records import AnswerKind, AnswerType, AskedAnswer, Aspect, ExpectedAnswer, FrontField, ParsedQuery
from paper_search.text.synonyms import find_synonyms


def _compile_any(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


# -- the type of answer --------------------------------------------------------------------------------------------

_BODY = (
    r"(?:council\w*|committees?|cabinet|panel|board|executive|authority|members?|meeting|they|we|it|inspector\w*"
    r"|group|forum|assembly|planners|parish|trustees|governors)"
)
_DECIDED_WORD = (
    r"(?:decide[ds]?|decisions?|resolve[ds]?|resolutions?|agree[ds]?|approve[ds]?|adopt(?:ed)?|reject(?:ed)?"
    r"|refuse[ds]?|grant(?:ed)?|authori[sz]e[ds]?|endorsed?|outcome|conclude[ds]?)"
)
_LENGTH_NOUN = r"(?:road|route|path|street|pier|bridge|wall|fence|queue)"
_NO_PLACE = r"(?!\s+(?:do|does|are|is|have|has)\b.*\b(?:stand|got\s+to|now)\b)"
"""Behind "where": how far a matter has come is asked, not a place."""
_NO_PERSON = (
    r"(?!\s+(?:can|may|is|are|will|would|should|was|were)\s+(?:be\s+)?"
    r"(?:eligible|entitled|affected|covered|allowed|included|qualif\w+)\b)"
)
"""Behind "who": a group is asked for, not a person."""
_NOT_RELATIVE = (
    r"(?<!people )(?<!those )(?<!residents )(?<!children )(?<!anyone )(?<!staff )(?<!members )(?<!man )(?<!woman )"
)
"""Before "who": "people who" asks for nobody."""
_TYPE_PATTERNS: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    (
        "vote",
        _compile_any(
            r"\b(?:how|what|was|were|did|which)\b.*\bvot(?:e|es|ed|ing)\b.*\b(?:go|went|split|result|outcome|carried|close)\b",
            r"\b(?:result|outcome|count|split)\s+of\s+the\s+(?:\w+\s+)?(?:vote|ballot|division|poll)\b",
            r"\bhow\s+(?:did|was)\s+(?:\w+\s+){0,4}vot(?:e|ed)\b",
            r"\bhow\s+many\b.{0,40}\bvot(?:e|ed|es)\s+(?:for|against)\b",
            r"\bwas\b.*\b(?:motion|amendment)\b.*\b(?:carried|lost|passed|defeated)\b",
            r"\bunanimous(?:ly)?\b",
        ),
    ),
    (
        "decision",
        _compile_any(
            rf"\bwhat\s+(?:did|has|have|had|was|were)\b.{{0,80}}\b{_DECIDED_WORD}\b",
            r"\bwhat\s+(?:was|is|were)\s+the\s+(?:\w+\s+)?(?:decisions?|outcome|resolution)\b",
            rf"\b(?:did|has|have)\s+(?:the\s+)?(?:\w+\s+){{0,4}}{_BODY}\s+{_DECIDED_WORD}\b",
            r"^\W*(?:was|were|has|have)\b.{1,80}\b(?:approved|agreed|adopted|rejected|refused|granted)\b",
        ),
    ),
    (
        "reason",
        _compile_any(
            r"\bwhy\b",
            r"\bhow\s+come\b",
            r"\bwhat(?:'s|\s+is|\s+was|\s+were|\s+are)?\s+(?:the\s+)?(?:main\s+|given\s+)?(?:reasons?|causes?|caused|behind)\b",
            r"\bwhat\s+(?:led\s+to|made)\b",
            r"\bfor\s+what\s+reasons?\b",
            r"\bon\s+what\s+grounds\b",
        ),
    ),
    (
        "duration",
        _compile_any(
            rf"\bhow\s+long\b(?!\s+(?:is|are|was|were)\s+the\s+{_LENGTH_NOUN}\b)",
            r"\b(?:for\s+)?how\s+many\s+(?:minutes|hours|days|weeks|months|years)\b",
        ),
    ),
    (
        "place",
        _compile_any(
            rf"^\W*(?:\w+\W+){{0,3}}?where\b{_NO_PLACE}",
            r"\b(?:what|which)\s+(?:place|site|location|road|street|village|town|venue|building|district|area)s?\b",
            r"\bin\s+(?:what|which)\s+(?:part|ward|town|district)\b",
        ),
    ),
    (
        "person",
        _compile_any(
            rf"{_NOT_RELATIVE}\b(?:who|whom|whose)\b{_NO_PERSON}",
            r"\bwhich\s+(?:\w+\s+)?(?:councillor|officer|person|member|director|minister)\b",
        ),
    ),
)
"""The first that fits is meant, where the words ask for no figure."""
_KIND_TYPES: dict[AnswerKind, AnswerType] = {
    "money": "sum",
    "count": "count",
    "share": "share",
    "number": "number",
    "frequency": "frequency",
    "date": "date",
}
_NAMED_FIGURES: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    (
        "sum",
        _compile_any(
            r"^\W*what(?:'s|\s+(?:is|are|was|were|will))\b.{0,60}?\b(?:(?:over|under)spends?|outturn|surplus|balances?|debts?|reserves?"
            r"|precept|levy|allocation|grant|savings?|income|turnover|borrowing|spend(?:ing)?|expenditure|costs?)\b"
        ),
    ),
    (
        "number",
        _compile_any(
            r"^\W*what(?:'s|\s+(?:is|are|was|were|will))\b.{0,60}?\b(?:targets?|figures?|rates?|limits?|levels?|percentage|score|average)\b"
        ),
    ),
)
"""Figures that a question names by what they measure; ranking takes fewer for such, since it moves whole passages."""
_OPENING_FIGURE = _compile_any(
    r"^\W*(?:\w+\W+){0,3}?(?:how\s+(?:many|much|often)|what\s+(?:proportion|percentage|share|number|amount))\b"
)

# -- the year, and a figure counted or planned ---------------------------------------------------------------------

_YEAR = re.compile(r"(?<![\d.,/\u00a3])((?:19|20)\d\d)(?:\s?[-\u2013/]\s?((?:19|20)?\d\d)(?!\d))?(?![\d,])")
_PLANNED = _compile_any(
    r"\b(?:targets?|planned|plans?\s+to|forecasts?|projected|projections?|expected|expects?|budgeted|aim(?:s|ed)?|goals?"
    r"|proposed|estimated|intended|ambitions?|aspirations?)\b"
)
_ACTUAL = _compile_any(
    r"\b(?:actual(?:ly)?|outturn|so\s+far|to\s+date|achieved|at\s+present|current(?:ly)?|present\s+figure|now\s+stand"
    r"|already|in\s+fact|delivered|turned?\s+out)\b"
)

# -- fields of front matter ----------------------------------------------------------------------------------------

_FRONT_FIELDS: dict[FrontField, re.Pattern[str]] = {
    "attendance": _compile_any(
        r"\b(?:was|were|be|been)\s+(?:\w+\s+){0,2}(?:present|absent)\b",
        r"\bwho\b.*\b(?:present|absent)\b",
        r"\battend(?:ed|ing|ance|ees?|s)?\b",
        r"\b(?:apolog(?:y|ies|ised)|substitut\w+)\b",
        r"\bwho\s+(?:was|were)\s+(?:at|there|in\s+the\s+room)\b",
    ),
    "member": _compile_any(
        r"\b(?:members|membership)\s+of\b",
        r"\bwho\s+(?:sits|serves|is|are)\s+on\b",
        r"\b(?:lead|cabinet)\s+member\b",
        r"\bportfolio\b",
    ),
    "chair": _compile_any(r"\b(?:vice[\s-])?chair\w*\b", r"\b(?:mayor|leader|clerk|presid\w+)\b"),
    "contact": _compile_any(
        r"\bcontact\b",
        r"\bauthor\b",
        r"\bwho\s+(?:wrote|prepared|drafted)\b|\bwritten\s+by\b",
        r"\be-?mail\b|\b(?:tele)?phone\b",
        r"\breport(?:ing)?\s+officer\b",
    ),
    "meeting": _compile_any(
        r"\b(?:when|where|what\s+(?:time|day|date)|which\s+(?:day|date|room|venue))\b.*\b(?:meets?|met|meeting|agm|held)\b",
        r"\bvenue\b",
    ),
    "ward": _compile_any(r"\b(?:wards?|electoral|divisions?)\b"),
    "status": _compile_any(
        r"\bkey\s+decision\b",
        r"\bdecision\s+(?:no|number|ref\w*)\b|\breference\s+number\b",
        r"\b(?:classification|restricted|unrestricted|exempt|pathway)\b",
    ),
    "agenda": _compile_any(r"\bagenda\b"),
    "contents": _compile_any(
        r"\b(?:which|what)\s+(?:page|appendix|annex|chapter|section)\b", r"\bcontents\b|\bappendices\b"
    ),
    "documents": _compile_any(
        r"\b(?:background|supporting|related|reference|relevant|associated|previous)\s+(?:papers?|documents?|reports?)\b",
        r"\b(?:appendi(?:x|ces)|annex(?:es)?|attachments?|enclosures?)\b",
        r"\b(?:which|what)\s+(?:other\s+)?(?:papers?|documents?|reports?)\b",
    ),
}
"""The words by which a question asks for a field."""


def find_asked_answer(query: ParsedQuery, expected: ExpectedAnswer) -> AskedAnswer:
    """Return what a quote should have to answer a question.

    Args:
        query: the question, whose words have been parsed.
        expected: the kinds of figure or date that its form asks for.
    """
    text = query.text
    form = next((kind for kind, pattern in _TYPE_PATTERNS if pattern.search(text)), None)
    figures = {_KIND_TYPES[kind] for kind in expected.kinds} or _find_named_figure(text)
    if form == "duration":
        figures -= {"count", "number"}
    is_form_meant = form in {"vote", "duration"} or (form in {"person", "reason"} and not _OPENING_FIGURE.search(text))
    types = figures
    if form is not None and (is_form_meant or not figures):
        # Who approved the plan, and when: both.
        types = (figures - {"number", "count"}) | {form}
    return AskedAnswer(
        frozenset(types),
        frozenset(synonym for word_stem in expected.counted_stems for synonym in find_synonyms(word_stem)),
        find_years(text),
        find_aspect(text),
        frozenset(field for field, pattern in _FRONT_FIELDS.items() if pattern.search(text)),
    )


def _find_named_figure(text: str) -> set[AnswerType]:
    return {kind for kind, pattern in _NAMED_FIGURES if pattern.search(text)}


def find_years(text: str) -> frozenset[str]:
    """Return the years of a text ("2024") and its financial years ("2024-25"), however they are printed."""
    return frozenset(
        f"{first}-{second[-2:]}" if second and _is_next(first, second) else first
        for first, second in _YEAR.findall(text)
    )


def find_aspect(text: str) -> Aspect | None:
    """Return whether a text speaks of a figure as counted or as planned; None where of neither or both."""
    is_planned, is_actual = _PLANNED.search(text) is not None, _ACTUAL.search(text) is not None
    return None if is_planned == is_actual else "planned" if is_planned else "actual"


def _is_next(first: str, second: str) -> bool:
    return (int(first) + 1) % 100 == int(second[-2:])
