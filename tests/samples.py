"""Small papers made in code, for tests of rooms that need records and no reader."""

from __future__ import annotations

from datetime import date

from paper_search.records import Document, Locator, Meeting, Passage


def paper(name: str, *texts: str, **fields: object) -> tuple[Document, str, tuple[Passage, ...]]:
    """A paper whose reading text is the texts, one passage each, joined by newlines."""
    meeting = Meeting(
        fields.pop("authority", None),  # type: ignore[arg-type]
        fields.pop("committee", None),  # type: ignore[arg-type]
        fields.pop("held_on", None),  # type: ignore[arg-type]
    )
    document = Document(doc_id=name, source=name, sha256=name, meeting=meeting, **fields)  # type: ignore[arg-type]
    passages, start = [], 0
    for number, text in enumerate(texts, 1):
        passages.append(
            Passage(
                passage_id=f"{name}::{number}",
                doc_id=name,
                kind="paragraph",
                text=text,
                start=start,
                end=start + len(text),
                locator=Locator(paragraph=str(number)),
            )
        )
        start += len(text) + 1
    return document, "\n".join(texts), tuple(passages)


MARCH = date(2025, 3, 1)
MAY = date(2025, 5, 1)
