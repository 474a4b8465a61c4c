"""The rules by which a paper is held back until a person decides.

The manifest has the last word. A paper that merely mentions exemption (a form's instruction, an exempt appendix, a
motion to exclude the public) is public. One that says of itself that it is not for publication under Schedule 12A of
the Local Government Act 1972 (England, paragraphs 1 to 7; Wales, 12 to 18; in English or Welsh) is held back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from paper_search.access.exemption_patterns import (
    APPENDIX_LINE,
    BY_PARAGRAPH,
    COPULA,
    DECLARATION_CONTINUATION,
    DECLARATION_START,
    ENTIRETY_NOUNS,
    EXCLUSION,
    EXEMPT_FOLDER,
    FOR_PUBLICATION,
    HELD_BACK_MARKER,
    MARKER_ALONE,
    NEGATING_WORDS,
    NEGATION,
    NOT_FOR_PUBLICATION,
    NUMBERED_ITEM,
    OTHER_DOCUMENT,
    PARAGRAPH,
    PLACEHOLDER,
    REASON_START,
    SCHEDULE,
    SELF_REFERENCE,
    TRAILING_PREPOSITION,
    WITH_APPENDICES,
)
from paper_search.records import Access, UnreadFile
from paper_search.text.spans import collapse_whitespace

OPENING_LINES = 25
"""Lines in which a paper says what it is."""
LIST_KINDS = frozenset({"agenda frontsheet", "minutes", "supplement/public pack", "questions"})
"""Kinds of paper that speak of other papers: of themselves they speak in the lines above their first item."""
LIST_OPENING_LINES = 10
MAX_LINE_CHARACTERS = 1000
"""Characters of a line that are looked at."""


def held_back_reason(
    source: str, manifest_access: Access | None, kind: str | None, opening: Sequence[str], word_count: int | None = None
) -> str | None:
    """Return the reason why a paper is held back.

    Args:
        source: its path in the corpus; a folder on it named ``exempt`` or ``part-2`` holds it back.
        manifest_access: what the manifest says, which has the last word.
        kind: the kind of paper, as in ``records.DOCUMENT_KINDS``.
        opening: its first lines, running heads of the first page before them.
        word_count: how many words it holds, where known: a page that stands in for a paper is no paper.

    Returns:
        The reason in words that quote nothing, or None for a paper that is public.
    """
    if manifest_access is not None:
        return "the manifest says access=exempt" if manifest_access == "exempt" else None
    folder = next((name for name in PurePosixPath(source).parts[:-1] if EXEMPT_FOLDER.match(name)), None)
    if folder:
        return f"it stands in the folder {folder!r}"
    if word_count is not None and word_count < 60 and any(map(PLACEHOLDER.search, opening)):
        return None
    provision = find_declaration(opening if kind not in LIST_KINDS else _select_lines_above_items(opening))
    return f"it says of itself that it is not for publication under {provision}" if provision else None


def make_unread(source: str, reason: str) -> UnreadFile:
    """Return the entry of a paper that is held back in the list of unread files.

    Args:
        source: its path in the corpus.
        reason: why it is held back.

    Returns:
        The entry.
    """
    return UnreadFile(
        source,
        "exempt",
        f"Held back as exempt from publication: {reason}",
        "A person must decide; if it is public: paper-search release PATH --reason WHY.",
    )


def is_declared_exempt(opening: str) -> bool:
    """Return True if a paper's opening says that it is itself not for publication, and under what."""
    return find_declaration(opening.splitlines()) is not None


