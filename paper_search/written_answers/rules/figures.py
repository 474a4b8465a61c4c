"""Figures: a number, sum, share, date or reference must be printed in what is cited, of the same unit and as exact."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from paper_search.written_answers.rules.figure_keys import SCALE_WORDS, find_keys
from paper_search.written_answers.rules.lexicon import COMPUTED, GLUE, HEDGES, NUMBER_WORDS, STRONG_HEDGES, TIME_UNITS
from paper_search.written_answers.rules.use import Part, SentenceUse
from paper_search.written_answers.rules.words import TextWord, is_label, split_into_words

_MISSING = "It has a figure that the cited words do not have."
_LABEL = "It has the number of a paragraph or an item as a word of its own."
_HEDGED = "It makes a figure more or less exact than the cited words do."
_UNIT = "It has a figure of the cited words with another unit, or of another thing."
_HEDGE_REACH, _NOUN_REACH = 4, 5
_SIGNS = frozenset("<>\u2264\u2265~\u00b1\u2248+")
_RATES = frozenset("per each annually yearly monthly weekly daily pa p.a apiece or".split())
_WHOLES = frozenset("percent cent pct".split()) | SCALE_WORDS | TIME_UNITS


def check_figures(use: SentenceUse) -> Iterator[str]:
    """Yield a reason for a figure that is not printed, or whose unit or hedge ("about", "at least") is another."""
    keys = find_keys(use.words)
    shown = _find_shown(use)
    for index, word in enumerate(use.words):
        is_number = isinstance(keys[index], tuple) or word.form in COMPUTED
        is_shown = bool({*pairwise(keys[max(index - 1, 0) : index + 2])} & shown)
        if is_number and index not in use.matched_indices and keys[index] not in use.source_keys and not is_shown:
            yield _MISSING
    for part in use.parts:
        # Before the sentence itself the number of its paragraph stays one.
        if any(index and part.words[other].is_figure and is_label(part.words, other) for index, other in part.pairs):
            yield _LABEL
        source_keys = find_keys(part.words)
        for index, other in part.pairs:
            if isinstance(source_keys[other], tuple):
                yield from _compare_surroundings(use.words, index, part, other)


def _find_shown(use: SentenceUse) -> frozenset[tuple[object, object]]:
    """Return the words of the citations by twos: "January 2024" may be told of a paper, but no bare year."""
    texts = (text for span in use.spans for text in (span.header, *span.headings))
    return frozenset(pair for text in texts for pair in pairwise(find_keys(split_into_words(text))))


def _compare_surroundings(words: Sequence[TextWord], index: int, part: Part, other: int) -> Iterator[str]:
    """Yield a reason where what stands around a figure makes it another quantity."""
    # A hedge of the sentence may be an ordinary word elsewhere in the source: both are read just before the figure.
    is_same_hedge = _find_hedges(words, index) == _find_hedges(part.words, other)
    if not is_same_hedge or _read_signs(words, index) != _read_signs(part.words, other):
        yield _HEDGED
    ahead = part.words[other + 1 : other + 1 + _NOUN_REACH]
    if ahead and ahead[0].form in _WHOLES | _RATES and not _has_ahead(words, index, ahead[0]):
        yield _UNIT
    noun = words[index + 1] if index + 1 < len(words) else None
    if noun and _is_counted(noun) and noun.stem not in {word.stem for word in ahead}:
        yield _UNIT


def _find_hedges(words: Sequence[TextWord], index: int) -> frozenset[str]:
    hedges = set()
    for word in reversed(words[max(index - _HEDGE_REACH, 0) : index]):
        if word.form not in HEDGES:
            break
        hedges.add(word.form)
    return frozenset(hedges & STRONG_HEDGES)


def _read_signs(words: Sequence[TextWord], index: int) -> frozenset[str]:
    """Return the signs around a figure that stand for a hedge, and the brackets of a negative sum."""
    after = words[index + 1].before if index + 1 < len(words) else ""
    before = words[index].before[-2:]
    is_negative = before.endswith("(") and after.startswith(")")
    return frozenset(before) & _SIGNS | frozenset("+" if after.startswith("+") else "") | frozenset("(" * is_negative)


def _has_ahead(words: Sequence[TextWord], index: int, word: TextWord) -> bool:
    """Return True if a unit follows a figure of the sentence; a sign within the figure stands for its words."""
    is_sign = word.form in SCALE_WORDS | {"percent", "cent", "pct"} or word.form == "per"
    held = {other.stem for other in words[index + 1 : index + 4]}
    return word.stem in held or (is_sign and words[index].form[-1:] in ("%", "m", "k", "n"))


def _is_counted(word: TextWord) -> bool:
    """Return True for a word that may be what a figure counts."""
    return not (
        word.before.strip()
        or word.is_figure
        or word.form in GLUE | SCALE_WORDS | NUMBER_WORDS.keys()
        or len(word.form) < 4
    )
