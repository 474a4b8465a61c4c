"""Records as plain text for a terminal. Nothing is marked or left out; what is unknown is “not stated”."""

from __future__ import annotations

import shlex
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from paper_search.answering.certainty import describe_match
from paper_search.answering.compare import summarise_comparison
from paper_search.citations.format import NOT_STATED, cite, format_meeting_date
from paper_search.citations.unread_parts import join_unread_parts
from paper_search.cli.color import paint
from paper_search.cli.coverage_text import (
    count_held_back,
    count_unread,
    describe_unread_counts,
    format_coverage,
    format_nothing_found,
)
from paper_search.cli.layout import escape_unprintable, wrap_citation, wrap_paragraph
from paper_search.text.counts import format_count

if TYPE_CHECKING:
    from paper_search.indexing.withdrawals import WithdrawalResult
    from paper_search.records import (
        Answer,
        BuildReport,
        Comparison,
        Coverage,
        Document,
        Event,
        HiddenText,
        Hit,
        Match,
        Position,
        Quote,
        SearchResults,
        Similar,
        Status,
        Timeline,
        UnreadFile,
    )
    from paper_search.records.index import BackupReport, CheckReport, Fault, PartlyReadDocument, PublishReport

MAX_HIDDEN_LINES = 20
"""Places with hidden words that a build's report lists; a site's menus alone may be many."""
_UNREAD_LABELS = {
    "exempt": "held back",
    "review": "held back",
    "withdrawn": "held back",
    "redaction": "shown as words alone",
}
"""What is said of a file of the unread list that could be read, by its code."""


def format_hits(question: str, listing: SearchResults) -> str:
    """Return how a question was read, then the ranked passages, each under its citation.

    Args:
        question: the question as it was asked.
        listing: what was found for it.

    Returns:
        The text.
    """
    remarks = format_remarks(listing.remarks)
    if not listing.hits:
        return "\n".join([*remarks, f"No passages found for “{question}”."])
    return "\n\n".join([*remarks, *map(_format_hit, listing.hits)])


def format_remarks(remarks: tuple[str, ...]) -> list[str]:
    """Return in one paragraph how a question was read; none where there is nothing to say."""
    return ["\n".join(wrap_paragraph(remark, "") for remark in remarks)] if remarks else []


def format_certainty(match: Match) -> str:
    """Return how well what was found meets the question, in a few words and a sentence."""
    certainty = describe_match(match)
    first, *rest = wrap_paragraph(f"{certainty.label}. {certainty.sentence}", "").split("\n")
    return "\n".join([paint(f"{certainty.label}.", match) + first.removeprefix(f"{certainty.label}."), *rest])


def _format_hit(hit: Hit) -> str:
    passage = hit.passage
    number = f"{hit.rank}. "
    lines = [wrap_citation(cite(passage, hit.document).label, number, " " * len(number))]
    if passage.lead_in:
        lines.append(wrap_paragraph(f"[{passage.lead_in}]", "   "))
    lines.append(wrap_paragraph(passage.text, "   "))
    lines += [wrap_citation(other.label, "   also in: ", "     ") for other in hit.also_in]
    lines += [f"   also at: {escape_unprintable(place)}" for place in hit.document.also_at]
    if hit.document.replaced_by:
        lines.append(f"   replaced by: {escape_unprintable(hit.document.replaced_by)}")
    lines.append(f"   passage: {escape_unprintable(passage.passage_id)}")
    return "\n".join(lines)


def format_answer(answer: Answer) -> str:
    """Return the quotes with their citations, or “no answer found” and the nearest passages."""
    if answer.is_found:
        also = ["Elsewhere with another figure or date:", *map(_format_quote, answer.also)] if answer.also else []
        quotes = map(_format_quote, answer.quotes)
        certainty = format_certainty(answer.match)
        return "\n\n".join(
            [*format_remarks(answer.remarks), certainty, *quotes, *also, format_coverage(answer.coverage)]
        )
    nearest = [
        wrap_citation(cite(hit.passage, hit.document).label, f"  {hit.rank}. ", "     ") for hit in answer.hits[:3]
    ]
    return "\n".join(
        [
            *format_remarks(answer.remarks),
            format_nothing_found(answer.coverage),
            *(["Nearest passages:", *nearest] if nearest else []),
        ]
    )


