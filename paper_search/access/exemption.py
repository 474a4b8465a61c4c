"""Which papers are held back until a person decides, and by which rule.

In: where a paper stands, what its manifest says, and how it opens; out: the reason in words that quote nothing, or
None for a public paper. Promised: the manifest has the last word; a paper that merely mentions exemption (a form's
instruction, an exempt appendix, a motion to exclude the public) is public; one that says of itself that it is not
for publication under Schedule 12A (England, paragraphs 1 to 7; Wales, 12 to 18; in English or Welsh) is not.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import PurePosixPath

from paper_search.records import Access, UnreadFile
from paper_search.text.spans import collapse_whitespace

OPENING_LINES = 25
"""Lines in which a paper says what it is."""
LIST_KINDS = frozenset({"agenda frontsheet", "minutes", "supplement/public pack", "questions"})
"""Kinds of paper that speak of other papers: of themselves they speak in the lines above their first item."""
LIST_OPENING_LINES = 10
MAX_LINE_CHARACTERS = 1000
"""Characters of a line that are looked at."""

_EXEMPT_FOLDER = re.compile(r"(?:exempt|part[-_ ]?(?:2|two|ii)|pink(?:[-_ ]papers?)?|confidential)$", re.IGNORECASE)
_PLACEHOLDER = re.compile(r"\bdocument\s+is\s+restricted\b", re.IGNORECASE)
_NUMBERED_ITEM = re.compile(r"\d{1,3}[.)]?\s+\S|item\s+\d", re.IGNORECASE)

_SCHEDULE = re.compile(r"\b(?:schedule|sched?\.?|atodlen)\s*12\s?\(?a\)?\b", re.IGNORECASE)
_PARAGRAPH = re.compile(
    r"\b(?:[bp]h?aragraffa?u?|para(?:graph)?s?\.?|categor(?:y|ies)|exempt\s+information)\s*(?:\(au\)|\(s\)|nos?\.?|numbers?)?"
    r"[\s:(]*(?P<numbers>\d{1,2}[a-z]?\b(?:\)?\s*(?:,|and|&|or|to|a|ac|-|–)\s*\(?\d{1,2}[a-z]?\b)*)",
    re.IGNORECASE,
)

_BY_PARAGRAPH = re.compile(
    rf"(?:\bby\s+virtue\s+of|\bunder|\bpursuant\s+to|\brhinwedd|\bo\s+dan|HELDBACK\W+|exempt\W+)\s*{_PARAGRAPH.pattern}",
    re.IGNORECASE,
)
"""A paragraph, where the Schedule is left to be understood."""
_NOT_FOR_PUBLICATION = re.compile(
    r"\bnot\s+(?:for|to\s+be\s+made)\s+(?:public(?:ation)?|disclosure)\b|\bnot\s+to\s+be\s+(?:published|disclosed)\b"
    r"|\bn(?:id\s+yw|id\s+yw'r\s+\w+\s+h[wo]n|id|i\s+ddylid)\b[^.]{0,30}?\bi['’]?w\s+(?:g|ch)?yhoeddi\b|\b(?:heb\s+fod|ddim)\s+i['’]?w\s+(?:g|ch)?yhoeddi\b",
    re.IGNORECASE,
)
_HELD_BACK_MARKER = "HELDBACK"
"""Stands for every way to say "not for publication", so that its "not" is not taken for a denial."""
_EXEMPT_WORD = (
    rf"(?:{_HELD_BACK_MARKER}|exempt(?!\s+(?:part|section|appendi|annex|items\b|session|business)"
    r"|\s+from\s+(?!publi|disclos|being\s|the\s+p))|eithriedig|(?:wedi['’]?i\s+)?heithrio|confidential|cyfrinachol)"
)
_MARKER_ALONE = re.compile(
    rf"\W*(?:(?:strictly|private|confidential|and|exempt|report)\b\W*)*{_HELD_BACK_MARKER}\W*", re.IGNORECASE
)
"""A line that says nothing but that the paper is not for publication."""
_LABEL_WORDS = (
    r"(?:(?:agenda\s+item\s*(?:no\.?)?\s*\d*[a-z]?|item\s+\d+[a-z]?|part\s+(?:\d|i{1,3}|[ab]|one|two)|security|access|status|report\s+status|"
    r"(?:protective\s+)?(?:classification|marking)|category|publication(?:\s+status)?|confidentiality|restriction|restricted|report|pink|papers?|strictly|private|"
    r"and|&|or|information|appendix|annex(?:e)?|public\s+or\s+exempt|is\s+(?:the|this)\s+report|yes|dosbarthiad|statws|adroddiad|eitem|atodiad)\b\W*)*"
)
_DECLARATION_START = re.compile(
    rf"\W*{_LABEL_WORDS}(?:{_EXEMPT_WORD}\b|(?P<provision>(?:by\s+virtue\s+of|in\s+accordance\s+with)\s+para|(?:yn|o\s+dan|dan|yn\s+rhinwedd)\s+[bp]h?aragraff))",
    re.IGNORECASE,
)
_DECLARATION_CONTINUATION = re.compile(
    r"(?:\W+(?:report|item|paper|document|minutes?|appendix|annexe?|information|business|matter|from|publication|disclosure|to|the|press|and|public|"
    r"adroddiad|eitem|gwybodaeth|heb|papers?|only|members)\b)*\W*"
    r"(?:$|\b(?:by\s+virtue|under|within|as\b|pursuant|because|since|in\s+(?:accordance|terms|line)|para|schedule|sched|part\s+\d|part\s+i|category|"
    r"local\s+government|lga|section|s\.?\s?100|yes|exempt|confidential|containing|contains|relating|it\s+contains|this\s+report|regulation|yn\s+rhinwedd|o\s+dan|dan|"
    r"HELDBACK)|\()",
    re.IGNORECASE,
)
"""What may stand behind a word that begins a line, so that the line declares something ("Exempt report under …")."""
_SELF_REFERENCE = re.compile(
    r"\b(?:(?:this|the\s+(?:whole|entire|attached)|the\s+whole\s+of\s+(?:this|the))\s+"
    r"(?:\w+\s+)?(?:report|paper|document|item|appendix|annexe?|minutes?|schedule|briefing|note|file|matter)"
    r"|the\s+(?:report|document|paper)(?!\s*['’]s)|(?:yr?|['’]r)\s+(?:adroddiad|eitem|ddogfen|papur|atodiad)(?:\s+h[wo]n)?)\b"
    rf"(?P<between>[^.]{{0,60}}?)\b{_EXEMPT_WORD}\b",
    re.IGNORECASE,
)
_WITH_APPENDICES = re.compile(
    r"\b(?:and|with|including|together\s+with|a['’]r|ac)\s+(?:its|all|the|any|attached|accompanying|\s|ei)*(?:append(?:ix|ices)|annex(?:es|e)?|atodiadau)\b(?:\s+[a-z0-9]\b)?",
    re.IGNORECASE,
)
_OTHER_DOCUMENT = re.compile(
    r"\bappend(?:ix|ices)\b|\bannex(?:e|es|ure)?\b|\battachments?\b|\benclosures?\b|\batodiad(?:au)?\b|\bpart(?:ly|ially)?[\s-]+exempt"
    r"|\bparts?\s+of\s+(?:this|the)\b|\bexempt\s+(?:part|version|section|session|items)\b|\b(?:full|unredacted|redacted|separate|confidential|exempt)\s+version\b"
    r"|\bsections?\s+\d|\bfollowing\s+items?\b|\b(?:separate|another|accompanying|related)\s+(?:\w+\s+)?(?:report|paper|document)\b|\brhan\s+o['’]r\b",
    re.IGNORECASE,
)
_NEGATING_WORDS = re.compile(
    r"\b(?:no|not|none|n/?a|nil|neither|nor|without|if|whether|may|might|should|would|could|can|was|were|previously|formerly|until|"
    r"lapsed|expired|unless|any|delete|do|does|un-?restricted|must|cannot|means|explain(?:s|ed)?|applicable|where|when|non-exempt|nad|nac|nid|dim|ddim|os|pan)\b"
    r"|\bfor\s+publication\b|\bpublic\s+report\b|\(public\)|\bno\s+longer\b|n['’]t\b",
    re.IGNORECASE,
)
_TRAILING_PREPOSITION = re.compile(r"(?i)(?P<noun>\w*)\s*\b(?P<word>of|in|on|to|with|for|about|regarding|beside)\s*$")
_ENTIRETY_NOUNS = frozenset({"contents", "information", "contained", "whole", "all", "entirety"})
"""What stands before "this report" where something else is the subject."""
_REASON_START = re.compile(r"(?i)\b(?:by\s+virtue|under|because|as\s+(?:it|defined)|within|pursuant)\b")
_NEGATION = re.compile(r"(?i)\b(?:no|not|none|nil|n/?a|neither)\b")
_COPULA = re.compile(r"(?i)\b(?:is|are)\b")
_FOR_PUBLICATION = re.compile(r"(?i)\W*for\s+publication\W*")
_EXCLUSION = re.compile(r"\bexclu(?:de|ded|ding|sion)\b|\bgwahardd\b|\bcau\s+allan\b", re.IGNORECASE)
_APPENDIX_LINE = re.compile(
    r"\W*(?:(?:exempt|confidential)\s+)?(?:append(?:ix|ices)|annex(?:e|es)?|atodiad(?:au)?|background\s+(?:papers|documents)|enclosures?|attachments?)\b",
    re.IGNORECASE,
)


def held_back_reason(
    source: str, manifest_access: Access | None, kind: str | None, opening: Sequence[str], word_count: int | None = None
) -> str | None:
    """Why a paper is held back, or None.

    Args:
        source: its path in the corpus; a folder on it named ``exempt`` or ``part-2`` holds it back.
        given: what the manifest says, which has the last word.
        kind: the kind of paper, as in ``records.PAPER_KINDS``.
        opening: its first lines, running heads of the first page before them.
        words: how many words it holds, where known: a page that stands in for a paper is no paper.
    """
    if manifest_access is not None:
        return "the manifest says access=exempt" if manifest_access == "exempt" else None
    folder = next((name for name in PurePosixPath(source).parts[:-1] if _EXEMPT_FOLDER.match(name)), None)
    if folder:
        return f"it stands in the folder {folder!r}"
    if word_count is not None and word_count < 60 and any(map(_PLACEHOLDER.search, opening)):
        return None
    stated = find_declaration(opening if kind not in LIST_KINDS else _select_lines_above_items(opening))
    return f"it says of itself that it is not for publication under {stated}" if stated else None


def make_unread(source: str, reason: str) -> UnreadFile:
    """How a paper that is held back is listed."""
    return UnreadFile(
        source,
        "exempt",
        f"Held back as exempt from publication: {reason}",
        "A person must decide; if it is public: paper-search release PATH --reason WHY.",
    )


def is_declared_exempt(opening: str) -> bool:
    """True where a paper's opening says of the paper itself that it is not for publication, and under what."""
    return find_declaration(opening.splitlines()) is not None


