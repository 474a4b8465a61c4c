"""The extent of a decision: its lead-in with all its items, through as many passages as they take up."""

from __future__ import annotations

import re
from collections.abc import Sequence

from paper_search.ingest.register.openings import Opening, match_opening
from paper_search.ingest.register.statements import RegisterStatement
from paper_search.ingest.segmentation import numbering, outcomes
from paper_search.ingest.segmentation.headings import has_verb
from paper_search.ingest.segmentation.speakers import find_speaker
from paper_search.text.spans import collapse_whitespace

MAX_DECISION_CHARACTERS = 20_000
"""Characters of a decision with its items; what runs on longer was not read as the paper means it."""
_BLOCK_FORMS = frozenset({"formal", "label"})
"""Openings of which the whole paragraph is the decision; others are a sentence."""
_FULL_LINE = 65
"""Characters of a line that was broken for its width."""
# Words that stand beneath a decision and are none of it.
_END_PATTERN = re.compile(
    r"[\W_]*(?:reasons?\b|(?:supporting|additional|background)\s+documents|note\s*:|\(note|signed\b"
    r"|chair(?:man|person|woman)?\W*$|date\W*$|dated\b|action\s*(?:by|:)"
    r"|the\s+meeting\s+(?:closed|ended|finished|concluded|rose|was\s+(?:closed|adjourned))|meeting\s+(?:closed"
    r"|ended)|alternatives?\s+(?:options?\s+)?considered|options?\s+considered"
    r"|(?:on\s+)?(?:being\s+)?put\s+to\s+the\s+vote|(?:voting|votes?)\b\W*(?:$|:|for|was|were|cast)|vote\s+for"
    r"|\(?voting\b|(?:recorded|named)\s+vote|for\s*[:(]|in\s+favou?r\b|against\s*[:(]|ayes?\b|nays?\b|noes\b"
    r"|abst\w+\s*[:(]"
    r"|(?:proposed|moved|seconded)\b|proposer\b|seconder\b|(?:councillors?|cllrs?|alderman|mr|mrs"
    r"|ms)\s[\w.’' -]{2,60}\s(?:left|joined|arrived|returned|entered|withdrew|re-?joined"
    r"|abstained|voted|dissented|asked|requested"
    r"|wished|declared|proposed|moved|thanked)"
    r"|(?:at|during)\s+this\s+(?:point|stage|juncture)|having\s+(?:declared|been)|carried\W*$|agreed\W*$"
    r"|carried\s+(?:unanimously|nem|by|with|\d)|\(?\d{1,3}\s+(?:votes?\s+)?(?:for|in\s+favou?r)\b|nem\.?\s*con"
    r"|unanimous\w*\W*$|all\s+(?:agreed|in\s+favou?r)|the\s+(?:motion|amendment|proposal|vote|chair\w*|mayor"
    r"|clerk|committee|council|cabinet|members)\s+(?:was|were|then|thanked|noted|considered|had|received"
    r"|also\s+(?:noted|considered))"
    r"|members?\s+(?:discussed|noted|considered|asked|raised)|(?:this|that)\s+(?:was|concluded)|page\s+\d"
    r"|_{4,}|\.{6,}|…{3,}|-{3,}|call-?in\b|date\s+of\s+decision|decision[ -]?maker"
    r"|key\s+decision|declarations?\s+of\s+interest|implementation\b|ward\(?s?\)?\s+affected)",
    re.IGNORECASE,
)
# "P90. APPEAL": the next item, though it was not read as a heading.
_NUMBERED_TITLE = re.compile(
    r"\W*(?:[A-Z]{1,4}\s?\d{1,4}\.|[A-Z]{0,4}\s?\d{1,4}(?:[./]\d{1,4})*[.)]?\s+[A-Z][A-Z0-9 ,&’'()/–-]{3,80})\W*"
)
_INTRODUCTION_PATTERN = re.compile(
    r"[\W_]*(?:(?:The\s+)?(?:\w+\s+){0,5}?(?:Cabinet|Committee|Council|Board|Panel|Executive)\s*:\W*$"
    r"|(?:That|THAT|As\s+(?:the\s+)?[A-Z][\w\s,’'&-]{3,120}\s+I)\s)"
)
"""Words beneath an opening that head nothing, though they look like a title."""
_CONTINUED_PATTERN = re.compile(r"[\W_]*(?:(?:and|further|also)\s+)?(?:that|THAT|to)\b", re.IGNORECASE)
_NARRATIVE_PATTERN = re.compile(
    r"[\W_]*(?:in\s+(?:presenting|response|reply|introducing|answer)|a\s+member|members|officers|he|she"
    r"|they|it\s+was\s+(?:noted|reported|explained|commented|suggested|asked)|there\s+(?:was|were))\b",
    re.IGNORECASE,
)
_QUOTE_PAIRS = {"“": "”", '"': '"', "‘": "’"}


