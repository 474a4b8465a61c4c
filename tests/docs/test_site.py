"""The site builds strictly: no link leads nowhere, no page is left out, and nothing is fetched from elsewhere."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, ROOT, pages, reference

GENERATED = ("reference/cli", "reference/settings", "reference/http-api", "reference/python", "changelog")


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built as ``make docs`` builds it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(folder)]
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.parametrize("page", GENERATED)
def test_pages_are_generated_from_the_code(site: Path, page: str) -> None:
    assert (site / page / "index.html").is_file()


def test_the_reference_holds_commands_settings_addresses_and_functions(site: Path) -> None:
    for page, word in (
        ("cli", "withdraw"),
        ("settings", "PAPER_SEARCH_CORPUS"),
        ("http-api", "/api/ask"),
        ("python", "open_library"),
    ):
        assert word in (site / "reference" / page / "index.html").read_text(encoding="utf-8")


def test_a_command_is_shown_with_its_argument_options_and_example() -> None:
    page = reference().cli()
    part = page.partition("## paper-search cite\n")[2].partition("\n## ")[0]
    for words in (
        "| `PASSAGE_ID` |",
        "| `--style ",
        "paper-search cite [OPTIONS] PASSAGE_ID",
        "```sh\npaper-search cite ",
    ):
        assert words in part
    assert "### paper-search evaluate search\n" in page


def test_nothing_is_fetched_from_elsewhere(site: Path) -> None:
    fetched = re.compile(r"<(?:script|img|link|iframe)\b[^>]*\b(?:src|href)=[\"']?(?:https?:)?//[^\"'\s>]+")
    assert [page.name for page in site.rglob("*.html") if fetched.search(page.read_text(encoding="utf-8"))] == []


LINK = re.compile(r"\]\(([^)#\s:]+)(?:#[^)\s]*)?\)|src=\"([^\":]+)\"")


@pytest.mark.parametrize("page", [page for page in pages() if "/" not in page])
def test_links_of_the_pages_at_the_root_lead_to_files(page: str) -> None:
    targets = [first or second for first, second in LINK.findall(pages()[page])]
    generated = {f"docs/{name}.md" for name in GENERATED}
    assert [name for name in targets if name not in generated and not (ROOT / name).exists()] == []


def test_the_readme_is_short() -> None:
    assert len(pages()["README.md"].splitlines()) <= 150


def test_pictures_are_light() -> None:
    assert [path.name for path in (DOCS / "images").iterdir() if path.stat().st_size > 200_000] == []


def test_every_decision_record_has_its_parts_and_is_listed() -> None:
    records = sorted((DOCS / "decisions").glob("[0-9]*.md"))
    numbers = [int(path.name[:4]) for path in records]
    assert numbers == list(range(1, len(records) + 1))
    index = pages()["docs/decisions/index.md"]
    for path in records:
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# {int(path.name[:4])}. "), path.name
        assert path.name in index
        assert "## Context" in text
        assert "## What was measured" in text
        assert "## Decision" in text
