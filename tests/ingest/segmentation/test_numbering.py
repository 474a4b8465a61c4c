"""The patterns of printed numbers, as tables: what is printed, what it is, and why the row is there."""

from __future__ import annotations

import pytest

from paper_search.ingest.segmentation.numbering import (
    Label,
    find_quoted_blocks,
    is_contents_line,
    is_document_list,
    is_recommendation,
    is_resolution,
    parse_appendix,
    parse_item_reference,
    parse_label,
    parse_minute_reference,
)

LABELS = [
    ("4.12 The Committee noted", "dotted", "4.12", (4, 12), "the usual numbered paragraph of a report"),
    ("4.1.2 Officers will report", "dotted", "4.1.2", (4, 1, 2), "three levels"),
    ("8.1. This paper asks", "dotted", "8.1.", (8, 1), "a trailing stop is part of what is printed"),
    ("- 20.1 The first finding", "dotted", "20.1", (20, 1), "a number set as a bullet is still the number"),
    ("20.6 We have heard", "dotted", "20.6", (20, 6), "a bare number in the middle of a bulleted list"),
    ("4. Officers stressed", "number", "4.", (4,), "a point of minutes"),
    ("4) Officers stressed", "number", "4)", (4,), "the same with a bracket"),
    ("(4) Officers stressed", "number", "(4)", (4,), "the same in brackets"),
    ("10.Section 17 requires", "number", "10.", (10,), "the space after a number is sometimes lost"),
    ("1.1On 4 May the Board met", "dotted", "1.1", (1, 1), "the same behind a number of two parts"),
    ("1.1IT costs have risen", "dotted", "1.1", (1, 1), "before a short form in capitals"),
    ("1.1A new hall is planned", "dotted", "1.1", (1, 1), "before a word of one letter"),
    ("2.1.The Clerk reported", "dotted", "2.1.", (2, 1), "behind a stop"),
    ("4.OFFICERS’ REPORTS", "number", "4.", (4,), "before capitals"),
    ("5.A new hall is planned", "number", "5.", (5,), "before a word of one letter, behind a stop"),
    ("4)KCC will report", "number", "4)", (4,), "behind a bracket"),
    ("(a)The wall be mended", "letter", "(a)", (1,), "behind a letter in brackets"),
    ("1.1“On time” is the aim", "dotted", "1.1", (1, 1), "before a quotation"),
    ("5Legal implications", "bare", "5", (5,), "a heading's number without stop or space"),
    ("8A. The bridge", "number", "8A.", (8, 1), "a paragraph put in after 8"),
    ("3. 17,950 potholes were repaired", "number", "3.", (3,), "a point may open with a figure"),
    ("285. Declarations of interest", "number", "285.", (285,), "minutes run on from meeting to meeting"),
    ("(a) notes the report", "letter", "(a)", (1,), "a lettered item in brackets"),
    ("a) notes the report", "letter", "a)", (1,), "half a bracket"),
    ("a. notes the report", "letter", "a.", (1,), "a stop"),
    ("A. Agree to transfer", "letter", "A.", (1,), "capitals begin a list at A"),
    ("(ii) the deficit", "roman", "(ii)", (2,), "a roman numeral of two letters can be nothing else"),
    ("i) the deficit", "roman", "i)", (1,), "alone, i is the roman one"),
    ("• Caseloads", "bullet", "•", (), "a round bullet"),
    ("Ø  Caseloads", "bullet", "Ø", (), "what an arrow of a symbol font becomes"),
    ("§  Practice", "bullet", "§", (), "what a square of a symbol font becomes"),
    ("o Practice", "bullet", "o", (), "a hollow bullet typed as a letter"),
    ("- 22% were judged", "bullet", "-", (), "a dash and a figure is a bullet, not a number"),
    ("5 Legal implications", "bare", "5", (5,), "a heading's number without its stop"),
    ("4\\. Finance", "number", "4.", (4,), "the escape that keeps Markdown from making a list is not printed"),
    ("**4. Finance**", "number", "4.", (4,), "behind the marks of bold type"),
    ("## 4. Finance", "number", "4.", (4,), "behind the mark of a heading"),
    ("70/31 Apologies", "reference", "70/31", (70,), "a minute whose number names its year"),
    ("R2031-030 That we buy", "reference", "R2031-030", (30,), "a resolution with a reference of its own"),
    ("2b\nFinance", "number", "2b", (2, 2), "an agenda number on a line of its own"),
]

