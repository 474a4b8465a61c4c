"""Vocabulary: a sentence keeps to the words of what it cites, and adds none of blame or alarm."""

from __future__ import annotations

from collections.abc import Iterator

from paper_search.text.vocabulary import STOP_WORDS
from paper_search.written_answers.rules.figure_keys import SCALE_WORDS, find_keys
from paper_search.written_answers.rules.lexicon import FORCEFUL, GLUE
from paper_search.written_answers.rules.use import SentenceUse

_OTHER = "It has words that the cited words do not have."
_FORCEFUL = "It has a word of blame or alarm that the cited words do not have."
MAX_OTHER_SHARE = 0.15
"""Share of the content words that need not be the source's or the citation's."""
_REPLACED = "It has another word in the place of one of the cited words."


def check_vocabulary(use: SentenceUse) -> Iterator[str]:
    """Yield a reason where too many words, or one of blame, are not those of the source or the citation."""
    keys = find_keys(use.words)
    content = [index for index, word in enumerate(use.words) if _is_content(word.form) and not word.is_figure]
    other = [index for index in content if keys[index] not in use.source_keys and keys[index] not in use.shown_stems]
    if any(use.words[index].form in FORCEFUL for index in other):
        yield _FORCEFUL
    if not content or len(other) > MAX_OTHER_SHARE * len(content):
        yield _OTHER
    elif any(_replaces(use, index) for index in other):
        yield _REPLACED


def _replaces(use: SentenceUse, index: int) -> bool:
    """Return True if a word stands where the source has another one, beside words of the source."""
    places = {own: (part, place) for part in use.parts for own, place in part.pairs}
    left, right = places.get(index - 1), places.get(index + 1)
    if left and right:
        return left[0] is right[0] and right[1] - left[1] > 1
    beside = left or right
    step = 1 if left else -1
    at = beside[1] + step if beside else -1
    return beside is not None and 0 <= at < len(beside[0].words) and _is_content(beside[0].words[at].form)


def _is_content(form: str) -> bool:
    return form not in STOP_WORDS and form not in GLUE and form not in SCALE_WORDS
