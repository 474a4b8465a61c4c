"""Questions without an answer that come near to one: those of a set with the word that matters exchanged.

A word of kind ``UNKNOWN_WORD`` stands in none of the papers; one of kind ``SWAPPED_WORD`` is of another question of
the set, so that the papers hold every word and do not hold them together. The replacement depends on order alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from paper_search.evaluation.retrieval.qrels import Question
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.text.spans import Span, extract_content_words, find_words
from paper_search.text.stemming import find_stems, stem

UNKNOWN_WORD, SWAPPED_WORD = "strange", "mixed"
_MIN_WORD_LENGTH = 4
_WORD_STRIDE = 7
"""Neighbouring questions are often of one paper: each takes the word of one further on."""


def find_rarest_words(questions: Sequence[Question], engine: IndexSnapshot) -> list[str]:
    """Return the rarest word of each question, as it is spelt there, each once."""
    spans = [(question.text, _find_rarest_word(question.text, engine)) for question in questions]
    return list(dict.fromkeys(text[slice(*span)] for text, span in spans if span))


def perturb_questions(
    questions: Sequence[Question], other_words: Sequence[str], engine: IndexSnapshot
) -> Iterator[tuple[str, Question]]:
    """Yield each question twice, with the kind of word that took the place of its rarest.

    Args:
        questions: the answerable questions of a set.
        other_words: telling words of other sets; those that no passage of this one holds are used.
        engine: an engine over the papers that answer the questions.
    """
    held = engine.frequencies(other_words) if other_words else []
    strange = [word for word, frequency in zip(other_words, held, strict=True) if not frequency]
    own = find_rarest_words(questions, engine)
    for number, question in enumerate(questions, 1):
        span = _find_rarest_word(question.text, engine)
        for kind, source in ((UNKNOWN_WORD, strange), (SWAPPED_WORD, own)):
            word = _choose_replacement(source, question.text, number * _WORD_STRIDE) if span else None
            if span and word:
                text = question.text[: span[0]] + word + question.text[span[1] :]
                yield kind, replace(question, text=text, answerable=False)


def _find_rarest_word(text: str, engine: IndexSnapshot) -> Span | None:
    """Return where the rarest word of some length stands; the first of several."""
    spans = [
        (start, end) for start, end in find_words(text) if text[start:end].isalpha() and end - start >= _MIN_WORD_LENGTH
    ]
    terms = [extract_content_words(text[slice(*span)])[0] for span in spans]
    carrying = set(extract_content_words(text))
    found = [
        (frequency, span)
        for frequency, term, span in zip(engine.frequencies(terms) if terms else [], terms, spans, strict=True)
        if term in carrying
    ]
    return min(found)[1] if found else None


def _choose_replacement(candidates: Sequence[str], text: str, number: int) -> str | None:
    """Return a word of the source, by number, that the text has in no form."""
    present = find_stems(text)
    others = [word for word in candidates if stem(word) not in present]
    return others[number % len(others)] if others else None
