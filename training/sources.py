"""The data that there are: what is kept beside this file, and what lies in a folder beside the project."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from training.examples import (
    Example,
    Insertion,
    Record,
    choose_records,
    make_deletion_examples,
    make_insertion_examples,
    make_near_miss_examples,
    make_neighbour_examples,
    make_passage_examples,
    make_slot_examples,
    make_slot_paper_examples,
    make_twin_examples,
    parse_insertion,
    read_records,
)
from training.mismatches import make_same_kind_examples, make_stranger_examples, make_swap_examples
from training.question_bias import fit_question_bias
from training.question_pairs import (
    make_slot_pair_examples,
    make_written_insertion_examples,
    make_written_pair_examples,
)

OWN_FOLDER = Path(__file__).parent / "data"
SHARED_FOLDER = Path(__file__).resolve().parents[2] / "shared" / "training"
_TWIN_FILE, _PASSAGE_FILES = "council-twins.jsonl.gz", ("council-invented.jsonl.gz", "council-real.jsonl.gz")
_INSERTION_FOLDER, _PAIR_FOLDER = "insertions", "question-pairs"
SOURCES = (
    "slots",
    "slot pairs",
    "written pairs",
    "written insertions",
    "twins",
    "insertions",
    "deletions",
    "neighbours",
    "swaps",
    "strangers",
    "same kind",
)

Maker = Callable[[Record, random.Random], Iterator[Example]]
"""Makes the examples of one record; what is drawn is drawn anew each time."""
_MISMATCHES = {
    "swaps": make_swap_examples,
    "strangers": make_stranger_examples,
    "same kind": make_same_kind_examples,
}


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Records of each kind, see ``examples``.

    Attributes:
        insertions: sentences that answer near misses of the passages, by passage and number of the near miss.
        question_pairs: passages with two questions in nearly the same words, and a sentence that answers the second.
    """

    slots: tuple[Record, ...]
    twins: tuple[Record, ...]
    passages: tuple[Record, ...]
    insertions: Mapping[str, Mapping[int, Insertion]] = field(default_factory=dict)
    question_pairs: tuple[Record, ...] = ()

    def draw(self, source: str, rng: random.Random, *, held_out: bool) -> list[Example]:
        """Return the examples of a source, their twins drawn anew.

        Args:
            source: one of ``SOURCES``, or "near misses".
            rng: draws.
            held_out: True for those that are measured on, False for those that are trained on.
        """
        if source in _MISMATCHES:
            return list(_MISMATCHES[source](self._list_answered(rng, held_out), rng))
        if source == "neighbours":
            return list(self._pair_neighbours(rng, held_out))
        records, group, make = self._find_maker(source)
        return [example for record in choose_records(records, group, held_out) for example in make(record, rng)]

    def _find_maker(self, source: str) -> tuple[Sequence[Record], str, Maker]:
        """Return the records of a source, the field that names their group, and what makes examples of one."""
        if source == "near misses":
            bias = fit_question_bias(self.passages)
            return self.passages, "group", lambda record, rng: make_near_miss_examples(record, bias, rng)
        makers: dict[str, tuple[Sequence[Record], str, Maker]] = {
            "slots": (self.slots, "group", make_slot_examples),
            "slot pairs": (self.slots, "group", make_slot_pair_examples),
            "written pairs": (self.question_pairs, "group", make_written_pair_examples),
            "written insertions": (self.question_pairs, "group", make_written_insertion_examples),
            "twins": (self.twins, "id", lambda record, _: make_twin_examples(record)),
            "insertions": (self.passages, "group", self._with_insertions(make_insertion_examples)),
            "deletions": (self.passages, "group", self._with_insertions(make_deletion_examples)),
        }
        return makers[source]

    def _with_insertions(
        self, make: Callable[[Record, Mapping[int, Insertion], random.Random], Iterator[Example]]
    ) -> Maker:
        return lambda record, rng: make(record, self.insertions.get(record["id"], {}), rng)

    def _pair_neighbours(self, rng: random.Random, held_out: bool) -> Iterator[Example]:
        for paper in _list_papers(choose_records(self.passages, "group", held_out)):
            yield from make_neighbour_examples(paper, rng)
        with_slots = [record for record in self.slots if "paper" in record]
        for paper in _list_papers(choose_records(with_slots, "group", held_out)):
            yield from make_slot_paper_examples(paper, rng)

    def _list_answered(self, rng: random.Random, held_out: bool) -> list[Example]:
        """Return the answered questions of all passages, of slots and others."""
        slots = self.draw("slots", rng, held_out=held_out)
        others = choose_records(self.passages, "group", held_out)
        return [*slots, *(example for record in others for example in make_passage_examples(record))]

    def list_measured(self, most: int | None = None) -> list[Record]:
        """Return the first records with near misses that are held out."""
        return choose_records(self.passages, "group", True)[: None if most is None else most // 6]


def _list_papers(records: Sequence[Record]) -> list[list[Record]]:
    """Return the passages of each paper."""
    papers: dict[str, list[Record]] = defaultdict(list)
    for record in records:
        papers[record["group"]].append(record)
    return list(papers.values())


def load_data(own: Path = OWN_FOLDER, shared: Path = SHARED_FOLDER) -> TrainingData:
    """Load all data; a shared file that is not there is left out.

    Args:
        own: the folder of passages with slots, and of sentences that answer near misses.
        shared: the folder of what is not kept in the project.
    """
    # Passages of one paper are held out together; others with slots are a group each.
    slots = [
        {**record, "group": record.get("paper", record["id"])}
        for path in sorted(own.glob("*.jsonl*"))
        for record in read_records(path)
    ]
    insertions: dict[str, dict[int, Insertion]] = defaultdict(dict)
    for path in sorted((own / _INSERTION_FOLDER).glob("*.jsonl*")):
        for record in read_records(path):
            insertions[record["id"]][record["near_miss"]] = parse_insertion(record["sentence"])
    return TrainingData(
        tuple(slots),
        tuple(_read_present([shared / _TWIN_FILE])),
        tuple(_read_present([shared / name for name in _PASSAGE_FILES])),
        dict(insertions),
        tuple(record for path in sorted((own / _PAIR_FOLDER).glob("*.jsonl*")) for record in read_records(path)),
    )


def _read_present(paths: Sequence[Path]) -> Iterator[Record]:
    return (record for path in paths if path.is_file() for record in read_records(path))
