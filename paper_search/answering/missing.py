"""Parts of a question that nothing held has: words, persons, sums, references, councils, years, months and days.

It is said before an answer, and the answer is then never a strong match. Where what is missing is what is asked about,
the answer is doubtful at most: other passages cannot tell of it. It is partial at most where something of the same list
is held ("Wexmoor and Devon"), where a council of which no paper is held stands in another's papers, and for a sum,
which papers round. Another reference is no answer at all.

A missing word counts where no other word means it: a name, or a noun so rare that the encoder has no pieces for it. Of
the others a judged question has one in nine where the papers answer it ("youngster", "reply").
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from paper_search.answering.asked_times import find_missing_times
from paper_search.answering.config import ANSWERING, AnswerConfig
from paper_search.answering.named_councils import (
    find_councils_not_held,
    find_named_councils,
    report_not_held,
    report_others_papers,
    report_outside_limits,
    report_unreachable,
)
from paper_search.answering.named_words import is_name
from paper_search.embeddings import Encoder
from paper_search.records import ExactTerm, Hit, Match, MissingPart, NamedLimit, ParsedQuery, RewrittenQuery
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.late_interaction import TokenMatch, WeightedQuery
from paper_search.retrieval.query.exact_terms import has_term
from paper_search.text.enumeration import join_words
from paper_search.text.spans import Span, normalise, strip_possessive
from paper_search.text.stemming import find_stems, stem
from paper_search.text.vocabulary import STOP_WORDS

_SPECIAL_TOKEN_COUNT = 2
"""Word pieces that the encoder adds to every text."""
_CEILINGS: Mapping[str, Match] = {"reference": "none", "name": "doubtful", "sum": "partial"}
"""The best match where an exact term of the kind is missing; a day is looked for as a time."""
_NO_NOUN = re.compile(r"(?:ed|ing|ly|able|ible|er|est|ish|ful|less)s?$")
_LIST_SIGN = r"(?:\s*,|\s+(?:and|or|nor|versus|vs\.?|with|to|than))"


@dataclass(frozen=True, slots=True)
class MatchedQuestion:
    """A question as it was searched for, with the hits and how its word pieces match the first of them."""

    query: RewrittenQuery
    weighted_query: WeightedQuery
    hits: Sequence[Hit]
    matches: Mapping[str, TokenMatch]


def find_missing_parts(
    matched: MatchedQuestion,
    index: IndexSnapshot,
    encoder: Encoder,
    config: AnswerConfig = ANSWERING,
    *,
    is_compared: bool = False,
) -> tuple[MissingPart, ...]:
    """Return what a question names and nothing held has, each as a remark with the best match that is left.

    Args:
        matched: the question and its hits.
        index: one generation of the index.
        encoder: knows the words of the language.
        config: from where a word is rare, or said in another form.
        is_compared: True where each council is asked apart: those left out are asked beside it.
    """
    question = matched.query.question
    authorities, missing = [facet.value for facet in index.facets().authorities], index.missing_councils
    named = find_named_councils(question.text)
    councils = find_councils_not_held(named, [*authorities, *filter(None, missing)])
    words = find_distinctive_words(matched, [*authorities, *missing], encoder, config)
    # "KCC" stands in no paper where "Kent County Council" is held, and is not missing.
    of_councils = {word for council in named for word in council.words}
    others = [word for word in words if normalise(word) not in of_councils]
    return (
        *_report_words(others, matched.query.searched, is_partial=bool(missing)),
        *report_unreachable(question.text, named, missing),
        *report_not_held(councils, words),
        *(() if is_compared else report_outside_limits(question.text, named, question.filters, authorities)),
        *(() if is_compared else report_others_papers(question.text, named, authorities, matched.hits)),
        *_report_limits_not_held(question.named_limits, is_partial=bool(missing)),
        *find_missing_times(question, index),
        *(
            MissingPart(_describe_term(term), _CEILINGS[term.kind])
            for term in find_missing_terms(question, matched.hits)
        ),
    )


# -- words ---------------------------------------------------------------------------------------------------------


def find_distinctive_words(
    matched: MatchedQuestion, authorities: Iterable[str], encoder: Encoder, config: AnswerConfig = ANSWERING
) -> list[str]:
    """Return the missing words that are names or rare nouns and that no hit says in another form.

    Args:
        matched: the question and its hits.
        authorities: those held, whose names are not missing.
        encoder: knows the words of the language.
        config: from where a word is rare, or said in another form.
    """
    text = matched.query.searched.text
    printed = [*authorities, *(place for hit in matched.hits for place in _list_places(hit))]
    held = frozenset[str]().union(*map(find_stems, printed))
    return [
        word
        for word in matched.query.missing_words
        if (is_name(text, _find_span(text, word)) or _is_rare_noun(word, encoder, config))
        and stem(normalise(word)) not in held
        and _find_nearest_cosine(word, matched) < config.synonym_cosine
    ]


def _list_places(hit: Hit) -> Iterator[str]:
    """Yield the names that a hit stands under: a title or a heading is no passage, and may have the word."""
    document = hit.document
    yield from filter(None, (document.title, document.meeting.committee, document.source))
    yield from hit.passage.headings


def _find_span(text: str, word: str) -> Span:
    """Return where a word of a text stands first, its beginning for one that it does not have as it is spelled."""
    start = max(text.find(word), 0)
    return start, start + len(word)


def _is_rare_noun(word: str, encoder: Encoder, config: AnswerConfig) -> bool:
    """Return True if the encoder has no near piece for the word, nor its singular, and no ending denies a noun."""
    forms = {word.casefold(), word.casefold().removesuffix("s")}
    pieces = min(encoder.count_tokens(sorted(forms))) - _SPECIAL_TOKEN_COUNT
    return pieces >= config.rare_word_pieces and _NO_NOUN.search(word.casefold()) is None


def _find_nearest_cosine(word: str, matched: MatchedQuestion) -> float:
    """Return how near any hit comes to a word, as the mean over its pieces, from 0 to 1."""
    weighted_query = matched.weighted_query
    start = weighted_query.query.text.find(word)
    end = start + len(word)
    pieces = [number for number, (first, _) in enumerate(weighted_query.tokens.spans) if start <= first < end]
    if not pieces or not matched.matches:
        return 0.0
    best = np.max([match.find_best_cosines()[pieces] for match in matched.matches.values()], axis=0)
    return float(best.mean())


def _report_words(words: Sequence[str], searched: ParsedQuery, *, is_partial: bool) -> Iterator[MissingPart]:
    if words:
        is_listed = all(_is_listed(word, words, searched.text) for word in words)
        remark = f"{name_none(is_partial=is_partial)} has the {format_words(words)}."
        yield MissingPart(remark, "partial" if is_listed else "doubtful")


def name_none(*, is_partial: bool) -> str:
    """Return what is said where no paper has something; of papers that were not searched nothing can be said."""
    return "No paper searched" if is_partial else "No paper"


def format_words(words: Sequence[str]) -> str:
    """Return words in quotation marks: "word “a”", or "words “a”, “b” and “c”"."""
    quoted = join_words([f"“{word}”" for word in words])
    return f"words {quoted}" if len(words) > 1 else f"word {quoted}"


def _is_listed(word: str, missing: Sequence[str], text: str) -> bool:
    """Return True if the word stands in a list with one of its kind, by its capital, that is not missing."""
    kind = r"[A-Z][\w’'-]+" if word[0].isupper() else r"[a-z][\w’'-]+"
    name = re.escape(word)
    lists = (rf"\b(?P<other>{kind}){_LIST_SIGN}\s+{name}\b", rf"\b{name}{_LIST_SIGN}\s+(?P<other>{kind})")
    others = [strip_possessive(found["other"]) for pattern in lists for found in re.finditer(pattern, text)]
    return any(other not in missing and other.casefold() not in STOP_WORDS for other in others)


# -- meetings ------------------------------------------------------------------------------------------------------


def _report_limits_not_held(limits: Sequence[NamedLimit], *, is_partial: bool) -> Iterator[MissingPart]:
    """Yield a part for each time of a meeting that no paper is of: what another meeting said is no answer."""
    body = next((f" of {limit.label}" for limit in limits if limit.kind == "committee"), "")
    none = "None of the papers searched is" if is_partial else "There are no papers here"
    for limit in limits:
        if not limit.is_held:
            yield MissingPart(f"{none} from a meeting{body} {limit.when}.", "doubtful")


# -- exact terms ---------------------------------------------------------------------------------------------------


def find_missing_terms(question: ParsedQuery, hits: Sequence[Hit]) -> list[ExactTerm]:
    """Return the exact terms but for days that none of the hits holds.

    Passages that hold an exact term come first, so where none of the hits holds it, none of the papers searched does.

    Args:
        question: the question as typed.
        hits: what was found for it.
    """
    terms = [term for term in question.exact_terms if term.kind in _CEILINGS] if hits else []
    printed = ["\n".join((*hit.passage.headings, hit.matched_text)) for hit in hits]
    return [term for term in terms if not any(_has_term_or_surname(text, term) for text in printed)]


def _has_term_or_surname(text: str, term: ExactTerm) -> bool:
    """Return True if a text has the term; of a person the surname is enough, since lists of votes print no titles."""
    surname = term.forms[0].split()[-1]
    is_surname = term.kind == "name" and re.search(rf"\b{re.escape(surname)}\b", text) is not None
    return is_surname or has_term(text, term)


def _describe_term(term: ExactTerm) -> str:
    name = f"£{term.forms[0]}" if term.kind == "sum" else term.forms[0]
    return f"{name} stands in none of the papers searched."
