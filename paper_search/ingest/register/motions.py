"""Motions and amendments, with who moved them and what became of them: "Cllr Wren proposed …, all agreed"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from paper_search.ingest.register.conditions import find_conditions
from paper_search.ingest.register.extents import find_extent
from paper_search.ingest.register.gates import is_own_decision
from paper_search.ingest.register.movers import Movers, find_movers
from paper_search.ingest.register.openings import Opening, match_opening
from paper_search.ingest.register.outcome_words import find_outcome
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.register.references import find_application
from paper_search.ingest.register.statements import RegisterStatement
from paper_search.ingest.register.vote_counts import find_counts
from paper_search.ingest.register.vote_lists import opens_side
from paper_search.records.register import Decision, DecisionOutcome, SourceSpan

_MAX_OUTCOME_WORDS = 30
"""Words of a sentence that says what became of a motion."""
_MAX_SPAN = 12
"""Statements that a motion with its outcome takes up."""
_MAX_REACH = 60
"""Statements between a motion and the sentence that says what became of it."""
_COUNT = r"(?:\d{1,3}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen)"
_WON = (
    r"(?:unanimous(?:ly)?\s+(?:agreed|carried|approved|passed|adopted|resolved|accepted|supported|vote"
    r"|decision)|(?:agreed|carried|approved|passed|adopted|resolved|accepted)(?:\s+unanimously)?"
    r"|all\s+(?:(?:members|councillors|those)\s+)?(?:present\s+)?(?:were\s+|voted\s+|being\s+)?(?:agreed"
    rf"|in\s+favou?r|in\s+agreement)|{_COUNT}\s+(?:(?:members|councillors|votes)\s+)?(?:were\s+"
    r"|voted\s+)?in\s+favou?r|unanimous)"
)
_LOST = r"(?:lost|defeated|rejected|fell|not\s+(?:carried|agreed|passed)|failed|did\s+not\s+carry)"
_SUBJECT = (
    r"(?:(?:the|this|that|which|it|and|on|a|was|were|is|being|been|then|duly|therefore|vote|votes?|show|of"
    r"|hands|put|to|by|members?|councillors?|council|committee|everyone|present|all"
    r"|motion|proposal|proposition|amendment|resolution|recommendations?|substantive|original|amended|as"
    r"|declared|upon|with|following|voting|favou?r|agreed|whereupon)\s+)*"
)
_OUTCOME_SENTENCE = re.compile(
    rf"[\W_]*{_SUBJECT}(?:(?P<won>{_WON})|(?P<lost>{_LOST}))\b(?!\s+(?:to|that|the|a|with\s+the|for|in\s+principle)\b)",
    re.IGNORECASE,
)
_OUTCOME_TAIL = re.compile(
    rf"(?:[,;.–—(]|\s-\s|\n|\s{{3}}|\band\b)\s*(?:(?:and|this|which|that|it|was|were|the|motion|proposal"
    rf"|vote|is|then|duly)\s+)*(?:(?P<won>{_WON})|(?P<lost>{_LOST}))\b(?!\s+(?:to|that|the|a|for)\b)",
    re.IGNORECASE,
)
_MOTION_RESULT = re.compile(
    r"(?s:.){0,200}?\b(?:(?P<amendment>amendment)|(?:substantive\s+|original\s+)?(?:motion|proposal"
    r"|proposition))s?\b(?s:.){0,200}?\b(?:(?P<won>carried|agreed|passed|approved)|(?P<lost>lost|defeated"
    r"|rejected|fell|not\s+carried|fallen))\b",
    re.IGNORECASE,
)
_AMENDMENT = re.compile(
    r"\b(?:(?:an|the|following|further|first|second|third|this|proposed)\s+(?:following\s+)?amendment"
    r"|amendment\s*:|amendment\s+(?:was|to\s+the\s+motion))\b",
    re.IGNORECASE,
)
_NUMBERED_END = re.compile(
    r"(?:^|[.;!?”\"]\s+|\n\s*)(?:motion\s+)?(?:(?P<won>carried|passed)|(?P<lost>defeated|lost|not\s+carried))\W*$",
    re.IGNORECASE,
)
_BARE_PATTERN = re.compile(
    rf"[\W_]*(?:propos\w+|moved)\b\W*(?:by\b)?[^.;:\n]{{2,60}}?[\s,;.]+(?:and\s+)?(?:2nd"
    rf"|second\w*)\b\W*(?:by\b)?(?:(?!\b(?:that|to|be)\b)[^,;:\n]){{2,50}}?[\s,;.–—-]+(?:and\s+)?{_SUBJECT}(?:{_WON}|{_LOST})[\W_]*",
    re.IGNORECASE,
)
_BARE_OUTCOME = re.compile(r"[\W_]*(?:resolved|agreed)[\W_]*", re.IGNORECASE)
_MAX_NUMBER_LINE = 60
_NUMBER_ABOVE = re.compile(
    r"(?:^|\n)[\s_#]*(?:council\s+)?(?:motion|resolution)\s*(?:no\.?|number|#)?\s*:?\s*(?P<number>\d[\d./-]{2,14})[\s_]*$",
    re.IGNORECASE,
)
_RECITAL_PATTERN = re.compile(r"\b(?:WHEREAS|THEREFORE|BE\s+IT|Whereas|Be\s+it)\b")
_NAMED_PATTERN = re.compile(r"propos|mov|motion\s+by|second|2nd", re.IGNORECASE)


def find_motions(paper: RegisterPaper) -> Iterator[Decision]:
    """Yield the motions of minutes whose outcome is printed beside them, and those that were lost."""
    if paper.document.kind != "minutes":
        return
    place = 0
    while place < len(paper.statements):
        statement = paper.statements[place]
        movers = _find_own_movers(paper, statement)
        found = _follow_motion(paper, place, movers) if movers else None
        if found is None:
            if decision := _find_result(paper, place):
                yield decision
            place += 1
            continue
        decision, place = found
        yield decision


def _find_own_movers(paper: RegisterPaper, statement: RegisterStatement) -> Movers | None:
    if len(statement.text) > 4000 or match_opening(statement.text, statement.words):
        return None
    if not re.search(r"(?i)propos|mov|motion|R\d", statement.text):
        return None
    movers = find_movers(statement.text)
    is_own = is_own_decision(paper, statement, Opening("motion", "agreed", 0, 0))
    # A paragraph in bold is read as a heading; one that ends with a stop is a sentence.
    is_title = statement.is_heading and not statement.text.rstrip(" *_").endswith(".")
    is_whole = movers is not None and (not is_title or movers.number is not None)
    return movers if movers and is_whole and movers.mover and is_own else None


def _follow_motion(paper: RegisterPaper, place: int, movers: Movers) -> tuple[Decision, int] | None:
    """Return the motion that opens at a statement with its outcome, and the statement behind it."""
    statements = paper.statements
    seconder, offset = movers.seconder, movers.end
    for index in range(place, min(place + _MAX_SPAN, len(statements))):
        statement = statements[index]
        if index > place:
            if _ends_motion(statements[place], statement, is_numbered=movers.number is not None):
                return None
            other = find_movers(statement.text) if _NAMED_PATTERN.search(statement.text) else None
            if other and (other.mover or (other.seconder and seconder)):
                return None
            offset = other.end if other else 0
            seconder = seconder or (other.seconder if other else None)
        if seconder is None:
            continue
        if result := _match_result(statement, offset, is_numbered=movers.number is not None):
            if result[0] != "lost" and _opens_resolution(paper, index, index + 1):
                return None
            end = statement.start + result[1]
            decision = _make_motion(paper, statements[place : index + 1], end, result[0], movers, seconder)
            return (decision, index + 1) if decision else None
        if not (offset or _may_continue(statement, movers.number is not None)):
            return None
    return None


def _ends_motion(head: RegisterStatement, statement: RegisterStatement, *, is_numbered: bool) -> bool:
    is_inside = opens_side(statement.text[:120]) or (is_numbered and _RECITAL_PATTERN.search(statement.text))
    is_inside = is_inside or statement.passage is head.passage
    is_next = statement.place != head.place or (statement.is_heading and not is_inside)
    if not is_next and _BARE_OUTCOME.fullmatch(statement.text):
        return False
    return is_next or match_opening(statement.text, statement.words) is not None


def _may_continue(statement: RegisterStatement, is_numbered: bool) -> bool:
    """Return True for words that may be of the motion itself, or of the vote on it."""
    if is_numbered or statement.is_labelled or find_counts(statement.text) or opens_side(statement.text[:120]):
        return True
    return bool(
        re.match(r"[\W_]*(?:(?:and|further)\s+)*(?:that|to|vote|voting|recorded)\b", statement.text, re.IGNORECASE)
    )


def _match_result(
    statement: RegisterStatement, offset: int, *, is_numbered: bool
) -> tuple[DecisionOutcome, int] | None:
    """Return what a statement says became of a motion, and where its words end.

    Args:
        statement: the statement.
        offset: where the names of those who moved end in it, 0 where it names none.
        is_numbered: True for a motion with a number, which ends with a word alone: "Carried."
    """
    text = statement.text
    if is_numbered:
        match = _NUMBERED_END.search(text)
        return ("lost" if match["lost"] else "resolved", len(text)) if match else None
    match = _find_tail(text, offset) if offset else _OUTCOME_SENTENCE.match(text)
    if match is None or (not offset and len(text.split()) > _MAX_OUTCOME_WORDS) or _is_outvoted(text, match):
        return None
    end = _find_line_end(text, match.end())
    if match["lost"]:
        return "lost", end
    word = match["won"].lower()
    return ("approved" if "approved" in word else "resolved" if "resolved" in word else "agreed"), end


def _is_outvoted(text: str, match: re.Match[str]) -> bool:
    """Return True where votes in favour are all that says a motion was won, and as many were against."""
    counts = find_counts(text[match.start() :]) if re.search(r"favou?r$", match["won"] or "", re.IGNORECASE) else None
    return counts is not None and (counts.votes_against or 0) >= (counts.votes_for or 0)


def _find_tail(text: str, offset: int) -> re.Match[str] | None:
    """Return the outcome behind the names: ", seconded by Cllr Lark, all agreed"; never a verb of the motion itself."""
    for match in _OUTCOME_TAIL.finditer(text, offset):
        between = text[offset : match.start()]
        is_verb = match[0].lstrip().lower().startswith("and") and re.search(r"\b(?:be|to|were|was)\b", between)
        if not is_verb:
            return match
    return None


def _find_line_end(text: str, offset: int) -> int:
    """Return the end of the line; the next one may be a heading that was not told apart."""
    return text.find("\n", offset) if "\n" in text[offset:] else len(text)


def _make_motion(
    paper: RegisterPaper,
    statements: Sequence[RegisterStatement],
    end: int,
    outcome: DecisionOutcome,
    movers: Movers,
    seconder: str,
) -> Decision | None:
    head = statements[0]
    source = paper.make_span(head.start + (0 if movers.number else head.words), end)
    if source is None or not _has_content(source.text):
        return None
    subject = paper.find_subject(head.passage)
    words = paper.standing[head.start + movers.end : source.end]
    return Decision(
        source=source,
        outcome=find_outcome(outcome, words, is_motion=True) if outcome != "lost" else outcome,
        subject=subject,
        agenda_item=head.passage.locator.agenda_item,
        minute=head.passage.locator.minute,
        reference=movers.number
        or _find_number_above(paper, source.start)
        or find_application(subject, source.text, head.passage.locator.minute),
        mover=movers.mover,
        seconder=seconder,
        conditions=tuple(
            condition for condition in find_conditions(paper, statements, source.start) if condition.end <= source.end
        ),
        is_amendment=bool(_AMENDMENT.search(paper.standing[source.start : source.end])),
    )


def _find_number_above(paper: RegisterPaper, start: int) -> str | None:
    """Return the number that the line above a motion gives it: "Motion #2031-12"."""
    match = _NUMBER_ABOVE.search(paper.standing[max(start - _MAX_NUMBER_LINE, 0) : start].rstrip())
    return match["number"] if match else None


def _has_content(text: str) -> bool:
    """Return False for the names of those who moved and the outcome alone, which say nothing of what was moved."""
    return not _BARE_PATTERN.fullmatch(text)


def _find_result(paper: RegisterPaper, place: int) -> Decision | None:
    """Return a motion or an amendment that a sentence of its own says was lost or carried."""
    statement = paper.statements[place]
    match = _MOTION_RESULT.match(statement.text, statement.words)
    if (
        match is None
        or statement.is_heading
        or match_opening(statement.text, statement.words)
        or re.search(r"\b(?:if|would|had|until|not\s+put)\b", match[0])
    ):
        return None
    is_amendment = bool(match["amendment"])
    if match["won"] and any(_opens_resolution(paper, place, index) for index in range(place + 1, place + 4)):
        return None
    motion = _find_motion_before(paper, place, is_amendment)
    source = paper.make_span(statement.start + statement.words, statement.end)
    if motion is None or source is None:
        return None
    span, movers = motion
    own = find_movers(statement.text)
    return Decision(
        source=source,
        outcome="lost" if match["lost"] else "agreed",
        subject=paper.find_subject(statement.passage),
        agenda_item=statement.passage.locator.agenda_item,
        minute=statement.passage.locator.minute,
        mover=movers.mover,
        seconder=movers.seconder or (own.seconder if own else None),
        moved_in=span if span.start < source.start else None,
        is_amendment=is_amendment,
    )


def _opens_resolution(paper: RegisterPaper, place: int, index: int) -> bool:
    """Return True for the resolution that a carried motion became, which prints it in full."""
    if index >= len(paper.statements) or paper.statements[index].place != paper.statements[place].place:
        return False
    statement = paper.statements[index]
    opening = match_opening(statement.text, statement.words)
    if opening is None or opening.form != "formal":
        return False
    return not opening.is_open or find_extent(paper.statements, index, opening)[1] > index


def _find_motion_before(paper: RegisterPaper, place: int, is_amendment: bool) -> tuple[SourceSpan, Movers] | None:
    """Return the latest motion of the item with who moved it, where nothing stands between that decided or moved."""
    statements = paper.statements
    for index in range(place, max(place - _MAX_REACH, -1), -1):
        statement = statements[index]
        if statement.place != statements[place].place or (index < place and _is_decided(statement)):
            return None
        if statement.is_heading or not _NAMED_PATTERN.search(statement.text):
            continue
        movers = find_movers(statement.text)
        if movers is None or movers.mover is None:
            # Somebody moved something else: it is not sure what was decided.
            if index < place and re.search(r"\b(?:moved|proposed)\b", statement.text, re.IGNORECASE):
                return None
            continue
        is_of_amendment = bool(re.search(r"\bamend", statement.text, re.IGNORECASE))
        if index < place and is_amendment != is_of_amendment:
            return None
        span = paper.make_span(statement.start + movers.start, statement.start + movers.end)
        return (span, movers) if span else None
    return None


def _is_decided(statement: RegisterStatement) -> bool:
    """Return True for words after which the motion before them is no longer open."""
    is_outcome = len(statement.text.split()) <= _MAX_OUTCOME_WORDS and _OUTCOME_SENTENCE.match(statement.text)
    return bool(is_outcome) or match_opening(statement.text, statement.words) is not None
