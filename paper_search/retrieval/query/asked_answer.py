"""What a quote should have to answer a question: its type, its year, a figure counted or planned, a field of a head.

Only plain forms are read (Li and Roth, COLING 2002, sort questions far more finely). A question whose form is not known
asks for nothing, and every quote will do.
"""

from __future__ import annotations

import re
from functools import partial

from paper_search.records import AnswerType, AskedAnswer, Aspect, ExpectedAnswer, FrontField, ParsedQuery
from paper_search.text.synonyms import find_synonyms

_compile_ignoring_case = partial(re.compile, flags=re.IGNORECASE)

_BODY = (
    r"(?:council\w*|committees?|cabinet|panel|board|executive|authority|members?|meeting|they|we|it|inspector\w*"
    r"|group|forum|assembly|planners|parish|trustees|governors)"
)
_DECIDED_WORD = (
    r"(?:decide[ds]?|decisions?|resolve[ds]?|resolutions?|agree[ds]?|approve[ds]?|adopt(?:ed)?|reject(?:ed)?"
    r"|refuse[ds]?|grant(?:ed)?|authori[sz]e[ds]?|endorsed?|outcome|conclude[ds]?)"
)
_TYPE_PATTERNS: tuple[tuple[AnswerType, re.Pattern[str]], ...] = (
    (
        "vote",
        _compile_ignoring_case(
            r"\b(?:how|what|was|were|did|which)\b.*\b(?:the\s+)?vot(?:e|es|ed|ing)\b.*\b(?:go|went|split|result|outcome|carried|close)\b"
            r"|\b(?:result|outcome|count|split)\s+of\s+the\s+(?:\w+\s+)?(?:vote|ballot|division|poll)\b"
            r"|\bhow\s+(?:did|was)\s+(?:the\s+)?(?:\w+\s+){0,3}vot(?:e|ed)\b|\bhow\s+many\b.{0,40}\bvot(?:e|ed|es)\s+(?:for|against)\b"
            r"|\bwas\b.*\b(?:motion|amendment)\b.*\b(?:carried|lost|passed|defeated)\b|\bunanimous(?:ly)?\b"
        ),
    ),
    (
        "decision",
        _compile_ignoring_case(
            rf"\bwhat\s+(?:did|has|have|had|was|were)\b.{{0,80}}\b{_DECIDED_WORD}\b"
            rf"|\bwhat\s+(?:was|is|were)\s+the\s+(?:\w+\s+)?(?:decisions?|outcome|resolution)\b"
            rf"|\b(?:did|has|have)\s+(?:the\s+)?(?:\w+\s+){{0,4}}{_BODY}\s+{_DECIDED_WORD}\b"
            rf"|^\W*(?:was|were|has|have)\b.{{1,80}}\b(?:approved|agreed|adopted|rejected|refused|granted)\b"
        ),
    ),
    ("reason", _compile_ignoring_case(r"\bwhy\b|\bhow\s+come\b|\bwhat(?:'s|\s+is|\s+was|\s+were|\s+are)?\s+(?:the\s+)?(?:main\s+|given\s+)?"
                                      r"(?:reasons?|causes?|caused|behind|led\s+to|made)\b|\bfor\s+what\s+reasons?\b|\bon\s+what\s+grounds\b")),
    ("duration", _compile_ignoring_case(r"\bhow\s+long\b(?!\s+(?:is|are|was|were)\s+the\s+(?:road|route|path|street|pier|bridge|wall|fence|queue)\b)|\bhow\s+many\s+(?:days|weeks|months|years|hours|minutes)\b|\bfor\s+how\s+many\b")),
    ("place", _compile_ignoring_case(r"^\W*(?:\w+\W+){0,3}?where\b(?!\s+(?:do|does|are|is|have|has)\b.*\b(?:stand|got\s+to|now)\b)|\b(?:what|which)\s+(?:place|site|location|road|street|village|town|venue|building|district|area)s?\b|\bin\s+(?:what|which)\s+(?:part|ward|town|district)\b")),
    ("person", _compile_ignoring_case(r"\b(?:who|whom|whose)\b(?!\s+(?:can|may|is|are|will|would|should|was|were)\s+(?:be\s+)?(?:eligible|entitled|affected|covered|allowed|included|qualif\w+)\b)|\bwhich\s+(?:\w+\s+)?(?:councillor|officer|person|member|director|minister)\b")),
)  # fmt: skip
"""The first that fits is meant, where the words ask for no figure."""
_KIND_TYPES: dict[str, AnswerType] = {
    "money": "sum", "count": "count", "share": "share", "number": "number", "frequency": "frequency", "date": "date",
}  # fmt: skip
_MID_SENTENCE_WHO = _compile_ignoring_case(r"\b(?:people|those|residents|children|anyone|staff|members|man|woman)\s+who\b")

