"""What the documentation says of the code holds: records that are cited, modules that are named, answers, versions."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import paper_search
from paper_search.cli import main
from paper_search.library import Library
from tests.docs.pages import DOCS, ROOT, pages

RECORD = re.compile(r"docs/decisions/(\d{4}(?:-[\w-]+)?)")
MODULE = re.compile(r"`((?:[a-z_]+/)+[a-z_]+\.py)`")
QUOTED = re.compile(r"(?:^> .*\n|^>\n)+", re.MULTILINE)
NOT_YET = {
    "answering/config.py",
    "ingest/readers/worker.py",
    "ingest/segmentation/embedding_context.py",
    "ingest/segmentation/passage_size.py",
    "retrieval/config.py",
    "retrieval/deduplicate.py",
    "retrieval/expansion.py",
}
"""Modules that other branches bring; this list goes when they are merged."""


def test_records_that_code_cites_exist() -> None:
    cited = {
        name
        for path in (*(ROOT / "paper_search").rglob("*.py"), *(ROOT / "paper_search").rglob("*.json"))
        for name in RECORD.findall(path.read_text(encoding="utf-8"))
    }
    records = [path.stem for path in (DOCS / "decisions").glob("[0-9]*.md")]
    assert [name for name in sorted(cited) if name not in {*records, *(record[:4] for record in records)}] == []


def test_modules_that_pages_name_exist() -> None:
    named = {(page, name) for page, text in pages().items() for name in MODULE.findall(text)}
    missing = [
        (page, name)
        for page, name in sorted(named)
        if name not in NOT_YET and not any((folder / name).exists() for folder in (ROOT, ROOT / "paper_search"))
    ]
    assert missing == []


@pytest.mark.parametrize("page", ["README.md", "docs/getting-started.md"])
def test_the_answer_that_is_shown_is_the_one_that_is_given(page: str, library: Library) -> None:
    answer = library.ask("what did Ofsted say about management oversight?")
    given = {" ".join(f"{quote.text} — {quote.citation.label}".split()) for quote in answer.quotes}
    shown = [_words(block) for block in QUOTED.findall(pages()[page]) if "Nothing found" not in block]
    assert len(shown) == 2
    assert set(shown) <= given
    assert shown[0].startswith(" ".join(answer.quotes[0].text.split()))


def _words(block: str) -> str:
    lines = (line.removeprefix(">").strip() for line in block.splitlines())
    return " ".join(" ".join(lines).replace("\\.", ".").split())


@pytest.mark.parametrize("page", ["README.md", "docs/getting-started.md"])
def test_nothing_found_is_said_as_it_is_shown(
    page: str, sample_index: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["ask", "what is the cormorant option?", "--corpus", str(ROOT / "corpus"), "--index", str(sample_index)])
    printed = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("Nothing found"))
    assert f"> {printed}\n" in pages()[page]


def test_figures_of_the_readme_are_those_measured() -> None:
    figure = re.compile(r"(?<!\d)\.\d{2,3}\b")
    assert set(figure.findall(pages()["README.md"])) <= set(figure.findall(pages()["docs/evaluation.md"]))


def test_the_version_is_the_same_everywhere() -> None:
    version = paper_search.__version__
    assert f"version: {version}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## [{version}]" in pages()["CHANGELOG.md"]