NOT_LABELS = [
    ("1 April 2025 is the date of transfer", "a date"),
    ("17.67 of the constitution sets out the criteria", "a cross-reference broken over two lines"),
    ("2024. The plan was revised", "a year that ends a sentence"),
    ("14.5 Year lifespan remaining", "a quantity with its unit, capital or not"),
    ("5.5 tonnes of salt", "the same in small letters"),
    ("9.30 A.M.", "a time of day"),
    ("12.5 million pounds were spent", "a sum"),
    ("3.5% of households", "a share"),
    ("1st May is the date", "an ordinal"),
    ("2m people came", "millions"),
    ("3D models were shown", "a word that begins with a figure"),
    ("5G masts were refused", "another"),
    ("B12 is a vitamin", "a word that ends with a figure"),
    ("2.5km of path", "a length"),
    ("1.5GB of data", "a size in capitals"),
    ("7.5T lorries are banned", "a weight in capitals"),
    ("1.5C of warming", "a temperature"),
    ("1.2Kg of salt", "a unit with a capital"),
    ("20Mph zones were agreed", "a speed with a capital"),
    ("9.30AM is the start", "a time of day"),
    ("1.1the plan", "small letters that no number before confirms"),
    ("1,429,506.8 836.6", "a row of figures"),
    ("-836.6 836.6", "a negative figure"),
    ("J. Burston, Inspector", "an initial"),
    ("it. The Leader replied", "the end of a sentence wrapped to a line start"),
    ("e.g. by telephone", "an abbreviation"),
    ("No. The answer", "a word"),
    ("Officers stressed", "no label at all"),
]


@pytest.mark.parametrize(("text", "kind", "printed", "value", "why"), LABELS, ids=[row[0] for row in LABELS])
def test_label(text: str, kind: str, printed: str, value: tuple[int, ...], why: str) -> None:
    label = parse_label(text)
    assert label is not None, why
    assert (label.kind, label.printed, label.value) == (kind, printed, value), why
    assert text[label.end :] and not text[label.end].isspace(), "the words begin where the label ends"


@pytest.mark.parametrize(("text", "why"), NOT_LABELS, ids=[row[0] for row in NOT_LABELS])
def test_not_a_label(text: str, why: str) -> None:
    assert parse_label(text) is None, why


@pytest.mark.parametrize(
    ("text", "before", "kind", "why"),
    [
        ("i) consider", Label("letter", "h)", (8,), 3), "letter", "after h) an i) is the ninth letter"),
        ("v) consider", Label("roman", "iv)", (4,), 4), "roman", "after iv) a v) is five"),
        ("v) consider", Label("letter", "u)", (21,), 3), "letter", "after u) a v) is a letter"),
        ("B. Delegate", Label("letter", "A.", (1,), 3), "letter", "after A. a B. goes on the list"),
        ("4.2 the Committee", Label("dotted", "4.1", (4, 1), 4), "dotted", "a small letter, but next in order"),
    ],
)
def test_the_label_before_settles_it(text: str, before: Label, kind: str, why: str) -> None:
    label = parse_label(text, before)
    assert label is not None and label.kind == kind, why


def test_name_is_what_an_officer_cites() -> None:
    names = [label.name for text in ("4.12 A", "8.1. A", "a) b", "(a) b", "4. A") if (label := parse_label(text))]
    assert names == ["4.12", "8.1", "a)", "(a)", "4"]


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("(Item 3)", "3"),
        ("(Item No. 12)", "12"),
        ("Agenda Item 9", "9"),
        ("(Agenda item 4a)", "4a"),
        ("(Items 3 and 4)", None),
        ("(Eitem 5 / Item 5)", "5"),
        ("(Eitem 5)", "5"),
        ("(Eitem 5 / Item 6)", None),
        ("Item 3 was deferred", None),
    ],
)
def test_item_reference(text: str, item: str | None) -> None:
    assert parse_item_reference(text) == item


