"""Sentences of council papers: where they end, as a table of cases."""

from __future__ import annotations

import pytest

from paper_search.text.sentence_ends import is_open_end, is_sentence_broken
from paper_search.text.spans import split_sentences

# A bar stands where one sentence ends and the next begins.
SENTENCES = [
    ("It was agreed.|Cllr Lowe left.", "a full stop"),
    ("Was it agreed?|Yes!|So be it.", "a question and an exclamation"),
    ("Cllr. Jones spoke.|He sat.", "a title before a name"),
    ("Mr. and Mrs. Fenn objected.|The Chair replied.", "two titles"),
    ("Ald. R. Fenn and Revd. Marsh came.", "an alderman, an initial, a clergyman"),
    ("J. Smith agreed.|J. R. Hartley did not.", "initials"),
    ("The best bid was made by Mr A. Sample of Larkford.", "an initial between names"),
    ("See para. 4 of it.|It is long.", "a reference to a paragraph"),
    ("See paras. 4.1 and 4.2.|They differ.", "a reference to several"),
    ("Minute No. 285 was read.|It was signed.", "a number"),
    ("Minute Nos. 285 and 286 were read.", "numbers"),
    ("The bids (No. A12) were opened.", "a number with a letter"),
    ("The answer was no.|The Council moved on.|It rose.", "no is an answer where no number follows"),
    ("It falls under Reg. 12 of the Regulations.", "a regulation"),
    ("It is held under s. 106 of the Act.|It is spent.", "a section with a space"),
    ("The s.106 sum is £40,000.|It is spent.", "a section without one"),
    ("It is in Sch. 2, Pt. 1 of the Act.", "a schedule and a part"),
    ("See Art. 6 and cl. 3.|Both apply.", "an article and a clause"),
    ("See pp. 4-9 and Fig. 2.|Both are new.", "pages and a figure"),
    ("Pupils, e.g. those at Fenwick School, travel.", "for example"),
    ("The rate, i.e. 4.99%, was set.", "that is"),
    ("Costs are approx. £1.2 million.|They rise.", "about so much"),
    ("Costs (cf. 2019) rose.", "compare"),
    ("Larkford R.D.C. v. Fenn was cited.", "a case"),
    ("Roads, paths, etc. are included.|All are.", "and so on, in a sentence"),
    ("Bins, gates, etc.|The Clerk will order them.", "and so on, at the end of one"),
    ("Fenn & Sons Ltd. won the tender.", "a company in a sentence"),
    ("The tender went to Fenn & Sons Ltd.|The price was £9,000.", "a company at the end of one"),
    ("The meeting began at 7.30 p.m. on Monday.", "a time in a sentence"),
    ("The meeting closed at 9.15 p.m.|The next is in May.", "a time at the end of one"),
    ("It met at 10 a.m. Monday and rose at noon.", "a time before a name"),
    ("It met at 7.30pm.|It rose at 9.", "a time without stops"),
    ("It cost £1.2 million.|It rose to £1.5m.|It fell.", "sums"),
    ("Rates rose by 4.99%.|They fell by 2.5%.", "shares"),
    ("The works at St. Mary's Church are done.", "a saint"),
    ("The lamp is in Mill St.|The Clerk reported it.", "a street at the end"),
    ("The lamp in Mill Rd. opposite the hall is out.", "a road in a sentence"),
    ("The report of Sept. 2024 was noted.", "a month before a year"),
    ("It meets on 3 Jan. and 4 Feb. each year.", "months in a sentence"),
    ("It is paid from Jan. 12 on.", "a month before a day"),
    ("4. The plan was agreed.", "a leading number"),
    ("4.1. The plan was agreed.|It was signed.", "a leading number of two parts"),
    ("a. The plan was agreed.", "a leading letter"),
    ("iv. The plan was agreed.", "a leading Roman number"),
    ("The panel backed recommendation 4.|The cost is low.", "a number at the end"),
    ("Members chose plan B.|The Council agreed.", "a letter at the end"),
    ("The road (see para. 4. It is long) was closed.|It reopened.", "a stop in brackets"),
    ("It was agreed (Cllr Lowe abstained.) by all.", "a stop before a closing bracket"),
    ("It was agreed.|(Cllr Lowe abstained. Cllr Fenn did not vote.)|It was noted.", "a sentence of brackets"),
    ("The path [now closed. See map] was noted.|It is wet.", "square brackets"),
    ("He said “Stop. Look.” to them.|They did.", "a quotation of two sentences"),
    ("She asked “Who said ‘No.’ to it?” and sat.", "a quotation in a quotation"),
    ("“Is it so?” asked the Chair.|It was.", "a question inside a sentence"),
    ("He said “Stop.”|They did.", "the closing mark stays with its sentence"),
    ("It was, however ... not agreed.|It fell.", "an ellipsis in a sentence"),
    ("It was not agreed...|The Chair sighed.", "an ellipsis at the end"),
    ("It was not agreed…|The Chair sighed.", "an ellipsis of one sign"),
    ("(a) mend the wall; (b) paint it; and (c) report.", "a list with semicolons is one sentence"),
    ("The council resolved: to mend the wall; to paint it.", "a colon ends none"),
    ("Potholes will be repaired by\n27 October.|It is late.", "a line end before a date"),
    ("The scheme will cost\n£1.2 million.|It is dear.", "a line end before a sum"),
    ("The motion was moved by\nCllr Lowe.|It fell.", "a line end before a name"),
    ("The hall was let\n(see para. 4).|It is full.", "a line end before a bracket"),
    ("All potholes will be repaired by\n\n27 October.|It is late.", "a page end before a date"),
    ("The scheme on the quay will cost\n\n£1.2 million.|It is dear.", "a page end before a sum"),
    ("The amendment was moved by Cllr\n\nLowe.|It fell.", "a page end before a name"),
    ("In the audits just 22% were\n\njudged as inadequate.", "a page end before small letters"),
    ("First line\n\nSecond line", None),
    ("Minutes of the meeting\n\nthe hall was full.", "a broken line of four words goes on"),
    ("the wall be mended and\n\n(b) the path be laid.", None),
    ("The wall was mended.|\n\nthe path was laid.", "a sentence that ended does not go on"),
    ("Income in 2019⁴.|It rose by 4%.¹²|It fell.", "marks of notes behind a stop"),
    ("The U.K. average is 4.|Ours is 5.", "a country in a sentence"),
    ("Growth is highest in the U.K.|The rate is 2%.", "a country at the end"),
    ("The co. secretary, Dr. Fenn B.Sc. Hons, left.", "short forms side by side"),
    ("Write to www.example.org. the Clerk replies.", "small letters after a stop go on"),
    ("no stop at all", "the rest is a sentence"),
]  # fmt: skip
SPLIT_AT_BLANK_LINES = {
    "First line\n\nSecond line": "a blank line ends a line that is whole",
    "the wall be mended and\n\n(b) the path be laid.": "an item of a list begins anew",
}


