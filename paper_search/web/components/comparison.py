"""Councils side by side. In: a comparison and the form it answers; out: safe HTML.

Promises: each council that is held or named has its place, with its best quote, citation and date, or with how many of
its papers were searched in vain; on a narrow screen they stand one below the other in the same order.
"""

from __future__ import annotations

from dataclasses import replace

from paper_search.answering.compare import Comparison, Position
from paper_search.answering.confidence import in_words
from paper_search.citations.format import cite
from paper_search.records import Hit, Quote
from paper_search.text.dates import said
from paper_search.web.components.answer import quotation
from paper_search.web.components.coverage import scope
from paper_search.web.components.passage_card import badges, link
from paper_search.web.forms import Form, page_address, view_address
from paper_search.web.html import clip, counted, escape, tag

_NAME = 160


def shown(found: Comparison, form: Form) -> str:
    """The heading with the count, the councils, and what was compared."""
    columns = "".join(tag("li", _position(each, found.question, form)) for each in found.positions)
    remarks = "".join(tag("p", escape(each), class_="fine remark") for each in found.remarks)
    asked = tag("p", "“" + tag("bdi", escape(clip(form.question, 160))) + "”", class_="asked")
    return (
        tag("div", asked + tag("h1", escape(_summary(found))), class_="results")
        + remarks
        + tag("ul", columns, class_="councils in-pairs" if len(found.positions) in (2, 4) else "councils")
        + tag("p", _apart(found) + scope(found.coverage, form), class_="fine")
    )


def _summary(found: Comparison) -> str:
    if not found.positions:
        return "No council to compare: the papers held state none"
    saying = sum(position.found for position in found.positions)
    councils = counted(len(found.positions), "council")
    return f"{saying} of {councils} {'has' if saying == 1 else 'have'} an answer"


def _apart(found: Comparison) -> str:
    """What could not be compared."""
    if not found.unattributed:
        return ""
    one = counted(found.unattributed, "paper states no council and was", "papers state no council and were")
    return escape(f"{one} compared with none. ")


def _position(position: Position, question: str, form: Form) -> str:
    heading = tag("h2", tag("bdi", escape(clip(position.authority, _NAME))))
    look = "panel council" if position.found else "panel council silent"
    return tag("article", heading + _says(position, question, form), class_=look)


def _says(position: Position, question: str, form: Form) -> str:
    if not position.found:
        return tag("p", escape(_silence(position))) + _nearest(position.nearest)
    best, *others = position.quotes
    weak = "The match is weak: this may not answer the question."
    caution = tag("p", weak, class_="fine") if in_words(position.confidence) == "weak" else ""
    alone = replace(form, authorities=(position.authority,))
    more = tag("a", f"Ask this council’s {counted(position.searched, 'paper')} alone", href=page_address(alone))
    return caution + _quoted(best, question) + _others(others, question) + tag("p", more, class_="links")


def _silence(position: Position) -> str:
    if position.searched:
        return f"Searched {counted(position.searched, 'paper')}, nothing found."
    if position.held:
        return f"No papers within the limits you set; {counted(position.held, 'paper')} outside them."
    return "No papers held."


def _quoted(quote: Quote, question: str) -> str:
    """When, in what kind of paper, and the words themselves."""
    held_on = quote.document.meeting.held_on
    day = tag("span", escape(said(held_on) if held_on else "Date not stated"), class_="day" if held_on else "unknown")
    return tag("p", day, class_="when") + badges(quote.document, quote.passage) + quotation(quote, question)


def _others(quotes: list[Quote], question: str) -> str:
    if not quotes:
        return ""
    return tag("details", tag("summary", "Another passage") + "".join(_quoted(each, question) for each in quotes))


def _nearest(hit: Hit | None) -> str:
    if hit is None:
        return ""
    at = view_address(hit.document.doc_id, hit.passage.passage_id)
    return tag("p", "The nearest passage: " + link(at, cite(hit.passage, hit.document).label), class_="fine")
