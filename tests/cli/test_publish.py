"""``publish`` and ``withdraw`` as their users run them, over a database server."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import CORPUS
from tests.published_papers import list_seen


@pytest.fixture
def own(built_index: Path, tmp_path: Path) -> dict[str, Path]:
    """A corpus and an index that a test may change."""
    shutil.copytree(CORPUS, tmp_path / "corpus")
    shutil.copytree(built_index, tmp_path / "index")
    return {"corpus": tmp_path / "corpus", "index": tmp_path / "index"}


def test_what_is_published_is_told_to_people_and_to_programs(run: Any, own: dict[str, Path], database: str) -> None:
    code, out, _ = run("publish", "--to", database, **own)
    assert code == 0
    assert "added, 0 changed, 0 removed, 0 unchanged" in out
    assert "Published: generation 1." in out
    code, out, _ = run("publish", "--to", database, "--json", **own)
    report = json.loads(out.splitlines()[-1])
    assert (code, report["event"], report["generation"], report["added"]) == (0, "published", 2, [])
    assert report["unchanged"] == len(list_seen(database))


def test_a_withdrawal_from_the_command_line_is_in_force_in_the_database(
    run: Any, own: dict[str, Path], database: str
) -> None:
    run("publish", "--to", database, **own)
    paper = next(name for name in list_seen(database) if "#" not in name)
    code, out, _ = run("withdraw", paper, "--reason", "names a child", **own)
    assert code == 0
    assert "Taken out of postgresql://127.0.0.1:" in out
    assert paper not in list_seen(database)


def test_a_database_that_is_not_named_or_not_there_is_an_error(run: Any, own: dict[str, Path]) -> None:
    code, _, err = run("publish", **own)
    assert code == 2
    assert "Name the database: --to" in err
    code, _, err = run("publish", "--to", "postgresql://nobody:very-secret@127.0.0.1:9/papers", **own)
    assert code == 2
    assert "postgresql://127.0.0.1:9/papers cannot be reached" in err
    assert "very-secret" not in err


def test_a_database_is_forgotten(run: Any, own: dict[str, Path], database: str) -> None:
    run("publish", "--to", database, **own)
    assert "is forgotten" in run("publish", "--to", database, "--forget", **own)[1]
    assert "was not published there" in run("publish", "--to", database, "--forget", **own)[1]
    paper = next(name for name in list_seen(database) if "#" not in name)
    assert "Taken out of postgresql" not in run("withdraw", paper, "--reason", "names a child", **own)[1]
