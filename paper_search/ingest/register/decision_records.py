"""The fields of a decision record: who decided, when, and the number of the decision."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.register.references import find_applications
from paper_search.records.register import Decision
from paper_search.text.printed_dates import find_dates, has_month_first

_MAX_FIELD_CHARACTERS = 160
_LINE_START = r"(?:^|\n|\|)(?!(?:(?!\n)[\s*_])*\n)[\s*_]*"
"""The start of a field: of many empty lines the last, since to try each would take the square of their number."""
_MAKER_PATTERN = re.compile(
    rf"{_LINE_START}(?:decision\s+(?:taken|made)\s+by|decision[ -]?maker|taken\s+by|decision\s+by"
    r"|name\s+of\s+decision[ -]?maker)[\s*_]*[:|][\s*_|]*(?P<value>[A-Z][^\n|:]{2,140})",
    re.IGNORECASE,
)
_OFFICE = (
    r"(?:(?:Deputy\s+)?Leader\b(?:\s+of\s+the\s+Council)?|(?:Deputy\s+)?(?:Cabinet|Executive)\s+(?:Member"
    r"|Councillor)|Portfolio\s+Holder|Lead\s+(?:Member|Councillor)|(?:Corporate\s+|Strategic\s+|Executive\s+"
    r"|Assistant\s+|Deputy\s+)?Director|Chief\s+(?:Executive|Officer|Finance\s+Officer)"
    r"|Head|Mayor|Commissioner|Monitoring\s+Officer|Section\s+151\s+Officer|Town\s+Clerk|City\s+Manager)"
)
_AS_PATTERN = re.compile(
    rf"\b[Aa]s\s+(?:the\s+)?(?P<value>{_OFFICE}(?:\s+(?:for|of)\s+[^.;:\n]{{3,120}}?)?),?\s+I\s+(?:hereby\s+"
    r"|have\s+)?(?:agree|approve|decide|resolve|authorise|confirm|note|propose\s+to\s+agree|endorse)"
)
_BY_PATTERN = re.compile(
    rf"(?:[Tt]he\s+)(?P<value>{_OFFICE}(?:\s+(?:for|of)\s+[A-Z][^.;:\n]{{2,120}}?)?)\s+(?:has\s+)?(?:agreed"
    r"|approved|decided|resolved|authorised|AGREED|APPROVED|RESOLVED)\b"
)
_NUMBER_PATTERN = re.compile(
    r"\b(?i:decision)[ \t]+(?i:no|number|ref(?:erence)?)\b\.?(?:[ \t]+(?i:no|number)\.?)?[\s*_]*[:|.][\s*_"
    r"|]*(?:(?P<value>(?:[A-Z]{1,8}[ /-]{0,2})?\d[\w/.-]{1,20})(?=[\s|,;)*]|$)|(?P<line>[^\n]{1,60}))"
)
_DATE_PATTERN = re.compile(
    r"(?:\bdate\s+of\s+(?:the\s+)?decision|\bdecision\s+date"
    r"|\bdate\s+(?:the\s+)?decision\s+(?:was\s+)?(?:taken|made)|\bdecided\s+on|\bdecision\s+(?:taken"
    r"|made)\s+on|\bdate\s+(?:decision\s+)?taken)\b[\s*_]*[:|]?[\s*_|]*",
    re.IGNORECASE,
)
_RECORD_TITLE_PATTERN = re.compile(
    rf"{_LINE_START}(?:subject(?:\s+matter)?(?:\s*/\s*title(?:\s+of\s+(?:the\s+)?decision)?)?"
    r"|title(?:\s+of\s+(?:the\s+)?(?:decision|report))?)[\s*_]*[:|][\s*_|]*(?P<value>[^\n|]{4,160})",
    re.IGNORECASE,
)
_LABEL_PATTERN = re.compile(r"\b(?:decision|date|number|no|key|subject)\b\W*$|\bdecision\s+n", re.IGNORECASE)


def add_record_fields(paper: RegisterPaper, decision: Decision) -> Decision:
    """Return a decision of a decision record with the fields that the record prints once for all of it."""
    text = paper.standing
    maker = find_maker(text, text[decision.source.start : decision.source.end])
    number = find_decision_number(text)
    return replace(
        decision,
        decision_maker=decision.decision_maker or maker,
        reference=number or decision.reference,
        decided_on=find_decision_date(text),
        subject=find_record_title(text) or decision.subject,
    )


def find_record_title(text: str) -> str | None:
    """Return what the record says it is about, in its field "Title" or "Subject", where it has only one."""
    titles = {match["value"].strip(" *_") for match in _RECORD_TITLE_PATTERN.finditer(text)}
    return next(iter(titles)) if len(titles) == 1 else None


def find_maker(text: str, words: str) -> str | None:
    """Return who decided, as printed: in the words of the decision, else in the field of the record."""
    match = _AS_PATTERN.search(words) or _BY_PATTERN.search(words)
    if match:
        return match["value"]
    for field in _MAKER_PATTERN.finditer(text):
        value = field["value"].strip(" *_,.")
        if not _LABEL_PATTERN.search(value):
            return value
    return None


def find_decision_number(text: str) -> str | None:
    """Return the number of the decision where the paper prints one, and only one."""
    numbers: set[str] = set()
    for match in _NUMBER_PATTERN.finditer(text):
        # In two columns the value of another field may stand first: "Cabinet 31/00117".
        numbers |= {match["value"].rstrip(".,")} if match["value"] else set(find_applications(match["line"]))
    return next(iter(numbers)) if len(numbers) == 1 else None


def find_decision_date(text: str) -> date | None:
    """Return the day that is printed as that of the decision, where the paper prints one."""
    days: set[date] = set()
    for match in _DATE_PATTERN.finditer(text):
        field = text[match.end() : match.end() + _MAX_FIELD_CHARACTERS].split("\n", 1)[0]
        dates = find_dates(field, month_first=has_month_first(text))
        if dates and dates[0].start <= 2:
            days.add(dates[0].day)
    return next(iter(days)) if len(days) == 1 else None
