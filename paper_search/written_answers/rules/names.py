"""Names and roles: who is named must be named in what is cited, or in the citation that stands beside it."""

from __future__ import annotations

from collections.abc import Iterator

from paper_search.text.spans import strip_possessive
from paper_search.text.vocabulary import STOP_WORDS, is_common_word
from paper_search.written_answers.rules.lexicon import GLUE, QUALIFIERS, ROLES
from paper_search.written_answers.rules.use import Part, SentenceUse
from paper_search.written_answers.rules.words import split_into_words

_MISSING = "It names someone or something that the cited words do not name."
_QUALIFIED = "It leaves out a word before a name or a thing that makes it another, such as a rank or a stage."
_TITLES = frozenset("mr mrs ms miss dr cllr councillor sir dame lord lady prof professor rev".split())
_FOLLOWED = frozenset("in at of for on and with to".split())


def check_names(use: SentenceUse) -> Iterator[str]:
    """Yield a reason for a name or a role that is named nowhere, or whose qualifier ("former", "draft") is gone."""
    held = {strip_possessive(word.form) for part in use.parts for word in part.words} | _find_shown(use)
    if any(strip_possessive(word.form) not in held for index, word in enumerate(use.words) if _is_name(use, index)):
        yield _MISSING
    if any(_loses_qualifier(use, part, other) for part in use.parts for _, other in part.pairs):
        yield _QUALIFIED


def is_anchor(use: SentenceUse, index: int) -> bool:
    """Return True for a figure, a name or a role of the sentence: what must keep its place among the others.

    Args:
        use: the sentence.
        index: which of its words.
    """
    return use.words[index].is_figure or _is_name(use, index)


def _is_name(use: SentenceUse, index: int) -> bool:
    word = use.words[index]
    if strip_possessive(word.form) in ROLES:
        return True
    if not word.has_capital or word.form in GLUE or word.is_figure:
        return False
    return index > 0 or not (word.form in STOP_WORDS or is_common_word(word.form)) or _opens_name(use)


def _opens_name(use: SentenceUse) -> bool:
    """Return True if the first word, though a common one, is of a name: another capital follows."""
    is_word = use.words[0].form in STOP_WORDS
    return not is_word and len(use.words) > 1 and use.words[1].has_capital and not use.words[1].before.strip()


def _find_shown(use: SentenceUse) -> set[str]:
    texts = (text for span in use.spans for text in (span.header, *span.headings, span.speaker or ""))
    return {strip_possessive(word.form) for text in texts for word in split_into_words(text)}


def _loses_qualifier(use: SentenceUse, part: Part, index: int) -> bool:
    """Return True if the word before a used one is a qualifier that is not used, though they touch."""
    before = part.words[index - 1] if index else None
    word = part.words[index]
    is_lost = before is not None and before.form in QUALIFIERS and index - 1 not in part.used_indices
    is_noun = word.form not in GLUE and word.form not in STOP_WORDS and not word.is_figure
    return is_lost and is_noun and before is not None and before.form not in use.forms and not word.before.strip()
