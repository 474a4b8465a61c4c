"""Use that a written sentence makes of the spans it cites: which source sentences, and which of their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from paper_search.written_answers.records import EvidenceSpan
from paper_search.written_answers.rules.alignment import Pair, align
from paper_search.written_answers.rules.clauses import (
    find_absolute_starts,
    find_clause_starts,
    find_complement_starts,
    is_binding,
    is_month,
    is_unreal,
    number_clauses,
)
from paper_search.written_answers.rules.figure_keys import find_keys
from paper_search.written_answers.rules.lexicon import ASSERTING, GLUE, REPORTING
from paper_search.written_answers.rules.reducing.reductions import reduce_source
from paper_search.written_answers.rules.statements import find_statements
from paper_search.written_answers.rules.words import SourceSentence, TextWord, split_into_words, split_source

_JOINTS = frozenset("and but while whereas".split())
_HANGERS = frozenset("that to whether if by of".split())
_MIN_PART_WORDS = 3
_MIN_NEW_WORDS = 2
_MAX_CANDIDATES = 4
_MAX_JOINTS = 4
"""Conjunctions of a sentence at which two source sentences may be joined: one with more lists things."""


@dataclass(frozen=True)
class Part:
    """A source sentence, and what a written sentence has of it.

    Attributes:
        source: the source sentence.
        pairs: the indices of the words that both have.
        breaks: the indices of the source's words before which the written sentence has a comma or the like.
    """

    source: SourceSentence
    pairs: tuple[Pair, ...]
    breaks: frozenset[int] = frozenset()

    @cached_property
    def words(self) -> tuple[TextWord, ...]:
        """The words of the source sentence."""
        return self.source.words

    @cached_property
    def used_indices(self) -> frozenset[int]:
        """The indices of the source's words that are used."""
        return frozenset(index for _, index in self.pairs)

    @cached_property
    def clauses(self) -> list[int]:
        """The number of each word's clause."""
        return number_clauses(self.words)

    @cached_property
    def clause_starts(self) -> frozenset[int]:
        """The indices of the words with which statements of their own begin behind a comma or a semicolon."""
        starts = find_clause_starts(self.words)[1:]
        return frozenset(index for index in starts if any(sign in self.words[index].before for sign in ",;"))

    @cached_property
    def complement_starts(self) -> frozenset[int]:
        """The indices with which further "that" clauses of one verb begin."""
        return frozenset(find_complement_starts(self.words))

    @cached_property
    def absolute_starts(self) -> frozenset[int]:
        """The indices with which statements begin that have "being" or "having" in place of a verb."""
        return frozenset(find_absolute_starts(self.words))

    @cached_property
    def used_clauses(self) -> frozenset[int]:
        """The numbers of the clauses with a used word that is no glue."""
        return frozenset(self.clauses[index] for index in self.used_indices if self.words[index].form not in GLUE)

    @cached_property
    def is_unreal(self) -> bool:
        """True where the used clauses speak of a plan, a rule or a state rather than of what has happened."""
        return is_unreal(self.words, self.clauses, self.used_clauses)

    @cached_property
    def is_open(self) -> bool:
        """True where the used clauses speak of a plan, a rule, a state or a decision."""
        return self.is_unreal or is_binding(self.words, self.clauses, self.used_clauses)

    @cached_property
    def clause_forms(self) -> frozenset[str]:
        """The forms of the words of the used clauses."""
        return frozenset(
            word.form
            for word, number in zip(self.words, self.clauses, strict=True)
            if number in self.used_clauses and not is_month(word)
        )

    @property
    def first(self) -> int:
        """The index of the first used word."""
        return self.pairs[0][1]

    @property
    def last(self) -> int:
        """The index of the last used word."""
        return self.pairs[-1][1]

    @cached_property
    def reported_from(self) -> int:
        """The index of the word up to which nothing governs what is used.

        0, but where a semicolon or ", and" is followed by a used report of its own: "the officer replied that".
        """
        start = max((index for index in self.clause_starts if index <= self.first), default=0)
        own = [index for index in range(start, len(self.words)) if self.words[index].form not in _JOINTS]
        end = next((index for index in own if self.words[index].form in ("that", "whether")), None)
        if not start or end is None or self.words[end - 1].form not in REPORTING:
            return 0
        opening = [index for index in own if index <= end and self.words[index].form not in GLUE]
        is_said = self.used_indices.issuperset(opening) and len(opening) > 1
        return start if is_said else 0

    @cached_property
    def dropped_governors(self) -> tuple[int, ...]:
        """The indices of unused words before the used ones from which these hang: "recommended that", "refused to"."""
        return tuple(
            index
            for index in range(self.reported_from, self.first)
            if index not in self.used_indices
            and (self.words[index + 1].form in _HANGERS or ":" in self.words[index + 1].before)
        )

    @cached_property
    def is_speaker_before(self) -> bool:
        """True where the known speaker says it as a fact before the first used word: "Officers said that"."""
        before = self.words[: self.first]
        names = {word.stem for word in split_into_words(self.source.speaker or "")}
        says = {word.form for word in before} & REPORTING
        return bool(names) and names <= {word.stem for word in before} and says <= ASSERTING

    def find_dropped(self) -> Iterator[int]:
        """Yield the indices of the words of the used clauses that are not used."""
        yield from (
            index
            for index, number in enumerate(self.clauses)
            if number in self.used_clauses and index not in self.used_indices
        )


