"""Records in, plain text for a terminal out. Marks nothing, leaves nothing out, says "not stated"."""

from __future__ import annotations

from itertools import groupby
from textwrap import fill, indent

from paper_search.answering.compare import Comparison, Position
from paper_search.answering.confidence import in_words
from paper_search.answering.timeline import Event, Timeline
from paper_search.citations.format import NOT_STATED, cite, day
from paper_search.indexing.check import Checked, Fault
from paper_search.indexing.preview import PaperRead
from paper_search.indexing.withdrawals import Ruled
from paper_search.records import (
    Answer,
    BuildReport,
    Coverage,
    Document,
    Hit,
    Listing,
    Passage,
    Quote,
    Status,
    Unread,
)
from paper_search.retrieval.similar import Similar
from paper_search.storage.backup import Backup
from paper_search.text.spans import squeeze

WIDTH = 100


def _paragraph(text: str, margin: str) -> str:
    return fill(squeeze(text), WIDTH, initial_indent=margin, subsequent_indent=margin)


def hits(question: str, found: Listing) -> str:
    """How the question was read, then ranked passages, each under its citation."""
    said = remarks(found.remarks)
    if not found.hits:
        return "\n".join([*said, f"Nothing found for “{question}”."])
    return "\n\n".join([*said, *(_hit(each) for each in found.hits)])


def remarks(said: tuple[str, ...]) -> list[str]:
    """What is said of how a question was read, in one paragraph; none where there is nothing to say."""
    return ["\n".join(_paragraph(each, "") for each in said)] if said else []


def _hit(hit: Hit) -> str:
    passage = hit.passage
    lines = [f"{hit.rank}. {cite(passage, hit.document).label}"]
    if passage.lead_in:
        lines.append(_paragraph(f"[{passage.lead_in}]", "   "))
    lines.append(_paragraph(passage.text, "   "))
    lines += [f"   also in: {other.label}" for other in hit.also_in]
    lines += [f"   also at: {printable(place)}" for place in hit.document.also_at]
    if hit.document.replaced_by:
        lines.append(f"   replaced by: {printable(hit.document.replaced_by)}")
    lines.append(f"   passage: {printable(passage.passage_id)}")
    return "\n".join(lines)


def answer(found: Answer) -> str:
    """The quotes with their citations, or "nothing found" with what was searched and the nearest passages."""
    if found.found:
        weak = (
            [] if in_words(found.confidence) == "likely" else ["The match is weak: this may not answer the question."]
        )
        also = ["Elsewhere with another figure or date:", *map(_quote, found.also)] if found.also else []
        quotes = map(_quote, found.quotes)
        return "\n\n".join([*remarks(found.remarks), *weak, *quotes, *also, coverage(found.coverage)])
    nearest = [f"  {hit.rank}. {cite(hit.passage, hit.document).label}" for hit in found.hits[:3]]
    return "\n".join(
        [*remarks(found.remarks), nothing(found.coverage), *(["Nearest passages:", *nearest] if nearest else [])]
    )


def comparison(found: Comparison) -> str:
    """Each authority with its best quotes, or with why there is none."""
    apart = f"{_count(found.unattributed, 'paper')} of no stated authority compared with none."
    said = [*([apart] if found.unattributed else []), coverage(found.coverage)]
    return "\n\n".join([*remarks(found.remarks), *map(_position, found.positions), "\n".join(said)])


def _position(position: Position) -> str:
    if position.found:
        weak = "" if in_words(position.confidence) == "likely" else ": the match is weak"
        quotes = [_quote(quote, f"{kind_of(quote.document)}: ", "  ") for quote in position.quotes]
        return "\n".join([position.authority + weak, *quotes])
    if position.searched:
        searched = f"{position.authority}: searched {_count(position.searched, 'paper')}, nothing found"
        return "\n".join([searched, *(_nearest(position.nearest, "  nearest: ") if position.nearest else [])])
    outside = f" within the filters ({position.held:,} outside them)" if position.held else ""
    return f"{position.authority}: no papers held{outside}"


def _nearest(hit: Hit, before: str) -> list[str]:
    return [f"{before}{cite(hit.passage, hit.document).label}"]


def _quote(quote: Quote, before: str = "", margin: str = "") -> str:
    """Exact words, what they hang from before them, and whose they are beneath."""
    led = [_paragraph(f"[{quote.lead_in.text}]", margin)] if quote.lead_in else []
    whose = indent(f"— {before}{quote.citation.label}", f"{margin}    ")
    return "\n".join([*led, _paragraph(f"“{quote.text}”", margin), whose])