def format_comparison(comparison: Comparison) -> str:
    """Return each authority with its best quotes, or with the reason why there is none."""
    papers = ("paper that states no council", "papers that state no council")
    unattributed = f"Not compared: {format_count(comparison.unattributed, *papers)}."
    ending = [*([unattributed] if comparison.unattributed else []), format_coverage(comparison.coverage)]
    heading = f"{escape_unprintable(summarise_comparison(comparison))}."
    return "\n\n".join(
        [*format_remarks(comparison.remarks), heading, *map(_format_position, comparison.positions), "\n".join(ending)]
    )


def _format_position(position: Position) -> str:
    if position.has_answer:
        quotes = [_format_quote(quote, f"{describe_kind(quote.document)}: ", "  ") for quote in position.quotes]
        return "\n".join([f"{position.authority}: {format_certainty(position.match)}", *quotes])
    if position.searched_count:
        searched = (
            f"{position.authority}: no answer found in the {format_count(position.searched_count, 'paper')} searched"
        )
        return "\n".join([searched, *(_format_nearest(position.nearest, "  nearest: ") if position.nearest else [])])
    outside = f" within the filters ({position.document_count:,} outside them)" if position.document_count else ""
    return f"{position.authority}: no papers held{outside}"


def _format_nearest(hit: Hit, prefix: str) -> list[str]:
    return [wrap_citation(cite(hit.passage, hit.document).label, prefix, "    ")]


def _format_quote(quote: Quote, prefix: str = "", margin: str = "") -> str:
    """Return the exact words, their lead-in before them, and their citation beneath."""
    lead_in = [wrap_paragraph(f"[{quote.shown_lead_in}]", margin)] if quote.shown_lead_in else []
    words = quote.row.text if quote.row else quote.text
    citation = wrap_citation(quote.citation.label, f"{margin}    — {prefix}", f"{margin}      ")
    return "\n".join([*lead_in, wrap_paragraph(f"“{words}”", margin), citation])


def describe_kind(document: Document) -> str:
    """Return the kind of a paper in words."""
    return document.kind or f"kind {NOT_STATED}"


def format_timeline(timeline: Timeline) -> str:
    """Return the events under their dates, each with its kind, its citation and its link to the matter."""
    if not timeline.has_events:
        nearest = _format_nearest(timeline.nearest, "Nearest: ") if timeline.nearest else []
        return "\n".join([*format_remarks(timeline.remarks), format_nothing_found(timeline.coverage), *nearest])
    left_out = (
        f"Left out: {format_count(timeline.left_out, 'passage')} that match less well, or come after better ones from"
        " paper."
    )
    days = [
        "\n".join([format_meeting_date(first.document) or f"date {NOT_STATED}", *map(_format_event, (first, *others))])
        for first, *others in (list(events) for _, events in groupby(timeline.events, key=lambda event: event.held_on))
    ]
    ending = [*([left_out] if timeline.left_out else []), format_coverage(timeline.coverage)]
    return "\n\n".join([*format_remarks(timeline.remarks), format_certainty(timeline.match), *days, "\n".join(ending)])


def _format_event(event: Event) -> str:
    passage = event.passage
    part = f", {passage.kind}" if passage.kind in ("resolution", "recommendation") else ""
    kind = f"  {describe_kind(event.document)}{part}: "
    lines = [wrap_citation(cite(passage, event.document).label, kind, "    ")]
    if event.link:
        lines.append(f"    {event.link}")
    if passage.lead_in:
        lines.append(wrap_paragraph(f"[{passage.lead_in}]", "    "))
    return "\n".join(
        [*lines, wrap_paragraph(passage.text, "    "), f"    passage: {escape_unprintable(passage.passage_id)}"]
    )