def find_declaration(lines: Sequence[str]) -> str | None:
    """Return the provision under which a paper says that it is not for publication.

    Args:
        lines: its opening.

    Returns:
        For example "paragraph 3 of Schedule 12A"; None for a paper that does not say so.
    """
    statements = list(_split_statements(lines[:OPENING_LINES]))
    for index, (line, statement) in enumerate(statements):
        if not _is_declaration(index, statements):
            continue
        # The provision may stand on the lines below.
        near = (text for number, text in statements[index + 1 : index + 4] if number <= line + 3)
        below = (text for text in near if not OTHER_DOCUMENT.search(text) and not NEGATION.search(text))
        provision = _find_provision(" ".join((statement, *below)), statement)
        if provision or (MARKER_ALONE.fullmatch(statement) and not _is_choice(index, statements)):
            return provision or "a provision that it does not name"
    return None


def _is_choice(index: int, statements: Sequence[tuple[int, str]]) -> bool:
    """Return True if a form offers both "for publication" and its opposite."""
    return any(FOR_PUBLICATION.fullmatch(text) for _, text in statements[max(index - 2, 0) : index + 3])


def _select_lines_above_items(opening: Sequence[str]) -> Sequence[str]:
    first_item = next((index for index, line in enumerate(opening) if NUMBERED_ITEM.match(line)), len(opening))
    return opening[: min(first_item, LIST_OPENING_LINES)]


def _split_statements(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Yield the sentences with the line on which each begins; lines that continue a sentence are joined."""
    joined: list[tuple[int, str]] = []
    for number, line in enumerate(collapse_whitespace(line[:MAX_LINE_CHARACTERS]) for line in lines):
        if (
            joined
            and line
            and (line[0].islower() or re.search(r"(?:[,(–-]|\b(?:of|the|and|under|to|in|o|yr?))$", joined[-1][1]))
        ):
            joined[-1] = joined[-1][0], f"{joined[-1][1]} {line}"
        elif line:
            joined.append((number, line))
    for number, line in joined:
        for sentence in re.split(r"(?<=[.;!])\s+(?=[A-Z(])", line):
            yield number, NOT_FOR_PUBLICATION.sub(HELD_BACK_MARKER, sentence)


def _is_declaration(index: int, statements: Sequence[tuple[int, str]]) -> bool:
    """Return True if a statement says of the paper itself that it is held back."""
    line, statement = statements[index]
    plain = WITH_APPENDICES.sub("", statement)
    opens = DECLARATION_START.match(plain)
    if opens is None:
        return _is_about_itself(plain)
    before = statements[index - 1][1] if index else ""
    if APPENDIX_LINE.match(before) and line > 3:
        return False
    rest = plain[opens.end() :]
    is_provision = opens["provision"] is not None
    named = opens.group() if not APPENDIX_LINE.match(statements[0][1]) or COPULA.search(opens.group()) else ""
    return not (
        NEGATING_WORDS.search(REASON_START.split(rest)[0])
        or OTHER_DOCUMENT.search(rest)
        or OTHER_DOCUMENT.search(named)
        or (EXCLUSION.search(plain) and HELD_BACK_MARKER not in plain)
        or (not is_provision and DECLARATION_CONTINUATION.match(rest) is None)
    )


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


def _find_provision(text: str, statement: str) -> str | None:
    paragraph = PARAGRAPH.search(text)
    if SCHEDULE.search(text):
        return (
            f"paragraph {paragraph['numbers']} of Schedule 12A" if paragraph else _find_unnumbered_schedule(statement)
        )
    own = BY_PARAGRAPH.search(statement)
    return f"paragraph {own['numbers']} of Schedule 12A" if own else None


def _find_unnumbered_schedule(statement: str) -> str | None:
    """Return Schedule 12A without a paragraph, where the paper says outright that it is not for publication."""
    return "Schedule 12A" if HELD_BACK_MARKER in statement and SCHEDULE.search(statement) else None


def collect_opening_lines(headers_footers: Iterable[str], lines: Iterable[str]) -> tuple[str, ...]:
    """Return the lines to judge by.

    Args:
        headers_footers: what is printed in the margins of the first page.
        lines: the paper's own lines.

    Returns:
        Both, the margins first.
    """
    return (*(collapse_whitespace(line) for line in headers_footers), *lines)