def kind_of(document: Document) -> str:
    """The kind of a paper in words."""
    return document.kind or f"kind {NOT_STATED}"


def timeline(found: Timeline) -> str:
    """The events under their dates, each with its kind, its citation and what ties it to the matter."""
    if not found.found:
        nearest = _nearest(found.nearest, "Nearest: ") if found.nearest else []
        return "\n".join([*remarks(found.remarks), nothing(found.coverage), *nearest])
    left = f"Left out: {_count(found.left_out, 'passage')} that fit less well or stand behind others of their paper."
    days = [
        "\n".join([day(first.document) or f"date {NOT_STATED}", *map(_event, (first, *others))])
        for first, *others in (list(events) for _, events in groupby(found.events, key=lambda event: event.held_on))
    ]
    said = [*([left] if found.left_out else []), coverage(found.coverage)]
    return "\n\n".join([*remarks(found.remarks), *days, "\n".join(said)])


def _event(event: Event) -> str:
    passage = event.passage
    part = f", {passage.kind}" if passage.kind in ("resolution", "recommendation") else ""
    lines = [f"  {kind_of(event.document)}{part}: {cite(passage, event.document).label}"]
    if event.link:
        lines.append(f"    {event.link}")
    if passage.lead_in:
        lines.append(_paragraph(f"[{passage.lead_in}]", "    "))
    return "\n".join([*lines, _paragraph(passage.text, "    "), f"    passage: {printable(passage.passage_id)}"])


def similar(found: Similar) -> str:
    """The passage that was given, by its citation, and those like it."""
    given = f"Like {cite(found.passage, found.document).label}:"
    if not found.hits:
        return f"{given}\nNo passage of another paper is alike enough. {coverage(found.coverage)}"
    return "\n\n".join([given, *map(_hit, found.hits), coverage(found.coverage)])


def nothing(searched: Coverage) -> str:
    """The sentence that says that nothing was found, and where."""
    return f"Nothing found in the {extent(searched, ' searched')}.{_not_searched(searched)}"


def coverage(searched: Coverage) -> str:
    """The sentence that says what was searched."""
    return f"Searched: {extent(searched)}.{_not_searched(searched)}"


def extent(searched: Coverage, verb: str = "") -> str:
    """E.g. ``24 papers of 4 councils, 9 January 2025 to 13 March 2025``; the verb stands before the dates."""
    papers = _count(searched.papers, "paper")
    councils = f" of {_count(len(searched.authorities), 'council')}" if searched.authorities else ""
    days = ""
    if searched.since and searched.until:
        since, until = (f"{each.day} {each:%B %Y}" for each in (searched.since, searched.until))
        days = f", {since}" if since == until else f", {since} to {until}"
    return f"{papers}{councils}{verb}{days}"


def _not_searched(searched: Coverage) -> str:
    left = (
        (searched.outside_filters, "outside the filters"),
        (searched.unread, "unread"),
        (searched.held_back, "held back"),
        (searched.waiting, "by meaning, being new"),
    )
    parts = [f"{number} {why}" for number, why in left if number]
    return f" Not searched: {', '.join(parts)}." if parts else ""


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def report(built: BuildReport) -> str:
    """What a build did, in a few lines."""
    changes = (
        f"{len(built.added)} added, {len(built.changed)} changed, {len(built.removed)} removed,"
        f" {built.unchanged} unchanged, {len(built.unread)} unread"
    )
    speed = f"{built.pages:,} pages, {built.passages:,} passages, {built.embedded:,} embedded in {built.seconds:.1f} s"
    return f"Papers: {changes}.\nRead: {speed}.\nGeneration {built.generation}."


def ruled(taken: Ruled) -> str:
    """What a decision changed."""
    named = [each.path or each.sha256 for each in taken.decisions]
    lines = [f"Withdrawn: {printable(named[0])}.", f"Taken out of the index: {_count(len(taken.removed), 'paper')}."]
    return "\n".join([*lines, *(f"  {printable(each)}" for each in taken.removed), *filter(None, [taken.note])])


def printable(name: str) -> str:
    """A file's name on one line, whatever characters it holds."""
    return name if name.isprintable() else ascii(name)[1:-1]


def unread(each: Unread) -> str:
    """One unread file, its reason and the next step."""
    return f"unread: {printable(each.source)}: {each.reason}. {each.next_step}"


