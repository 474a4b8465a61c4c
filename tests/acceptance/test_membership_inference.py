"""Nobody can tell from anything that the public sees whether a word stands in papers for members alone.

Membership inference as a test: invented words, half of which stand in a paper for members, are asked for as an outsider
through every door. All that comes back is held against two other indexes of the same public papers: one whose paper for
members holds the other half, and one in which that paper is exempt and was released to nobody.
"""

from __future__ import annotations

import json
import random
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, is_dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient

from paper_search.api import open_library
from paper_search.embeddings import Encoder
from paper_search.indexing import builder, withdrawals
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from paper_search.records import MEMBERS, Filters
from paper_search.storage.store import DATABASE_FILE_NAME
from paper_search.web import SiteSettings, create_app

MAX_AUC = 0.55
"""The most that any number may tell the words of the two halves apart: 0.5 is a guess, 1 is certainty."""
BRIEFING = "exempt/briefing.txt"
LIMITS = ReaderLimits(processes=1)


def _invent_words(count: int) -> list[str]:
    chance, words = random.Random(14), list[str]()
    while len(words) < count:
        word = "".join(chance.choice("bdfgklmnprtvz") + chance.choice("aeiou") for _ in range(4)) + chance.choice("kmx")
        if word not in words:
            words.append(word)
    return words


WORDS = _invent_words(60)
HALVES = {"even": frozenset(WORDS[::2]), "odd": frozenset(WORDS[1::2])}
ALSO_PUBLIC = frozenset(WORDS[::3])
"""Words that a public paper holds as well, as many of them of each half: of these only the rarity could tell."""
HELD_BACK, ABSENT = "held back", "absent"
SLIPS = {word: word[:4] + word[5] + word[4] + word[6:] for word in WORDS}
"""Two letters exchanged, as somebody mistypes a word."""


# -- the papers ------------------------------------------------------------------------------------------------


def write_public_papers(corpus: Path) -> None:
    """Write twelve papers of two councils, in which the words of ``ALSO_PUBLIC`` stand once each."""
    rows, public = ["path,authority,committee,meeting_date,title,kind"], sorted(ALSO_PUBLIC)
    for number in range(12):
        council = ("Ferndale Town Council", "Larkford Borough Council")[number % 2]
        name = f"report-{number:02}.txt"
        words = public[number::12]
        paragraphs = [
            f"1.{place} The {word} scheme was put to the panel, which agreed to spend £{number + 3},{place}00 on it."
            for place, word in enumerate(words, 1)
        ]
        paragraphs += [f"2.{place} {line}" for place, line in enumerate(COMMON_LINES[number % 3 :: 3], 1)]
        (corpus / name).write_text("\n\n".join([council, *paragraphs]) + "\n", encoding="utf-8")
        kind = ("report", "minutes", "decision record")[number % 3]
        rows.append(
            f"{name},{council},Assets Panel,2024-0{1 + number % 6}-1{number % 4},Estate matters {number},{kind}"
        )
    (corpus / "papers.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")


COMMON_LINES = (
    "The bandstand is to be painted green before the summer fair.",
    "The panel noted the condition of the benches, the paths and the lake.",
    "The Green Spaces Group (GSG) asked for more bins beside the bandstand.",
    "Officers were asked to report on the cost of resurfacing the car park.",
    "The lease of the boathouse was renewed for five years at £4,200 a year.",
    "Members asked whether the playground would be closed while it is repaired.",
)


def write_members_paper(corpus: Path, words: Sequence[str]) -> None:
    """Write a paper with each of the words three times, and an acronym for each."""
    paragraphs = [
        f"{number}. The {word} offer is confidential. The {word.title()} Option ({word[:3].upper()}O) was weighed, and"
        f" the bandstand at {word} valued at £{number},100."
        for number, word in enumerate(words, 1)
    ]
    (corpus / BRIEFING).parent.mkdir(parents=True, exist_ok=True)
    (corpus / BRIEFING).write_text("\n\n".join(["Ferndale Town Council", *paragraphs]) + "\n", encoding="utf-8")


