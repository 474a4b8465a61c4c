"""Compression: in strict mode a sentence is made of the source's words, and what it leaves out changes no meaning.

What may be left out follows from natural logic (van Benthem, 1986; MacCartney and Manning, 2007): a phrase that only
narrows a statement may go, unless something is denied or said of all. Everything else stays, so that a word before a
noun, the head of one clause or the tail of another is never lost unseen. What begins with a word that is not on a list
is not left out either: an unknown way to put a condition is withheld, not missed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from itertools import pairwise

from paper_search.text.vocabulary import STOP_WORDS
from paper_search.written_answers.rules.alterations import leaves_out_alteration
from paper_search.written_answers.rules.clauses import has_denial, has_verb, is_denial, is_month, opens_reason
from paper_search.written_answers.rules.coordination import announces, cuts_list, is_complement_gap, opens_pair
from paper_search.written_answers.rules.dates import has_date, is_number, is_of_date, is_sum
from paper_search.written_answers.rules.items import crosses_items
from paper_search.written_answers.rules.joints import adds_joint, joins_items
from paper_search.written_answers.rules.lexicon import (
    AUXILIARIES,
    CONCESSIONS,
    DANGLING,
    DANGLING_AUXILIARIES,
    GLUE,
    HALF_PHRASES,
    HARMLESS,
    LATE_CONDITIONS,
    PAPER_NOUNS,
    PERMISSIONS,
    PREPOSITIONS,
    QUALIFIERS,
    RELATIVES,
    ROLES,
    UNIVERSALS,
)
from paper_search.written_answers.rules.phrases import (
    has_auxiliary,
    is_amount,
    is_aside,
    is_free_of_basis,
    is_part_of_change,
    is_term,
    opens_with_cause,
    opens_with_contrast,
    opens_with_reason,
    sets_scene,
    take_to_comma,
)
from paper_search.written_answers.rules.use import Part, SentenceUse
from paper_search.written_answers.rules.words import TextWord, is_label

_OTHER_WORDS = "It is not made of the words of one cited sentence in their order."
_CHANGED = "It leaves out words that may change what the cited words say."
_UNFINISHED = "It stops where the cited sentence needs to go on."

_BREAKS = frozenset(",()\u2013\u2014;")
_REFERENCES = frozenset("paragraph para minute section table item page ref see annex schedule figure".split())
_UNIVERSAL_REACH, _OPENING_REACH = 4, 8
_SUBORDINATORS = frozenset("since as because although though if when while whilst after before whereas despite".split())
_OPENINGS = frozenset("and but while whereas".split())


def check_compression(use: SentenceUse) -> Iterator[str]:
    """Yield a reason where a sentence is no compression, or what it leaves out may change the meaning."""
    if not use.is_compression:
        yield _OTHER_WORDS
        return
    if not all(_is_harmless(part) for part in use.parts) or adds_joint(use) or joins_items(use):
        yield _CHANGED
    if any(_is_unfinished(part) for part in use.parts):
        yield _UNFINISHED


def check_gaps(use: SentenceUse) -> Iterator[str]:
    """Yield a reason where what a rewording leaves out may change the meaning; small words between are its own."""
    small = () if use.is_compression else STOP_WORDS
    if not all(_is_harmless(part, small) for part in use.parts) or joins_items(use):
        yield _CHANGED
    if any(_is_unfinished(part) for part in use.parts):
        yield _UNFINISHED


def _is_unfinished(part: Part) -> bool:
    """Return True if a sentence stops inside a phrase, or before the verb of the cited sentence."""
    last = part.words[part.last]
    rest = part.words[part.last + 1 :]
    if not rest:
        return False
    clause = [
        word
        for word, number in zip(rest, part.clauses[part.last + 1 :], strict=True)
        if number == part.clauses[part.last]
    ]
    if last.form in DANGLING | DANGLING_AUXILIARIES | HALF_PHRASES and not is_month(last):
        return True
    kept = [part.words[index] for index in sorted(part.used_indices)]
    is_same = part.clauses[part.last + 1] == part.clauses[part.last]
    is_opening = is_same and kept[0].form in PREPOSITIONS and "," in rest[0].before
    if "," in rest[0].before and kept[0].form in _SUBORDINATORS and not any("," in word.before for word in kept):
        return True
    # "that children and young people can live": "and" goes on with the subject of a verb that is still to come.
    opened = max((index for index, word in enumerate(kept) if word.form in ("that", "whether")), default=0)
    if rest[0].form == "and" and ";" not in rest[0].before and has_verb(rest) and not has_verb(kept[opened:]):
        return True
    is_bare = not has_auxiliary(kept) and not any("," in word.before for word in kept)
    return has_verb(clause) and (not has_verb(kept) or (is_opening and is_bare))


def _is_harmless(part: Part, small: Collection[str] = ()) -> bool:
    """Return True if nothing is left out that may change the meaning.

    Args:
        part: the source sentence and the words of it that are used.
        small: words that may always be left out of the middle.
    """
    indices = sorted(part.used_indices)
    gaps = [(first + 1, second) for first, second in pairwise(indices) if second - first > 1]
    inner = all(
        all(word.form in small for word in part.words[start:end]) or _may_skip(part, start, end) for start, end in gaps
    )
    ends = [(0, indices[0]), (indices[-1] + 1, len(part.words))]
    if any(leaves_out_alteration(part.words, start, end) for start, end in gaps + ends):
        return False
    return inner and _may_open_late(part, indices[0]) and _may_end_early(part, indices[-1] + 1)


def _may_open_late(part: Part, first: int) -> bool:
    """Return True if the words before the first used one are a label, an adverbial or clauses of their own."""
    start = _skip_harmless(part, 0, first)
    hangs = _hangs_on_more(part, 0, first)
    if hangs or start == first:
        return not hangs
    # The next clause has its own subject, or else its verb would lose the one left out.
    opening = next((i for i in range(first, len(part.words)) if part.words[i].form not in GLUE), first)
    before = part.words[start:first]
    if part.is_speaker_before and part.words[first - 1].form == "that" and not _BREAKS & set(_join_signs(before)):
        return True
    governing = part.words[part.reported_from : first]
    is_complement = any(word.form in ("that", "whether", "if") for word in governing)
    if _begins_own_clause(part, first) and not is_complement and not has_verb([part.words[opening]]):
        return True
    if start and part.words[start - 1].start == -1 and part.words[start].start >= 0:
        return False
    is_set_off = "," in part.words[first].before or _is_dated_opening(part, first)
    return is_set_off and (_is_ground(part, before) or _is_adverbial(part, before, first))


def _is_ground(part: Part, before: Sequence[TextWord]) -> bool:
    """Return True for an opening that a statement holds without: what is granted, the power used, a reason."""
    is_conceded = before[0].form in CONCESSIONS
    return is_conceded or is_free_of_basis(part, before) or (opens_with_reason(before) and not part.is_unreal)


def _is_adverbial(part: Part, before: Sequence[TextWord], first: int) -> bool:
    """Return True for an opening that says when or where, unless it narrows what is denied or said of all."""
    is_part = [word.form for word in before[:3]] == ["as", "part", "of"]
    is_event = before[0].form in LATE_CONDITIONS and not part.is_unreal
    is_adverbial = is_part or is_event or (sets_scene(before) and not is_term(part, before))
    return is_adverbial and not has_auxiliary(before) and not _narrows_downward(part, first)


def _is_dated_opening(part: Part, first: int) -> bool:
    """Return True for a short opening with a date or the paper's meeting, before a name: "At its meeting the Board"."""
    before, after = part.words[:first], part.words[first:]
    opening = next((word for word in after if word.form not in GLUE), after[0])
    is_meeting = any(word.form in ("meeting", "session") for word in before)
    if not (is_meeting or has_date(before)) or len(before) > _OPENING_REACH:
        return False
    return len(before) <= _UNIVERSAL_REACH or opening.has_capital


