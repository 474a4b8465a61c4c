"""The parser of questions: text in, one frozen ``ParsedQuery`` out that every later step reads."""

from __future__ import annotations

import re
from dataclasses import replace

from paper_search.errors import QueryError
from paper_search.records import Filters, ParsedQuery
from paper_search.retrieval.config import RANKING, RankingConfig
from paper_search.retrieval.query.answer_type import find_expected_answer
from paper_search.retrieval.query.asked_answer import find_asked_answer
from paper_search.retrieval.query.exact_terms import find_exact_terms, find_phrases
from paper_search.retrieval.query.intent import find_intent
from paper_search.text.spans import find_words, list_words, normalise, select_content_words, strip_possessive
from paper_search.text.stemming import stem
from paper_search.text.vocabulary import STOP_WORDS

MAX_QUESTION_CHARACTERS = 500
_SURROGATES = re.compile("[\ud800-\udfff]")


def validate_question(text: str) -> str:
    """Return a question, trimmed.

    Raises:
        QueryError: there is no question, it is too long, or each of its words is in nearly every paper.
    """
    # Half of a pair of UTF-16, as from an argument that is no text, can neither be looked for nor written.
    question = _SURROGATES.sub("\N{REPLACEMENT CHARACTER}", text).strip()
    if not question:
        raise QueryError("The question is empty. Type some words to look for.")
    if len(question) > MAX_QUESTION_CHARACTERS:
        raise QueryError(
            f"The question has {len(question)} characters. It may have {MAX_QUESTION_CHARACTERS}. Use fewer words."
        )
    common_word = _find_only_common_words(question)
    if common_word:
        raise QueryError(
            f"Your question has only words that are in nearly every paper, such as “{common_word}”. Add what it is"
            " about, such as road repairs or school places."
        )
    return question


def _find_only_common_words(question: str) -> str:
    """Return the first word of a question that has stop words only; empty for any other, and for words in quotes.

    A word in capitals may be an abbreviation ("IT"), and what is quoted is looked for as it stands.
    """
    words = list_words(question)
    is_common = all(normalise(word) in STOP_WORDS and not (len(word) > 1 and word.isupper()) for word in words)
    return words[0] if words and is_common and not find_phrases(question) else ""


def parse_query(text: str, filters: Filters = Filters(), config: RankingConfig = RANKING) -> ParsedQuery:
    """Return a question with everything that its words say.

    Args:
        text: the question.
        filters: the limits that it is asked in.
        config: the settings of the parser.
    """
    query = parse_terms(text, filters)
    expected = find_expected_answer(query, config)
    return replace(
        query,
        phrases=find_phrases(text),
        exact_terms=find_exact_terms(text),
        expected_answer=expected,
        asked_answer=find_asked_answer(query, expected),
        intent=find_intent(query),
    )


def parse_terms(text: str, filters: Filters = Filters()) -> ParsedQuery:
    """Return a text with its words alone: what a passage is looked up by asks for nothing.

    Args:
        text: the words.
        filters: the limits that they are looked for in.
    """
    spans = tuple(find_words(text))
    words = tuple(strip_possessive(normalise(text[start:end])) for start, end in spans)
    content_terms = tuple(select_content_words(words))
    return ParsedQuery(
        text=text,
        filters=filters,
        spans=spans,
        words=words,
        stems=tuple(map(stem, words)),
        content_terms=content_terms,
        content_stems=tuple(map(stem, content_terms)),
    )


def reword_query(question: ParsedQuery, text: str, config: RankingConfig = RANKING) -> ParsedQuery:
    """Return another wording of a question: within its filters, and with the words that it quotes.

    Args:
        question: the question as typed.
        text: the other wording.
        config: the settings of the parser.
    """
    if text == question.text:
        return question
    return replace(parse_query(text, question.filters, config), phrases=question.phrases)
