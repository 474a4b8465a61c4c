"""The rules by which a paper is held back until a person decides.

The manifest has the last word, then the folder. A paper that merely mentions exemption (a form's instruction, an exempt
appendix, a motion to exclude the public) is public. One that says of itself that it is not for publication, in English
or Welsh, is held back, and so is one with a bare marking, until a person has looked at it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath
from types import MappingProxyType

from paper_search.access.exempt_folders import is_exempt_folder
from paper_search.access.exemption_fields import MAX_FIELD_LINE, find_exempt_field
from paper_search.access.exemption_patterns import (
    APPENDIX_LINE,
    APPENDIX_TITLE,
    COMPACT_MARKER,
    COPULA,
    DECLARATION_CONTINUATION,
    DECLARATION_START,
    ENTIRETY_NOUNS,
    EXCLUSION,
    FOR_PUBLICATION,
    HELD_BACK_MARKER,
    MARKER_ALONE,
    NEGATING_WORDS,
    NEGATION,
    NOT_FOR_PUBLICATION,
    NUMBERED_ITEM,
    OTHER_DOCUMENT,
    PLACEHOLDER,
    PLURAL,
    REASON_START,
    REPORT_HEAD,
    SELF_REFERENCE,
    TITLE_MARKER,
    TRAILING_PREPOSITION,
    VERB,
    WITH_APPENDICES,
)
from paper_search.access.exemption_provisions import PARAGRAPH, find_provision, names_schedule
from paper_search.access.marking_text import clean_line
from paper_search.access.review_markings import find_review_marking
from paper_search.records import Access, UnreadFile
from paper_search.records.documents import HeldBackCode

LIST_KINDS = frozenset({"agenda frontsheet", "minutes", "supplement/public pack", "questions"})
"""Kinds of paper that speak of other papers: of themselves they speak in the lines above their first item."""
LIST_OPENING_LINES = 10
_CAPITAL_MARKER = re.compile(r"(?<=\s)\(?NOT\s+FOR\s+PUBLICATION\b")
_MAX_HEADING_WORDS, _MAX_COMPACT_WORDS, _COMPACT_OPENING_WORDS = 20, 24, 4
_SECTION_TEXT = re.compile(
    r"(?:\W*\d[\d.]*\s+)?\W*(?:no|none|not\s+applicable|nil|n/?a|there\s+(?:is|are)\s+no|if|the\s+\w+\s+may)\b"
    r"|.{0,60}\b(?:no|not)\s+(?:contain\s+)?(?:any\s+)?(?:exempt|confidential)\b|.{0,60}\b(?:may|might)\s+(?:resolve|go|be)\b",
    re.IGNORECASE,
)
"""How a section begins that says that nothing is exempt, or what would be."""
MANIFEST_RULE = "the manifest says access=exempt"
"""The reason of what a manifest holds back. Older indexes say it nowhere but in their unread list."""
_FIRST_PART = re.compile(r"\W*(?:part|rhan)\s+(?:1|i|one|a|un)\b", re.IGNORECASE)
_SECOND_PART = re.compile(r"\W*(?:part|rhan)\s+(?:2|ii|two|b|dau)\b", re.IGNORECASE)
_HEAD_LINES = 8
"""Lines at the head of a paper among which a bare marking stands by itself."""
_PLACEHOLDER_WORDS = 60
_UNREAD_TEXTS: Mapping[HeldBackCode, tuple[str, str]] = MappingProxyType(
    {
        "exempt": (
            "Held back as exempt from publication",
            "A person must decide; if it is public: paper-search release PATH --reason WHY.",
        ),
        "review": (
            "Held back to be reviewed",
            "A person must look at it; if it is public: paper-search release PATH --reason WHY.",
        ),
    }
)
_OPEN_END = re.compile(r"(?i)(?:[,(–:;-]|\b(?:is|are|be|was|were|and|or|as|it|that|which|the|of|to|in))$")
_UNREDACTED = re.compile(r"(?i)^\W*unredacted\s+(?:version|copy)\b")
_KEY = re.compile(r"(?!para|categor|sched)[a-z][\w -]{0,30}:\s")
"""The name of a field in small letters, as in the front matter of Markdown."""
_MAX_TITLE_LINE = 3
"""Lines that may stand above the title of an appendix: council, committee, date."""
_MAX_MARKER_WORDS = 6
"""Words behind "not for publication" in a line that is no sentence about something else."""
_MAY_DECLARE = re.compile(
    rf"{HELD_BACK_MARKER}|exempt|eithri|confidential|privat|closed|restricted|cyfrinach|virtue|accordance|pursuant|rhinwedd|dan\s+[bp]h?aragraff|access\s+to\s+information",
    re.IGNORECASE,
)
"""A word without which no statement declares anything: most lines of a page are passed over by it."""


@dataclass(frozen=True, slots=True)
class PrintedPage:
    """All that is printed on a page, or in a file without pages.

    ``margins`` are its headers, footers, stamps and the like, in order; ``lines`` its own lines, tables row by row.
    """

    page: int | None
    margins: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def is_placeholder(self) -> bool:
        """True for a page that stands in for a paper, and says no more than that it may not be shown."""
        printed = (*self.margins, *self.lines)
        return sum(len(line.split()) for line in printed) < _PLACEHOLDER_WORDS and any(map(PLACEHOLDER.search, printed))


@dataclass(frozen=True, slots=True)
class HeldBack:
    """That a paper is held back: by its own words or another rule ("exempt"), or until a person has looked ("review").

    ``reason`` quotes nothing of the paper but a bare marking.
    """

    code: HeldBackCode
    reason: str


def find_stated_rule(source: str, manifest_access: Access | None) -> HeldBack | None:
    """Return the rule that holds a paper back whatever it says: the manifest's or a folder's.

    Args:
        source: its path in the corpus; a folder on it named ``exempt`` or ``part-2`` holds it back.
        manifest_access: what the manifest says, which has the last word.
    """
    if manifest_access is not None:
        return HeldBack("exempt", MANIFEST_RULE) if manifest_access == "exempt" else None
    folder = next((name for name in PurePosixPath(source).parts[:-1] if is_exempt_folder(name)), None)
    return HeldBack("exempt", f"it stands in the folder {folder!r}") if folder else None


def judge_page(
    printed: PrintedPage, *, is_list: bool = False, is_first: bool = True, has_parts: bool = False
) -> HeldBack | None:
    """Return why a page is held back by what is printed on it, or None for a page that is public.

    Args:
        printed: the page.
        is_list: it belongs to a paper that speaks of others (an agenda, minutes): of itself it speaks in its margins,
            and on its first page above the first item.
        is_first: it is the first page of a paper.
        has_parts: the document counts parts beyond two, so that its "Part 2" is a chapter.
    """
    if printed.is_placeholder:
        return None
    lines: Sequence[str] = printed.lines
    if is_list:
        lines = _select_lines_above_items(lines) if is_first else ()
    provision = find_declaration(printed.margins) or find_declaration(lines)
    if provision is None and not is_list and is_first:
        provision = find_exempt_field([clean_line(line) for line in lines[:MAX_FIELD_LINE]])
    if provision:
        return HeldBack("exempt", f"it says of itself that it is not for publication under {provision}")
    head = _select_marking_lines(lines, is_first)
    marking = find_review_marking(printed.margins, head, has_parts or any(map(_FIRST_PART.match, head)))
    return HeldBack("review", f"it carries the marking “{marking}”, which does not say why") if marking else None


def _select_marking_lines(lines: Sequence[str], is_first: bool) -> list[str]:
    """Return the lines in which a bare marking may stand: the head of a paper, the first and the last of a page.

    A line below which it says "none", "if" or "may" is the heading of a section about exemption.
    """
    indices = range(min(_HEAD_LINES, len(lines))) if is_first else {0, len(lines) - 1}
    places = (index for index in indices if 0 <= index < len(lines))
    marking = [index for index in places if not _SECTION_TEXT.match(" ".join(lines[index + 1 : index + 2]))]
    # Below a "Part 1" its "Part 2" is a heading of the same paper.
    first_part = next((index for index, line in enumerate(lines) if _FIRST_PART.match(line)), len(lines))
    return [lines[index] for index in marking if index < first_part or not _SECOND_PART.match(lines[index])]


def make_unread(source: str, held_back: HeldBack, pages: tuple[int, int] | None = None) -> UnreadFile:
    """Return the entry of a paper that is held back in the list of unread files.

    Args:
        source: its path in the corpus.
        held_back: why it is held back.
        pages: the first and the last page, where it is held back as some pages of a file.
    """
    where = f"pages {pages[0]} to {pages[1]} of the file: " if pages and pages[0] < pages[1] else ""
    where = f"page {pages[0]} of the file: " if pages and pages[0] == pages[1] else where
    opening, next_step = _UNREAD_TEXTS[held_back.code]
    return UnreadFile(source, held_back.code, f"{opening}: {where}{held_back.reason}", next_step)


def is_declared_exempt(opening: str) -> bool:
    """Return True if a paper's opening says that it is itself not for publication, and under what."""
    return find_declaration(opening.splitlines()) is not None


