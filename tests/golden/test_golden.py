"""What the product answers over the sample papers is what was recorded; see ``tests/golden/record.py``."""

from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.library import Library
from tests.golden.record import FOLDER, differences, outputs

TOLERANCE = 0.005
"""Vectors differ in their last digits from one kind of processor to another, and scores with them."""


@pytest.fixture(scope="module")
def recorded_now(library: Library, sample_index: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAPER_SEARCH_READER", "off")
        return dict(outputs(library, sample_index, tmp_path_factory.mktemp("golden")))


@pytest.mark.parametrize("name", sorted(str(path.relative_to(FOLDER)) for path in FOLDER.rglob("*") if path.is_file()))
def test_an_output_is_as_it_was_recorded(recorded_now: dict[str, str], name: str) -> None:
    expected = (FOLDER / name).read_text("utf-8")
    found = differences(expected, recorded_now.get(name, ""), TOLERANCE)
    assert not found, "\n".join(found[:5])


def test_every_output_is_recorded(recorded_now: dict[str, str]) -> None:
    assert all((FOLDER / name).is_file() for name in recorded_now)