def _narrows_downward(part: Part, first: int) -> bool:
    """Return True where an opening that is left out narrows what is denied or is said of all."""
    own = [index for index in range(first, len(part.words)) if part.clauses[index] in part.used_clauses]
    subject = take_to_comma([part.words[index] for index in own])
    is_universal = any(word.form in UNIVERSALS for word in subject)
    return is_universal or any(is_denial(part.words[index].form) for index in own)


def _hangs_on_more(part: Part, start: int, end: int) -> bool:
    """Return True where a used word needs what is left out before it: "so that the plan", "of whom 61 were new"."""
    gap = [word.form for word in part.words[start:end] if word.form not in ("a", "an", "the")]
    following = {word.form for word in part.words[end : end + 2]}
    return gap[-2:] == ["so", "that"] or bool(gap and RELATIVES & following)


def _join_signs(words: Sequence[TextWord]) -> str:
    return "".join(word.before for word in words[1:])


def _begins_own_clause(part: Part, first: int) -> bool:
    """Return True if a clause begins at a word, or at a conjunction before it, behind a comma or a semicolon."""
    is_joined = first - 1 in part.clause_starts and part.words[first - 1].form in _OPENINGS
    return first in part.clause_starts or is_joined


def _may_end_early(part: Part, end: int) -> bool:
    """Return True if the words behind the last used one, up to where its clause ends, may be left out."""
    if cuts_list(part, end):
        return False
    clause = part.clauses[end - 1]
    stop = next((index for index in range(end, len(part.words)) if part.clauses[index] != clause), len(part.words))
    if stop == end and end < len(part.words):
        return _may_end_before_clause(part, end)
    start = _skip_harmless(part, end, stop)
    return start == stop or _may_end_within(part, end, start, stop)