def find_declaration(lines: Sequence[str]) -> str | None:
    """Return the provision under which a paper says that it is not for publication.

    Args:
        lines: what is printed on a page, or at the head of a paper.

    Returns:
        For example "paragraph 3 of Schedule 12A"; None for a paper that does not say so.
    """
    statements = list(_split_statements(lines))
    for index, (line, statement) in enumerate(statements):
        if not _MAY_DECLARE.search(statement):
            continue
        is_title = _is_appendix_title(index, statements)
        if not is_title and not _is_declaration(index, statements) and not _is_compact(index, statements):
            continue
        # The provision may stand on the lines below.
        near = (text for number, text in statements[index + 1 : index + 4] if number <= line + 3)
        below = (text for text in near if not OTHER_DOCUMENT.search(text) and not NEGATION.search(text))
        provision = find_provision(" ".join((statement, *below)), statement, is_title)
        if provision or (_is_marker(statement, is_title) and not _is_choice(index, statements)):
            return provision or "a provision that it does not name"
    return None


def _is_marker(statement: str, is_title: bool) -> bool:
    """Return True for words that say outright that the paper is not for publication, under whatever provision."""
    if is_title:
        return HELD_BACK_MARKER in statement
    opens = MARKER_ALONE.match(statement)
    return opens is not None and len(statement[opens.end() :].split()) <= _MAX_MARKER_WORDS


