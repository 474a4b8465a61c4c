"""The file of sources: read, written beside what a person wrote, and refused where it cannot be used."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from paper_search.errors import FetchError
from paper_search.fetch.sources import SOURCES_NAME, Source, choose_name, find_source, load_sources, save_source

FULL = Source(
    "ferndale", "moderngov", "https://democracy.ferndale.example/", 'The "Ferndale" Council',
    ("Audit",), ("Licensing",),
    date(2025, 4, 1), "me@here.example", 2.5, 30, ("papers.ferndale.example",), True, True,
)  # fmt: skip


def test_a_source_is_read_as_it_was_written(tmp_path: Path) -> None:
    save_source(tmp_path, FULL)
    assert load_sources(tmp_path) == (FULL,)


@given(st.text(max_size=60).filter(lambda text: text.strip() and "\0" not in text))
def test_any_name_of_an_authority_is_kept(tmp_path_factory: pytest.TempPathFactory, name: str) -> None:
    corpus = tmp_path_factory.mktemp("sources")
    source = Source("x", "moderngov", "https://x.example/", name.encode("utf-8", "replace").decode())
    save_source(corpus, source)
    assert load_sources(corpus) == (source,)


def test_what_a_person_wrote_stays(tmp_path: Path) -> None:
    text = '# Ours.\n[other]\nsystem = "list"\nurl = "urls.csv"  # a list\nauthority = "Other"\n'
    (tmp_path / SOURCES_NAME).write_text(text, encoding="utf-8")
    save_source(tmp_path, FULL)
    save_source(tmp_path, replace(FULL, delay=9.0))
    written = (tmp_path / SOURCES_NAME).read_text(encoding="utf-8")
    assert written.startswith(text) and written.count("[ferndale]") == 1
    assert [(source.name, source.delay) for source in load_sources(tmp_path)] == [("other", 2.0), ("ferndale", 9.0)]


_LIST = '[x]\nsystem = "list"\nurl = "u"\nauthority = "a"\n'
HEADS = ('["ferndale"]', "[ ferndale ]", "  [ferndale]  # ours", "['ferndale']")


@pytest.mark.parametrize("head", HEADS)
def test_a_table_is_found_however_its_head_is_written(tmp_path: Path, head: str) -> None:
    path = tmp_path / SOURCES_NAME
    save_source(tmp_path, FULL)
    tail = '\n# Two lines that belong\n# to the next table.\n[other]\nsystem = "list"\nurl = "u"\nauthority = "a"\n'
    path.write_text(path.read_text(encoding="utf-8").replace("[ferndale]", head) + tail, encoding="utf-8")
    save_source(tmp_path, replace(FULL, delay=9.0))
    assert [(source.name, source.delay) for source in load_sources(tmp_path)] == [("ferndale", 9.0), ("other", 2.0)]
    assert path.read_text(encoding="utf-8").endswith(tail)


def test_a_table_that_says_the_same_is_left_as_a_person_wrote_it(tmp_path: Path) -> None:
    save_source(tmp_path, FULL)
    path = tmp_path / SOURCES_NAME
    text = path.read_text(encoding="utf-8") + "# A note.\n"
    path.write_text(text, encoding="utf-8")
    save_source(tmp_path, FULL)
    assert path.read_text(encoding="utf-8") == text


def test_runs_that_end_at_the_same_moment_keep_all_sources(tmp_path: Path) -> None:
    sources = [replace(FULL, name=f"council-{number}") for number in range(24)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda source: save_source(tmp_path, source), sources))
    assert {source.name for source in load_sources(tmp_path)} == {source.name for source in sources}


MISTAKES = (
    ("x = 1", "outside a source", "a key outside a table"),
    ("[x]\nsystem = ", "is not TOML", "no TOML"),
    ("[X Y]\n", "is not TOML", "a name with a space"),
    ('["x/y"]\nsystem="moderngov"', "cannot be used", "a name that is a path"),
    ('[x]\nsystem = "moderngov"', "has no 'url'", "no address"),
    ('[x]\nsystem = "other"\nurl = "u"\nauthority = "a"', "has the system 'other'", "another system"),
    ('[x]\nsystem = "list"\nurl = "u"\nauthority = "a"\nspeed = 1', "unknown key 'speed'", "an unknown key"),
    ('[x]\nsystem = "list"\nurl = "u"\nauthority = "a"\ncommittees = "one"', "of another kind", "text for a list"),
    ('[x]\nsystem = "list"\nurl = "u"\nauthority = "a"\nsince = "2025"', "of another kind", "text for a day"),
    ('[x]\nsystem = "list"\nurl = "u"\nauthority = "a"\ndelay = true', "of another kind", "a truth value for a number"),
    (f"{_LIST}since = 2025-01-01T00:00:00", "of another kind", "a moment for a day"),
    (f"{_LIST}delay = 0", "from 1 to 3600", "no pace at all"),
    (f"{_LIST}delay = nan", "from 1 to 3600", "a pace that is no number"),
    (f"{_LIST}recheck_weeks = 1000000000", "from 1 to 999", "more weeks than a calendar has"),
)


@pytest.mark.parametrize(("text", "message", "reason"), MISTAKES, ids=[case[2] for case in MISTAKES])
def test_mistakes_name_the_file_and_what_to_do(tmp_path: Path, text: str, message: str, reason: str) -> None:
    (tmp_path / SOURCES_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(FetchError, match=message) as caught:
        load_sources(tmp_path)
    assert SOURCES_NAME in str(caught.value), reason


def test_finds_a_source_by_any_page_of_its_site(tmp_path: Path) -> None:
    save_source(tmp_path, FULL)
    assert find_source(tmp_path, "https://Democracy.Ferndale.example/ieListMeetings.aspx?CId=1") == FULL
    assert find_source(tmp_path, "https://other.example/") is None


def test_two_councils_on_one_site_are_told_apart_by_name(tmp_path: Path) -> None:
    other = replace(FULL, name="larkford", authority="Larkford")
    for source in (FULL, other):
        save_source(tmp_path, source)
    with pytest.raises(FetchError, match="--authority"):
        find_source(tmp_path, FULL.url)
    assert find_source(tmp_path, FULL.url, "Larkford") == other


def test_a_new_source_has_a_name_of_its_own(tmp_path: Path) -> None:
    save_source(tmp_path, FULL)
    assert (choose_name(tmp_path, "Ferndale"), choose_name(tmp_path, "Mill Lane")) == ("ferndale-2", "mill-lane")
