"""The paper's references that tie papers to one matter: those that it bears itself, and the papers that it cites."""

from __future__ import annotations

import re
from collections.abc import Iterator

from paper_search.ingest.register.decision_records import find_decision_number
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.register.references import find_applications, make_key
from paper_search.ingest.segmentation import numbering
from paper_search.records import Passage
from paper_search.records.register import MatterLink
from paper_search.text.printed_dates import find_dates, has_month_first

_MAX_HEAD_CHARACTERS = 3000
_FIELD_PATTERN = re.compile(
    r"\b(?i:decision|report|application|planning|case|file|key\s+decision)[ \t]+(?i:no|number"
    r"|ref(?:erence)?)\b\.?(?:[ \t]+(?i:no|number)\.?)?[\s*_]*[:|.][\s*_"
    r"|]*(?P<value>(?:[A-Z]{1,8}[ /-]{0,2})?\d[\w/.-]{1,20})(?=[\s|,;)*]|$)"
)
# "Minute 45 of 3 March 2031", "Minute No. 45/19 (3 March 2031)"
_MINUTE_PATTERN = re.compile(
    r"\b[Mm]inute\s+(?:[Nn]o\.?\s*|[Nn]umber\s+)?\*?(?P<number>\d{1,4}(?:[/.-]\d{1,4})?)\*?,?\s*(?:\("
    r"|of\s+(?:the\s+)?(?:meeting\s+)?(?:held\s+)?(?:on\s+|of\s+)?|dated\s+|,\s*)(?P<rest>[^\n]{6,60})"
)
_TITLE_PATTERN = re.compile(
    r"[“‘\"](?P<title>[A-Z][^”’\"\n]{8,180})[”’\"]|(?<=\s)'(?P<plain>[A-Z][^'\n]{8,180})'(?=[\s;,.)]|$)"
)
_CITED_PATTERN = re.compile(
    r"\b(?:reports?|minutes)\s+(?:to|of|from)\s+(?:the\s+)?(?:[\w’'&-]+\s+){0,8}?(?:Cabinet|Committee"
    r"|Council|Board|Panel|Executive|Commission)\b|\b(?:Cabinet|Committee|Council|Board|Panel"
    r"|Executive)\s+(?:report|paper)\b",
)
_MAX_CITATION_CHARACTERS = 400


def find_links(paper: RegisterPaper) -> Iterator[MatterLink]:
    """Yield the references that a paper bears and the papers that it cites, each once, in its order."""
    links: dict[tuple[str, str, object], MatterLink] = {}
    for link in [*_find_references(paper), *_find_citations(paper)]:
        links.setdefault((link.kind, link.key, link.cited_on), link)
    yield from sorted(links.values(), key=lambda link: link.source.start)


def _find_references(paper: RegisterPaper) -> Iterator[MatterLink]:
    head = paper.standing[:_MAX_HEAD_CHARACTERS]
    for match in _FIELD_PATTERN.finditer(head):
        value = match["value"].rstrip(".,")
        if _is_reference(value):
            yield from _make_reference(paper, match.start("value"), value)
    if (number := find_decision_number(head)) and _is_reference(number):
        yield from _make_reference(paper, head.index(number), number)
    for passage in paper.passages:
        yield from _find_headed(paper, passage)
    for decision in paper.decisions:
        if decision.reference and decision.reference in decision.source.text:
            start = decision.source.start + decision.source.text.index(decision.reference)
            yield from _make_reference(paper, start, decision.reference)


def _find_headed(paper: RegisterPaper, passage: Passage) -> Iterator[MatterLink]:
    """Yield the references in a heading, the number of its minute left out."""
    text = passage.standing_text
    if passage.kind != "heading":
        # A heading with a short answer beneath it is one passage.
        line = text.split("\n", 1)[0]
        text = line if line.strip("#* ") in passage.headings else ""
    label = numbering.parse_label(text) if text else None
    for reference in find_applications(text):
        if reference not in {label.name if label else None, passage.locator.minute}:
            yield from _make_reference(paper, passage.start + text.index(reference), reference)


def _is_reference(value: str) -> bool:
    """Return True for a number with a sign or letters in it; bare figures are a page or a count."""
    return len(value) >= 4 and bool(re.search(r"[/-]|[A-Za-z]", value)) and not find_dates(value)


def _make_reference(paper: RegisterPaper, start: int, reference: str) -> Iterator[MatterLink]:
    if span := paper.make_span(start, start + len(reference)):
        yield MatterLink(span, "reference", make_key(reference))


def _find_citations(paper: RegisterPaper) -> Iterator[MatterLink]:
    is_month_first: bool | None = None
    for statement in paper.statements:
        text = statement.text
        if len(text) > _MAX_CITATION_CHARACTERS or not re.search(r"[Mm]inute|[Rr]eport|paper", text):
            continue
        if is_month_first is None:
            is_month_first = has_month_first(paper.text)
        for match in _MINUTE_PATTERN.finditer(text):
            dates = find_dates(match["rest"], month_first=is_month_first)
            if dates and dates[0].start <= 1 and dates[0].day != paper.document.meeting.held_on:
                end = statement.start + match.start("rest") + dates[0].end
                if span := paper.make_span(statement.start + match.start(), end):
                    yield MatterLink(span, "cites", make_key(match["number"]), dates[0].day)
        for part in re.finditer(r"[^;]+", text):
            yield from _find_cited_title(paper, statement.start + part.start(), part[0], is_month_first=is_month_first)


def _find_cited_title(paper: RegisterPaper, start: int, text: str, *, is_month_first: bool) -> Iterator[MatterLink]:
    """Yield the report that a line cites by its title in quotation marks and the day of its meeting."""
    titles = list(_TITLE_PATTERN.finditer(text))
    if len(titles) != 1 or not _CITED_PATTERN.search(text):
        return
    dates = find_dates(
        text[: titles[0].start()] + " " * (titles[0].end() - titles[0].start()) + text[titles[0].end() :],
        month_first=is_month_first,
    )
    span = paper.make_span(start, start + len(text))
    if len(dates) == 1 and span and dates[0].day != paper.document.meeting.held_on:
        yield MatterLink(span, "cites", (titles[0]["title"] or titles[0]["plain"]).strip(" ,."), dates[0].day)
