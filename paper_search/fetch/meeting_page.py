"""Minutes and decisions that a site holds as text alone, written as one web page for the reader of papers.

Only words and their structure are kept: no script, no style, no picture, no address.
"""

from __future__ import annotations

import html
from collections.abc import Iterable
from dataclasses import dataclass

from lxml import etree
from lxml import html as lxml_html

from paper_search.fetch.records import RemoteMeeting
from paper_search.text.dates import format_date

_DROPPED = frozenset(("script", "style", "head", "iframe", "object", "embed", "form", "svg", "noscript", "template"))
_KEPT = frozenset(
    ("p", "ul", "ol", "li", "table", "tbody", "thead", "tr", "td", "th", "br", "b", "strong", "i", "em", "s", "strike",
     "del", "sup", "sub", "h3", "h4", "h5", "h6", "blockquote")
)  # fmt: skip
_HEADINGS = {"h1": "h3", "h2": "h3"}
_VOID = frozenset(("br",))
_SPANS = ("rowspan", "colspan", "start")


@dataclass(frozen=True, slots=True)
class ItemText:
    """The words that a site holds for one agenda item, as HTML of the site."""

    number: str | None
    title: str
    minutes: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Somebody whom a site lists for a meeting, with its word for it ("Present", "Apologies")."""

    name: str
    role: str
    attendance: str


def format_minutes(meeting: RemoteMeeting, items: Iterable[ItemText], attendees: Iterable[Attendee] = ()) -> str:
    """Return the minutes of a meeting as a web page.

    Args:
        meeting: the meeting.
        items: the public items, with their minutes as the site gives them.
        attendees: who is listed, which is printed where the site says that they were there.
    """
    day = format_date(meeting.held_on) if meeting.held_on else "a day that the site does not state"
    title = f"Minutes of the {meeting.committee.title} held on {day}"
    parts = [f"<h1>{html.escape(title)}</h1>", *_format_attendance(attendees)]
    for item in items:
        if words := clean_html(item.minutes):
            parts += [_format_heading(item), words]
        if words := clean_html(item.decision):
            parts += [] if item.minutes else [_format_heading(item)]
            parts += ["<h3>Decision</h3>", words]
    return format_page(title, "\n".join(parts))


def format_page(title: str, body: str) -> str:
    """Return a whole web page.

    Args:
        title: its title, as text.
        body: its body, as HTML that ``clean_html`` made.
    """
    return (
        f'<!DOCTYPE html>\n<html lang="en">\n<head><meta charset="utf-8"><title>{html.escape(title)}</title></head>\n'
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def clean_html(fragment: str) -> str:
    """Return a fragment of HTML with words and structure alone; empty where it holds no words."""
    if not fragment.strip():
        return ""
    try:
        root = lxml_html.fragment_fromstring(fragment, create_parent="div")
    except (etree.ParserError, ValueError):
        return ""
    if not "".join(root.itertext()).strip():
        return ""
    return "".join(_write_children(root)).strip()


def _write_children(element: etree._Element) -> Iterable[str]:
    yield _escape(element.text)
    for child in element:
        if isinstance(child.tag, str) and child.tag.lower() not in _DROPPED and not _is_hidden(child):
            yield from _write_element(child)
        yield _escape(child.tail)


def _write_element(element: etree._Element) -> Iterable[str]:
    tag = _HEADINGS.get(element.tag.lower(), element.tag.lower())
    if tag not in _KEPT:
        yield from _write_children(element)
        # Words of two blocks must not run together.
        yield "\n" if tag in ("div", "section", "article") else ""
        return
    spans = "".join(f' {name}="{html.escape(element.get(name) or "")}"' for name in _SPANS if element.get(name))
    yield f"<{tag}{spans}>"
    if tag not in _VOID:
        yield from _write_children(element)
        yield f"</{tag}>"


def _is_hidden(element: etree._Element) -> bool:
    style = (element.get("style") or "").replace(" ", "").lower()
    return element.get("hidden") is not None or "display:none" in style or "mso-hide:all" in style


def _escape(text: str | None) -> str:
    return html.escape(text or "", quote=False)


def _format_heading(item: ItemText) -> str:
    return f"<h2>{html.escape(f'{item.number}. {item.title}' if item.number else item.title)}</h2>"


def _format_attendance(attendees: Iterable[Attendee]) -> list[str]:
    """Return who was there and who sent apologies, as the site lists them; whom it only expects is left out."""
    listed = list(attendees)
    present = [_name(person) for person in listed if person.attendance.casefold().startswith("present")]
    apologies = [person.name for person in listed if person.attendance.casefold().startswith("apolog")]
    lines = [f"<p>Present: {html.escape(', '.join(present))}</p>"] if present else []
    lines += [f"<p>Apologies: {html.escape(', '.join(apologies))}</p>"] if apologies else []
    return [*lines, "<p>Attendance as listed by the council's web service.</p>"] if lines else []


def _name(person: Attendee) -> str:
    role = person.role.casefold()
    is_chair = role.startswith(("chair", "vice", "deputy chair", "mayor"))
    return f"{person.name} ({person.role})" if is_chair else person.name
