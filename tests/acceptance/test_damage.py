"""An index that is damaged under a running site: each address says so and shows nothing; restored, all is back."""

from __future__ import annotations

import logging
import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from paper_search import api
from paper_search.library import Library
from paper_search.storage.store import DATABASE_FILE_NAME
from paper_search.web import create_app
from tests.conftest import CORPUS

ADDRESSES = [
    ("/?q=road+repairs", 503, "a question"),
    ("/", 503, "the beginning"),
    ("/compare?q=road+repairs", 503, "a comparison"),
    ("/timeline?q=road+repairs", 503, "a timeline"),
    ("/papers", 503, "the list of papers"),
    ("/meetings", 503, "the list of meetings"),
    ("/decisions?q=road", 503, "the list of decisions"),
    ("/people", 503, "the list of people"),
    ("/meetings/MEETING", 503, "a meeting"),
    ("/matter?paper=DOC", 503, "a matter"),
    ("/decisions/csv", 503, "the table of decisions"),
    ("/decisions/feed", 503, "their feed"),
    ("/paper?id=DOC", 503, "a file"),
    ("/paper?id=DOC&view=text", 503, "its words"),
    ("/view/DOC?passage=PASSAGE", 503, "a page"),
    ("/picture/DOC?page=1", 503, "its picture"),
    ("/like?passage=PASSAGE", 503, "passages like one"),
    ("/around?passage=PASSAGE", 503, "what stands around one"),
    ("/feed?q=road+repairs", 503, "the feed"),
    ("/export?format=markdown&q=roads&id=PASSAGE", 503, "an evidence pack"),
    ("/api/ask?q=road+repairs", 503, "a program's question"),
    ("/api/papers", 503, "a program's list"),
    ("/api/similar?passage_id=PASSAGE", 503, "a program's passages like one"),
]


def _truncate_file(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def _empty_file(file: Path) -> None:
    os.truncate(file, 0)


def _overwrite_file(file: Path) -> None:
    file.write_bytes(b"this is no index of papers " * 4096)


DAMAGES: list[tuple[Callable[[Path], None], str]] = [
    (_truncate_file, "cut short"),
    (_empty_file, "empty"),
    (_overwrite_file, "not ours"),
]


class Running:
    """A site over an index of its own, a whole copy of which lies beside it, and one of its passages."""

    def __init__(self, folder: Path, index: Path) -> None:
        with closing(sqlite3.connect(index / DATABASE_FILE_NAME)) as connection:
            connection.execute("VACUUM INTO ?", (str(folder / "whole.db"),))
        (folder / "index").mkdir()
        self.file, self.whole = folder / "index" / DATABASE_FILE_NAME, folder / "whole.db"
        self.restore()
        self.library: Library = api.open_library(CORPUS, folder / "index")
        self.passage = self.library.search("road repairs")[0].passage
        self.meeting_id = self.library.list_meetings().meetings[0].meeting_id
        self.client = TestClient(create_app(self.library))

    def restore(self) -> None:
        """As the guide says: beside it, and then in its place."""
        shutil.copyfile(self.whole, self.file.with_name("papers.new"))
        self.file.with_name("papers.new").replace(self.file)

    def get(self, address: str) -> tuple[int, str]:
        """Status and text of what is at an address."""
        named = address.replace("DOC", quote(self.passage.doc_id)).replace("PASSAGE", quote(self.passage.passage_id))
        answer = self.client.get(named.replace("MEETING", self.meeting_id))
        return answer.status_code, answer.content.decode("utf-8", "replace")


@pytest.fixture(scope="module", params=DAMAGES, ids=[name for _, name in DAMAGES])
def running(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, sample_index: Path
) -> Iterator[Running]:
    """A site whose index was damaged after it had answered."""
    made = Running(tmp_path_factory.mktemp("damaged"), sample_index)
    damage, _ = request.param
    with made.client:
        assert all(made.get(address)[0] == 200 for address, *_ in ADDRESSES)
        damage(made.file)
        yield made


@pytest.mark.parametrize(("address", "status", "reason"), ADDRESSES, ids=[reason for *_, reason in ADDRESSES])
def test_damage_is_said_and_nothing_is_shown(running: Running, address: str, status: int, reason: str) -> None:
    said_status, said = running.get(address)
    assert said_status == status
    assert "The index of the papers is damaged, so nothing is shown from it." in said
    assert running.passage.text[:40] not in said
    assert "pothole" not in said
    assert str(running.file.parent) not in said, "where it lies is for whoever runs the site"


def test_the_log_names_the_file(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        running.get("/view/DOC?passage=PASSAGE")
    assert DATABASE_FILE_NAME in caplog.text


def test_restored_it_answers_again(running: Running) -> None:
    running.restore()
    for address, _, reason in ADDRESSES:
        status, said = running.get(address)
        assert status == 200, reason
        assert "damaged" not in said, reason