@dataclass(frozen=True)
class SentenceUse:
    """A written sentence and what it uses.

    Attributes:
        words: its words, without those of a frame ("The paper says that") and of the citation.
        parts: the source sentences that it uses, in order.
        is_compression: every word but glue is a word of the parts, letter by letter and in order.
        spans: the spans that it cites.
        source: the whole source sentence of a compression of one.
    """

    words: tuple[TextWord, ...]
    parts: tuple[Part, ...]
    is_compression: bool
    spans: tuple[EvidenceSpan, ...]
    source: SourceSentence | None = None

    @cached_property
    def matched_indices(self) -> frozenset[int]:
        """The indices of the sentence's words that are words of the source."""
        return frozenset(index for part in self.parts for index, _ in part.pairs)

    @cached_property
    def source_keys(self) -> frozenset[object]:
        """The keys of all words of the source sentences that are used."""
        return frozenset(key for part in self.parts for key in find_keys(part.words))

    @cached_property
    def forms(self) -> frozenset[str]:
        """The forms of the sentence's words."""
        return frozenset(word.form for word in self.words)

    @cached_property
    def shown_stems(self) -> frozenset[str]:
        """The stems of the citations and headings that stand beside the spans."""
        texts = (text for span in self.spans for text in (span.header, *span.headings))
        return frozenset(word.stem for text in texts for word in split_into_words(text))


def find_use(words: tuple[TextWord, ...], spans: tuple[EvidenceSpan, ...]) -> SentenceUse:
    """Return what a sentence uses of the spans: one source sentence, two that it joins, or those that it is most like.

    Two are joined only where the sentence says so ("and", "but", a semicolon), in the order in which it cites them, and
    each side must be a compression of its own: the subject of one never takes the verb of another.

    Args:
        words: the words of the sentence.
        spans: the spans that it cites, in that order.
    """
    sources = tuple(source for span in spans for source in split_source(span))
    whole = _compress(words, sources)
    if whole:
        part = _find_statement(words, whole[1]) or whole[1]
        return SentenceUse(words, (part,), True, spans, whole[1].source)
    if joined := _join(words, sources):
        return SentenceUse(words, joined, True, spans)
    return SentenceUse(words, _choose_similar(words, sources), False, spans)


def _find_statement(words: Sequence[TextWord], part: Part) -> Part | None:
    """Return the part that a sentence uses of one of the statements of a source sentence, if it leaves words out."""
    if not part.first and not _count_gaps(part):
        return None
    found = _compress(words, tuple(find_statements(part.source)))
    return found[1] if found else None