def _may_end_before_clause(part: Part, end: int) -> bool:
    """Return True if the clause behind the last used word may be left out."""
    if end in part.complement_starts:
        return _is_second_complement(part, end, part.clauses.count(part.clauses[end]) + end)
    if end in part.absolute_starts and part.is_open:
        return False
    # "did not close because": the reason may be what is denied; "may be waived because": it may be a condition.
    is_bound = _is_downward(part, end) or bool(part.clause_forms & PERMISSIONS)
    return not (opens_reason(part.words, end) and is_bound)


def _may_end_within(part: Part, end: int, start: int, stop: int) -> bool:
    """Return True if the rest of the clause of the last used word may be left out.

    Args:
        part: the source sentence and what is used of it.
        end: the index behind the last used word.
        start: that of the first word behind it that is not harmless.
        stop: that behind the clause.
    """
    tail = part.words[start:stop]
    opening = part.words[end].before + tail[0].before
    if "(" in opening and ")" not in opening:
        return _is_note(part, end) and not any(")" in word.before for word in tail[1:])
    if is_number(part.words[end - 1]) and is_number(part.words[end]):
        return False
    if "," in opening or "\u2013" in opening:
        # "and" is glue: it stands before the word at which the tail begins.
        return is_aside(part, part.words[end:stop]) or part.words[end].form in ("and", *RELATIVES)
    return _is_tail(part, end, tail) or _is_second_complement(part, end, stop)


def _is_second_complement(part: Part, end: int, stop: int) -> bool:
    """Return True for "and that B had failed" behind "that A had been finished": each is said, and told, by itself."""
    forms = [word.form for word in part.words[end:stop]]
    kept = [part.words[index] for index in sorted(part.used_indices)]
    opened = next((index for index, word in enumerate(kept) if word.form == "that"), len(kept))
    is_whole = has_verb(kept[opened:]) and not _is_downward(part, end)
    return "that" in forms[:2] and is_whole and has_verb(part.words[end + 1 : stop])