def open_corpus(folder: Path, encoder: Encoder, exempt_words: Sequence[str], *, to_members: bool = True) -> Library:
    """Return the public papers beside an exempt one that holds these words; without words there is none.

    Args:
        folder: where the corpus and the index are made.
        encoder: the encoder of the index.
        exempt_words: the invented words that the exempt paper holds.
        to_members: the exempt paper was released to members.
    """
    corpus, index = folder / "corpus", folder / "index"
    corpus.mkdir(parents=True)
    write_public_papers(corpus)
    if exempt_words:
        write_members_paper(corpus, exempt_words)
    builder.build(corpus, index, encoder, LIMITS)
    if exempt_words and to_members:
        withdrawals.release(corpus, index, BRIEFING, "members may read it", "release to members")
        builder.build(corpus, index, encoder, LIMITS)
    with closing(sqlite3.connect(index / DATABASE_FILE_NAME)) as connection, connection:
        # A slow build takes longer than a second, and what is new is listed by the second.
        connection.execute("UPDATE arrivals SET changed_at = (SELECT max(changed_at) FROM arrivals)")
    return open_library(corpus, index, encoder)


@pytest.fixture(scope="module")
def libraries(tmp_path_factory: pytest.TempPathFactory, encoder: Encoder) -> dict[str, Library]:
    """The indexes, by the half that their paper for members holds, and two without such a paper."""
    made = {name: open_corpus(tmp_path_factory.mktemp(name), encoder, sorted(words)) for name, words in HALVES.items()}
    made[HELD_BACK] = open_corpus(tmp_path_factory.mktemp("held"), encoder, WORDS, to_members=False)
    made[ABSENT] = open_corpus(tmp_path_factory.mktemp("absent"), encoder, ())
    return made


# -- what an outsider sees -------------------------------------------------------------------------------------

_NOT_COMPARED = frozenset(("generation", "built_at", "added_at", "changed_at", "unread"))
"""When the index was built is no secret. Which files are unread is told to staff alone."""
_TIMES = re.compile(r"Last built [^.]*\.|<updated>[^<]*</updated>|\b20\d\d-\d\d-\d\dT[\d:+Z]+")


def _prune(value: object) -> object:
    """Return JSON without what is not compared."""
    if isinstance(value, dict):
        return {key: _prune(item) for key, item in value.items() if key not in _NOT_COMPARED}
    return [_prune(item) for item in value] if isinstance(value, list) else value


def to_json(record: object) -> object:
    """Return a record as JSON, without what is not compared."""
    return _prune(json.loads(json.dumps(record, default=_to_plain)))


def _to_plain(value: object) -> object:
    return asdict(value) if is_dataclass(value) and not isinstance(value, type) else str(value)