def find_extent(statements: Sequence[RegisterStatement], index: int, opening: Opening) -> tuple[int, int]:
    """Return the end of a decision in the reading text, and the last statement that it takes up.

    Args:
        statements: the statements of the paper.
        index: the one that the decision opens in.
        opening: its opening words.
    """
    first = statements[index]
    if closing := _find_closing_quote(statements, index, opening):
        return closing
    last = index
    for place in range(index + 1, len(statements)):
        statement = statements[place]
        if statement.end - first.start > MAX_DECISION_CHARACTERS or not _goes_on(
            statements, index, last, place, opening
        ):
            break
        last = place
    return statements[last].end, last


def _find_closing_quote(
    statements: Sequence[RegisterStatement], index: int, opening: Opening
) -> tuple[int, int] | None:
    """Return the end of words that stand in quotation marks behind the opening."""
    first = statements[index]
    place, rest = index, first.text[opening.lead_end :]
    if not rest.strip(" *_:–-"):
        place = index + 1
        if place >= len(statements) or (statements[place].is_heading and not _is_list_heading(statements[place])):
            return None
        rest = statements[place].text
    mark = re.match(r"[\s*_:–-]*(?:that\s+)?([“\"‘])", rest, re.IGNORECASE)
    if not mark:
        return None
    closing, skip = _QUOTE_PAIRS[mark[1]], mark.end()
    for last in range(place, min(place + 60, len(statements))):
        statement = statements[last]
        words = rest[skip:] if last == place else statement.text
        if last > place and (
            (statement.is_heading and not _is_list_heading(statement))
            or statement.end - first.start > MAX_DECISION_CHARACTERS
        ):
            return None
        if closing != "’" and closing in words and words.rstrip(" .*_").endswith(closing):
            return statement.end, last
    return None


def _goes_on(statements: Sequence[RegisterStatement], first: int, last: int, place: int, opening: Opening) -> bool:
    """Return True if the statement at ``place`` is of the decision that runs from ``first`` to ``last``."""
    if _ends_decision(statements[first], statements[place]):
        return False
    if last == first and _is_cut_line(statements, last, place):
        return True
    if _is_introduction(statements[last], opening, is_head=last == first):
        return _follows_introduction(statements, first, last, statements[place], opening)
    return _is_speechless(statements[place]) and _follows_words(statements, first, last, statements[place], opening)


def _ends_decision(head: RegisterStatement, statement: RegisterStatement) -> bool:
    is_other = statement.place != head.place or statement.passage.kind == "table"
    is_title = statement.is_heading and not _is_list_heading(statement)
    return (
        is_other
        or is_title
        or bool(_END_PATTERN.match(statement.text, statement.words))
        or bool(_NUMBERED_TITLE.fullmatch(statement.text))
        or outcomes.is_vote(statement.text)
        or match_opening(statement.text, statement.words) is not None
    )


def _follows_introduction(
    statements: Sequence[RegisterStatement], first: int, last: int, statement: RegisterStatement, opening: Opening
) -> bool:
    """Return True for what stands behind a colon or an opening alone: items, lines, or the words of the decision."""
    is_line = opening.form in _BLOCK_FORMS and statement.passage is statements[last].passage
    if _is_item(statement) or (is_line and _is_speechless(statement)):
        return True
    if statements[last].text.rstrip(" *_").endswith(":") and _is_list_line(statements[first], statement):
        return True
    return last == first and _opens_content(statements[first], statement, opening)


def _follows_words(
    statements: Sequence[RegisterStatement], first: int, last: int, statement: RegisterStatement, opening: Opening
) -> bool:
    """Return True for the next item, or the next sentence of the same paragraph."""
    is_block = opening.form in _BLOCK_FORMS
    if outcomes.is_entry(statement.text) and any(
        outcomes.is_entry(other.text) for other in statements[first + 1 : last + 1]
    ):
        return True
    if statement.is_labelled:
        has_items = _has_items(statements, first, last) or (is_block and _has_label_inside(statements[first], opening))
        return _continues_list(statements, first, last, statement, opening, has_items)
    if statement.passage is statements[last].passage:
        # In this order: to look for items at every sentence takes the square of their number.
        return is_block or _has_items(statements, first, last)
    is_that = bool(_CONTINUED_PATTERN.match(statement.text, statement.words))
    return is_block and statement.passage.kind == "resolution" and is_that