@pytest.mark.parametrize(("marked", "reason"), SENTENCES)
def test_sentences(marked: str, reason: str | None) -> None:
    text = marked.replace("|", " ")
    expected = [part.strip() for part in (marked.split("|") if reason else marked.split("\n\n"))]
    assert [text[start:end] for start, end in split_sentences(text)] == expected, reason or SPLIT_AT_BLANK_LINES[marked]


@pytest.mark.parametrize(
    ("before", "after", "is_broken", "reason"),
    [
        ("the potholes will be repaired by", "27 October", True, "a date"),
        ("the whole scheme will cost", "£1.2 million", True, "a sum"),
        ("it was moved by Cllr", "Lowe", True, "a name"),
        ("the hall was let to the", "(former) Scouts", True, "a bracket"),
        ("in the audits 22% were", "judged as poor", True, "small letters"),
        ("it was agreed to do so;", "and that", True, "after a semicolon in small letters"),
        ("the budget for 2024-", "25. It rose", True, "a financial year"),
        ("it was agreed to do so.", "27 October", False, "the sentence has ended"),
        ("repaired by", "27 October", False, "too few words to be a sentence"),
        ("the wall shall be mended and", "4. the path laid", False, "an item"),
        ("the wall shall be mended and", "(b) the path laid", False, "a lettered item"),
        ("agree to transfer the park; and", "B. DELEGATE the rest", False, "the next item of a list in capitals"),
        ("it was agreed to do so; and", "that it be done", True, "small letters behind the end of an item"),
        ("a report of the hall committee", "The Clerk spoke", False, "a whole line"),
    ],
)
def test_broken_sentences(before: str, after: str, is_broken: bool, reason: str) -> None:
    assert is_sentence_broken(before, after) is is_broken, reason


@pytest.mark.parametrize(
    ("text", "is_open"), [("repaired by", True), ("paid £", True), ("and (", True), ("agreed.", False), ("hall", False)]
)
def test_open_ends(text: str, is_open: bool) -> None:
    assert is_open_end(text) is is_open
