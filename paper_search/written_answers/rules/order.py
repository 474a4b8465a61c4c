"""Order: figures, names and what they do stand in the order of the cited words, so that none takes another's place."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from paper_search.text.vocabulary import STOP_WORDS
from paper_search.written_answers.rules.clauses import has_verb
from paper_search.written_answers.rules.figure_keys import find_keys
from paper_search.written_answers.rules.lexicon import GLUE
from paper_search.written_answers.rules.names import is_anchor
from paper_search.written_answers.rules.use import Part, SentenceUse

_ORDER = "It has figures, names or words of the cited words in another order."
_RUN_TOGETHER = "It runs two cited sentences into one, so that one may take the verb of the other."
_ANTECEDENT = "It joins two cited sentences so that a pronoun points to something else."
_PRONOUNS = frozenset("it its they them their he she his her this these those such both".split())
_OPENING_WORDS = 3
"""Used words of a second source among which a pronoun points to what stood before them there."""
_JOINTS = frozenset("and but while whereas which who".split())
MIN_SHARE_IN_ORDER = 0.85
"""Share of the content words of the source that stand in its order; two nouns exchanged leave less."""


def check_order(use: SentenceUse) -> Iterator[str]:
    """Yield a reason where a figure or a name, or several words, stand in another order than in the source."""
    if not use.is_compression and any(_runs_together(use, first, second) for first, second in pairwise(use.parts)):
        yield _RUN_TOGETHER
    if any(_loses_antecedent(first, second) for first, second in pairwise(use.parts)):
        yield _ANTECEDENT
    keys = find_keys(use.words)
    held = [index for index, key in enumerate(keys) if key in use.source_keys and use.words[index].form not in GLUE]
    if any(index not in use.matched_indices for index in held if is_anchor(use, index)):
        yield _ORDER
        return
    content = [index for index in held if use.words[index].form not in STOP_WORDS]
    in_order = sum(index in use.matched_indices for index in content)
    if content and in_order < MIN_SHARE_IN_ORDER * len(content):
        yield _ORDER


def _runs_together(use: SentenceUse, first: Part, second: Part) -> bool:
    """Return True if no joint stands between the words of two source sentences, or no verb before or behind it."""
    end, start = first.pairs[-1][0], second.pairs[0][0]
    between = use.words[end : start + 1]
    is_joined = any(word.form in _JOINTS for word in between) or any(
        ";" in word.before or "," in word.before for word in between[1:]
    )
    return not (is_joined and has_verb(use.words[:start]) and has_verb(use.words[start:]))


def _loses_antecedent(first: Part, second: Part) -> bool:
    """Return True if the second source begins with a pronoun and does not follow the first in the paper."""
    opening = [word.form for word in second.words if word.start >= 0][:1]
    follows = first.source.span == second.source.span and first.source.after == second.words
    used = [second.words[index] for index in sorted(second.used_indices)][:_OPENING_WORDS]
    is_cut = any(second.words[index].start >= 0 for index in range(second.first))
    if is_cut and any(word.form in _PRONOUNS for word in used):
        return True
    return bool(opening) and opening[0] in _PRONOUNS and not follows