Door = Callable[[Library, str], object]
LIBRARY_DOORS: list[tuple[str, int, Door]] = [
    ("a word alone", 60, lambda library, word: library.search_with_remarks(word, k=20)),
    ("a word beside common ones", 60, lambda library, word: library.search(f"{word} bandstand lease", k=20)),
    ("an answer", 60, lambda library, word: library.ask(f"What was decided on the {word} scheme?")),
    ("a mistyped word", 60, lambda library, word: library.search_with_remarks(f"{SLIPS[word]} scheme", k=1)),
    ("a quoted word", 18, lambda library, word: library.search_with_remarks(f'"{word}" bandstand')),
    ("a word within limits", 18, lambda library, word: library.search(f"{word} scheme", Filters(kinds=("report",)))),
    ("an acronym", 18, lambda library, word: library.search_with_remarks(f"what is {word[:3].upper()}O short for?")),
    ("a comparison", 18, lambda library, word: library.compare(f"{word} bandstand")),
    ("a timeline", 18, lambda library, word: library.timeline(f"{word} bandstand")),
    ("what is new", 18, lambda library, word: library.whats_new(f"{word} bandstand").passages),
]
"""The door, how many of the words are tried at it, and what comes back."""
FEW_WORDS = 24
SOME_LIBRARY_DOORS = [
    *(pytest.param(door, min(count, FEW_WORDS), look, id=door) for door, count, look in LIBRARY_DOORS),
    *(
        pytest.param(door, count, look, id=f"{door}, all of them", marks=pytest.mark.exhaustive)
        for door, count, look in LIBRARY_DOORS
        if count > FEW_WORDS
    ),
]
ADDRESSES = [
    ("/api/search?q={}+bandstand", "search for programs"),
    ("/api/ask?q={}+bandstand", "answers for programs"),
    ("/api/compare?q={}+bandstand", "comparison for programs"),
    ("/api/timeline?q={}+bandstand", "timeline for programs"),
    ("/?q={}+bandstand", "the page"),
    ("/answer?q={}+bandstand", "the answer on the page"),
    ("/compare?q={}+bandstand", "the page of a comparison"),
    ("/timeline?q={}+bandstand", "the page of a timeline"),
    ("/papers?title={}", "the list of papers"),
    ("/feed?q={}+bandstand", "the feed"),
    ("/meetings?q={}", "the list of meetings"),
    ("/decisions?q={}", "the list of decisions"),
    ("/decisions/csv?q={}", "the table of decisions"),
    ("/people?name={}", "the list of people"),
]
ALL_PAPERS: list[tuple[str, Callable[[Library], object]]] = [
    ("the state of the index", lambda library: library.status()),
    ("the reach of a question", lambda library: library.coverage()),
    ("the reach within limits", lambda library: library.coverage(Filters(authorities=("Ferndale Town Council",)))),
    ("the filters on offer", lambda library: library.facets()),
    ("the list of papers", lambda library: library.documents()),
    (
        "passages like each of the public ones",
        lambda library: [
            library.similar(hit.passage.passage_id) for hit in library.search("bandstand scheme panel", k=40)
        ],
    ),
]


# -- how well it tells the halves apart ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sighting:
    """All that an outsider sees for a word in one index, and in the index without a paper for members."""

    is_member: bool
    seen: object
    seen_without: object


