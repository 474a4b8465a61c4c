"""Citations in one line, as officers write them: authority, committee, date, "title", paragraph or minute, page.

What the paper does not state is said to be not stated, never guessed. The printed page number and the page of the file
are both given where they differ.
"""

from __future__ import annotations

from paper_search.records import Citation, Document, Locator, Passage
from paper_search.text.dates import format_date

NOT_STATED = "not stated"


def cite(passage: Passage, document: Document) -> Citation:
    """Return the citation of a passage."""
    pages = passage.locator.pages
    return Citation(
        label=format_label(passage, document),
        doc_id=document.doc_id,
        passage_id=passage.passage_id,
        source=document.source,
        page=pages[0] if pages else None,
    )


def format_label(passage: Passage, document: Document) -> str:
    """Return the citation in words, e.g. ``X Council, Cabinet, 3 May 2024, "Budget", para 4.2 (p. 7)``."""
    parts = [*list_document_parts(document), format_location(passage)]
    pages = format_pages(passage.locator)
    label = ", ".join(part for part in parts if part) + (f" ({pages})" if pages else "")
    return f"{label} (read by OCR)" if is_recognised(passage, document) else label


def is_recognised(passage: Passage, document: Document) -> bool:
    """Return True if words of the passage were read by text recognition (OCR), and so may be misread."""
    first, last = passage.locator.pages or (0, -1)
    return any(first <= page <= last for page in document.recognised_pages)


def list_document_parts(document: Document) -> list[str]:
    """Return authority, committee, date and title, each with "not stated" where nothing states it."""
    meeting = document.meeting
    title = f"“{document.title}”" if document.title else f"title {NOT_STATED}"
    return [
        meeting.authority or f"council {NOT_STATED}",
        meeting.committee or f"committee {NOT_STATED}",
        format_meeting_date(document) or f"date {NOT_STATED}",
        f"{title} ({document.status})" if document.status else title,
    ]


def format_meeting_date(document: Document) -> str | None:
    """Return the date of the meeting in words, e.g. ``28 July 2020``."""
    held_on = document.meeting.held_on
    return format_date(held_on) if held_on else None


def format_location(passage: Passage) -> str:
    """Return minute, item and paragraph; without any, the nearest heading, so that a number is never alone."""
    locator = passage.locator
    paragraph = " ".join(part for part in (locator.within, locator.paragraph) if part)
    numbered = (("minute", locator.minute), ("item", locator.agenda_item), ("para", paragraph))
    numbers = ", ".join(f"{word} {number}" for word, number in numbered if number)
    if numbers or not passage.headings:
        return numbers
    return f"under “{passage.headings[-1]}”"


def format_pages(locator: Locator) -> str:
    """Return ``p. 5``, ``pp. 5–6``, or ``p. 41, PDF page 5`` where the printed number differs; empty without pages."""
    if locator.pages is None:
        return ""
    first, last = locator.pages
    file_pages = f"{first}" if first == last else f"{first}–{last}"
    if locator.printed_page and locator.printed_page != str(first):
        word = "page" if first == last else "pages"
        return f"p. {locator.printed_page}, PDF {word} {file_pages}"
    return f"p. {file_pages}" if first == last else f"pp. {file_pages}"
