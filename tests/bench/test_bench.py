"""The benchmarks' own machinery: figures, tables and the page. Nothing here is timed."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

import pytest

from tests.bench import BENCHMARKS, alone, beside, page
from tests.bench.__main__ import describe_command, parse_arguments, sizes, write
from tests.bench.alone import BenchmarkError, BenchmarkResult, from_json, measure, to_json
from tests.bench.figures import Figure, Options, at_least, at_most, ratio
from tests.bench.machine import Machine, memory_bandwidth, versions

ON = Machine(2, "a processor", 8 * 2**30, 10e9, 0.0, (("Python", "3.12"),))
MEASURED = BenchmarkResult(
    "Two things", (Figure("speed", 34.0, "passages/s", at_least(30), "fp32"), Figure("size", 5, "MB"))
)


@pytest.mark.parametrize(
    ("value", "target", "reached", "why"),
    [
        (1.7, at_least(1.7), True, "the bound itself is reached"),
        (1.69, at_least(1.7), False, "nearly is not"),
        (50.0, at_most(50), True, "the bound itself, from above"),
        (50.1, at_most(50), False, "over it"),
        (None, at_least(1), None, "what was not measured was neither reached nor missed"),
        (3.0, None, None, "nothing was aimed at"),
    ],
)
def test_a_target_is_reached_or_not(value: float | None, target: object, reached: bool | None, why: str) -> None:
    assert Figure("one", value, target=target).is_target_met is reached, why  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"), [(34.0, 17.0, 2.0), (17.0, 34.0, 0.5), (1.0, 0.0, None)], ids=str
)
def test_a_ratio_is_ours_over_theirs(ours: float, theirs: float, expected: float | None) -> None:
    assert ratio("ours by theirs", ours, theirs).value == expected


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (None, "ms", "–"),
        (0.98765, "", "0.988"),
        (1.7, "×", "1.70 ×"),
        (47.123, "ms", "47.1 ms"),
        (471.6, "ms", "472 ms"),
        (20000, "passages", "20,000 passages"),
        (1234.5, "s", "1,234 s"),
        (0, "", "0"),
    ],
)
def test_three_digits_that_matter(value: float | None, unit: str, shown: str) -> None:
    assert page.number(value, unit) == shown


def test_the_table_has_a_line_a_figure_in_columns() -> None:
    lines = page.table(MEASURED.figures).splitlines()
    assert lines[1].split() == ["speed", "34", "passages/s", "≥", "30", "passages/s", "reached", "fp32"]
    assert lines[1].index("34") == lines[2].index("5 MB")


def test_what_was_not_reached_is_named() -> None:
    missed = Figure("slow one", 61.0, "ms", at_most(50))
    unmeasured = Figure("absent one", None, "ms", at_most(50))
    assert page.summary(MEASURED.figures) == "Reached: 1 of 1."
    said = page.summary((*MEASURED.figures, missed, unmeasured))
    assert said == "Reached: 1 of 3. Not reached: slow one (61 ms); absent one (–)."


def test_figures_pass_unharmed_from_one_process_to_another() -> None:
    assert from_json(to_json(MEASURED)) == MEASURED


def test_a_section_says_how_when_and_on_what() -> None:
    text = page.section("speed", MEASURED, "python -m tests.bench speed", ON, date(2025, 3, 1))
    for part in ("## Two things", "`python -m tests.bench speed`, 1 March 2025", "2 cores", "10.0 GB/s", "Python 3.12"):
        assert part in text
    assert "| speed | 34 passages/s | ≥ 30 passages/s | reached | fp32 |" in text


def test_writing_a_section_again_changes_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "benchmarks.md"
    path.write_text("# Benchmarks\n\nBy hand.\n", encoding="utf-8")
    write("speed", MEASURED, "one", ON, path)
    write("size", MEASURED, "two", ON, path)
    before = path.read_text(encoding="utf-8")
    write("speed", BenchmarkResult("Two things", (Figure("speed", 35.0, "passages/s"),)), "three", ON, path)
    after = path.read_text(encoding="utf-8")
    assert after.startswith("# Benchmarks\n\nBy hand.\n")
    assert "35 passages/s" in after
    assert "34 passages/s" not in after.partition("<!-- end of speed -->")[0]
    assert after.partition("<!-- end of speed -->")[2] == before.partition("<!-- end of speed -->")[2]


def test_a_bar_in_a_note_does_not_break_the_table() -> None:
    text = page.section("one", BenchmarkResult("One", (Figure("a", 1, note="x | y"),)), "c", ON, date(2025, 3, 1))
    assert "x \\| y" in text


@pytest.mark.parametrize(
    ("text", "expected"), [("10k,100k,1m", (10_000, 100_000, 1_000_000)), ("500", (500,)), ("2K", (2_000,))]
)
def test_sizes_are_written_as_people_write_them(text: str, expected: tuple[int, ...]) -> None:
    assert sizes(text) == expected


@pytest.mark.parametrize("text", ["", "ten", "10g", "1.5k", "-3"])
def test_what_is_no_size_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        sizes(text)


def test_an_unknown_benchmark_is_refused_by_name(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse_arguments(["nonsense"])
    assert "no benchmark is called nonsense" in capsys.readouterr().err


def test_nothing_asked_is_everything_at_full_size() -> None:
    found = parse_arguments([])
    assert (found.names, found.sizes, found.passages) == ([], (10_000, 100_000, 1_000_000), 20_000)


def test_the_command_is_shown_without_where_it_was_run() -> None:
    shown = describe_command(["beside", "--passages", "500", "--scratch", "/somewhere", "--write"])
    assert shown == "python -m tests.bench beside --passages 500"


def test_a_benchmark_that_breaks_says_where(tmp_path: Path) -> None:
    with pytest.raises(BenchmarkError, match="No module named"):
        measure("no_such_benchmark", Options(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_every_benchmark_named_is_there() -> None:
    folder = Path(page.__file__).parent
    assert [name for name in BENCHMARKS if not (folder / f"{name}.py").is_file()] == []


def test_the_machine_is_measured_and_the_versions_are_those_installed() -> None:
    assert memory_bandwidth(megabytes=8, seconds=0) > 0
    assert {"Python", "SQLite", "faiss-cpu"} <= dict(versions()).keys()


def test_options_survive_being_handed_over(tmp_path: Path) -> None:
    options = Options(tmp_path, sizes=(1, 2), passages=3, questions=4)
    assert alone.options_from_json(alone.options_to_json(options)) == options


def _ingest(seconds: float) -> dict[str, float]:
    return {"seconds": seconds, "processor": seconds * 2, "memory": 2**30, "disk": 2**20}


def test_ours_is_held_against_the_faster_of_the_others() -> None:
    ingested = {"paper-search": _ingest(10.0), "txtai": _ingest(30.0), "chromadb": _ingest(40.0)}
    figures = beside.ingest_figures(1000, ingested)
    assert [figure.value for figure in figures] == [100.0, 1000 / 30, 25.0, 3.0, 2**10 / 1000]
    assert figures[3].note == "over txtai; 3.00 × by processor seconds"
    assert figures[3].is_target_met


def test_a_system_that_breaks_is_a_line_without_a_value() -> None:
    figures = beside.ingest_figures(1000, {"paper-search": _ingest(10.0), "txtai": {"broke": "OSError: no"}})
    assert [(figure.value, figure.note) for figure in figures][1] == (None, "OSError: no")
    assert len(figures) == 2, "nothing is left to be held against"


def test_questions_are_held_against_each_of_the_others() -> None:
    figures = beside.question_figures(
        {"paper-search": {"seconds": [0.02] * 3}, "txtai": {"seconds": [0.01, 0.04, 0.5]}}
    )
    assert [figure.value for figure in figures] == [20.0, 40.0, 0.5]
    assert figures[1].note == "p95 500 ms; 3 questions"


@pytest.mark.parametrize(
    ("outcome", "value", "note"),
    [
        ({"broke": "no index"}, 0.0, "does not open: no index"),
        ({"count": 500, "asked": 200, "found": 50}, 25.0, "opens, says that it holds 500 of 1,000"),
    ],
)
def test_what_is_left_is_what_can_be_found(outcome: dict[str, object], value: float, note: str) -> None:
    whole = {"count": 1000, "asked": 10, "found": 10}
    ours = whole | {"finished": {"seconds": 1.0, "left": whole}}
    figures = beside.killed_figures(1000, {"paper-search": ours, "txtai": outcome}, {"seconds": 2.0})
    assert (figures[1].value, figures[1].note) == (value, note)
    assert (figures[2].value, figures[2].is_target_met) == (100.0, True)
