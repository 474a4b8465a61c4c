"""The limits of a question: what they can be, with counts, and what they are. In: facets and a form; out: safe HTML.

Promises: every limit that is in force stands as a link that takes it away; everything here is a plain form and plain
links, so that it works without scripts and stands in the address.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from paper_search.records import Facet, Facets
from paper_search.text.dates import said
from paper_search.web.forms import Form, page_address
from paper_search.web.html import clip, counted, escape, tag

LISTED = 60
ORDERED = ("/", "/ask")
"""The views whose passages can be put in another order."""
_LONGEST = 120


def panel(facets: Facets, form: Form, view: str = "/") -> str:
    """All limits that the index offers, as a form folded behind its title."""
    lists = (
        _choices("Council", "authority", facets.authorities, form.authorities),
        _choices("Committee", "committee", facets.committees, form.committees),
        _choices("Kind of paper", "kind", facets.kinds, form.kinds),
    )
    inner = (
        f'<input type="hidden" name="q" value="{escape(form.question)}">'
        + "".join(lists)
        + _dates(facets, form)
        + (_order(form) if view in ORDERED else "")
        + tag("button", "Show these", class_="button", type="submit")
    )
    limits = tag("form", inner, action=view, method="get", class_="limits", aria_label="Filters")
    return tag("details", tag("summary", "Filters") + limits, class_="filters")


def _choices(title: str, name: str, facets: tuple[Facet, ...], chosen: tuple[str, ...]) -> str:
    """One list of boxes to tick; what is chosen stays on offer, even with no paper left."""
    held = {facet.value for facet in facets}
    gone = tuple(Facet(value, 0) for value in chosen if value not in held)
    listed = sorted([*facets, *gone], key=lambda facet: facet.value not in chosen)[: max(LISTED, len(chosen))]
    if not listed:
        return ""
    items = "".join(tag("li", _box(name, facet, facet.value in chosen)) for facet in listed)
    left = len(facets) + len(gone) - len(listed)
    more = tag("p", escape(f"and {counted(left, 'other')} with fewer papers"), class_="fine") if left > 0 else ""
    return tag("fieldset", tag("legend", escape(title)) + tag("ul", items, class_="boxes") + more)


def _box(name: str, facet: Facet, ticked: bool) -> str:
    on = " checked" if ticked else ""
    box = f'<input type="checkbox" name="{name}" value="{escape(facet.value)}"{on}>'
    words = tag("bdi", escape(clip(_shown(name, facet.value), _LONGEST)))
    count = tag("span", f"{facet.papers:,}" + tag("span", " papers", class_="unseen"), class_="count")
    return tag("label", box + tag("span", words + " " + count))


def _shown(name: str, value: str) -> str:
    return value.capitalize() if name == "kind" else value


def _dates(facets: Facets, form: Form) -> str:
    held = f"Papers held: {said(facets.since)} to {said(facets.until)}." if facets.since and facets.until else ""
    hint = tag("p", escape(f"{held} Write 28/07/2020, July 2020 or 2020."), class_="fine", id="dates-hint")
    boxes = "".join(
        tag(
            "label",
            escape(label)
            + f'<input class="field" type="text" name="{name}" value="{escape(value)}" maxlength="40" '
            + 'autocomplete="off" aria-describedby="dates-hint">',
        )
        for label, name, value in (("From", "since", form.since), ("Up to", "until", form.until))
    )
    return tag("fieldset", tag("legend", "Date of the meeting") + tag("div", boxes, class_="days") + hint)


def _order(form: Form) -> str:
    on = " checked" if form.newest else ""
    box = f'<input type="checkbox" name="order" value="newest"{on}>'
    return tag("fieldset", tag("legend", "Order") + tag("label", box + tag("span", "Newest first")))


def chips(form: Form, view: str = "/") -> str:
    """The limits in force, each a link to the same question without it."""
    links = [
        tag("li", tag("a", words + _CROSS, href=page_address(replace(free, page=1), view), class_="chip", data_go=""))
        for words, free in _in_force(form)
    ]
    if not links:
        return ""
    if len(links) > 1:
        links.append(tag("li", tag("a", "Remove all", href=page_address(without(form), view), data_go="")))
    return tag("ul", "".join(links), class_="chips", aria_label="Limits in force")


_CROSS = tag("span", " ✕", aria_hidden="true") + tag("span", " (remove)", class_="unseen")


def without(form: Form) -> Form:
    """The same question, of all papers, best first."""
    return Form(form.question)


def _in_force(form: Form) -> Iterable[tuple[str, Form]]:
    """Each limit in words, safe, and the form without it."""
    for value in form.authorities:
        yield _named(value), replace(form, authorities=tuple(each for each in form.authorities if each != value))
    for value in form.committees:
        yield _named(value), replace(form, committees=tuple(each for each in form.committees if each != value))
    for value in form.kinds:
        yield _named(value.capitalize()), replace(form, kinds=tuple(each for each in form.kinds if each != value))
    if form.since:
        yield "From " + _named(form.since), replace(form, since="")
    if form.until:
        yield "Up to " + _named(form.until), replace(form, until="")
    if form.newest:
        yield "Newest first", replace(form, newest=False)


def _named(value: str) -> str:
    return tag("bdi", escape(clip(value, _LONGEST)))
