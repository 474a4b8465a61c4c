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
_MAX_RUN = 3
"""Most content words side by side that are not the source's."""


def check_vocabulary(use: SentenceUse) -> Iterator[str]:
    """Yield a reason where too many words, or one of blame, are not those of the source or the citation."""
    keys = find_keys(use.words)
    content = [index for index, word in enumerate(use.words) if _is_content(word.form)]
    other = [index for index in content if keys[index] not in use.source_keys and keys[index] not in use.shown_stems]
    if any(use.words[index].form in FORCEFUL for index in other):
        yield _FORCEFUL
    if not content or len(other) > MAX_OTHER_SHARE * len(content):
        yield _OTHER


def _is_content(form: str) -> bool:
    return form not in STOP_WORDS and form not in GLUE and form not in SCALE_WORDS