_OPENING_FIGURE = _compile_ignoring_case(
    r"^\W*(?:\w+\W+){0,3}?(?:how\s+(?:many|much|often)|what\s+(?:proportion|percentage|share|number|amount))\b"
)

_YEAR = re.compile(r"(?<![\d.,/£])((?:19|20)\d\d)(?:\s?[-\u2013/]\s?((?:19|20)?\d\d)(?!\d))?(?![\d,])")
_PLANNED = _compile_ignoring_case(
    r"\b(?:targets?|planned|plans?\s+to|forecasts?|projected|projections?|expected|expects?|budgeted|aim(?:s|ed)?|goals?|proposed"
    r"|estimated|intended|ambitions?|aspirations?)\b"
)
_ACTUAL = _compile_ignoring_case(
    r"\b(?:actual(?:ly)?|outturn|so\s+far|to\s+date|achieved|at\s+present|current(?:ly)?|present\s+figure|now\s+stand"
    r"|already|in\s+fact|delivered|turned?\s+out)\b"
)

_FRONT_FIELDS: tuple[tuple[FrontField, re.Pattern[str]], ...] = (
    (
        "attendance",
        _compile_ignoring_case(
            r"\b(?:was|were|be|been)\s+(?:\w+\s+){0,2}(?:present|absent)\b|\bwho\b.*\b(?:present|absent)\b|\battend(?:ed|ing|ance|ees?|s)?\b"
            r"|\bapolog(?:y|ies|ised)\b|\bsubstitut\w+|\bwho\s+(?:was|were)\s+(?:at|there|in\s+the\s+room)\b"
        ),
    ),
    ("member", _compile_ignoring_case(r"\b(?:members|membership)\s+of\b|\bwho\s+(?:sits|serves|is|are)\s+on\b|\b(?:lead|cabinet)\s+member\b|\bportfolio\b")),
    ("chair", _compile_ignoring_case(r"\b(?:vice[\s-])?chair\w*\b|\bmayor\b|\bleader\b|\bclerk\b|\bpresid\w+")),
    ("contact", _compile_ignoring_case(r"\bcontact\b|\bauthor\b|\bwho\s+(?:wrote|prepared|drafted)\b|\bwritten\s+by\b|\be-?mail\b|\b(?:tele)?phone\b|\breport(?:ing)?\s+officer\b")),
    ("meeting", _compile_ignoring_case(r"\b(?:when|where|what\s+(?:time|day|date)|which\s+(?:day|date|room|venue))\b.*\b(?:meet|meets|met|meeting|agm|held)\b|\bvenue\b")),
    ("ward", _compile_ignoring_case(r"\b(?:wards?|electoral|divisions?)\b")),
    ("status", _compile_ignoring_case(r"\bkey\s+decision\b|\bdecision\s+(?:no|number|ref\w*)\b|\breference\s+number\b|\bclassification\b|\b(?:un)?restricted\b|\bexempt\b|\bpathway\b")),
    ("agenda", _compile_ignoring_case(r"\bagenda\b")),
    ("contents", _compile_ignoring_case(r"\b(?:which|what)\s+(?:page|appendix|annex|chapter|section)\b|\bcontents\b|\bappendices\b")),
)  # fmt: skip


def find_asked_answer(query: ParsedQuery, expected: ExpectedAnswer) -> AskedAnswer:
    """Return what a quote should have to answer a question.

    Args:
        query: the question, whose words have been parsed.
        expected: the kinds of figure or date that its form asks for.
    """
    text = query.text
    by_form: list[AnswerType] = [kind for kind, pattern in _TYPE_PATTERNS if _fits(kind, pattern, text)][:1]
    by_figure = {_KIND_TYPES[kind] for kind in expected.kinds}
    if "duration" in by_form:
        by_figure -= {"count", "number"}
    # Who approved the plan, and when: both.
    is_figure_meant = bool(by_figure) and (
        _OPENING_FIGURE.search(text) is not None or by_form not in (["person"], ["reason"])
    )
    is_form_meant = by_form in (["vote"], ["duration"])
    types = by_figure if is_figure_meant and not is_form_meant else by_figure - {"number", "count"} | set(by_form)
    return AskedAnswer(
        frozenset(types),
        frozenset(synonym for word_stem in expected.counted_stems for synonym in find_synonyms(word_stem)),
        find_years(text),
        find_aspect(text),
        frozenset(field for field, pattern in _FRONT_FIELDS if pattern.search(text)),
    )


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


def _fits(kind: AnswerType, pattern: re.Pattern[str], text: str) -> bool:
    if kind == "person":
        text = _MID_SENTENCE_WHO.sub(" ", text)
    return pattern.search(text) is not None