def format_similar(similar: Similar) -> str:
    """Return the citation of the passage that was given, and the passages like it."""
    given = wrap_citation(f"{cite(similar.passage, similar.document).label}:", "Like ", "     ")
    if not similar.hits:
        return f"{given}\nNo passage of another paper is alike enough. {format_coverage(similar.coverage)}"
    return "\n\n".join([given, *map(_format_hit, similar.hits), format_coverage(similar.coverage)])


def format_build_report(report: BuildReport) -> str:
    """Return the outcome of a build in a few lines."""
    changes = (
        f"{len(report.added)} added, {len(report.changed)} changed, {len(report.removed)} removed,"
        f" {report.unchanged} unchanged, {count_unread(report.unread)} unread"
        + (f", {count_held_back(report.unread)} held back" if count_held_back(report.unread) else "")
        + (f", {len(report.read_in_part)} read in part" if report.read_in_part else "")
    )
    speed = (
        f"{report.pages:,} pages, {report.passages:,} passages, {report.embedded:,} embedded in {report.seconds:.1f} s"
    )
    notes = [f"Note: {escape_unprintable(note)}" for note in report.notes]
    hidden = [f"not shown: {_format_hidden(place.text, place.source)}." for place in report.hidden[:MAX_HIDDEN_LINES]]
    if len(report.hidden) > MAX_HIDDEN_LINES:
        hidden.append(f"not shown: {len(report.hidden) - MAX_HIDDEN_LINES:,} more places; --json lists them all.")
    return "\n".join([*hidden, f"Papers: {changes}.", f"Read: {speed}.", f"Generation {report.generation}.", *notes])


def format_publish_report(report: PublishReport) -> str:
    """Return the outcome of a publication in a few lines."""
    changes = (
        f"{len(report.added)} added, {len(report.changed)} changed, {len(report.removed)} removed,"
        f" {report.unchanged} unchanged" + (f", {len(report.refused)} not published" if report.refused else "")
    )
    notes = [f"Note: {escape_unprintable(note)}" for note in report.notes]
    return "\n".join(
        [
            f"Papers: {changes}.",
            f"Written: {format_count(report.passages, 'passage')} in {report.seconds:.1f} s.",
            f"Published: generation {report.generation}.",
            *notes,
        ]
    )


def format_next_step(report: BuildReport) -> str:
    """Return what to do after a build."""
    see_to = " 'paper-search status' lists again what was not read, with what to do." if report.unread else ""
    return f"Next: 'paper-search serve' opens the web page, 'paper-search ask' answers a question here.{see_to}"


def _format_hidden(hidden: HiddenText, source: str) -> str:
    """Return how many words a page does not show, and where: "12 words outside the page, page 3 of report.pdf"."""
    page = "" if hidden.page is None else f"page {hidden.page} of "
    return f"{format_count(hidden.words, 'word')} {hidden.why}, {page}{escape_unprintable(source)}"


def format_withdrawal(result: WithdrawalResult) -> str:
    """Return the outcome of a withdrawal."""
    first = result.decisions[0]
    lines = [
        f"Withdrawn, and not shown: {escape_unprintable(first.path or first.sha256)}.",
        f"Taken out of the index: {format_count(len(result.removed), 'paper')}.",
    ]
    return "\n".join(
        [*lines, *(f"  {escape_unprintable(source)}" for source in result.removed), *filter(None, [result.note])]
    )


def format_release(paper: str, to: str, report: BuildReport) -> str:
    """Return the outcome of a release: who may see which paper, and the build that follows.

    Args:
        paper: the paper, as it was named.
        to: "everybody" or "members".
        report: the report of the build.
    """
    readers = "members and staff alone" if to == "members" else "everybody"
    return f"Released to {readers}: {escape_unprintable(paper)}.\n{format_build_report(report)}"


