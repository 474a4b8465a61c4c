"""Sheets for the tests of the measures: passages that are spans of a text of pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from paper_search.evaluation.parsing.documents import EvaluatedFile
from paper_search.records import Document, DroppedText, Locator, Meeting, Passage, PassageKind, Reading


@dataclass(frozen=True)
class PassageSpec:
    """One passage of a page: its words, and what the splitter made of them."""

    text: str
    number: str | None = None
    headings: tuple[str, ...] = ()
    kind: PassageKind = "paragraph"


def make_parsed_file(
    *pages: list[PassageSpec],
    bare: tuple[str, ...] | None = None,
    dropped: tuple[DroppedText, ...] = (),
    name: str = "a.pdf",
) -> EvaluatedFile:
    """A PDF of the pages given; its plain text is their words unless ``bare`` says otherwise.

    A passage whose text ends with "/" goes on in the first passage of the next page.
    """
    text, starts, passages = "", [], list[Passage]()
    for number, said in enumerate(pages, 1):
        starts.append(len(text))
        for one in said:
            start = len(text)
            text += one.text.removesuffix("/") + "\n"
            goes_on = bool(passages) and passages[-1].passage_id.endswith("/")
            if goes_on:
                start = passages.pop().start
            made = text[start:].rstrip("\n")
            page = number - 1 if goes_on else number
            mark = "/" if one.text.endswith("/") else ""
            where = Locator((page, number), paragraph=one.number)
            passages.append(
                Passage(f"{name}::{start}{mark}", name, one.kind, made, start, start + len(made), one.headings,
                        locator=where)
            )  # fmt: skip
    reading = Reading(text, (), tuple(starts), tuple(None for _ in starts), dropped)
    plain = bare or tuple("\n".join(one.text.removesuffix("/") for one in said) for said in pages)
    return EvaluatedFile(name, make_document(name), ((reading, tuple(passages)),), plain, ())


def make_document(
    name: str = "a.pdf",
    authority: str | None = None,
    committee: str | None = None,
    held_on: date | None = None,
    kind: str | None = None,
    title: str | None = None,
    agenda_item: str | None = None,
) -> Document:
    return Document(name, name, "0" * 64, kind, title, Meeting(authority, committee, held_on), agenda_item)