def find_reduced_use(use: SentenceUse) -> SentenceUse | None:
    """Return what a compression uses of its source sentence without the members of it that may be taken out.

    Args:
        use: the use that is made of the whole source sentence.
    """
    if use.source is None:
        return None
    needed = [word.form for word in use.words if word.form not in GLUE]
    source = reduce_source(use.source, needed)
    found = _compress(use.words, (source,)) if source else None
    return SentenceUse(use.words, (found[1],), True, use.spans, use.source) if found else None


def _compress(words: Sequence[TextWord], sources: Sequence[SourceSentence], shift: int = 0) -> tuple[int, Part] | None:
    """Return the source sentence of which the words are a compression with the fewest gaps, and its number."""
    needed = [index for index, word in enumerate(words) if word.form not in GLUE]
    found: list[tuple[int, int, Part]] = []
    for number, source in enumerate(sources):
        if not _has_subsequence([words[index].form for index in needed], source.words):
            continue
        pairs = align(words, source.words, exact=True)
        if set(needed) <= {index for index, _ in pairs}:
            breaks = frozenset(other for index, other in pairs if words[index].before.strip())
            part = Part(source, tuple((index + shift, other) for index, other in pairs), breaks)
            found.append((_count_gaps(part), number, part))
        if len(found) >= _MAX_CANDIDATES:
            break
    best = min(found, key=lambda candidate: candidate[:2], default=None)
    return (best[1], best[2]) if best and best[2].pairs else None


def _has_subsequence(forms: Sequence[str], words: Sequence[TextWord]) -> bool:
    rest = iter(word.form for word in words)
    return bool(forms) and all(form in rest for form in forms)


def _count_gaps(part: Part) -> int:
    indices = sorted(part.used_indices)
    return sum(second - first > 1 for first, second in pairwise(indices))


def _join(words: tuple[TextWord, ...], sources: Sequence[SourceSentence]) -> tuple[Part, ...]:
    """Return two source sentences that a sentence joins at a conjunction or a semicolon; none where it joins none."""
    places = range(_MIN_PART_WORDS, len(words) - _MIN_PART_WORDS + 1)
    joints = [index for index in places if words[index].form in _JOINTS or ";" in words[index].before]
    for index in joints[:_MAX_JOINTS]:
        is_joint = words[index].form in _JOINTS
        left = _compress(words[:index], sources)
        start = index + is_joint
        right = _compress(words[start:], sources[left[0] + 1 :], start) if left else None
        if left and right and len(words) - start >= _MIN_PART_WORDS:
            return left[1], right[1]
    return ()


def _choose_similar(words: tuple[TextWord, ...], sources: Sequence[SourceSentence]) -> tuple[Part, ...]:
    """Return the source sentence most like a rewording, and a second one that holds more of its words."""
    keys = {key for key, word in zip(find_keys(words), words, strict=True) if word.form not in GLUE}
    held = [keys & set(find_keys(source.words)) for source in sources]
    if not any(held):
        return ()
    best = max(range(len(sources)), key=lambda number: (len(held[number]), -number))
    rest = [len(found - held[best]) for found in held]
    second = max(range(len(sources)), key=lambda number: (rest[number], -number))
    chosen = sorted({best, second} if rest[second] >= _MIN_NEW_WORDS else {best})
    return _align_together(words, [sources[number] for number in chosen])


def _align_together(words: tuple[TextWord, ...], sources: Sequence[SourceSentence]) -> tuple[Part, ...]:
    """Return the parts that a sentence uses of the sources, one after the other."""
    joined = tuple(word for source in sources for word in source.words)
    pairs = align(words, joined, exact=False)
    parts, start = [], 0
    for source in sources:
        end = start + len(source.words)
        own = tuple((index, other - start) for index, other in pairs if start <= other < end)
        if own:
            breaks = frozenset(other for index, other in own if words[index].before.strip())
            parts.append(Part(source, own, breaks))
        start = end
    return tuple(parts)