def _is_appendix_title(index: int, statements: Sequence[tuple[int, str]]) -> bool:
    """Return True for the title of an appendix that says of itself that it is held back, at the head of its page."""
    line, statement = statements[index]
    title, held = APPENDIX_TITLE.fullmatch(statement), TITLE_MARKER.search(statement)
    is_first_on_line = index == 0 or statements[index - 1][0] != line
    if title is None or held is None or line > _MAX_TITLE_LINE or not is_first_on_line:
        return False
    beside = [text for number, text in statements[max(index - 1, 0) : index + 3] if number != line]
    before = [text for _, text in statements[:index]]
    own = statement[title.start("rest") : max(held.start(), title.start("rest"))]
    is_sentence = VERB.search(own) or NEGATING_WORDS.search(REASON_START.split(title["rest"])[0])
    is_numbered = title["number"] is not None or index == 0 or held.start() <= 1
    is_listed = any(map(APPENDIX_LINE.match, beside))
    return is_numbered and not (is_sentence or is_listed or any(map(REPORT_HEAD.match, before)))


def _is_choice(index: int, statements: Sequence[tuple[int, str]]) -> bool:
    """Return True if a form offers both "for publication" and its opposite."""
    return any(FOR_PUBLICATION.fullmatch(text) for _, text in statements[max(index - 2, 0) : index + 3])


def _select_lines_above_items(opening: Sequence[str]) -> Sequence[str]:
    first_item = next((index for index, line in enumerate(opening) if NUMBERED_ITEM.match(line)), len(opening))
    return opening[: min(first_item, LIST_OPENING_LINES)]