def _has_items(statements: Sequence[RegisterStatement], first: int, last: int) -> bool:
    """Return True where a number or a bullet is printed before a statement behind the first."""
    return any(other.is_labelled for other in statements[first + 1 : last + 1])


def _is_cut_line(statements: Sequence[RegisterStatement], last: int, place: int) -> bool:
    """Return True where a full line without a stop breaks off and the next paragraph holds the end of its sentence."""
    before, statement = statements[last], statements[place]
    line = before.text.rsplit("\n", 1)[-1]
    is_open = not before.text.rstrip(" *_").endswith((".", ";", ":", "!", "?", "”", '"', ")"))
    is_wrapped = "\n" in before.text and len(line) >= _FULL_LINE
    return (
        is_open
        and is_wrapped
        and not statement.is_labelled
        and statement.passage is not before.passage
        and statement.text.rstrip().endswith(".")
    )


def _is_introduction(statement: RegisterStatement, opening: Opening, *, is_head: bool) -> bool:
    text = statement.text.rstrip(" *_\n")
    return (is_head and opening.is_open) or text.endswith((":", ":-", ":–", ": -", "following", "that", "…"))


def _is_item(statement: RegisterStatement) -> bool:
    return statement.is_labelled or bool(_CONTINUED_PATTERN.match(statement.text, statement.words))


def _is_list_line(head: RegisterStatement, statement: RegisterStatement) -> bool:
    """Return True for lines that a decision ends its words with: applications, or payments in its own passage."""
    is_list = statement.passage is head.passage or bool(re.search(r"[£€$]\s?\d", statement.text))
    return (
        (is_list and not has_verb(statement.text))
        or outcomes.is_entry(statement.text[statement.words :])
        or outcomes.is_entry(statement.text)
    )


def _opens_content(head: RegisterStatement, statement: RegisterStatement, opening: Opening) -> bool:
    """Return True for the words of a decision that stand beneath its opening without number or "that"."""
    is_near = statement.passage is head.passage or statement.passage.kind == "resolution"
    is_block = opening.form in _BLOCK_FORMS
    return (is_block or (opening.is_open and is_near)) and _is_speechless(statement)


def _is_list_heading(statement: RegisterStatement) -> bool:
    """Return True for an introduction that opens no section, "I agree to:", and a motion that was read as a title."""
    text = collapse_whitespace(statement.text)
    introduces = text.endswith(":") and text not in statement.passage.headings
    return introduces or bool(_INTRODUCTION_PATTERN.match(statement.text))


def _continues_list(
    statements: Sequence[RegisterStatement],
    first: int,
    last: int,
    statement: RegisterStatement,
    opening: Opening,
    has_items: bool,
) -> bool:
    head = statements[first]
    if not has_items:
        # "RESOLVED: That the report be noted" above "15. Highways": the next number is the next minute's.
        return statement.passage.kind == "resolution" and opening.form == "formal" and _is_inside(head, statement)
    if statement.passage is statements[last].passage or statement.passage.kind == "resolution":
        return True
    return _is_next_label(statements[first : last + 1], statement)


def _is_inside(head: RegisterStatement, statement: RegisterStatement) -> bool:
    """Return True for a number of a list that is not that of the paragraphs which the opening is of."""
    own, label = numbering.parse_label(head.text), numbering.parse_label(statement.text)
    return label is not None and (own is None or label.style != own.style)


def _is_next_label(items: Sequence[RegisterStatement], statement: RegisterStatement) -> bool:
    """Return True for a printed number that goes on with those of a list."""
    label = numbering.parse_label(statement.text)
    for item in reversed(items):
        previous = numbering.parse_label(item.text) if item.is_labelled else None
        if label and previous and previous.style == label.style:
            return label.kind == "bullet" or numbering.is_next_value(previous, label.value)
    return _is_next_number(items[-1].text, statement.text)


def _is_next_number(before: str, text: str) -> bool:
    """Return True for "4.2" behind "4.1"."""
    first, second = (re.match(r"\W*(\d+(?:\.\d+)*)\.(\d+)\b", words) for words in (before, text))
    return bool(first and second and first[1] == second[1] and int(second[2]) == int(first[2]) + 1)


def _has_label_inside(head: RegisterStatement, opening: Opening) -> bool:
    return bool(re.match(r"\W*\(?(?:a|i|1|A|I)[.)]\s", head.text[opening.lead_end :]))


def _is_speechless(statement: RegisterStatement) -> bool:
    """Return False for narration, which nothing was decided by."""
    words = statement.text[statement.words :]
    return not _NARRATIVE_PATTERN.match(words) and (statement.is_labelled or find_speaker(words[:600]) is None)
