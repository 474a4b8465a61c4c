"""Records in, plain text for a terminal out. Marks nothing, leaves nothing out, says "not stated"."""

from __future__ import annotations

from textwrap import fill, indent

from paper_search.backup import Backup
from paper_search.check import Checked, Fault
from paper_search.citations import NOT_STATED, cite, day
from paper_search.library import PaperRead
from paper_search.records import Answer, BuildReport, Coverage, Document, Hit, Passage, Status, Unread
from paper_search.rulings import Ruled
from paper_search.text import squeeze

WIDTH = 100


def _paragraph(text: str, margin: str) -> str:
    return fill(squeeze(text), WIDTH, initial_indent=margin, subsequent_indent=margin)


def hits(question: str, found: tuple[Hit, ...]) -> str:
    """Ranked passages, each under its citation."""
    if not found:
        return f"Nothing found for “{question}”."
    return "\n\n".join(_hit(each) for each in found)


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
    return "\n".join(lines)


def answer(found: Answer) -> str:
    """The quotes with their citations, or "nothing found" with what was searched and the nearest passages."""
    if found.found:
        quotes = [
            "\n".join([_paragraph(f"“{quote.text}”", ""), indent(f"— {quote.citation.label}", "    ")])
            for quote in found.quotes
        ]
        return "\n\n".join([*quotes, coverage(found.coverage)])
    nearest = [f"  {hit.rank}. {cite(hit.passage, hit.document).label}" for hit in found.hits[:3]]
    return "\n".join([nothing(found.coverage), *(["Nearest passages:", *nearest] if nearest else [])])


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