def find_declaration(lines: Sequence[str]) -> str | None:
    """The provision under which a paper says that it is not for publication ("paragraph 3 of Schedule 12A")."""
    statements = list(_split_statements(lines[:OPENING_LINES]))
    for at, (line, statement) in enumerate(statements):
        if not _is_declaration(at, statements):
            continue
        # The provision may stand on the lines below.
        near = (text for number, text in statements[at + 1 : at + 4] if number <= line + 3)
        below = (text for text in near if not _OTHER_DOCUMENT.search(text) and not _NEGATION.search(text))
        provision = _find_provision(" ".join((statement, *below)), statement)
        if provision or (_MARKER_ALONE.fullmatch(statement) and not _is_choice(at, statements)):
            return provision or "a provision that it does not name"
    return None


def _is_choice(index: int, statements: Sequence[tuple[int, str]]) -> bool:
    """Whether a form offers both "for publication" and its opposite."""
    return any(_FOR_PUBLICATION.fullmatch(text) for _, text in statements[max(index - 2, 0) : index + 3])


def _select_lines_above_items(opening: Sequence[str]) -> Sequence[str]:
    first = next((at for at, line in enumerate(opening) if _NUMBERED_ITEM.match(line)), len(opening))
    return opening[: min(first, LIST_OPENING_LINES)]


