"""The same paper twice, and papers that replace others: strict about figures, and never a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from paper_search.ingest.duplicates import (
    claim_from_letter,
    content_hash,
    find_supersedes_claim,
    format_place,
    relate_documents,
)
from paper_search.records import Document, Meeting
from paper_search.records.documents import DocumentSummary, SupersedesClaim
from paper_search.storage.rows import claim_from_text, claim_to_text

BODY = "1.1 Hedges along 214 km of lanes are cut once a year.\n1.2 The contract costs £412,000, which is 4.5% more."

SAME = [
    (BODY.replace(" ", "\n"), (), "lines broken elsewhere"),
    (BODY.upper(), (), "capitals"),
    (f"Agenda Item 6\n{BODY}", (), "a pack's stamp that was read as text"),
    (f"{BODY}\nPage 41", (), "a printed page number that was read as text"),
    (f"X COUNTY COUNCIL\n{BODY}", (), "a letterhead, which elsewhere is a running head"),
    (f"X County Council {BODY}", (), "a letterhead that runs into the text"),
    (f"Hedge cutting\n{BODY}", ("Hedge cutting",), "a running head that was left out on other pages"),
    (BODY.replace("once", "on-\nce"), (), "a word broken at a line's end"),
    (BODY.replace("1.1", "1.1 •"), (), "a bullet"),
]
OTHER = [
    (BODY.replace("214", "215"), (), "a figure"),
    (BODY.replace("412,000", "41,2000"), (), "where the comma stands in a figure"),
    (BODY.replace("4.5%", "45%"), (), "a decimal point"),
    (BODY.replace("4.5%", "4.5"), (), "a percentage"),
    (BODY.replace("£412", "-£412"), (), "a sign before a sum"),
    (BODY.replace("£412", "€412"), (), "a currency"),
    (BODY.replace("once", "never once"), (), "a word"),
    ("\n".join(reversed(BODY.split("\n"))), (), "the order"),
    (f"{BODY}\n7", ("7",), "a figure on a line of its own, though it is printed as a page number too"),
]


@pytest.mark.parametrize(("text", "dropped", "reason"), SAME)
def test_the_same_words_have_one_key(text: str, dropped: tuple[str, ...], reason: str) -> None:
    assert content_hash(text, dropped) == content_hash(BODY), reason


@pytest.mark.parametrize(("text", "dropped", "reason"), OTHER)
def test_what_differs_is_another_paper(text: str, dropped: tuple[str, ...], reason: str) -> None:
    assert content_hash(text, dropped) != content_hash(BODY), reason


def test_a_page_number_left_standing_at_a_page_break_is_no_word_of_the_paper() -> None:
    stamped = BODY.replace("lanes are", "lanes Page 42 are")
    assert content_hash(stamped, (), (0, stamped.index("Page 42"))) == content_hash(BODY)
    assert content_hash(stamped, (), (0, stamped.index(" are"))) == content_hash(BODY)
    assert content_hash(stamped, (), (0, 4)) != content_hash(BODY), "elsewhere it may be a reference"


def test_too_few_words_say_nothing() -> None:
    assert content_hash("The meeting is cancelled.") is None


CLAIMS = [
    (
        "This report replaces the report “Hedge cutting” that was published with the agenda on 17 January.",
        SupersedesClaim("Hedge cutting"),
        "the title is named",
    ),
    ("This paper supersedes the version circulated on 3 May.", SupersedesClaim(), "no title, but an earlier version"),
    ("The attached report replaces that previously published.", SupersedesClaim(), "of the attached report"),
    (
        "Please note that this version of the report replaces the one published last week.",
        SupersedesClaim(),
        "a version",
    ),
    ("This report now replaces the earlier one in full.", SupersedesClaim(), "an earlier one"),
    (
        "The report published in the agenda has been revised to show the new grant and replaces the version"
        " available in the original agenda pack.",
        SupersedesClaim(),
        "an updated report",
    ),
    (
        "The report published with the agenda for item 7 has been replaced by the attached report.",
        SupersedesClaim(None, "7"),
        "the other way about, with the item",
    ),
    ("Hedges. This report replaces Appendix A as published with the agenda.", SupersedesClaim(), "in a later sentence"),
]
NO_CLAIMS = [
    ("This report sets out a strategy that replaces the document published in 2019.", "the strategy replaces it"),
    ("This policy replaces the policy adopted in 2015.", "a policy is no paper of a meeting"),
    ("The new bridge replaces the one published in the plan.", "nor is a bridge"),
    ("Members asked whether this report replaces anything.", "a question"),
    ("Equipment replaces double-handed visits, as this report says.", "other subject"),
    ("This report does not replace the report published with the agenda.", "a denial"),
    ("", "nothing"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), CLAIMS)
def test_a_paper_says_that_it_replaces_another(text: str, expected: SupersedesClaim, reason: str) -> None:
    assert find_supersedes_claim(text) == expected, reason
    assert claim_from_text(claim_to_text(expected)) == expected


@pytest.mark.parametrize(("text", "reason"), NO_CLAIMS)
def test_other_sentences_claim_nothing(text: str, reason: str) -> None:
    assert find_supersedes_claim(text) is None, reason


LETTERS = [
    (SupersedesClaim(), ["7", "7"], "7", SupersedesClaim(None, "7"), "one item in the supplement"),
    (SupersedesClaim(), ["7", "8"], "7", None, "two items, and it does not say which"),
    (SupersedesClaim(None, "8"), ["7", "8"], "8", SupersedesClaim(None, "8"), "it says which"),
    (SupersedesClaim(None, "8"), ["7", "8"], "7", None, "another than this"),
    (SupersedesClaim(), [None], None, None, "no item is known"),
    (None, ["7"], "7", None, "it says nothing"),
]


@pytest.mark.parametrize(("letter", "items", "item", "expected", "reason"), LETTERS)
def test_a_letter_speaks_of_one_item(
    letter: SupersedesClaim | None,
    items: list[str | None],
    item: str | None,
    expected: SupersedesClaim | None,
    reason: str,
) -> None:
    assert claim_from_letter(letter, items, item) == expected, reason


MEETING = Meeting("X Council", "Cabinet", date(2024, 1, 25))


def card(
    name: str, key: str | None = None, standing: int = 2, said: SupersedesClaim | None = None, **fields: object
) -> DocumentSummary:
    source, _, part = name.partition("#")
    given: dict[str, object] = {"kind": "report", "title": "Hedge cutting", "meeting": MEETING, **fields}
    pages = (int(part), int(part)) if part else None
    document = Document(name, source, "00", part_pages=pages, **given)  # type: ignore[arg-type]
    return DocumentSummary(document, key or name, standing, said)


def shown_as(*cards: DocumentSummary) -> dict[str, str | None]:
    return {doc_id: relation.same_as for doc_id, relation in relate_documents(cards).items()}


def test_a_paper_alone_is_shown_before_its_copy_in_a_pack() -> None:
    cards = [card("a-pack.pdf#12", "words", 6), card("report.pdf", "words")]
    assert shown_as(*cards) == {"a-pack.pdf#12": "report.pdf", "report.pdf": None}
    assert relate_documents(cards)["report.pdf"].also_at == ("a-pack.pdf#page=12",)


def test_every_place_of_every_copy_is_kept_once() -> None:
    twice = replace(card("a.pdf", "words").document, also_at=("b%20c.pdf",))
    related = relate_documents(
        [DocumentSummary(twice, "words", 2), card("pack.pdf#3", "words", 6), card("z.pdf", "words")]
    )
    assert related["a.pdf"].also_at == ("b%20c.pdf", "z.pdf", "pack.pdf#page=3")


def test_a_part_is_at_a_page_of_its_file() -> None:
    assert (format_place(card("pack.pdf#3").document), format_place(card("a.pdf").document)) == (
        "pack.pdf#page=3",
        "a.pdf",
    )


def test_two_councils_have_a_paper_each_and_one_without_goes_with_the_only_other() -> None:
    x, y = card("x.pdf", "w"), card("y.pdf", "w", meeting=Meeting("Y Council"))
    nobody = card("n.pdf", "w", meeting=Meeting())
    assert shown_as(x, y) == {"x.pdf": None, "y.pdf": None}
    assert shown_as(x, nobody) == {"n.pdf": None, "x.pdf": "n.pdf"}
    assert shown_as(x, y, nobody) == {"n.pdf": None, "x.pdf": None, "y.pdf": None}


OLD, NEW = card("old.pdf"), card("new.pdf", said=SupersedesClaim())
REPLACED = [
    ([OLD, NEW], "new.pdf", "the same title at the same meeting"),
    (
        [OLD, card("new.pdf", said=SupersedesClaim("Hedge cutting"), title="Revised figures")],
        "new.pdf",
        "the title it names",
    ),
    (
        [OLD, card("new.pdf", said=SupersedesClaim(), title="24/00109 - Hedge cutting")],
        "new.pdf",
        "a number before the title",
    ),
    (
        [
            card("old.pdf", agenda_item="6"),
            card("new.pdf", said=SupersedesClaim(), title="Revised figures", agenda_item="6"),
        ],
        "new.pdf",
        "the only report of the item",
    ),
    ([OLD, card("copy.pdf#4", "old.pdf", 6), NEW], "new.pdf", "the old paper stands in a pack as well"),
    (
        [OLD, card("pack.pdf#3", "new.pdf", 6, SupersedesClaim()), card("new.pdf")],
        "new.pdf",
        "the pack's letter says it",
    ),
]
NOT_REPLACED = [
    ([OLD, card("new.pdf")], "nothing says so"),
    ([OLD, card("other.pdf"), NEW], "two papers that it may mean"),
    ([OLD, card("new.pdf", said=SupersedesClaim("Ferry"))], "it names another"),
    (
        [OLD, card("new.pdf", said=SupersedesClaim(), meeting=replace(MEETING, held_on=date(2024, 2, 22)))],
        "another meeting",
    ),
    (
        [OLD, card("new.pdf", said=SupersedesClaim(), meeting=replace(MEETING, authority="Y Council"))],
        "another council",
    ),
    ([OLD, card("new.pdf", said=SupersedesClaim(), meeting=Meeting("X Council"))], "the meeting is not known"),
    ([OLD, card("new.pdf", said=SupersedesClaim(), kind="minutes")], "minutes do not replace a report"),
    ([card("old.pdf", agenda_item="5"), card("new.pdf", said=SupersedesClaim(), agenda_item="6")], "another item"),
    ([OLD, card("new.pdf", said=SupersedesClaim(), title="Ferry")], "another title, and no item"),
    ([card("p.pdf#1"), card("p.pdf#2", said=SupersedesClaim())], "papers of one pack are published together"),
]


@pytest.mark.parametrize(("cards", "by", "reason"), REPLACED)
def test_what_is_replaced(cards: list[DocumentSummary], by: str, reason: str) -> None:
    for order in (cards, cards[::-1]):
        old = relate_documents(order)["old.pdf"]
        assert (old.status, old.replaced_by) == ("replaced", by), reason
        assert relate_documents(order)[by].replaced_by is None


@pytest.mark.parametrize(("cards", "reason"), NOT_REPLACED)
def test_what_is_not(cards: list[DocumentSummary], reason: str) -> None:
    assert {relation.replaced_by for relation in relate_documents(cards).values()} == {None}, reason
    assert {relation.status for relation in relate_documents(cards).values()} == {None}, reason


def test_replaced_by_two_is_replaced_by_neither_in_particular() -> None:
    related = relate_documents([OLD, NEW, card("newer.pdf", said=SupersedesClaim())])
    assert (related["old.pdf"].status, related["old.pdf"].replaced_by) == ("replaced", None)


def test_confirmed_minutes_take_the_place_of_their_draft_which_stays_a_draft() -> None:
    draft = card("draft.pdf", kind="minutes", status="draft")
    confirmed = card("confirmed.pdf", kind="minutes", status="confirmed")
    related = relate_documents([draft, confirmed])
    assert (related["draft.pdf"].status, related["draft.pdf"].replaced_by) == ("draft", "confirmed.pdf")
    assert related["confirmed.pdf"].status == "confirmed"
    other = card("draft.pdf", kind="minutes", status="draft", meeting=replace(MEETING, held_on=date(2024, 2, 22)))
    assert relate_documents([other, confirmed])["draft.pdf"].replaced_by is None, "another meeting's"
