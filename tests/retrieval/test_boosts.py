"""What a question asks for beside being matched, over real papers with the real model: one row a question."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.api import open_library
from paper_search.cli import terminal
from paper_search.embeddings import Encoder
from paper_search.indexing.builder import build
from paper_search.library import Library
from paper_search.records import Filters, Intent, Passage
from paper_search.retrieval.boosts import is_attributed
from paper_search.retrieval.query.intent import find_name_words
from paper_search.schemas import AnswerSchema, ListingSchema
from paper_search.text.stemming import stem
from paper_search.web.components import answer as render
from paper_search.web.forms import SearchForm

PAPERS = {
    "eastmere.txt": """EASTMERE COUNCIL

1. The steps of care run from early help to protection, and each step has its own lead worker.

2. The step of care that families meet first is early help.

3. Ferries carried 4,000 people. The ferry fund of £5 million was spent by decision 24/00031 on a new landing stage.

4. Councillor Ada Thorne asked why the ferry was late on 9th January 2025.

5. The Director of Harbours explained that the ferry was late because of ice in the channel.

6. Apologies for absence from the ferry meeting were received from two members of the ferry committee.

7. Two members of the ferry committee visited another harbour after the meeting, and were shown round its ferry.

8. The second tug, the tug crew's hours and the cost of the second tug and its crew had been looked at by the officers.

9. RESOLVED that the second tug be sold.

10. Members asked how deep the dry dock at the harbour is, and were told that the officers had not looked.

11. The dry dock of the harbour is twelve metres deep at low water, enough for both tugs.

12. Buoys found adrift in the harbour were looked for by the officers, who found that 300 lamps on them were out.

13. The officers brought forty-one buoys back to the harbour.
""",
    "westmere.txt": """WESTMERE COUNCIL

1. The ferry fund of £5.5 million was spent by decision 24/00131 on a new landing stage.

2. The ferry was late because of ice, residents complained.

3. Lamps on the quay are lit by gas.

5. Members noted the reports on gas, lamps, signs and potholes.

4. The late ferry: the Director of Harbours, the late ferry.
""",
    "oldmere.txt": """NORTHMERE COUNCIL

1. The ferry fare is two pounds for adults and one pound for children.
""",
    "newmere.txt": """NORTHMERE COUNCIL

1. The ferry fare is three pounds for adults and one pound for children.

POTHOLES

