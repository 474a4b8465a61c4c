"""The data that there are: what is kept beside this file, and what lies in a folder beside the project."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.examples import (
    Example,
    Record,
    is_held_out,
    make_passage_examples,
    make_slot_examples,
    make_twin_examples,
    read_records,
)

OWN_FOLDER = Path(__file__).parent / "data"
SHARED_FOLDER = Path(__file__).resolve().parents[2] / "shared" / "training"
_TWIN_FILE, _PASSAGE_FILES = "council-twins.jsonl.gz", ("council-invented.jsonl.gz", "council-real.jsonl.gz")


@dataclass(frozen=True, slots=True)
class TrainingData:
    """Records of each kind, see ``examples``."""

    slots: tuple[Record, ...]
    twins: tuple[Record, ...]
    passages: tuple[Record, ...]

    def draw_twins(self, rng: random.Random, *, held_out: bool) -> list[Example]:
        """Return examples with a twin, those of the slots drawn anew."""
        return [
            *(
                example
                for record in self.slots
                if is_held_out(record["id"]) == held_out
                for example in make_slot_examples(record, rng)
            ),
            *(
                example
                for record in self.twins
                if is_held_out(record["id"]) == held_out
                for example in make_twin_examples(record)
            ),
        ]

    def list_passages(self, *, held_out: bool) -> list[Example]:
        """Return examples without a twin."""
        return [
            example
            for record in self.passages
            if is_held_out(record["group"]) == held_out
            for example in make_passage_examples(record)
        ]

    def list_measured(self, most: int | None = None) -> list[Record]:
        """Return the first records without a twin that are held out."""
        held_out = [record for record in self.passages if is_held_out(record["group"])]
        return held_out[: None if most is None else most // 6]


def load_data(own: Path = OWN_FOLDER, shared: Path = SHARED_FOLDER) -> TrainingData:
    """Load all data; a shared file that is not there is left out.

    Args:
        own: the folder of passages with slots.
        shared: the folder of what is not kept in the project.
    """
    slots = [record for path in sorted(own.glob("*.jsonl*")) for record in read_records(path)]
    return TrainingData(
        tuple(slots),
        tuple(_read_present([shared / _TWIN_FILE])),
        tuple(_read_present([shared / name for name in _PASSAGE_FILES])),
    )


def _read_present(paths: Sequence[Path]) -> Iterator[Record]:
    return (record for path in paths if path.is_file() for record in read_records(path))
