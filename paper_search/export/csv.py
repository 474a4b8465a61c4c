"""Tables of comma-separated values for spreadsheets; evidence packs as such a table, a line a passage.

A file is UTF-8 with a byte order mark, so that spreadsheets read it as such. No cell is one that a spreadsheet runs
as a formula: what begins like one has an apostrophe in front. Nothing else of a paper's words is changed, but that
U+FFFD stands for characters such as NUL, at which readers of such files stop, or which they drop.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from paper_search.answering.certainty import describe_match
from paper_search.citations.format import format_pages, is_recognised
from paper_search.export.pack import EvidencePack, PackPassage
from paper_search.ingest.metadata.provenance import Provenance
from paper_search.text.unprintable import replace_unprintable

# Beside the signs themselves, those of full width, and white space that a spreadsheet may drop before it looks.
_FORMULA_STARTS = tuple("=+-@\t\r\n＝＋－＠")
COLUMNS = (
    "number", "question", "match", "quote", "lead_in", "citation", "authority", "committee", "meeting_date", "title",
    "kind", "status", "agenda_item", "minute", "paragraph", "page", "attributed_to", "read_by", "published_at", "file",
    "sha256", "passage_id", "index_generation", "made_at", "fetched_from", "fetched_at", "fetched_sha256",
    "published_on", "source", "source_id", "meeting_id",
)  # fmt: skip

WRITTEN_COLUMNS = ("written_not_a_quotation", "written_by", "written_rests_on", "written_remark")
"""Columns that a table has where written sentences were chosen. Such a sentence has a row without a quote."""


def escape_formula(value: str) -> str:
    """Return the value as a cell that no spreadsheet runs."""
    return f"'{value}" if value.startswith(_FORMULA_STARTS) or value.lstrip().startswith(_FORMULA_STARTS) else value


def render_table(columns: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    """Return a table, its first line the names of the columns."""
    sheet = io.StringIO(newline="")
    writer = csv.writer(sheet, quoting=csv.QUOTE_ALL)
    writer.writerow(columns)
    for row in rows:
        writer.writerow(escape_formula(replace_unprintable(cell)) for cell in row)
    return sheet.getvalue().encode("utf-8-sig", "replace")


def render_pack(pack: EvidencePack) -> bytes:
    """Return the passages of an evidence pack as a table, and behind them the written sentences."""
    rows = [[str(number), *_build_cells(pack, item)] for number, item in enumerate(pack.items, 1)]
    if pack.written.is_empty:
        return render_table(COLUMNS, rows)
    columns = (*COLUMNS, *WRITTEN_COLUMNS)
    padded = ([*row, *[""] * len(WRITTEN_COLUMNS)] for row in rows)
    return render_table(columns, [*padded, *_build_written_rows(pack, columns)])


def _build_written_rows(pack: EvidencePack, columns: tuple[str, ...]) -> Iterator[list[str]]:
    always = {
        "question": pack.question,
        "index_generation": str(pack.generation),
        "made_at": f"{pack.made_at:%Y-%m-%dT%H:%M:%SZ}",
    }
    written = pack.written
    left_out = [f"Written sentences left out: {written.left_out}"] if written.faults else []
    rows = [
        {
            "written_not_a_quotation": sentence.text,
            "written_by": sentence.mark,
            "written_rests_on": "\n".join(quote.numbered_citation for quote in sentence.quotes),
        }
        for sentence in written.sentences
    ]
    rows += [{"written_remark": remark} for remark in (*written.contradictions, *left_out)]
    for row in rows:
        cells = always | row
        yield [cells.get(column, "") for column in columns]


def _build_cells(pack: EvidencePack, item: PackPassage) -> list[str]:
    passage, document, locator = item.passage, item.document, item.passage.locator
    held_on = document.meeting.held_on
    stated = (
        document.meeting.authority,
        document.meeting.committee,
        held_on.isoformat() if held_on else None,
        document.title,
        document.kind,
        document.status,
        locator.agenda_item or document.agenda_item,
        locator.minute,
        " ".join(part for part in (locator.within, locator.paragraph) if part),
        format_pages(locator),
        passage.attribution,
        "OCR" if is_recognised(passage, document) else None,
        document.url,
    )
    label = describe_match(pack.match).label if pack.match else ""
    lead_in = passage.lead_in or " | ".join(passage.columns)
    quoted = (pack.question, label, passage.text, lead_in, item.citation)
    sources = (document.source, document.sha256, passage.passage_id, str(pack.generation))
    made_at = f"{pack.made_at:%Y-%m-%dT%H:%M:%SZ}"
    return [*quoted, *(value or "" for value in stated), *sources, made_at, *_build_provenance_cells(item.provenance)]


def _build_provenance_cells(provenance: Provenance | None) -> list[str]:
    """Return where a file was fetched from; empty cells where that is not known."""
    if provenance is None:
        return [""] * 7
    cells = (
        provenance.host,
        f"{provenance.fetched_at:%Y-%m-%dT%H:%M:%SZ}",
        provenance.sha256,
        provenance.published_on.isoformat() if provenance.published_on else None,
        provenance.system,
        provenance.document_id,
        provenance.meeting_id,
    )
    return [cell or "" for cell in cells]