def list_numbers(value: object, path: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number of a piece of JSON or text, by its place; of a text its length as well."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from list_numbers(item, f"{path}/{key}")
    elif isinstance(value, list):
        yield f"{path}#", len(value)
        for place, item in enumerate(value):
            yield from list_numbers(item, f"{path}/{place}")
    elif isinstance(value, str):
        yield f"{path}#", len(value)
        for place, figure in enumerate(re.findall(r"\d+(?:\.\d+)?", value)):
            yield f"{path}#{place}", float(figure)
    elif value is not None:
        yield path, float(value)  # type: ignore[arg-type]


def compute_auc(positives: Sequence[float], negatives: Sequence[float]) -> float:
    """Return the area under the ROC curve, ties counting half, whichever way round it tells more."""
    ordered = np.sort(negatives)
    below, up_to = np.searchsorted(ordered, positives, "left"), np.searchsorted(ordered, positives, "right")
    share = float((below + up_to).sum()) / (2 * len(positives) * len(negatives))
    return max(share, 1 - share)


def find_best_guess(sightings: Sequence[Sighting]) -> tuple[float, str]:
    """Return the largest AUC of any number that is seen, or of how much it differs without members' papers."""
    numbers = [dict(list_numbers(sighting.seen)) for sighting in sightings]
    without = [dict(list_numbers(sighting.seen_without)) for sighting in sightings]
    changes = [
        {f"change of {path}": row.get(path, -1.0) - other.get(path, -1.0) for path in row.keys() | other.keys()}
        for row, other in zip(numbers, without, strict=True)
    ]
    is_member = np.array([sighting.is_member for sighting in sightings])
    best = (0.5, "nothing")
    for rows, default in ((numbers, -1.0), (changes, 0.0)):
        for path in set().union(*rows):
            values = np.array([row.get(path, default) for row in rows])
            best = max(best, (compute_auc(values[is_member], values[~is_member]), path))
    return best


def collect(look: Callable[[str, str], object], words: Sequence[str]) -> list[Sighting]:
    """Return what is seen for each word in both indexes with a paper for members."""
    seen_without = {word: look(HELD_BACK, word) for word in words}
    return [
        Sighting(word in half, look(name, word), seen_without[word]) for name, half in HALVES.items() for word in words
    ]


def check_sightings(sightings: Sequence[Sighting], door: str) -> None:
    """Check that no number tells the halves apart, and then that nothing differs at all."""
    auc, place = find_best_guess(sightings)
    assert auc <= MAX_AUC, f"{door}: AUC {auc:.3f} by {place}"
    assert [sighting.seen for sighting in sightings] == [sighting.seen_without for sighting in sightings], door


def test_the_measure_tells_what_it_should() -> None:
    leaky = [Sighting(place % 2 == 0, {"score": place % 2, "text": "same"}, {"score": 0}) for place in range(60)]
    assert find_best_guess(leaky)[0] == 1.0
    assert find_best_guess([Sighting(place % 2 == 0, [1.5, "a 7"], []) for place in range(60)])[0] == 0.5


# -- the tests -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("door", "count", "look"), SOME_LIBRARY_DOORS)
def test_no_number_tells_which_words_members_papers_hold(
    libraries: Mapping[str, Library], door: str, count: int, look: Door
) -> None:
    check_sightings(collect(lambda name, word: to_json(look(libraries[name], word)), WORDS[:count]), door)


@pytest.fixture(scope="module")
def clients(libraries: Mapping[str, Library]) -> dict[str, TestClient]:
    settings = SiteSettings(requests_per_minute=100_000, max_concurrent_requests=100)
    return {name: TestClient(create_app(library, settings=settings)) for name, library in libraries.items()}


@pytest.mark.parametrize(("address", "door"), ADDRESSES, ids=[door for _, door in ADDRESSES])
def test_no_page_tells_which_words_members_papers_hold(
    clients: Mapping[str, TestClient], address: str, door: str
) -> None:
    def look(name: str, word: str) -> object:
        response = clients[name].get(address.format(word))
        assert response.status_code == 200, (address, response.text[:500])
        is_json = response.headers["content-type"].startswith("application/json")
        return _prune(response.json()) if is_json else _TIMES.sub("", response.text)

    check_sightings(collect(look, WORDS[:6]), door)


@pytest.mark.parametrize(("door", "look"), ALL_PAPERS, ids=[door for door, _ in ALL_PAPERS])
def test_nothing_said_of_all_papers_counts_members_papers(
    libraries: Mapping[str, Library], door: str, look: Callable[[Library], object]
) -> None:
    expected = to_json(look(libraries[HELD_BACK]))
    for name in HALVES:
        assert to_json(look(libraries[name])) == expected, door


def test_only_the_count_of_papers_held_back_tells_that_there_is_one(libraries: Mapping[str, Library]) -> None:
    for name in HALVES:
        seen, without = libraries[name].coverage(), libraries[ABSENT].coverage()
        assert (seen.held_back, without.held_back) == (1, 0)
        assert replace(seen, held_back=0) == without
        for word in WORDS[:6]:
            question = f"{word} bandstand"
            assert libraries[name].search(question) == libraries[ABSENT].search(question)


def test_members_find_all_of_it(libraries: Mapping[str, Library]) -> None:
    for name, half in HALVES.items():
        library = libraries[name].with_access(MEMBERS)
        for word in sorted(half)[:5]:
            assert BRIEFING in {hit.document.doc_id for hit in library.search(word)}
        assert library.status().papers == libraries[ABSENT].status().papers + 1
        assert library.status().passages > libraries[name].status().passages
