"""Resolutions told as what was resolved: "The plan was adopted" for "RESOLVED that the plan be adopted".

A written sentence is put back into the words of the resolution, so that every rule holds for it as for one that keeps
them. Only an act that the vote itself performs may be told so: what is to be repaired or paid has not been yet.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from paper_search.written_answers.rules.dates import is_number
from paper_search.written_answers.rules.lexicon import CONDITIONS, NEGATORS, REPORTING
from paper_search.written_answers.rules.reducing.grammar import is_infinitive
from paper_search.written_answers.rules.words import SourceSentence, TextWord

_RESOLVED = frozenset(("resolved",))
_AGREED = frozenset("agreed decided".split())
_BODIES = frozenset("council cabinet committee sub-committee subcommittee board executive panel meeting".split())
_PERFORMED = frozenset(
    """
    approved accepted adopted agreed granted refused rejected noted received endorsed ratified confirmed authorised
    delegated appointed elected co-opted re-elected nominated instructed requested asked deferred set awarded
    allocated adjourned upheld dismissed declared
    """.split()
)
"""Participles of acts that are done by the vote for them."""
_NAMING = frozenset(
    """
    approved accepted adopted appointed elected co-opted re-elected nominated instructed requested asked authorised
    awarded agreed
    """.split()
)
"""Acts that name one thing or person: with "a" before it, that one is still to be found."""
_PUT_OFF = frozenset("deferred adjourned".split())
_LATER = frozenset("by before after once when whenever where within following until next annually completion".split())
"""Words behind an act that make it one for later: "be approved by the Chair", "be appointed after interviews"."""
_PARTICLES = frozenset("up out aside with in".split())
"""Words directly behind a participle that make another act of it: "be set up", "be agreed with the owner"."""
_DEFINITE = frozenset("the its their this these those his her".split())
_ANY = frozenset("a an any each every all no future such".split())
_ADVERBS = frozenset("hereby formally unanimously duly".split())
_VOTES = frozenset("that by votes to with no abstention abstentions nem con a majority".split())
_UNSETTLED = (
    frozenset(
        """
        recommended recommends recommend recommendation recommendations proposal motion motions amendment amendments
        if whether would should had previously earlier draft not never subject lost defeated
        """.split()
    )
    | (NEGATORS - {"no"})
    | CONDITIONS
)
"""Words of an opening under which what follows may not have been resolved, or holds no longer."""
_MOTIONS = frozenset("motion motions amendment amendments resolution vote proposition".split())
_FAILED = frozenset("lost defeated fell failed negatived withdrawn rejected rescinded lapsed tied quashed".split())
_MAX_OPENING = 30
_MAX_SOURCES = 12
"""Source sentences of which a sentence is tried as a resolution."""


def find_resolution_forms(
    words: tuple[TextWord, ...], sources: Sequence[SourceSentence]
) -> Iterator[tuple[TextWord, ...]]:
    """Yield a sentence in the words of each resolution that it may tell: "RESOLVED that the plan be adopted".

    Args:
        words: the words of the written sentence.
        sources: the source sentences that it cites.
    """
    restored = _restore_verbs(words)
    if restored is None:
        return
    acts = {restored[_find_act(restored, index)].form for index, word in enumerate(restored) if word.form == "be"}
    for source in sources[:_MAX_SOURCES]:
        content = find_resolution(source)
        if content and acts <= _find_acts(source.words[content:]):
            yield source.words[:content] + restored


def find_resolution(source: SourceSentence) -> int:
    """Return how many words at the beginning of a source sentence say that what follows was resolved; 0 for none.

    Args:
        source: the source sentence, with its lead-in.
    """
    words = source.words
    end = _find_content(words)
    if not end or _has_failed(words[end:]) or _has_failed(source.after):
        return 0
    return end if _resolves(words[:end]) else 0


def _find_content(words: Sequence[TextWord]) -> int:
    """Return the index of the first word of what was resolved: behind "RESOLVED that" or "RESOLVED:"."""
    for index in range(1, min(len(words), _MAX_OPENING)):
        if words[index - 1].form == "that":
            return index
        if ":" in words[index].before and words[index].form != "that":
            return index
    return 0


def _resolves(opening: Sequence[TextWord]) -> bool:
    """Return True for "It was unanimously RESOLVED that" and "moved by A, seconded by B and RESOLVED that"."""
    forms = [word.form for word in opening]
    verb = max((i for i, form in enumerate(forms) if form in _RESOLVED | _AGREED), default=-1)
    if verb < 0 or _UNSETTLED.intersection(forms) or not _is_vote(opening[verb + 1 :]):
        return False
    # Behind "proposed by" alone nothing has been resolved yet.
    if set(forms[:verb]) & REPORTING - {"proposed"}:
        return False
    before = [form for form in forms[:verb] if form not in _ADVERBS][-1:]
    return forms[verb] in _RESOLVED or before in (["was"], ["and"]) or bool(_BODIES.intersection(before))


def _is_vote(words: Sequence[TextWord]) -> bool:
    """Return True for what may stand between "RESOLVED" and "that": "unanimously", "by 7 votes to 3"."""
    return all(word.form in _ADVERBS | _VOTES or is_number(word) for word in words)


def _has_failed(words: Sequence[TextWord]) -> bool:
    """Return True where a text tells that a motion was lost, or that a resolution was taken back."""
    forms = {word.form for word in words}
    return bool(forms & _MOTIONS and forms & _FAILED)


def _restore_verbs(words: tuple[TextWord, ...]) -> tuple[TextWord, ...] | None:
    """Return a sentence with "be" for each "was" and "were" before an act of a vote; None where another verb stands."""
    verbs = [index for index, word in enumerate(words) if word.form in ("was", "were")]
    if not verbs or not all(_is_definite(words, verb) for verb in verbs):
        return None
    return tuple(replace(word, form="be", stem="be") if i in verbs else word for i, word in enumerate(words))


def _find_acts(words: Sequence[TextWord]) -> frozenset[str]:
    """Return the acts of a resolution that are done once they are voted for: by nobody else, and not later."""
    found = [_find_act(words, index) for index, word in enumerate(words) if word.form == "be"]
    return frozenset(words[act].form for act in found if act and _is_done_at_once(words, act))


def _find_act(words: Sequence[TextWord], verb: int) -> int:
    """Return the index of the act of a vote behind "be" or "was"; 0 where another word stands there."""
    act = next((index for index in range(verb + 1, len(words)) if words[index].form not in _ADVERBS), verb)
    return act if words[act].form in _PERFORMED else 0


def _is_done_at_once(words: Sequence[TextWord], act: int) -> bool:
    behind = [word.form for word in _take_phrase(words[act + 1 :])]
    later = _LATER - {"next", "until"} if words[act].form in _PUT_OFF else _LATER
    return not (later.intersection(behind) or (behind and behind[0] in _PARTICLES))


def _take_phrase(words: Sequence[TextWord]) -> Sequence[TextWord]:
    """Return the words up to a condition that is told with the act, or to what somebody is asked to do."""
    ends = (i for i in range(len(words) - 1) if words[i].form in ("that", "subject", "and") or is_infinitive(words, i))
    return words[: next(ends, len(words))]


def _is_definite(words: Sequence[TextWord], verb: int) -> bool:
    """Return True for a subject of which there is one, or so many: not "applications", nor "a clerk was appointed"."""
    act = _find_act(words, verb)
    if not verb or not act:
        return False
    start = max((i + 1 for i in range(verb) if words[i].form in ("and", "that") and i + 1 < verb), default=0)
    subject = words[start:verb]
    # "The minutes and the report were": the subject of the whole sentence may begin before "and".
    opening = subject[0].form
    if opening in _ANY:
        return opening in ("a", "an") and (words[act].form not in _NAMING or any(word.is_figure for word in subject))
    is_single = words[verb].form == "was" and not opening.endswith("s")
    return opening in _DEFINITE or is_single or subject[0].is_figure
