"""How a question is read before it is searched for, over real papers: slips, letters, and what is said of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from paper_search.embeddings import Encoder
from paper_search.indexing.builder import build
from paper_search.records import Acronym
from paper_search.retrieval.engine import IndexSnapshot
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.retrieval.query import rewrite
from paper_search.retrieval.query.parse import parse_query

HARBOUR = """HARBOUR BOARD

1. The Flood Action Group (FAG) oversees the management of the sea wall and its maintenance.

2. The FAG met in spring. Management of the dunes is a matter for Zenobia Ltd.

3. Safety on the quay has improved since the lamps were mended.
"""
PIER = """PIER TRUST

1. The Pier Ticket Scheme (PTS) began in May.

2. Under the Port Traffic Study (PTS) lorries were counted in June.

3. Accommodation for anglers is let by the week.
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> Path:
    folder = tmp_path_factory.mktemp("reading")
    corpus = folder / "corpus"
    corpus.mkdir()
    for name, text in (("harbour.txt", HARBOUR), ("pier.txt", PIER)):
        (corpus / name).write_text(text, encoding="utf-8")
    build(corpus, folder / "index", encoder)
    return folder


@pytest.fixture
def index(folder: Path) -> Iterator[IndexSnapshot]:
    with LocalEngine(folder / "index").snapshot() as snapshot:
        yield snapshot


SLIPS = [
    ("manegement of the wall", "management of the wall", "a wrong letter in a long word"),
    ("saftey on the quay", "safety on the quay", "two letters exchanged"),
    ("accomodaton for anglers", "accommodation for anglers", "two letters left out of a long word"),
    ("Manegement of the wall", "management of the wall", "a capital at the beginning is no name"),
    ("sea wall maintanence", "sea wall maintenance", "the last word"),
    ("management of the wall", "management of the wall", "nothing to mend"),
    ("dragons on the quay", "dragons on the quay", "a word of the language that no paper has"),
    ("what does Zenobja do", "what does Zenobja do", "what is written as a name"),
    ("sefty on the quay", "sefty on the quay", "two letters wrong in a short word"),
    ('"manegement" of the wall', '"manegement" of the wall', "quoted words stay as they are"),
    ("xqzvwkj of the wall", "xqzvwkj of the wall", "near to nothing"),
]


@pytest.mark.parametrize(("typed", "searched", "reason"), SLIPS)
def test_slips_are_mended_and_said(
    index: IndexSnapshot, encoder: Encoder, typed: str, searched: str, reason: str
) -> None:
    query = rewrite.rewrite_query(parse_query(typed), index, encoder)
    assert query.searched.text == searched, reason
    said = [remark for remark in query.remarks if "searched for" in remark]
    assert len(said) == (typed != searched), "never silently, and nothing said where nothing was done"


LETTERS = [
    ("What is the FAG?", "What is the Flood Action Group?", "Flood Action Group", "letters"),
    ("fag", "Flood Action Group", "Flood Action Group", "small letters, alone"),
    ("the flood action group", "the FAG", "Flood Action Group", "words"),
    ("lorries counted for the PTS", "lorries counted for the PTS", "Pier Ticket Scheme or", "two meanings, no telling"),
    (
        "what traffic did the PTS count",
        "what traffic did the Port Traffic Study count",
        "Port Traffic",
        "the words tell",
    ),
    ("the FAGs of the coast", "the Flood Action Group of the coast", "Flood Action Group", "a plural"),
    ("the view of the FAGS", None, None, "an S in capitals is one of the letters"),
    ("the Flood Action Group (FAG)", None, None, "the question has both"),
    ("sea wall", None, None, "no letters and no words for them"),
    ("KCX", None, None, "letters that nothing defines"),
]


@pytest.mark.parametrize(("typed", "otherwise", "said", "reason"), LETTERS)
def test_letters_and_words_are_exchanged_and_said(
    index: IndexSnapshot, encoder: Encoder, typed: str, otherwise: str | None, said: str | None, reason: str
) -> None:
    query = rewrite.rewrite_query(parse_query(typed), index, encoder)
    assert query.searched.text == typed, "the question itself stays"
    assert (query.alternative.text if query.alternative else None) == (otherwise if otherwise != typed else None), (
        reason
    )
    assert (said in " ".join(query.remarks)) if said else not query.remarks, reason


def test_a_remark_says_where_letters_are_defined(index: IndexSnapshot, encoder: Encoder) -> None:
    query = rewrite.rewrite_query(parse_query("What is the FAG?"), index, encoder)
    (said,) = query.remarks
    assert said.startswith("FAG: Flood Action Group, as defined in ")
    assert "para 1" in said


def find_definitions(engine: LocalEngine, *keys: str) -> list[Acronym]:
    with engine.snapshot() as index:
        return index.find_definitions(keys)


def test_what_is_gone_defines_nothing(encoder: Encoder, tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    corpus.mkdir()
    (corpus / "pier.txt").write_text(PIER, encoding="utf-8")
    build(corpus, tmp_path / "index", encoder)
    engine = LocalEngine(tmp_path / "index")
    assert {acronym.long for acronym in find_definitions(engine, "pts")} == {"Pier Ticket Scheme", "Port Traffic Study"}
    (corpus / "pier.txt").write_text(PIER.replace("The Pier Ticket Scheme (PTS)", "It"), encoding="utf-8")
    build(corpus, tmp_path / "index", encoder)
    assert {acronym.long for acronym in find_definitions(engine, "pts")} == {"Port Traffic Study"}
