"""Invented papers of two councils whose register is written by hand, so that pages can be held against what it says."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from pathlib import Path

from reportlab.pdfgen import canvas

from paper_search.embeddings import Encoder
from paper_search.indexing import builder, withdrawals
from paper_search.indexing.builder import ReaderLimits
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.storage.register import RegisterTable
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from tests.register_samples import Make, attended, decided, held_role, linked, make_register, stated, voted

FERNDALE, LARKFORD = "Ferndale Town Council", "Larkford Parish Council"
REPORT, MINUTES, RECORD, UPDATE = (
    "ferndale/report.txt",
    "ferndale/minutes.txt",
    "ferndale/record.txt",
    "ferndale/update.txt",
)
AGENDA, CANCELLED, LEDGER, MEMBERS = "ferndale/agenda.txt", "ferndale/off.txt", "ferndale/ledger.pdf", "exempt/site.txt"
OTHER = "larkford/minutes.txt"
ROUTE = "Mill Lane cycle route"
RECOMMENDED = "That the committee approve the cycle route along Mill Lane at a cost of £40,000."
RESOLVED = (
    "RESOLVED that the cycle route along Mill Lane be approved, subject to:\n\n"
    "(a) a crossing by the school; and\n\n(b) a review after 12 months."
)
AMENDMENT = "An amendment to leave out the crossing was put and LOST."
VOTE = "For the amendment: Cllr Finch. Against: Cllr Wren, Cllr Heron. Abstained: Cllr Teal."
MOVED = "Moved by Cllr Wren, seconded by Cllr Heron."
NOTED = "RESOLVED that the budget report be noted."
REFUSED = "Application 25/00042 for a barn at Heron's Reach was REFUSED."
CONDITION = "Work shall not begin before the bat survey is complete."
DECIDED = "I agree to let the contract for the cycle route to the lowest bidder."
SECRET = "RESOLVED that the zeppelin hangar be sold to the lowest bidder."
FORMULA = '=HYPERLINK("https://elsewhere.invalid") was AGREED.'
LONG = "RESOLVED that the ledger be kept, and that:"
LONG_ITEMS = tuple(
    f"({letter}) volume {number} be bound in green cloth and kept in the strong room."
    for number, letter in enumerate("abcdefghij", 1)
)

TEXTS = {
    REPORT: (
        f"Report on the {ROUTE}\n\n1. The route links Mill Lane with the school.\n\nRecommendation\n\n{RECOMMENDED}\n"
    ),
    MINUTES: (
        "Minutes of the Planning Committee\n\nThe meeting began at 7.30 pm in the Guildhall.\n\n"
        "Present: Cllr Wren (Chair), Cllr Heron, Cllr Finch, Cllr Teal.\n\nApologies: Cllr Mrs Plover.\n\n"
        "Cllr Swift came in the place of Cllr Mrs Plover.\n\nAlso present: Jo Sparrow, Head of Highways.\n\n"
        "Cllr Finch declared an interest in the cycle route as a neighbour of it.\n\n"
        "45. The minutes of the last meeting were confirmed.\n\n"
        f"46. {ROUTE}\n\n{AMENDMENT}\n\n{VOTE}\n\n{MOVED}\n\n{RESOLVED}\n\n"
        f"47. Budget\n\n{NOTED}\n\n48. Heron's Reach\n\n{REFUSED}\n\n{CONDITION}\n\n49. Notices\n\n{FORMULA}\n"
    ),
    RECORD: f"Record of decision 25/00117\n\n{ROUTE}\n\nCllr Wren, Cabinet Member for Highways\n\n{DECIDED}\n",
    UPDATE: f"Update on the {ROUTE}\n\nReference 25/00117\n\n1. The crossing by the school was opened in April.\n",
    AGENDA: "Agenda of the Planning Committee\n\n1. Apologies\n\n2. The village pump\n",
    CANCELLED: "The meeting of the Planning Committee is cancelled.\n",
    MEMBERS: f"Minutes of the Assets Panel\n\nPresent: Cllr Zorilla.\n\n1. The hangar\n\n{SECRET}\n",
    OTHER: "Draft minutes\n\nPresent: Cllr Wren, Cllr Robin.\n\n1. The pond\n\nAGREED that the pond be fenced.\n",
}
ENTRIES: dict[str, Sequence[Make]] = {
    REPORT: [linked("Mill Lane", "reference", "25/00117")],
    MINUTES: [
        stated("7.30 pm", "time", "7.30 pm"),
        stated("the Guildhall", "place", "the Guildhall"),
        attended("Cllr Wren", capacity="Chair"),
        attended("Cllr Heron"),
        attended("Cllr Finch"),
        attended("Cllr Teal"),
        attended("Cllr Mrs Plover", "apologies"),
        attended("Cllr Swift", "substitute", instead_of="Cllr Mrs Plover"),
        attended("Jo Sparrow", "officer", capacity="Head of Highways"),
        attended("Cllr Finch", "declaration", interest="an interest in the cycle route as a neighbour of it"),
        held_role("Jo Sparrow", "Head of Highways"),
        decided(AMENDMENT, "lost", subject=ROUTE, minute="46", agenda_item="5", is_amendment=True),
        voted(
            VOTE,
            AMENDMENT,
            subject=ROUTE,
            minute="46",
            agenda_item="5",
            votes_for=1,
            votes_against=2,
            abstentions=1,
            voters_for=("Cllr Finch",),
            voters_against=("Cllr Wren", "Cllr Heron"),
            abstaining=("Cllr Teal",),
            result="lost",
            is_recorded=True,
        ),
        lambda span: decided(
            RESOLVED,
            subject=ROUTE,
            minute="46",
            agenda_item="5",
            mover="Cllr Wren",
            seconder="Cllr Heron",
            moved_in=span(MOVED),
            lead_in="RESOLVED that the cycle route along Mill Lane be approved, subject to:",
        )(span),
        decided(NOTED, "noted", subject="Budget", minute="47", agenda_item="6"),
        lambda span: decided(
            REFUSED,
            "refused",
            subject="Heron's Reach",
            minute="48",
            reference="25/00042",
            conditions=(span(CONDITION),),
        )(span),
        decided(FORMULA, "agreed", subject="Notices", minute="49"),
    ],
    RECORD: [
        linked("25/00117", "reference", "25/00117"),
        held_role("Cllr Wren", "Cabinet Member for Highways"),
        decided(DECIDED, "agreed", subject=ROUTE, reference="25/00117", decision_maker="Cabinet Member for Highways"),
    ],
    UPDATE: [linked("25/00117", "reference", "25/00117")],
    CANCELLED: [stated("cancelled", "cancelled", "cancelled")],
    LEDGER: [decided("\n".join((LONG, *LONG_ITEMS)), subject="The ledger", minute="3")],
    MEMBERS: [attended("Cllr Zorilla"), decided(SECRET, subject="The hangar", minute="1")],
    OTHER: [
        attended("Cllr Wren"),
        attended("Cllr Robin"),
        decided("AGREED that the pond be fenced.", "agreed", subject="The pond"),
    ],
}
MANIFEST = (
    (REPORT, FERNDALE, "Planning Committee", "2025-03-04", ROUTE, "report", "5", ""),
    (MINUTES, FERNDALE, "Planning Committee", "2025-03-04", "Minutes", "minutes", "", "confirmed"),
    (RECORD, FERNDALE, "Cabinet", "2025-04-01", ROUTE, "decision record", "", ""),
    (UPDATE, FERNDALE, "Planning Committee", "2025-05-06", ROUTE, "report", "4", ""),
    (AGENDA, FERNDALE, "Planning Committee", "2025-06-10", "Agenda", "agenda frontsheet", "", ""),
    (CANCELLED, FERNDALE, "Planning Committee", "2025-07-01", "Cancelled meeting", "agenda frontsheet", "", ""),
    (LEDGER, FERNDALE, "Archives Panel", "2024-11-05", "Minutes", "minutes", "", ""),
    (MEMBERS, FERNDALE, "Assets Panel", "2025-02-11", "Minutes", "minutes", "", ""),
    (OTHER, LARKFORD, "Council", "2025-03-11", "Draft minutes", "minutes", "", "draft"),
)


def write_corpus(corpus: Path) -> None:
    """Write the papers and their manifest."""
    for name, text in TEXTS.items():
        (corpus / name).parent.mkdir(parents=True, exist_ok=True)
        (corpus / name).write_text(text, encoding="utf-8")
    _draw_ledger(corpus / LEDGER)
    with (corpus / "papers.csv").open("w", encoding="utf-8", newline="") as file:
        sheet = csv.writer(file)
        sheet.writerow(("path", "authority", "committee", "meeting_date", "title", "kind", "agenda_item", "status"))
        sheet.writerows(MANIFEST)


def _draw_ledger(path: Path) -> None:
    """Draw minutes whose resolution begins at the foot of one page and ends on the next."""
    drawn = canvas.Canvas(str(path), invariant=True)
    drawn.drawString(72, 760, "Minutes of the Archives Panel")
    drawn.drawString(72, 300, "3. The ledger")
    for number, line in enumerate((LONG, *LONG_ITEMS[:4])):
        drawn.drawString(72, 260 - 30 * number, line)
    drawn.showPage()
    for number, line in enumerate(LONG_ITEMS[4:]):
        drawn.drawString(72, 760 - 30 * number, line)
    drawn.save()


def build_register(corpus: Path, index: Path, encoder: Encoder) -> None:
    """Index the papers, release one to members, and write the register of each."""
    builder.build(corpus, index, encoder, ReaderLimits(processes=1))
    withdrawals.release(corpus, index, MEMBERS, "the panel may read it", "release to members")
    builder.build(corpus, index, encoder, ReaderLimits(processes=1))
    store = Store(index / DATABASE_FILE_NAME)
    with store.transaction() as transaction:
        transaction.execute("DELETE FROM register_names")
        transaction.execute("DELETE FROM register_entries")
        for doc_id, entries in ENTRIES.items():
            document, text = store.documents.find_document(doc_id), store.documents.find_reading_text(doc_id)
            assert document is not None and text is not None, doc_id
            paper = RegisterPaper(document, text, tuple(store.documents.list_passages(doc_id)))
            row = transaction.execute("SELECT document_row FROM documents WHERE doc_id = ?", (doc_id,)).fetchone()[0]
            RegisterTable.insert(transaction, row, make_register(paper, entries))
    store.close()