def checked(found: Checked) -> str:
    """What a check looked at and what it found."""
    seconds = f"{found.seconds:.1f} s"
    if found.is_clean:
        held = f"{_count(found.papers, 'paper')} and {_count(found.passages, 'passage')}"
        return f"The index is sound: {held} at generation {found.generation}, checked in {seconds}."
    return "\n".join([f"Not sound ({seconds}):", *(line for fault in found.faults for line in _fault(fault))])


def _fault(fault: Fault) -> list[str]:
    outcome = f"Repaired: {fault.done}." if fault.done else f"Not repaired: {fault.next_step}."
    times = f" ({fault.count:,})" if fault.count > 1 else ""
    return [f"{fault.part}: {fault.what}{times}", *(f"  {printable(place)}" for place in fault.places), f"  {outcome}"]


def backup(taken: Backup) -> str:
    """A copy that was taken, and how to use it."""
    held = f"{_count(taken.papers, 'paper')}, {_count(taken.passages, 'passage')}, generation {taken.generation}"
    size = f"{taken.size / 1e6:,.1f} MB in {taken.seconds:.1f} s"
    return f"{taken.path}: {held}; {size}. To restore it, stop what uses the index and copy it back as papers.db."


def status(state: Status) -> str:
    """What the index holds."""
    encoder = f"{state.encoder.name} ({state.encoder.dimensions} dimensions)" if state.encoder else NOT_STATED
    lines = [
        f"papers:      {state.papers:,}",
        f"passages:    {state.passages:,} ({state.waiting:,} waiting for a vector)",
        f"generation:  {state.generation}",
        f"last built:  {state.built_at or 'never'}",
        f"encoder:     {encoder}",
        f"unread:      {len(state.unread)}",
    ]
    listed = [f"  {unread(each)}" for each in state.unread]
    noted = [f"  note: {printable(each)}" for each in state.notes]
    return "\n".join([*lines, *listed, *noted])


def paper(read: PaperRead) -> str:
    """Metadata, what was dropped, and every passage, so that a fault is seen at a glance."""
    dropped = [f"  page {each.page or '-'}: {each.why}: {squeeze(each.text)[:80]}" for each in read.reading.dropped]
    return "\n".join(
        [
            *_document(read.document),
            *_papers(read),
            f"blocks:      {len(read.reading.blocks)}",
            f"passages:    {len(read.passages)}",
            *(["dropped:", *dropped] if dropped else []),
            "",
            *(_passage(each) for each in read.passages),
        ]
    )


def _papers(read: PaperRead) -> list[str]:
    """The papers of a pack, one to a line: pages, item, kind and title."""
    lines = [f"papers:      {len(read.papers)}"] if read.papers else []
    for each in read.papers:
        paper = each.document
        first, last = paper.part_pages or (0, 0)
        item = f"item {paper.agenda_item}" if paper.agenda_item else "no item"
        title = paper.title or f"title {NOT_STATED}"
        lines.append(f"  pp. {first}–{last}  {item:8} {paper.kind or 'kind ' + NOT_STATED:22} {title}")
    return lines


def _document(document: Document) -> list[str]:
    meeting = document.meeting
    fields = (
        ("title", document.title),
        ("authority", meeting.authority),
        ("committee", meeting.committee),
        ("date", day(document)),
        ("kind", document.kind),
        ("item", document.agenda_item),
        ("status", document.status),
        ("access", document.access),
        ("pages", document.pages),
        *(("also at", printable(place)) for place in document.also_at),
    )
    return [f"{name + ':':12} {value if value is not None else NOT_STATED}" for name, value in fields]


def _passage(passage: Passage) -> str:
    place = passage.locator
    numbers = [
        f"{name} {value}"
        for name, value in (
            ("minute", place.minute),
            ("item", place.agenda_item),
            ("within", place.within),
            ("para", place.paragraph),
        )
        if value
    ]
    pages = f"p. {place.pages[0]}–{place.pages[1]}" if place.pages else ""
    head = " · ".join(part for part in (passage.kind, *numbers, pages, " > ".join(passage.headings)) if part)
    lines = [f"[{passage.passage_id}]", f"  {head}"]
    if passage.lead_in:
        lines.append(_paragraph(f"lead-in: {passage.lead_in}", "  "))
    columns = " | ".join(passage.columns)
    if columns and columns != passage.lead_in:
        lines.append(_paragraph(f"columns: {columns}", "  "))
    if passage.attribution:
        lines.append(f"  speaker: {passage.attribution}")
    if passage.lang:
        lines.append(f"  language: {passage.lang}")
    return "\n".join([*lines, _paragraph(passage.text, "    "), ""])
