"""The paper's votes: counts and names, as printed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from paper_search.ingest.register.gates import has_page_labels
from paper_search.ingest.register.movers import find_movers, is_mover_line
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.register.statements import RegisterStatement
from paper_search.ingest.register.vote_counts import VoteCounts, find_counts, find_result, find_unanimity
from paper_search.ingest.register.vote_lists import VoteSide, find_sides, opens_side
from paper_search.records.register import Decision, SourceSpan, Vote, VoteResult
from paper_search.text.dates import FULL_MONTH_PATTERN

_NEAR = 60
"""Characters before the counts of a vote in which its sentence says how it went."""
_MAX_BETWEEN = 160
"""Characters between a decision and the words that say how the vote went: who moved it."""
_MAX_SIDE_STATEMENTS = 30
_MAX_VOTE_CHARACTERS = 400
_PUT_PATTERN = re.compile(
    r"\b(?:put\s+to\s+(?:the|a)\s+vote|on\s+being\s+put|(?:recorded|named|roll[- ]call)\s+vote"
    r"|vote\s+was\s+(?:taken|held|called)|casting\s+vote|show\s+of\s+hands|upon\s+a\s+vote)\b",
    re.IGNORECASE,
)
_RECORDED_PATTERN = re.compile(r"\b(?:recorded|named|roll[- ]call)\s+vote\b|\bpleidlais\s+gofnodedig\b", re.IGNORECASE)
_RESULT_SENTENCE = re.compile(
    r"(?s:.){0,240}?\b(?:motion|amendment|proposal|proposition|recommendation|resolution|vote"
    r"|it)\b(?s:.){0,240}?\b(?P<word>carried|lost|defeated|fell|fallen|rejected|passed|agreed|approved)\b"
    r"|[\W_]*(?:motion\s+)?(?P<alone>carried|lost|defeated|passed|failed)[\W_]*$",
    re.IGNORECASE,
)
_UNANIMOUS_ALONE = re.compile(r"[\W_]*(?:unanimous(?:ly)?|nem\.?\s*con\.?)[\W_]*", re.IGNORECASE)
_UNANIMOUS_LINE = re.compile(
    r"[\W_]*(?:unanimous(?:ly)?\s+(?:agreed|carried|approved|resolved)|(?:agreed|carried|approved)\s+unanimously"
    r"|(?:the\s+)?(?:motion\s+)?(?:was\s+)?carried\s+unanimously|all\s+(?:members\s+|councillors\s+|those\s+)?(?:present\s+)?"
    r"(?:were\s+)?in\s+favou?r|unanimous(?:ly)?|nem\.?\s*con\.?)[\W_]*",
    re.IGNORECASE,
)
_VOTE_LINE = re.compile(r"[\W_]*(?:vot(?:e|es|ing)\b|\d{1,3}\s+(?:votes?\s+)?(?:for|in\s+favou?r))", re.IGNORECASE)
"""A line that gives counts alone, which may be read as a heading."""
_NARRATED_PATTERN = re.compile(
    r"\b(?:had|has|have)\s+(?:\w+\s+){0,2}(?:voted|abstained|been)\b|\b(?:he|she|they|i)\s+(?:had\s+)?(?:voted"
    r"|abstained)\b|\b(?:would|will|if|should|could|to)\s+(?:be\s+)?(?:voted?|abstain)\b"
    rf"|\b(?:carried|lost|passed|agreed|approved|taken)\s+in\s+(?:(?:19|20)\d\d|{FULL_MONTH_PATTERN})\b"
    r"|\b(?:last|previous)\s+(?:meeting|year)|\bat\s+(?:its|their|the)\s+meeting\s+(?:on|of|in)\b"
    r"|\b(?:residents|households|pupils|staff)\b|\brespon(?:ses|dents)\b|\bsurvey|\bconsultation\b",
    re.IGNORECASE,
)
_OUTCOME_WORDS = re.compile(
    r"\b(?:agreed|resolved|carried|approved|passed|adopted|accepted|elected|confirmed|supported"
    r"|recommended|decided|vote|voted|favou?r|nem|penderfynwyd)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Found:
    """A vote with the statements that it takes up."""

    vote: Vote
    first: int
    last: int


def find_votes(paper: RegisterPaper) -> Iterator[Vote]:
    """Yield the entries of a paper, in its order."""
    if paper.document.kind != "minutes" and not (paper.document.kind is None and has_page_labels(paper)):
        return
    found = list(_find_all(paper))
    if not found:
        return
    decisions = paper.decisions
    for item in found:
        motion = _find_motion(paper, item, decisions)
        if (
            item.vote.is_unanimous
            and item.vote.votes_for is None
            and _find_decision(paper, item.vote, decisions) is None
        ):
            continue
        yield replace(item.vote, motion=motion)


def _find_all(paper: RegisterPaper) -> Iterator[_Found]:
    statements, place = paper.statements, 0
    while place < len(statements):
        statement = statements[place]
        found = None
        if statement.is_held and statement.passage.kind != "table":
            found = _find_list(paper, place) or _find_sentence(paper, place)
        if found:
            yield found
        place = found.last + 1 if found else place + 1


def _find_list(paper: RegisterPaper, place: int) -> _Found | None:
    """Return the vote whose sides open at a statement: "For (14) …", with those behind it."""
    statements = paper.statements
    if not opens_side(statements[place].text[:120]):
        return None
    last = place
    while (
        last + 1 < len(statements) and last - place < _MAX_SIDE_STATEMENTS and _is_of_list(statements, place, last + 1)
    ):
        last += 1
    start = statements[place].start
    sides = [side for side in find_sides(paper.standing[start : statements[last].end]) if side.side]
    if not _is_vote_list(sides):
        return None
    result_place, result = _find_result(statements, place, last)
    end = start + max(side.end for side in sides)
    recorded = any(side.names for side in sides) or any(
        _RECORDED_PATTERN.search(other.text) for other in statements[max(place - 2, 0) : place]
    )
    if result_place is not None and result_place > last:
        last, end = result_place, statements[result_place].end
    source = paper.make_span(start, end)
    if source is None:
        return None
    vote = _make_vote(paper, statements[place], source, sides, result, recorded)
    printed = find_counts(statements[result_place].text) if result_place is not None and result_place > place else None
    if printed and vote.votes_for is None and vote.votes_against is None:
        # "AYES: Wren, Lark … Motion carried 2-1."
        vote = replace(vote, votes_for=printed.votes_for, votes_against=printed.votes_against)
    return _Found(vote, place, last)


def _is_of_list(statements: Sequence[RegisterStatement], place: int, index: int) -> bool:
    """Return True for another side, or for the names beneath the last one."""
    statement = statements[index]
    if statement.place != statements[place].place or statement.passage.kind == "table":
        return False
    if opens_side(statement.text[:120]):
        return True
    head = statements[index - 1].text.rstrip(" *_\n-")
    return head.endswith((":", ")", ",", "Cllrs.", "Cllr.")) and not re.search(
        r"(?i)\b(?:the|was|were|that|declared)\b", statement.text
    )


def _is_vote_list(sides: Sequence[VoteSide]) -> bool:
    """Return True for two sides that are not the same one, each with a count or names."""
    kinds = [side.side for side in sides]
    return (
        len(set(kinds)) == len(kinds) >= 2
        and "for" in kinds
        and all(side.count is not None or side.names for side in sides)
    )


def _find_result(
    statements: Sequence[RegisterStatement], first: int, last: int
) -> tuple[int | None, VoteResult | None]:
    """Return the sentence right behind or right before the sides of a vote that says how it went."""
    for index in (last + 1, first - 1):
        if not 0 <= index < len(statements) or statements[index].place != statements[first].place:
            continue
        text = statements[index].text
        if len(text) <= _MAX_VOTE_CHARACTERS and _RESULT_SENTENCE.match(text) and (result := find_result(text)):
            return index, result
    return None, None


def _make_vote(
    paper: RegisterPaper,
    head: RegisterStatement,
    source: SourceSpan,
    sides: Sequence[VoteSide],
    result: VoteResult | None,
    is_recorded: bool,
) -> Vote:
    by_side = {side.side: side for side in sides}
    none = VoteSide(None, 0, 0)
    ayes, noes, abst = (by_side.get(side, none) for side in ("for", "against", "abstaining"))
    return Vote(
        source=source,
        subject=paper.find_subject(head.passage),
        agenda_item=head.passage.locator.agenda_item,
        minute=head.passage.locator.minute,
        votes_for=ayes.count,
        votes_against=noes.count,
        abstentions=abst.count,
        voters_for=ayes.names,
        voters_against=noes.names,
        abstaining=abst.names,
        result=result,
        is_recorded=is_recorded,
    )


def _find_sentence(paper: RegisterPaper, place: int) -> _Found | None:
    """Return the vote that a sentence gives."""
    statement = paper.statements[place]
    text = statement.text
    if _NARRATED_PATTERN.search(text):
        return None
    counts = find_counts(text)
    if statement.is_heading and not _may_be_vote_line(text, counts):
        return None
    if (
        counts is None
        and (span := find_unanimity(text))
        and (_OUTCOME_WORDS.search(text) or _UNANIMOUS_ALONE.fullmatch(text))
    ):
        counts = VoteCounts(*span, is_unanimous=True)
    is_put = bool(_PUT_PATTERN.search(text))
    result = find_result(text[max(counts.start - _NEAR, 0) if counts else 0 :]) if counts or is_put else None
    if counts is None and not (is_put and result and _RESULT_SENTENCE.match(text)):
        return None
    last = place
    if result is None and (behind := _read_behind(paper.statements, place)):
        last, result = behind
    start = statement.start + (counts.start if counts and len(text) > _MAX_VOTE_CHARACTERS else statement.words)
    source = paper.make_span(start, paper.statements[last].end)
    if source is None:
        return None
    counts = counts or VoteCounts(0, 0)
    vote = Vote(
        source=source,
        subject=paper.find_subject(statement.passage),
        agenda_item=statement.passage.locator.agenda_item,
        minute=statement.passage.locator.minute,
        votes_for=counts.votes_for,
        votes_against=counts.votes_against,
        abstentions=counts.abstentions,
        result=result,
        is_unanimous=counts.is_unanimous or find_unanimity(source.text) is not None,
        is_recorded=bool(_RECORDED_PATTERN.search(source.text)),
    )
    return _Found(vote, place, last)


def _may_be_vote_line(text: str, counts: VoteCounts | None) -> bool:
    """Return True for what is read as a heading and may be a vote: counts alone, or an opening above its items."""
    if counts is not None and counts.votes_for is not None and counts.votes_against is not None:
        return True
    is_line = (counts and _VOTE_LINE.match(text)) or _UNANIMOUS_LINE.fullmatch(text)
    return bool(is_line) or text.rstrip(" *_").endswith(":")


def _read_behind(statements: Sequence[RegisterStatement], place: int) -> tuple[int, VoteResult] | None:
    """Return the short sentence behind counts that says how the vote went: "4 votes for, 2 against. Carried"."""
    if place + 1 >= len(statements) or statements[place + 1].place != statements[place].place:
        return None
    text = statements[place + 1].text
    result = find_result(text)
    return (place + 1, result) if result and len(text.split()) <= 8 and _RESULT_SENTENCE.match(text) else None


def _find_decision(paper: RegisterPaper, vote: Vote, decisions: Sequence[Decision]) -> Decision | None:
    """Return the decision that a vote is in the words of, or right beside, who moved it left out."""
    for decision in decisions:
        first, second = sorted((decision.source, vote.source), key=lambda source: source.start)
        if second.start <= first.end:
            return decision
        # Only the motion before its resolution and the bare outcome behind it are sure: "These were agreed" is neither.
        is_motion = first is vote.source and find_movers(first.text) is not None
        is_sure = is_motion or (second is vote.source and bool(_UNANIMOUS_LINE.fullmatch(second.text)))
        if is_sure and _is_near(paper.standing[first.end : second.start]):
            return decision
    return None


def _is_near(between: str) -> bool:
    if len(between) > _MAX_BETWEEN:
        return False
    is_blank = not between.strip(" \n(*_.,;")
    return is_blank or (is_mover_line(between) and "\n\n" not in between.strip())


def _find_motion(paper: RegisterPaper, found: _Found, decisions: Sequence[Decision]) -> SourceSpan | None:
    """Return the words that were put to the vote: the decision that it is printed in, else the motion before it."""
    vote = found.vote
    for decision in decisions:
        if decision.source.start <= vote.source.start < decision.source.end:
            return decision.moved_in if decision.outcome == "lost" and decision.moved_in else decision.source
    statements = paper.statements
    for index in range(found.first - 1, max(found.first - 4, -1), -1):
        before = statements[index]
        if before.place != statements[found.first].place:
            break
        if (
            re.search(r"\b(?:moved|proposed|seconded|motion|amendment|proposal)\b", before.text, re.IGNORECASE)
            and not before.is_heading
        ):
            return paper.make_span(before.start + before.words, before.end)
    beside = _find_decision(paper, vote, decisions)
    return beside.source if beside else None