2. Crews mend potholes within a day where they are deep, and within a week where they are not; what is not deep is
looked at again in spring.
""",
}
MANIFEST = """path,authority,committee,meeting_date,kind
eastmere.txt,Eastmere Council,Harbour Committee,2025-02-01,report
westmere.txt,Westmere Council,Harbour Committee,2025-03-01,report
oldmere.txt,Northmere Council,Harbour Committee,2019-03-01,report
newmere.txt,Northmere Council,Harbour Committee,2025-04-01,report
"""


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Library:
    folder: Path = tmp_path_factory.mktemp("preferences")
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in (*PAPERS.items(), ("papers.csv", MANIFEST)):
        (corpus / name).write_text(text, encoding="utf-8")
    build(corpus, folder / "index", encoder)
    return open_library(corpus, folder / "index", encoder)


FIRST = [
    ("what did 24/00031 pay for", "24/00031", "a reference, not another that ends so"),
    ("24/00131", "24/00131", "a reference alone"),
    ("what has 24/00031 to do with gas lamps lit on the quay", "24/00031", "a reference, whatever the other words"),
    ("ferry fund of £5m", "£5 million", "a sum in another form, not £5.5 million"),
    ("ferry fund of £5,500,000", "£5.5 million", "all figures"),
    ("ferry late on 09/01/2025", "9th January 2025", "a day in another form"),
    ("what did Cllr Thorne ask about the ferry", "Ada Thorne", "a name with another title"),
    ("what did the Director of Harbours say about the late ferry", "explained", "the speaker's own words"),
    ("latest ferry fare", "three pounds", "the newer of two that are alike"),
    ("what is the current position on the ferry fare", "three pounds", "the same in other words"),
    ("how many buoys were found adrift in the harbour", "forty-one", "what counts them, not what shares more words"),
    ("potholes", "Crews mend", "the passage about it, not the one that names it in passing"),
    ("what was decided about the second tug and its crew", "RESOLVED", "the decision, not what shares more words"),
    ("the second tug and its crew", "looked at", "and what shares more words where no decision is asked for"),
    ("how deep is the dry dock at the harbour", "twelve metres", "what holds a number, where one is asked for"),
    ("the dry dock at the harbour, deep", "had not looked", "what shares more words where none is"),
    ("members of the ferry committee, ferry meeting", "visited", "a formality that shares the words stands back"),
]


@pytest.mark.parametrize(("question", "expected", "reason"), FIRST)
def test_what_comes_first(library: Library, question: str, expected: str, reason: str) -> None:
    assert expected in library.search(question)[0].passage.text, reason


@pytest.mark.parametrize(
    ("speaker", "attribution", "expected", "reason"),
    [
        ("Ofsted", "Inspectors", True, "an inspectorate speaks through its inspectors"),
        ("the CQC", "The lead inspector", True, "the one who leads them"),
        ("Ofsted", "Ofsted", True, "by its own name"),
        ("Ofsted", "The Inspector", False, "one of planning"),
        ("Councillor Thorne", "Inspectors", False, "no inspectorate was asked for"),
        ("Ofsted", None, False, "nobody's words"),
    ],
)
def test_whose_words_a_passage_is(speaker: str, attribution: str | None, expected: bool, reason: str) -> None:
    words = frozenset(map(stem, find_name_words(speaker)))
    intent = Intent(speaker=speaker, speaker_stems=words)
    passage = Passage("p", "d", "paragraph", "It sails late.", 0, 14, attribution=attribution)
    assert is_attributed(passage, intent) is expected, reason


def test_quoted_words_stand_in_every_passage(library: Library) -> None:
    hits = library.search('"steps of care"')
    assert ["steps of care" in hit.passage.text for hit in hits] == [True], "not even another inflection"
    assert len(library.search("steps of care")) > 1, "without the marks they are words like others"


def test_quoted_words_are_found_within_the_filters(library: Library) -> None:
    held = {hit.document.source for hit in library.search('"the ferry"', k=50)}
    assert held >= {"eastmere.txt", "westmere.txt"}
    only = library.search('"the ferry"', Filters(authorities=("Westmere",)), k=50)
    assert {hit.document.source for hit in only} == {"westmere.txt"}


def test_a_formality_is_found_where_it_is_asked_for(library: Library) -> None:
    assert "Apologies" in library.search("apologies from the ferry committee")[0].passage.text


def test_the_best_of_each_council_comes_before_the_rest(library: Library) -> None:
    hits = library.search("which councils have a ferry", k=20)
    assert {hit.document.meeting.authority for hit in hits[:3]} == {
        "Eastmere Council",
        "Westmere Council",
        "Northmere Council",
    }
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


SAID = [
    ('"ladder of care"', "“ladder of care” stands word for word in no paper of those searched.", "quoted words"),
    ("what was 24/09999 spent on", "24/09999 stands in none of the papers searched.", "a reference"),
    ("ferry fund of £7m", "£7,000,000 stands in none of the papers searched.", "a sum"),
    ("what did the crew say about the ferry", "None of the passages found is attributed to crew.", "a speaker"),
    (
        "are there any mermaids in the channel",
        "No paper has the word “mermaids”, so the search was by meaning.",
        "a word",
    ),
    (
        "do mermaids and gnomes ask for ferries, or herrings",
        "No paper has the words “mermaids”, “gnomes” and “herrings”, so the search was by meaning.",
        "words, as they were typed, other forms of what is held left out",
    ),
    ("does Zanzibar ask for ferries", "No paper has the word “Zanzibar”.", "a name, which no other word means"),
    ('"selkies"', "“selkies” stands word for word in no paper of those searched.", "a quoted word, said once"),
    ("did anyone say yes to the ferry", None, "everyday words say little of what is asked"),
    ("ferries in 1987", "No paper is from 1987 or mentions it.", "a year"),
    ("ferries for 1987 adults", None, "nor do figures, which are printed in many ways"),
    ("why was the ferry late", None, "nothing to say"),
    ("what was 24/00031 spent on", None, "what is held"),
]


@pytest.mark.parametrize(("question", "said", "reason"), SAID)
def test_what_is_said_of_what_is_not_held(library: Library, question: str, said: str | None, reason: str) -> None:
    assert library.ask(question).remarks == ((said,) if said else ()), reason
    assert library.search_with_remarks(question).remarks == ((said,) if said else ()), (
        "a list of passages says the same"
    )


@pytest.mark.parametrize("question", ['"ladder of care"', "what did 24/09999 pay for"])
def test_nothing_is_found_without_what_was_named(library: Library, question: str) -> None:
    answer = library.ask(question)
    assert (answer.is_found, answer.quotes) == (False, ())


def test_a_better_match_is_not_hidden_by_a_recent_one(library: Library) -> None:
    hits = library.search("latest ferry fare of two pounds for adults", k=20)
    assert "two pounds" in hits[0].passage.text


def test_remarks_are_shown_at_every_door(library: Library) -> None:
    said = "24/09999 stands in none of the papers searched."
    question = "what was 24/09999 spent on"
    answer, listing = library.ask(question), library.search_with_remarks(question)
    assert said in terminal.format_answer(answer)
    assert said in terminal.format_hits(question, listing)
    assert AnswerSchema.from_record(answer).remarks == ListingSchema.from_results("", listing).remarks == (said,)


@pytest.mark.parametrize("question", ['"<b>ladder</b>"', "what did <i>Bob</i> the Bishop say about the ferry"])
def test_a_remark_on_the_page_is_only_words(library: Library, question: str) -> None:
    answer = library.ask(question)
    shown = render.render_answer(answer, SearchForm(question))
    assert answer.remarks
    assert "<b>" not in shown
    assert "<i>" not in shown