def _split_statements(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the sentences with the line on which each begins; lines that continue a sentence are joined."""
    joined: list[tuple[int, str]] = []
    for number, line in enumerate(map(clean_line, lines)):
        if (
            joined
            and line
            and not _KEY.match(line)
            and not _is_marking_alone(number, line, joined[-1][1])
            and (
                line[0].islower()
                or line[0] == "("
                or re.search(r"(?:[,(–-]|\b(?:of|the|and|under|to|in|o|yr?|(?i:not|not\s+for)))$", joined[-1][1])
            )
        ):
            joined[-1] = joined[-1][0], f"{joined[-1][1]} {line}"
        elif line:
            joined.append((number, line))
    for number, line in _split_joined_headings(joined):
        for sentence in re.split(r"(?<=[.;!])\s+(?=[A-Z(])", line):
            yield number, NOT_FOR_PUBLICATION.sub(HELD_BACK_MARKER, sentence)


def _is_marking_alone(number: int, line: str, before: str) -> bool:
    """Return True for "not for publication" in small letters that is a line of its own, not the end of a sentence."""
    is_whole = NOT_FOR_PUBLICATION.fullmatch(line.strip("()[]*.– ")) is not None
    return is_whole and number <= _MAX_TITLE_LINE and not (_OPEN_END.search(before) or OTHER_DOCUMENT.search(before))


def _split_joined_headings(lines: Sequence[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield lines; one in which a reader has joined "NOT FOR PUBLICATION" to the heading before it is two."""
    for number, line in lines:
        marker = _CAPITAL_MARKER.search(line)
        before = line[: marker.start()] if marker else ""
        if (
            not before.strip(" –—-:|(")
            or len(before.split()) > _MAX_HEADING_WORDS
            or NUMBERED_ITEM.match(before)
            or OTHER_DOCUMENT.search(before)
            or APPENDIX_LINE.match(before)
            or NEGATING_WORDS.search(before)
            or re.search(r"(?i)[:|]\s*$|\b(?:is|are)\s*$", before)
        ):
            yield number, line
        else:
            yield number, before
            yield number, line[len(before) :]


def _is_declaration(index: int, statements: Sequence[tuple[int, str]]) -> bool:
    """Return True if a statement says of the paper itself that it is held back."""
    line, statement = statements[index]
    plain = WITH_APPENDICES.sub("", statement)
    opens = DECLARATION_START.match(plain)
    if opens is None:
        return _is_about_itself(plain)
    before = statements[index - 1][1] if index else ""
    if APPENDIX_LINE.match(before) and line > _MAX_TITLE_LINE:
        return False
    rest = plain[opens.end() :]
    is_provision = opens["provision"] is not None
    own = _UNREDACTED.sub("", opens.group())
    named = own if not APPENDIX_LINE.match(statements[0][1]) or COPULA.search(own) else ""
    return not (
        NEGATING_WORDS.search(REASON_START.split(rest)[0])
        or OTHER_DOCUMENT.search(rest)
        or OTHER_DOCUMENT.search(named)
        or (EXCLUSION.search(plain) and HELD_BACK_MARKER not in plain)
        or (not is_provision and HELD_BACK_MARKER not in opens.group() and DECLARATION_CONTINUATION.match(rest) is None)
    )


def _is_compact(index: int, statements: Sequence[tuple[int, str]]) -> bool:
    """Return True for a short line without a verb that names a marking and the Schedule: "PRIVATE – Schedule 7A, 6"."""
    line, statement = statements[index]
    is_of_appendix = line > _MAX_TITLE_LINE and APPENDIX_LINE.match(statements[index - 1][1] if index else "")
    return not is_of_appendix and (
        len(statement.split()) <= _MAX_COMPACT_WORDS
        and _opens_compact(statement)
        and names_schedule(statement)
        and not (
            VERB.search(statement)
            or NEGATING_WORDS.search(statement)
            or OTHER_DOCUMENT.search(statement)
            or EXCLUSION.search(statement)
            or NUMBERED_ITEM.match(statement)
            or PLURAL.search(statement)
        )
    )


def _opens_compact(statement: str) -> bool:
    """Return True for a line that begins with a marking, or with the Schedule and a paragraph before its marking."""
    opening = " ".join(statement.split()[:_COMPACT_OPENING_WORDS])
    begins = COMPACT_MARKER.search(opening) or (names_schedule(opening) and PARAGRAPH.search(statement))
    return bool(begins and COMPACT_MARKER.search(statement))


def _is_about_itself(sentence: str) -> bool:
    """Return True if a sentence has "this report" for its subject and "exempt" for its predicate."""
    own = SELF_REFERENCE.search(sentence)
    if own is None or EXCLUSION.search(sentence):
        return False
    before, after = sentence[: own.start()], REASON_START.split(sentence[own.end() :])[0][:40]
    # "this appendix" may speak of itself; what else the words around "exempt" name is another paper.
    named = re.sub(r"(?i)^this\s+(?:append\w+|annexe?)", "", own.group())
    hanging = TRAILING_PREPOSITION.search(before)
    is_whole = (
        hanging is not None and hanging["noun"].lower() in ENTIRETY_NOUNS and hanging["word"].lower() in ("of", "in")
    )
    hangs_on = hanging is not None and not is_whole
    return not (
        hangs_on
        or OTHER_DOCUMENT.search(f"{before} {named} {after}")
        or NEGATING_WORDS.search(before + own["between"] + after)
    )
