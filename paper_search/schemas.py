"""Records in, plain dictionaries out: what ``--json`` prints. Names may grow, these stay."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from paper_search.answering.compare import Comparison, Position
from paper_search.answering.confidence import in_words
from paper_search.answering.timeline import Event, Timeline
from paper_search.citations.format import cite, is_recognised
from paper_search.feedback import JudgedSet
from paper_search.indexing.check import Checked
from paper_search.indexing.preview import PaperRead
from paper_search.indexing.withdrawals import Ruled
from paper_search.records import (
    Answer,
    BuildReport,
    Coverage,
    Document,
    Hit,
    Listing,
    Meeting,
    Passage,
    Quote,
    Status,
)
from paper_search.retrieval.similar import Similar
from paper_search.storage.backup import Backup

Json = dict[str, Any]


def address(passage: Passage, document: Document) -> Json:
    """Where a passage stands, field by field; null is "not stated"."""
    return {
        "source": document.source,
        **meeting(document.meeting),
        "title": document.title,
        "status": document.status,
        "replaced_by": document.replaced_by,
        **_placed(passage),
        "kind": document.kind,
        "agenda_item": passage.locator.agenda_item or document.agenda_item,
        "read_by": "OCR" if is_recognised(passage, document) else None,
        "citation": cite(passage, document).label,
    }


def _placed(passage: Passage) -> Json:
    """What a passage alone says of its place, whoever asks."""
    place = passage.locator
    return {
        "passage_id": passage.passage_id,
        "doc_id": passage.doc_id,
        "pages": list(place.pages) if place.pages else None,
        "printed_page": place.printed_page,
        "paragraph": place.paragraph,
        "within": place.within,
        "minute": place.minute,
        "agenda_item": place.agenda_item,
        "headings": list(passage.headings),
        "lead_in": passage.lead_in,
        "attribution": passage.attribution,
        "columns": list(passage.columns),
        "lang": passage.lang,
    }


def meeting(held: Meeting) -> Json:
    """Authority, committee and date held."""
    return {
        "authority": held.authority,
        "committee": held.committee,
        "meeting_date": held.held_on.isoformat() if held.held_on else None,
    }


def hit(found: Hit) -> Json:
    """A hit with the address of its passage; ``start`` and ``end`` are a span of the reading text."""
    passage = found.passage
    return {
        "rank": found.rank,
        "score": found.score,
        **_shown(passage, found.document),
        "also_in": [asdict(other) for other in found.also_in],
        "also_at": list(found.document.also_at),
    }


def quote(found: Quote) -> Json:
    """A quote with the address of its passage; ``start`` and ``end`` are a span of the reading text."""
    return {
        "text": found.text,
        "start": found.start,
        "end": found.end,
        **address(found.passage, found.document),
        "led_in_by": asdict(found.lead_in) if found.lead_in else None,
    }


def hits(query: str, found: Listing) -> Json:
    """What ``search --json`` prints."""
    return {"query": query, "remarks": list(found.remarks), "hits": [hit(each) for each in found.hits]}


def answer(found: Answer) -> Json:
    """What ``ask --json`` prints."""
    return {
        "question": found.question,
        "found": found.found,
        "confidence": found.confidence,
        "match": in_words(found.confidence) if found.found else None,
        "remarks": list(found.remarks),
        "quotes": [quote(each) for each in found.quotes],
        "also": [quote(each) for each in found.also],
        "hits": [hit(each) for each in found.hits],
        "coverage": coverage(found.coverage),
    }


def comparison(found: Comparison) -> Json:
    """What ``compare --json`` prints."""
    return {
        "question": found.question,
        "found": found.found,
        "positions": [_position(each) for each in found.positions],
        "unattributed": found.unattributed,
        "remarks": list(found.remarks),
        "coverage": coverage(found.coverage),
    }


def _position(each: Position) -> Json:
    return {
        "authority": each.authority,
        "found": each.found,
        "papers_held": each.held,
        "papers_searched": each.searched,
        "confidence": each.confidence,
        "match": in_words(each.confidence) if each.found else None,
        "quotes": [quote(said) for said in each.quotes],
        "nearest": hit(each.nearest) if each.nearest else None,
    }


def timeline(found: Timeline) -> Json:
    """What ``timeline --json`` prints."""
    return {
        "matter": found.matter,
        "found": found.found,
        "events": [_event(each) for each in found.events],
        "left_out": found.left_out,
        "nearest": hit(found.nearest) if found.nearest else None,
        "remarks": list(found.remarks),
        "coverage": coverage(found.coverage),
    }


def _event(each: Event) -> Json:
    """A passage of a matter; ``link`` is null where its own words say that it is of it."""
    return {"met": round(each.met, 4), "link": each.link, **_shown(each.passage, each.document)}


def similar(found: Similar) -> Json:
    """What ``similar --json`` prints."""
    return {
        "passage": _shown(found.passage, found.document),
        "elsewhere": found.elsewhere,
        "hits": [hit(each) for each in found.hits],
        "coverage": coverage(found.coverage),
    }


def _shown(passage: Passage, document: Document) -> Json:
    """A passage with its words and its address; ``start`` and ``end`` are a span of the reading text."""
    return {
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "passage_kind": passage.kind,
        **address(passage, document),
    }


def citation(passage_id: str, style: str, words: str) -> Json:
    """What ``cite --json`` prints."""
    return {"passage_id": passage_id, "style": style, "citation": words}


def coverage(searched: Coverage) -> Json:
    """What was searched and what was not."""
    days = {"since": searched.since, "until": searched.until}
    return asdict(searched) | {name: day.isoformat() if day else None for name, day in days.items()}


def checked(found: Checked) -> Json:
    """What ``check --json`` prints."""
    return {"clean": found.is_clean, **asdict(found)}


def backup(taken: Backup) -> Json:
    """What ``backup --json`` prints."""
    return asdict(taken) | {"path": str(taken.path)}


def judged(found: JudgedSet) -> Json:
    """What ``judgements --json`` prints."""
    return asdict(found)


def status(state: Status) -> Json:
    """What ``status --json`` prints."""
    return asdict(state)


def report(built: BuildReport) -> Json:
    """What ``build --json`` prints."""
    return asdict(built)


def ruled(taken: Ruled) -> Json:
    """What ``withdraw --json`` prints."""
    return {
        "decisions": [asdict(each) for each in taken.decisions],
        "removed": list(taken.removed),
        "note": taken.note,
    }


def document(paper: Document) -> Json:
    """The metadata of a paper."""
    return {
        "doc_id": paper.doc_id,
        "source": paper.source,
        "sha256": paper.sha256,
        **meeting(paper.meeting),
        "title": paper.title,
        "kind": paper.kind,
        "agenda_item": paper.agenda_item,
        "status": paper.status,
        "pages": paper.pages,
        "url": paper.url,
        "access": paper.access,
        "also_at": list(paper.also_at),
        "replaced_by": paper.replaced_by,
        "part_pages": list(paper.part_pages) if paper.part_pages else None,
    }


def paper(read: PaperRead) -> Json:
    """What ``read --json`` prints."""
    return {
        "document": document(read.document),
        "papers": [document(each.document) for each in (read.papers or (read,))],
        "blocks": [asdict(block) for block in read.reading.blocks],
        "passages": [passage(each) for each in read.passages],
        "dropped": [asdict(dropped) for dropped in read.reading.dropped],
        "textless_pages": list(read.reading.textless_pages),
        "recognised_pages": list(read.reading.recognised_pages),
        "info": [list(pair) for pair in read.reading.info],
    }


def passage(each: Passage) -> Json:
    """A passage with its place in its paper."""
    return {"kind": each.kind, **_placed(each), "start": each.start, "end": each.end, "text": each.text}