def _is_tail(part: Part, end: int, tail: Sequence[TextWord]) -> bool:
    """Return True for a phrase behind a statement that only narrows it, and for a second member behind "and"."""
    if _is_downward(part, end):
        return False
    if _is_reason_or_contrast(part, end, tail):
        return True
    return _is_second_member(part, end, tail) if part.words[end].form == "and" else _is_phrase(part, end, tail)


def _is_second_member(part: Part, end: int, tail: Sequence[TextWord]) -> bool:
    """Return True for what "and" adds behind a statement, where it is no second sum, name or subject."""
    is_second_sum = is_number(tail[0]) and (is_number(part.words[end - 1]) or tail[0].form == "half")
    is_name = tail[0].has_capital and part.words[end - 1].has_capital
    # Where a verb follows, what "and" adds may be its subject: "the cheques and the forms will be signed".
    has_subject = tail[0].form not in AUXILIARIES and has_auxiliary(take_to_comma(tail))
    return not (is_second_sum or is_name or has_subject or opens_pair(part))


def _is_phrase(part: Part, end: int, tail: Sequence[TextWord]) -> bool:
    """Return True for a phrase behind a preposition that is neither a range or a share, nor a term or a change."""
    is_clause = part.words[end].form in RELATIVES | {"that"}
    is_second_sum = is_sum(part.words[end - 1]) and part.words[end - 2].form == "and"
    if is_clause or tail[0].form not in PREPOSITIONS or is_part_of_change(part, tail) or is_second_sum:
        return False
    is_range = len(tail) > 1 and tail[0].form in ("to", "in") and is_amount(tail[1:])
    before = part.words[end - 1]
    is_share = any(word.form.endswith("%") or word.form == "cent" for word in part.words[:end])
    if is_share and not has_date(tail) and not any(word.has_capital for word in tail):
        return False
    is_title = tail[0].has_capital or (before.form in ROLES and tail[0].form == "for")
    return not (is_title or is_range or has_auxiliary(take_to_comma(tail)) or is_term(part, tail))


def _is_reason_or_contrast(part: Part, end: int, tail: Sequence[TextWord]) -> bool:
    """Return True for why something has happened, since when, or what is not so in its place."""
    rest = part.words[end:]
    is_past_only = opens_with_cause(rest) or (tail[0].form == "since" and has_date(tail))
    return opens_with_contrast(rest) or opens_reason(part.words, end) or (is_past_only and not part.is_unreal)


def _may_skip(part: Part, start: int, end: int) -> bool:
    """Return True if words in the middle may be left out: an aside, a date, a word that adds emphasis, an item."""
    skipped = _skip_harmless(part, start, end)
    if skipped == end:
        return _may_skip_harmless(part, start, end)
    if crosses_items(part.words, start, end):
        return False
    if _is_first_act(part, start, end) or is_complement_gap(part, start, end) or announces(part, start, end):
        return True
    # A word of emphasis behind an aside is left out with it.
    while part.words[end - 1].form in HARMLESS and not _is_downward(part, end):
        end -= 1
    gap, after = part.words[start:end], part.words[end]
    opening = gap[0].before
    if "(" in opening and ")" in after.before:
        return _is_note(part, start)
    if _BREAKS & set(opening) and _BREAKS & set(after.before):
        return is_aside(part, gap)
    return _is_item_gap(part, start, end) or _may_skip_phrase(part, start, skipped, end)


def _is_first_act(part: Part, start: int, end: int) -> bool:
    """Return True for the first of two things that happened to one subject: "started in May and" was completed."""
    gap, after = part.words[start:end], part.words[end]
    rest = [word for index, word in enumerate(part.words) if index > end and part.clauses[index] == part.clauses[end]]
    if gap[-1].form != "and" or part.is_open or has_verb(part.words[:start]) or "," in gap[0].before:
        return False
    is_verb = gap[0].form == "was" or gap[0].form == "were" or (has_verb([gap[0]]) and not has_auxiliary(gap))
    is_same_voice = has_auxiliary([after]) or (not has_auxiliary([gap[0]]) and has_verb([after]) and not has_verb(rest))
    has_own_subject = any(word.form in {*RELATIVES, "that", "whether", "and", "to"} for word in gap[:-1])
    return is_verb and is_same_voice and not has_own_subject and not has_denial(gap)


