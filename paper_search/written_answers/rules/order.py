"""Order: figures, names and what they do stand in the order of the cited words, so that none takes another's place."""

from __future__ import annotations

from collections.abc import Iterator

from paper_search.text.vocabulary import STOP_WORDS
from paper_search.written_answers.rules.figure_keys import find_keys
from paper_search.written_answers.rules.lexicon import GLUE
from paper_search.written_answers.rules.names import is_anchor
from paper_search.written_answers.rules.use import SentenceUse

_ORDER = "It has figures, names or words of the cited words in another order."
MIN_SHARE_IN_ORDER = 0.85
"""Share of the content words of the source that stand in its order; two nouns exchanged leave less."""


def check_order(use: SentenceUse) -> Iterator[str]:
    """Yield a reason where a figure or a name, or several words, stand in another order than in the source."""
    keys = find_keys(use.words)
    held = [index for index, key in enumerate(keys) if key in use.source_keys and use.words[index].form not in GLUE]
    if any(index not in use.matched for index in held if is_anchor(use, index)):
        yield _ORDER
        return
    content = [index for index in held if use.words[index].form not in STOP_WORDS]
    in_order = sum(index in use.matched for index in content)
    if content and in_order < MIN_SHARE_IN_ORDER * len(content):
        yield _ORDER
