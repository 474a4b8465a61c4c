"""What the documentation says of the code holds: records that are cited, modules that are named, answers, versions."""

from __future__ import annotations

import contextlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import paper_search
from paper_search import api
from paper_search.cli import main
from paper_search.library import Library
from tests.conftest import OpenReader
from tests.docs.pages import DOCS, ROOT, pages

RECORD = re.compile(r"docs/decisions/(\d{4}(?:-[\w-]+)?)")
RECORD_LINK = re.compile(r"\[(?:decision )?(?:record|decision) (\d+)\]\([\w./-]*?(\d{4})-[\w-]+\.md", re.IGNORECASE)
MODULE = re.compile(r"`((?:[a-z_]+/)+[a-z_]+\.py)`")
QUOTED = re.compile(r"(?:^> .*\n|^>\n)+", re.MULTILINE)
PAGE = re.compile(r"\bdocs/[\w/-]+\.md\b")
MAKE = re.compile(r"(?:^|`|run: )make ([a-z]+)\b", re.MULTILINE)
ROW = re.compile(r"^\| (`[^|]+`) \|", re.MULTILINE)


def test_records_that_code_cites_exist() -> None:
    cited = {
        name
        for path in (*(ROOT / "paper_search").rglob("*.py"), *(ROOT / "paper_search").rglob("*.json"))
        for name in RECORD.findall(path.read_text(encoding="utf-8"))
    }
    records = [path.stem for path in (DOCS / "decisions").glob("[0-9]*.md")]
    assert [name for name in sorted(cited) if name not in {*records, *(record[:4] for record in records)}] == []


def test_links_to_records_name_them_by_their_number() -> None:
    links = [(page, *link) for page, text in pages().items() for link in RECORD_LINK.findall(text)]
    assert len(links) >= 50
    assert [link for link in links if int(link[1]) != int(link[2])] == []


def test_pages_that_code_cites_exist() -> None:
    cited = {
        name
        for path in (ROOT / "paper_search").rglob("*.py")
        for name in PAGE.findall(path.read_text(encoding="utf-8"))
    }
    assert len(cited) >= 2
    assert [name for name in sorted(cited) if not (ROOT / name).is_file()] == []


def test_modules_that_pages_name_exist() -> None:
    named = {(page, name) for page, text in pages().items() for name in MODULE.findall(text)}
    missing = [
        (page, name)
        for page, name in sorted(named)
        if not any((folder / name).exists() for folder in (ROOT, ROOT / "paper_search"))
    ]
    assert missing == []


def test_the_table_of_packages_is_that_of_the_tree() -> None:
    table = pages()["docs/explanation/architecture.md"].partition("## The packages")[2].partition("\n## ")[0]
    named = {name.strip("/") for row in ROW.findall(table) for name in re.findall(r"`([^`]+)`", row)}
    package = ROOT / "paper_search"
    modules = {path.relative_to(package).with_suffix("").as_posix() for path in package.rglob("*.py")}
    packages = {path.parent.relative_to(package).as_posix() for path in package.rglob("__init__.py")}
    templates = {"web/templates"}
    assert sorted(named - modules - packages - templates) == []
    at_top = {name for name in modules | packages if "/" not in name and not name.startswith(("_", "."))}
    assert sorted(at_top - named) == []


def test_make_has_the_targets_that_are_named() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    workflows = [path.read_text(encoding="utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml")]
    named = {target for text in (*pages().values(), *workflows) for target in MAKE.findall(text)}
    assert named - targets == set()
    assert {"test", "docs", "run"} <= named


@pytest.fixture(scope="module")
def library_with_reader(sample_index: Path, open_reader: OpenReader) -> Iterator[Library]:
    """The sample papers as everybody has them who runs what ships: with the reader."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "_open_reader", open_reader)
        yield api.open_library(ROOT / "corpus", sample_index)


@pytest.mark.parametrize("page", ["README.md", "docs/getting-started.md"])
def test_the_answer_that_is_shown_is_the_one_that_is_given(page: str, library_with_reader: Library) -> None:
    answer = library_with_reader.ask("what did Ofsted say about management oversight?")
    assert answer.match == "partial", "as it is called there"
    given = {" ".join(f"{quote.text} — {quote.citation.label}".split()) for quote in answer.quotes}
    shown = [_words(block) for block in QUOTED.findall(pages()[page]) if "No answer found" not in block]
    assert len(shown) == 2
    assert set(shown) <= given
    assert shown[0].startswith(" ".join(answer.quotes[0].text.split()))


def _words(block: str) -> str:
    lines = (line.removeprefix(">").strip() for line in block.splitlines())
    return " ".join(" ".join(lines).replace("\\.", ".").split())


@pytest.fixture(scope="module")
def nothing_found(sample_index: Path, open_reader: OpenReader) -> str:
    """What the command prints, with the reader, for a question that no paper answers."""
    written = io.StringIO()
    with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(written):
        patch.setattr(api, "_open_reader", open_reader)
        main(["ask", "who won the pie-eating contest?", "--corpus", str(ROOT / "corpus"), "--index", str(sample_index)])
    # Printed in lines of the terminal's width.
    return " ".join(written.getvalue().split())


@pytest.mark.parametrize("page", ["README.md", "docs/getting-started.md"])
def test_nothing_found_is_said_as_it_is_shown(page: str, nothing_found: str) -> None:
    sentence = re.search(r"^> (No answer found .+)$", pages()[page], re.MULTILINE)
    assert sentence and sentence[1] in nothing_found


def test_figures_of_the_readme_are_those_measured() -> None:
    figure = re.compile(r"(?<!\d)\.\d{2,3}\b")
    assert set(figure.findall(pages()["README.md"])) <= set(figure.findall(pages()["docs/evaluation.md"]))


def test_the_version_is_the_same_everywhere() -> None:
    version = paper_search.__version__
    assert f"version: {version}" in (ROOT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"## [{version}]" in pages()["CHANGELOG.md"]