def _may_skip_harmless(part: Part, start: int, end: int) -> bool:
    """Return True if harmless words may be left out: not "and" between two things, nor what is denied."""
    gap = part.words[start:end]
    if [word.form for word in gap[:2]] == ["so", "that"]:
        return False
    if "and" in (word.form for word in gap) and not _BREAKS & set(part.words[end].before):
        return False
    labels = _labels(part)
    is_glue = all(word.form in GLUE or index in labels for index, word in enumerate(gap, start))
    return is_glue or not _is_downward(part, start)


def _is_note(part: Part, start: int) -> bool:
    """Return True for words in brackets that may be left out: no rank or stage, and nothing that a figure hangs on."""
    is_reference = part.words[start].form in PAPER_NOUNS | _REFERENCES | RELATIVES
    is_bound = part.words[start].form in QUALIFIERS or (start > 0 and part.words[start - 1].is_figure)
    return is_reference or not is_bound


def _may_skip_phrase(part: Part, start: int, skipped: int, end: int) -> bool:
    """Return True for a phrase in the middle that ends where another one begins: a date, or any before a comma."""
    gap, after = part.words[start:end], part.words[end]
    # Without a comma of its own the sentence goes on inside what may be a list.
    if "," in after.before and end in part.breaks and "," not in gap[0].before and has_verb(part.words[:start]):
        return _is_tail(part, start, part.words[skipped:end])
    if after.form == "and" and end + 1 < len(part.words) and has_verb([part.words[end + 1]]):
        # One of several things that the same subject did, or a phrase behind one of them.
        is_act = "," in gap[0].before and has_verb([gap[0]]) and not has_auxiliary(gap)
        return is_act or ("," not in gap[0].before and _is_tail(part, start, part.words[skipped:end]))
    is_agent = gap[0].form == "by" and after.form in PREPOSITIONS and has_date(part.words[end:])
    if is_agent and has_verb(part.words[:start]):
        return _is_tail(part, start, part.words[skipped:end])
    is_rate = any(word.form in ("a", "an", "each", "every") for word in gap)
    is_dated = gap[0].form in ("in", "on", "at", "during") and not is_rate and all(is_of_date(word) for word in gap[1:])
    is_phrase_end = after.form in PREPOSITIONS or after.form in ("that", "and") or "," in after.before
    return is_dated and is_phrase_end and not _is_downward(part, start)


def _is_item_gap(part: Part, start: int, end: int) -> bool:
    """Return True for whole items of a list between its introduction and the item that is used."""
    is_introduced = part.words[start - 1].form in ("that", "to") or ":" in part.words[start].before
    is_item = ";" in part.words[end].before or (end - 1 in _labels(part))
    return is_introduced and is_item and start in _labels(part)


def _labels(part: Part) -> frozenset[int]:
    return frozenset(index for index in range(len(part.words)) if is_label(part.words, index))


def _skip_harmless(part: Part, start: int, end: int) -> int:
    """Return the index of the first word that is neither harmless nor a label; the end where there is none."""
    labels = _labels(part)
    return next(
        (index for index in range(start, end) if part.words[index].form not in HARMLESS and index not in labels), end
    )


def _is_downward(part: Part, at: int) -> bool:
    """Return True where a restriction must stay: something is denied, or said of all or only of some, before it."""
    clause = part.clauses[at - 1]
    is_denied = any(is_denial(part.words[index].form) for index in range(at) if part.clauses[index] == clause)
    near = {word.form for word in part.words[max(at - _UNIVERSAL_REACH, 0) : at]}
    is_only = any(part.words[index].form == "only" for index in part.used_indices)
    return is_denied or is_only or bool(near & UNIVERSALS)