def _split_statements(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Sentences with the line each begins on; a line that goes on with the one before is joined to it."""
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
            yield number, _NOT_FOR_PUBLICATION.sub(_HELD_BACK_MARKER, sentence)


def _is_declaration(index: int, statements: Sequence[tuple[int, str]]) -> bool:
    """Whether a statement says of the paper itself that it is held back."""
    line, statement = statements[index]
    plain = _WITH_APPENDICES.sub("", statement)
    opens = _DECLARATION_START.match(plain)
    if opens is None:
        return _is_about_itself(plain)
    before = statements[index - 1][1] if index else ""
    if _APPENDIX_LINE.match(before) and line > 3:
        return False
    rest = plain[opens.end() :]
    is_provision = opens["provision"] is not None
    named = opens.group() if not _APPENDIX_LINE.match(statements[0][1]) or _COPULA.search(opens.group()) else ""
    return not (
        _NEGATING_WORDS.search(_REASON_START.split(rest)[0])
        or _OTHER_DOCUMENT.search(rest)
        or _OTHER_DOCUMENT.search(named)
        or (_EXCLUSION.search(plain) and _HELD_BACK_MARKER not in plain)
        or (not is_provision and _DECLARATION_CONTINUATION.match(rest) is None)
    )


def _is_about_itself(sentence: str) -> bool:
    """Whether a sentence has "this report" for its subject and "exempt" for what it says of it."""
    own = _SELF_REFERENCE.search(sentence)
    if own is None or _EXCLUSION.search(sentence):
        return False
    before, after = sentence[: own.start()], _REASON_START.split(sentence[own.end() :])[0][:40]
    # "this appendix" may speak of itself; what else the words around "exempt" name is another paper.
    named = re.sub(r"(?i)^this\s+(?:append\w+|annexe?)", "", own.group())
    hanging = _TRAILING_PREPOSITION.search(before)
    is_whole = (
        hanging is not None and hanging["noun"].lower() in _ENTIRETY_NOUNS and hanging["word"].lower() in ("of", "in")
    )
    hangs_on = hanging is not None and not is_whole
    return not (
        hangs_on
        or _OTHER_DOCUMENT.search(f"{before} {named} {after}")
        or _NEGATING_WORDS.search(before + own["between"] + after)
    )


def _find_provision(text: str, statement: str) -> str | None:
    paragraph = _PARAGRAPH.search(text)
    if _SCHEDULE.search(text):
        return (
            f"paragraph {paragraph['numbers']} of Schedule 12A" if paragraph else _find_unnumbered_schedule(statement)
        )
    own = _BY_PARAGRAPH.search(statement)
    return f"paragraph {own['numbers']} of Schedule 12A" if own else None


def _find_unnumbered_schedule(statement: str) -> str | None:
    """Schedule 12A without its paragraph: enough where the paper says outright that it is not for publication."""
    return "Schedule 12A" if _HELD_BACK_MARKER in statement and _SCHEDULE.search(statement) else None


def collect_opening_lines(headers_footers: Iterable[str], lines: Iterable[str]) -> tuple[str, ...]:
    """The lines to judge by: what is printed in the margins of the first page, then the paper's own."""
    return (*(collapse_whitespace(line) for line in headers_footers), *lines)
