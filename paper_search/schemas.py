"""Records in, plain dictionaries out: what ``--json`` prints. Names may grow, these stay."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from paper_search.answering.confidence import describe_confidence
from paper_search.citations.format import cite, is_recognised
from paper_search.feedback import FeedbackSet
from paper_search.indexing.withdrawals import WithdrawalResult
from paper_search.records import (
    Answer,
    BuildReport,
    Comparison,
    Coverage,
    Document,
    Event,
    Hit,
    Meeting,
    Passage,
    Position,
    Quote,
    SearchResults,
    Similar,
    Status,
    Timeline,
)
from paper_search.records.documents import DocumentPreview
from paper_search.records.index import BackupReport, CheckReport

Json = dict[str, Any]


def passage_address_to_json(passage: Passage, document: Document) -> Json:
    """Where a passage stands, field by field; null is "not stated"."""
    return {
        "source": document.source,
        **meeting_to_json(document.meeting),
        "title": document.title,
        "status": document.status,
        "replaced_by": document.replaced_by,
        **_locator_to_json(passage),
        "kind": document.kind,
        "agenda_item": passage.locator.agenda_item or document.agenda_item,
        "read_by": "OCR" if is_recognised(passage, document) else None,
        "citation": cite(passage, document).label,
    }


def _locator_to_json(passage: Passage) -> Json:
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


def meeting_to_json(meeting: Meeting) -> Json:
    """Authority, committee and date held."""
    return {
        "authority": meeting.authority,
        "committee": meeting.committee,
        "meeting_date": meeting.held_on.isoformat() if meeting.held_on else None,
    }


def hit_to_json(hit: Hit) -> Json:
    """A hit with the address of its passage; ``start`` and ``end`` are a span of the reading text."""
    passage = hit.passage
    return {
        "rank": hit.rank,
        "score": hit.score,
        **_located_passage_to_json(passage, hit.document),
        "also_in": [asdict(other) for other in hit.also_in],
        "also_at": list(hit.document.also_at),
    }


def quote_to_json(quote: Quote) -> Json:
    """A quote with the address of its passage; ``start`` and ``end`` are a span of the reading text."""
    return {
        "text": quote.text,
        "start": quote.start,
        "end": quote.end,
        **passage_address_to_json(quote.passage, quote.document),
        "led_in_by": asdict(quote.lead_in) if quote.lead_in else None,
    }


def listing_to_json(query: str, listing: SearchResults) -> Json:
    """What ``search --json`` prints."""
    return {"query": query, "remarks": list(listing.remarks), "hits": [hit_to_json(each) for each in listing.hits]}


def answer_to_json(answer: Answer) -> Json:
    """What ``ask --json`` prints."""
    return {
        "question": answer.question,
        "found": answer.found,
        "confidence": answer.confidence,
        "match": describe_confidence(answer.confidence) if answer.found else None,
        "remarks": list(answer.remarks),
        "quotes": [quote_to_json(each) for each in answer.quotes],
        "also": [quote_to_json(each) for each in answer.also],
        "hits": [hit_to_json(each) for each in answer.hits],
        "coverage": coverage_to_json(answer.coverage),
    }


def comparison_to_json(comparison: Comparison) -> Json:
    """What ``compare --json`` prints."""
    return {
        "question": comparison.question,
        "found": comparison.has_answer,
        "positions": [_position_to_json(each) for each in comparison.positions],
        "unattributed": comparison.unattributed,
        "remarks": list(comparison.remarks),
        "coverage": coverage_to_json(comparison.coverage),
    }


def _position_to_json(position: Position) -> Json:
    return {
        "authority": position.authority,
        "found": position.has_answer,
        "papers_held": position.document_count,
        "papers_searched": position.searched_count,
        "confidence": position.confidence,
        "match": describe_confidence(position.confidence) if position.has_answer else None,
        "quotes": [quote_to_json(said) for said in position.quotes],
        "nearest": hit_to_json(position.nearest) if position.nearest else None,
    }


def timeline_to_json(timeline: Timeline) -> Json:
    """What ``timeline --json`` prints."""
    return {
        "matter": timeline.matter,
        "found": timeline.has_events,
        "events": [_event_to_json(each) for each in timeline.events],
        "left_out": timeline.left_out,
        "nearest": hit_to_json(timeline.nearest) if timeline.nearest else None,
        "remarks": list(timeline.remarks),
        "coverage": coverage_to_json(timeline.coverage),
    }


def _event_to_json(event: Event) -> Json:
    """A passage of a matter; ``link`` is null where its own words say that it is of it."""
    return {
        "met": round(event.max_sim, 4),
        "link": event.link,
        **_located_passage_to_json(event.passage, event.document),
    }


def similar_to_json(similar: Similar) -> Json:
    """What ``similar --json`` prints."""
    return {
        "passage": _located_passage_to_json(similar.passage, similar.document),
        "elsewhere": similar.elsewhere,
        "hits": [hit_to_json(each) for each in similar.hits],
        "coverage": coverage_to_json(similar.coverage),
    }


def _located_passage_to_json(passage: Passage, document: Document) -> Json:
    """A passage with its words and its address; ``start`` and ``end`` are a span of the reading text."""
    return {
        "text": passage.text,
        "start": passage.start,
        "end": passage.end,
        "passage_kind": passage.kind,
        **passage_address_to_json(passage, document),
    }


def citation_to_json(passage_id: str, style: str, words: str) -> Json:
    """What ``cite --json`` prints."""
    return {"passage_id": passage_id, "style": style, "citation": words}


def coverage_to_json(coverage: Coverage) -> Json:
    """What was searched and what was not."""
    days = {"since": coverage.since, "until": coverage.until}
    return asdict(coverage) | {name: day.isoformat() if day else None for name, day in days.items()}


def check_to_json(result: CheckReport) -> Json:
    """What ``check --json`` prints."""
    return {"clean": result.is_clean, **asdict(result)}


def backup_to_json(backup: BackupReport) -> Json:
    """What ``backup --json`` prints."""
    return asdict(backup) | {"path": str(backup.path)}


def judgements_to_json(judged_set: FeedbackSet) -> Json:
    """What ``judgements --json`` prints."""
    return asdict(judged_set)


def status_to_json(status: Status) -> Json:
    """What ``status --json`` prints."""
    return asdict(status)


def build_report_to_json(report: BuildReport) -> Json:
    """What ``build --json`` prints."""
    return asdict(report)


def withdrawal_to_json(result: WithdrawalResult) -> Json:
    """What ``withdraw --json`` prints."""
    return {
        "decisions": [asdict(each) for each in result.decisions],
        "removed": list(result.removed),
        "note": result.note,
    }


def document_to_json(document: Document) -> Json:
    """The metadata of a paper."""
    return {
        "doc_id": document.doc_id,
        "source": document.source,
        "sha256": document.sha256,
        **meeting_to_json(document.meeting),
        "title": document.title,
        "kind": document.kind,
        "agenda_item": document.agenda_item,
        "status": document.status,
        "pages": document.pages,
        "url": document.url,
        "access": document.access,
        "also_at": list(document.also_at),
        "replaced_by": document.replaced_by,
        "part_pages": list(document.part_pages) if document.part_pages else None,
    }


def preview_to_json(preview: DocumentPreview) -> Json:
    """What ``read --json`` prints."""
    return {
        "document": document_to_json(preview.document),
        "papers": [document_to_json(each.document) for each in (preview.documents or (preview,))],
        "blocks": [asdict(block) for block in preview.reading.blocks],
        "passages": [passage_to_json(each) for each in preview.passages],
        "dropped": [asdict(dropped) for dropped in preview.reading.dropped],
        "textless_pages": list(preview.reading.textless_pages),
        "recognised_pages": list(preview.reading.recognised_pages),
        "info": [list(pair) for pair in preview.reading.info],
    }


def passage_to_json(passage: Passage) -> Json:
    """A passage with its place in its paper."""
    return {
        "kind": passage.kind,
        **_locator_to_json(passage),
        "start": passage.start,
        "end": passage.end,
        "text": passage.text,
    }