def format_unread_file(unread: UnreadFile) -> str:
    """Return a file that is unread, held back or shown as words alone, with its reason and the next step."""
    label = _UNREAD_LABELS.get(unread.code, "unread")
    return f"{label}: {escape_unprintable(unread.source)}: {unread.reason}. {unread.next_step}"


def format_partly_read(document: PartlyReadDocument) -> str:
    """Return a paper that was read in part, with the pages, the reasons and the next step."""
    parts = join_unread_parts(document.parts)
    return f"read in part: {escape_unprintable(document.doc_id)}: {parts}. {document.next_step}"


def format_check(result: CheckReport) -> str:
    """Return the outcome of a check."""
    seconds = f"{result.seconds:.1f} s"
    if result.is_clean:
        part = f" ({result.read_in_part:,} read in part)" if result.read_in_part else ""
        contents = f"{format_count(result.papers, 'paper')}{part} and {format_count(result.passages, 'passage')}"
        return f"The index is sound: {contents} at generation {result.generation}, checked in {seconds}."
    return "\n".join([f"Not sound ({seconds}):", *(line for fault in result.faults for line in _format_fault(fault))])


def _format_fault(fault: Fault) -> list[str]:
    outcome = f"Repaired: {fault.done}." if fault.done else f"Not repaired: {fault.next_step}."
    times = f" ({fault.count:,})" if fault.count > 1 else ""
    return [
        f"{fault.part}: {fault.what}{times}",
        *(f"  {escape_unprintable(place)}" for place in fault.places),
        f"  {outcome}",
    ]


def format_backup(backup: BackupReport, index: Path) -> str:
    """Return the outcome of a backup, and the command that restores it.

    Args:
        backup: the outcome.
        index: the folder of the index that was copied.
    """
    contents = f"{format_count(backup.papers, 'paper')}, {format_count(backup.passages, 'passage')}"
    size = f"{backup.size / 1e6:,.1f} MB in {backup.seconds:.1f} s"
    restore = format_restore_command(Path(backup.path), index)
    return f"{backup.path}: {contents}, generation {backup.generation}; {size}.\nTo restore it:\n  {restore}"


def format_restore_command(backup: Path, index: Path) -> str:
    """Return the command that puts a copy in the place of an index, while servers may be running."""
    file, new, name = (shlex.quote(str(path)) for path in (backup, index / "papers.new", index / "papers.db"))
    return f"cp {file} {new} && mv {new} {name}"


def format_status(
    status: Status, has_reader: bool = False, coverage: Coverage | None = None, engine_name: str = ""
) -> str:
    """Return the contents of an index, and whether its passages are read by a cross-encoder.

    Args:
        status: the state of the index.
        has_reader: whether passages are read.
        coverage: what a question of the public searches, counted as answers count it.
        engine_name: the address of its engine; empty for a folder.
    """
    encoder = f"{status.encoder.name} ({status.encoder.dimensions} dimensions)" if status.encoder else NOT_STATED
    papers = status.papers if coverage is None else coverage.papers
    lines = [
        *([f"engine:      {engine_name}"] if engine_name else []),
        f"papers:      {papers:,}",
        f"passages:    {status.passages:,} ({status.waiting:,} waiting for a vector)",
        f"generation:  {status.generation}",
        f"last built:  {status.built_at or 'never'}",
        f"encoder:     {encoder}",
        f"reader:      {'on' if has_reader else 'off'}",
        *(f"{label + ':':12} {text}" for label, text in describe_unread_counts(status, coverage)),
        *([f"read in part: {len(status.read_in_part)}"] if status.read_in_part else []),
    ]
    lines += [f"  {format_unread_file(unread)}" for unread in status.unread]
    lines += [f"  {format_partly_read(document)}" for document in status.read_in_part]
    lines += [f"  note: {escape_unprintable(note)}" for note in status.notes]
    lines += [f'Try: paper-search ask "{escape_unprintable(question)}"' for question in status.examples[:1]]
    return "\n".join(lines)