def test_minute_reference() -> None:
    label = parse_minute_reference("Minute No. 285: Budget")
    assert label is not None and label.value == (285,)
    assert parse_minute_reference("Minutes of the meeting") is None


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("RESOLVED that the report be noted.", True, "capitals"),
        ("4.8 Resolved that the Committee:", False, "the number is cut off before the question is asked"),
        ("Resolved that the Committee:", True, "a lead-in"),
        ("It was resolved to approve the plan", True, "in small letters"),
        ("Members heard that it was resolved", False, "a story told in mid-sentence"),
        ("It was RESOLVED to approve the plan", True, "printed as a decision"),
        ("Decision: agreed", True, "a decision record"),
        ("Decision no: 24/00117", False, "a field of the front matter"),
        ("Resolved cases rose by 4%", False, "an adjective"),
    ],
)
def test_is_resolution(text: str, expected: bool, why: str) -> None:
    assert is_resolution(text) is expected, why


@pytest.mark.parametrize(
    ("text", "expected", "why"),
    [
        ("Recommendations:", True, "a heading"),
        ("9 Recommendation(s):", True, "numbered, and either one or many"),
        ("Recommendation(s): Cabinet is asked to note the report", True, "in the front matter"),
        ("Cabinet is asked to:", True, "what a list of recommendations hangs from"),
        ("Argymhellion:", True, "in Welsh"),
        ("The inspectors made 12 recommendations in 2018", False, "recommendations are only mentioned"),
    ],
)
def test_is_recommendation(text: str, expected: bool, why: str) -> None:
    assert is_recommendation(text) is expected, why


def test_appendix_and_contents() -> None:
    assert parse_appendix("Appendix A - Reserves policy") == "Appendix A"
    assert parse_appendix("The appendix") is None
    assert is_contents_line("Introduction ............ 4")
    assert not is_contents_line("And so on...")


@pytest.mark.parametrize(
    ("texts", "inside", "why"),
    [
        (["9. The rules say:", "“Council may:", "(a) agree; or", "(b) object.”", "10. It did."], {2, 3},
         "the clauses of a rule that is quoted"),
        (["He said “yes”.", "(a) Salt."], set(), "marks closed in one block quote nothing beyond it"),
        (["He said “yes.", "(a) Salt.", "(b) Grit."], set(), "marks never closed are a misprint"),
        (["“One paragraph.", "“Another.”", "(a) Salt."], {1}, "each paragraph of a quotation opens its marks anew"),
        (["The “first” and “the second", "third”.", "4. Salt."], {1}, "only the marks still open count"),
        ([], set(), "nothing"),
    ],
)  # fmt: skip
def test_within_quotation(texts: list[str], inside: set[int], why: str) -> None:
    assert find_quoted_blocks(texts) == inside, why


@pytest.mark.parametrize(
    ("heading", "expected", "why"),
    [
        ("Background documents", True, "what an officer relied on"),
        ("10. Background Documents", True, "numbered"),
        ("Attached documents:", True, "what comes with the paper"),
        ("Appendices", True, "the same"),
        ("Papurau Cefndir", True, "in Welsh"),
        ("Background", False, "the story so far has points of its own"),
        ("Appendix A", False, "an appendix is a paper, not a list of them"),
        ("Recommendations", False, "its letters are cited"),
    ],
)
def test_lists_papers(heading: str, expected: bool, why: str) -> None:
    assert is_document_list(("Roads", heading)) is expected, why


def test_no_heading_announces_nothing() -> None:
    assert not is_document_list(())


@pytest.mark.parametrize(
    ("before", "text", "printed", "reason"),
    [
        ("1.1 On 4 May the Board met", "1.2the Clerk was asked", "1.2", "the next of its list"),
        ("1 Background", "1.1the Clerk was asked", None, "a heading's number is no list"),
        ("1.1 On 4 May the Board met", "1.2m was spent", None, "a sum"),
        ("2.4 On 4 May the Board met", "2.5km were laid", None, "a length"),
        ("1.1 On 4 May the Board met", "7.3the rest", None, "the next of no list"),
    ],
)
def test_small_letters_behind_a_number(before: str, text: str, printed: str | None, reason: str) -> None:
    previous = parse_label(before)
    label = parse_label(text, previous if previous and previous.kind == "dotted" else None)
    assert (label.printed if label else None) == printed, reason
