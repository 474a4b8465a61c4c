"""The data that there are: what is kept beside this file, and what lies in a folder beside the project."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
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

OWN_FOLDER = Path(__file__).parent / "data"
SHARED_FOLDER = Path(__file__).resolve().parents[2] / "shared" / "training"
_TWIN_FILE, _PASSAGE_FILES = "council-twins.jsonl.gz", ("council-invented.jsonl.gz", "council-real.jsonl.gz")
_INSERTION_FOLDER = "insertions"
SOURCES = ("slots", "twins", "insertions", "deletions", "neighbours", "swaps", "strangers", "same kind")

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
    """

    slots: tuple[Record, ...]
    twins: tuple[Record, ...]
    passages: tuple[Record, ...]
    insertions: Mapping[str, Mapping[int, Insertion]] = field(default_factory=dict)

    def draw(self, source: str, rng: random.Random, *, held_out: bool) -> list[Example]:
        """Return the examples of a source, their twins drawn anew.

        Args:
            source: one of ``SOURCES``, or "near misses".
            rng: draws.
            held_out: True for those that are measured on, False for those that are trained on.
        """
        match source:
            case "slots":
                records = choose_records(self.slots, "group", held_out)
                return [example for record in records for example in make_slot_examples(record, rng)]
            case "twins":
                records = choose_records(self.twins, "id", held_out)
                return [example for record in records for example in make_twin_examples(record)]
            case "neighbours":
                papers = _list_papers(choose_records(self.passages, "group", held_out))
                with_slots = [record for record in self.slots if "paper" in record]
                slot_papers = _list_papers(choose_records(with_slots, "group", held_out))
                return [
                    *(example for paper in papers for example in make_neighbour_examples(paper, rng)),
                    *(example for paper in slot_papers for example in make_slot_paper_examples(paper, rng)),
                ]
            case "swaps" | "strangers" | "same kind":
                return list(_MISMATCHES[source](self._list_answered(rng, held_out), rng))
            case "near misses":
                records = choose_records(self.passages, "group", held_out)
                bias = fit_question_bias(self.passages)
                return [example for record in records for example in make_near_miss_examples(record, bias, rng)]
        build = make_insertion_examples if source == "insertions" else make_deletion_examples
        return [
            example
            for record in choose_records(self.passages, "group", held_out)
            for example in build(record, self.insertions.get(record["id"], {}), rng)
        ]

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
    )


def _read_present(paths: Sequence[Path]) -> Iterator[Record]:
    return (record for path in paths if path.is_file() for record in read_records(path))
