"""Synonyms of council English: words that papers and people use for the same thing that is counted.

A row is a set of words of which each may stand for any other. Only plain words for people, buildings and things that
councils count are held; what a word means in one paper alone is no synonym.
"""

from __future__ import annotations

from paper_search.text.stemming import stem

_SYNONYM_ROWS = (
    "children pupils youngsters kids schoolchildren",
    "pupils students learners",
    "people residents inhabitants persons individuals",
    "residents households householders",
    "homes dwellings houses properties units",
    "households families",
    "staff employees workers officers posts workforce",
    "vacancies posts jobs",
    "councillors members",
    "objections representations responses comments",
    "replies responses respondents submissions",
    "complaints grievances",
    "cars vehicles",
    "buses vehicles",
    "crashes accidents collisions",
    "injured casualties",
    "roads streets highways",
    "bins containers",
    "rooms bedrooms",
    "flats apartments",
    "shops stores premises",
    "firms companies businesses",
    "schools academies",
    "spaces places",
    "meetings sessions",
    "visits inspections",
    "applications bids",
    "elderly older",
    "teenagers youths adolescents young",
    "foster fostering carers",
    "sites locations",
    "savings cuts reductions",
    "votes ballots",
    "trees saplings",
)
_SYNONYMS: dict[str, frozenset[str]] = {}
for _row in _SYNONYM_ROWS:
    _stems = frozenset(map(stem, _row.split()))
    _SYNONYMS |= {_stem: _SYNONYMS.get(_stem, frozenset()) | _stems for _stem in _stems}


def find_synonyms(word_stem: str) -> frozenset[str]:
    """Return the stems that may stand for the stem of a word, itself included."""
    return _SYNONYMS.get(word_stem, frozenset()) | {word_stem}
