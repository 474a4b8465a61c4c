"""Decisions of a person about a paper: written down, in force with the very next question, and at every build."""

from __future__ import annotations

import csv
import fcntl
import hashlib
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from paper_search import cli
from paper_search.access import decisions
from paper_search.access.decisions import AccessDecision, DecisionKind, Decisions
from paper_search.api import open_library
from paper_search.embeddings import SentenceTransformerEncoder
from paper_search.errors import CorpusError, PaperSearchError
from paper_search.indexing import builder, withdrawals
from paper_search.indexing.withdrawals import WithdrawalResult
from paper_search.ingest.readers.registry import READERS
from paper_search.library import Library
from paper_search.records import BuildReport
from paper_search.records.index import Progress
from paper_search.storage.lock import lock_index

ROADS = "ROAD REPAIRS\n\n1. Potholes on the A-roads were repaired in spring by the usual contractors.\n"
BUDGET = "BUDGET\n\n1. The budget gap for next year is £4.2 million, before any use of the reserves.\n"
MERMAID = "MERMAIDS\n\n1. Councillor Quill of Sallow Ward was seen with a mermaid on the quay in March.\n"


class Desk:
    """A corpus and an index of its own, and what is done at it."""

    def __init__(self, folder: Path, encoder: SentenceTransformerEncoder) -> None:
        self.corpus, self.index, self.encoder = folder / "corpus", folder / "index", encoder

    def write(self, source: str, text: str) -> None:
        path = self.corpus / source
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")

    def build(self) -> BuildReport:
        return builder.build(self.corpus, self.index, self.encoder)

    def open(self) -> Library:
        return open_library(self.corpus, self.index, self.encoder)

    def withdraw(self, named: str, reason: str = "names a person") -> WithdrawalResult:
        return withdrawals.withdraw(self.corpus, self.index, named, reason, lock_index)

    def release(self, named: str, reason: str = "may be shown") -> WithdrawalResult:
        return withdrawals.release(self.corpus, self.index, named, reason)

    def list_sources(self) -> set[str]:
        return {document.source for document in self.open().documents()}

    def list_unread(self) -> dict[str, str]:
        return {unread.source: unread.code for unread in self.open().status().unread}

    def sha256(self, source: str) -> str:
        return hashlib.sha256((self.corpus / source).read_bytes()).hexdigest()

    def lines(self) -> list[dict[str, str]]:
        with (self.corpus / decisions.DECISIONS_FILE_NAME).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))


@pytest.fixture
def desk(tmp_path: Path, encoder: SentenceTransformerEncoder) -> Desk:
    made = Desk(tmp_path, encoder)
    made.write("cabinet/roads.txt", ROADS)
    made.write("cabinet/mermaid.txt", MERMAID)
    return made


# -- withdrawing


def test_a_running_library_no_longer_finds_it_with_the_very_next_question(desk: Desk) -> None:
    desk.build()
    running = desk.open()
    passage = running.search("mermaid on the quay")[0].passage
    assert passage.doc_id == "cabinet/mermaid.txt"
    ruled = desk.withdraw("cabinet/mermaid.txt")
    assert ruled.removed == ("cabinet/mermaid.txt",)
    assert [hit.document.source for hit in running.search("mermaid on the quay")] == ["cabinet/roads.txt"]
    assert running.file_path("cabinet/mermaid.txt") is None
    assert running.document("cabinet/mermaid.txt") is None
    assert running.reading_text("cabinet/mermaid.txt") is None
    assert running.passage(passage.passage_id) is None
    assert "mermaid" not in repr(running.ask("who was seen with a mermaid?").quotes)


def test_it_is_listed_and_stays_out_at_the_next_build_and_at_one_from_nothing(desk: Desk) -> None:
    desk.build()
    desk.withdraw("cabinet/mermaid.txt")
    assert desk.list_unread() == {"cabinet/mermaid.txt": "withdrawn"}
    before = desk.open().status().unread
    generation = desk.build().generation
    assert (desk.list_sources(), desk.open().status().unread) == ({"cabinet/roads.txt"}, before)
    assert desk.build().generation == generation, "a build that has nothing to do changes nothing"
    for file in desk.index.glob("papers.db*"):
        file.unlink()
    desk.build()
    assert (desk.list_sources(), desk.list_unread()) == ({"cabinet/roads.txt"}, {"cabinet/mermaid.txt": "withdrawn"})


def test_the_line_says_when_who_what_and_why(desk: Desk) -> None:
    desk.build()
    desk.withdraw("cabinet/mermaid.txt", "names  a\nperson, wrongly")
    (line,) = desk.lines()
    assert line["decision"] == "withdraw" and line["path"] == "cabinet/mermaid.txt"
    assert line["sha256"] == desk.sha256("cabinet/mermaid.txt")
    assert line["reason"] == "names a person, wrongly"
    assert datetime.fromisoformat(line["decided_at"]).tzinfo is not None
    (unread,) = desk.open().status().unread
    assert "names a person, wrongly" in unread.reason and "release" in unread.next_step
    assert "mermaid on" not in unread.reason + unread.next_step, "its words are not said"


COPIES = [
    ("other/mermaid%20copy.txt", MERMAID, "the very same file under another name"),
    ("other/anew.txt", MERMAID.replace("\n\n", "\n\n\n"), "the same words in another file"),
]


@pytest.mark.parametrize(("source", "text", "why"), COPIES, ids=[row[0] for row in COPIES])
def test_every_copy_goes_with_it_now_and_later(desk: Desk, source: str, text: str, why: str) -> None:
    desk.write(source, text)
    desk.build()
    desk.withdraw("cabinet/mermaid.txt")
    assert desk.list_sources() == {"cabinet/roads.txt"}, why
    desk.build()
    assert desk.list_sources() == {"cabinet/roads.txt"}, why
    desk.write(f"late/{Path(source).name}", text)
    desk.build()
    assert desk.list_sources() == {"cabinet/roads.txt"}, f"{why}, added after the decision"
    assert set(desk.list_unread().values()) == {"withdrawn"}


def test_by_its_content_alone(desk: Desk) -> None:
    desk.write("other/copy.txt", MERMAID)
    desk.build()
    assert len(desk.withdraw(desk.sha256("other/copy.txt").upper()).removed) == 1
    desk.build()
    assert (desk.list_sources(), set(desk.list_unread())) == (
        {"cabinet/roads.txt"},
        {"cabinet/mermaid.txt", "other/copy.txt"},
    )


def test_a_file_put_in_its_place_waits_for_a_person(desk: Desk) -> None:
    desk.build()
    desk.withdraw("cabinet/mermaid.txt")
    desk.write("cabinet/mermaid.txt", BUDGET)
    desk.build()
    assert desk.list_sources() == {"cabinet/roads.txt"}
    assert "changed since" in desk.open().status().unread[0].reason
    desk.release("cabinet/mermaid.txt", "corrected")
    desk.build()
    assert desk.list_sources() == {"cabinet/roads.txt", "cabinet/mermaid.txt"}


def test_a_file_that_is_gone_from_the_corpus_but_not_yet_from_the_index(desk: Desk) -> None:
    desk.build()
    (desk.corpus / "cabinet/mermaid.txt").unlink()
    desk.withdraw("cabinet/mermaid.txt")
    assert desk.list_sources() == {"cabinet/roads.txt"}
    desk.write("back/mermaid.txt", MERMAID)
    desk.build()
    assert desk.list_sources() == {"cabinet/roads.txt"}, "it comes back under another name"


def test_before_the_first_build(desk: Desk) -> None:
    ruled = desk.withdraw("cabinet/mermaid.txt")
    assert ruled.note
    desk.build()
    assert desk.list_sources() == {"cabinet/roads.txt"}


def test_a_path_as_it_is_from_where_the_person_stands(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.build()
    monkeypatch.chdir(desk.corpus / "cabinet")
    desk.withdraw("mermaid.txt")
    assert desk.lines()[0]["path"] == "cabinet/mermaid.txt"
    desk.withdraw(str(desk.corpus / "cabinet" / "roads.txt"))
    assert desk.list_sources() == set()


def test_no_model_is_needed(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.build()
    arguments = ["withdraw", "cabinet/mermaid.txt", "--reason", "x", "--json"]
    assert cli.main([*arguments, "--corpus", str(desk.corpus), "--index", str(desk.index)]) == 0
    assert '"cabinet/mermaid.txt"' in capsys.readouterr().out
    assert desk.list_sources() == {"cabinet/roads.txt"}


# -- while another writes


def test_it_goes_at_once_though_another_writes_and_says_who(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.build()
    monkeypatch.setattr(withdrawals, "LOCK_WAIT_SECONDS", 0.0)
    with (desk.index / "LOCK").open("a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        held.write("process 4711 since Monday")
        held.flush()
        ruled = desk.withdraw("cabinet/mermaid.txt")
    assert ruled.note and "process 4711" in ruled.note
    assert desk.list_sources() == {"cabinet/roads.txt"}


def test_a_build_that_is_at_work_does_not_bring_it_back(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withdrawals, "LOCK_WAIT_SECONDS", 0.0)

    def during(step: Progress) -> None:
        if step.stage == "reading" and step.done == 1:
            thread = threading.Thread(target=desk.withdraw, args=("cabinet/roads.txt",))
            thread.start()
            thread.join()

    builder.build(desk.corpus, desk.index, desk.encoder, progress=during)
    assert desk.list_sources() == {"cabinet/mermaid.txt"}
    assert desk.list_unread() == {"cabinet/roads.txt": "withdrawn"}


# -- releasing


def test_a_held_back_paper_is_indexed_and_stays_so(desk: Desk) -> None:
    desk.write("part-2/budget.txt", BUDGET)
    desk.write("papers.csv", "path,access\ncabinet/roads.txt,exempt\n")
    desk.build()
    assert desk.list_sources() == {"cabinet/mermaid.txt"}
    desk.release("part-2/budget.txt")
    desk.release("cabinet/roads.txt")
    for _ in range(2):
        desk.build()
        assert desk.list_sources() == {"cabinet/mermaid.txt", "part-2/budget.txt", "cabinet/roads.txt"}
    assert desk.open().search("budget gap")[0].document.access == "public"
    assert desk.open().file_path("part-2/budget.txt") is not None


def test_a_released_paper_that_changes_is_held_back_again(desk: Desk) -> None:
    desk.write("part-2/budget.txt", BUDGET)
    desk.build()
    desk.release("part-2/budget.txt")
    desk.build()
    desk.write("part-2/budget.txt", BUDGET.replace("4.2", "4.7"))
    desk.build()
    assert desk.list_unread() == {"part-2/budget.txt": "exempt"}


def test_later_decisions_win(desk: Desk) -> None:
    desk.write("copies/again.txt", MERMAID + "\n")
    desk.build()
    for ruling, shown in ((desk.withdraw, 1), (desk.release, 2), (desk.withdraw, 1), (desk.release, 2)):
        ruling("cabinet/mermaid.txt")
        desk.build()
        assert len({document.sha256 for document in desk.open().documents()}) == shown
    assert desk.list_unread() == {}


def test_release_on_the_command_line_indexes_at_once(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.write("part-2/budget.txt", BUDGET)
    desk.build()
    arguments = ["release", "part-2/budget.txt", "--reason", "the exemption has lapsed"]
    assert cli.main([*arguments, "--corpus", str(desk.corpus), "--index", str(desk.index)]) == 0
    assert "1 added" in capsys.readouterr().out
    assert "part-2/budget.txt" in desk.list_sources()


# -- what is refused


def test_deciding_again_enforces_again_and_writes_nothing_down(desk: Desk) -> None:
    """A retry after whatever went wrong the first time must not be refused."""
    desk.build()
    desk.withdraw("cabinet/mermaid.txt", "names a child")
    again = desk.withdraw("cabinet/mermaid.txt", "said once more")
    assert again.note and "already withdrawn" in again.note and "names a child" in again.note
    assert (len(desk.lines()), again.removed) == (1, ())
    desk.release("cabinet/mermaid.txt")
    again = desk.release("cabinet/mermaid.txt")
    assert again.note and "already" in again.note
    assert len(desk.lines()) == 2
    desk.build()
    assert desk.list_sources() == {"cabinet/mermaid.txt", "cabinet/roads.txt"}


def test_decisions_of_the_same_second_keep_their_order(desk: Desk) -> None:
    desk.build()
    for decide in (desk.withdraw, desk.release, desk.withdraw, desk.release, desk.withdraw):
        decide("cabinet/mermaid.txt")
    moments = [line["decided_at"] for line in desk.lines()]
    assert moments == sorted(set(moments)), "each has a moment of its own"
    desk.build()
    assert desk.list_sources() == {"cabinet/roads.txt"}


def test_a_decision_that_was_written_down_and_not_enforced_is_enforced_by_a_retry(desk: Desk) -> None:
    """As an earlier version left it: the line is there, the paper is still shown."""
    desk.build()
    line = _decision("withdraw", "cabinet/mermaid.txt", desk.sha256("cabinet/mermaid.txt"))
    decisions.append_decisions(desk.corpus, [line])
    assert "cabinet/mermaid.txt" in desk.list_sources()
    again = desk.withdraw("cabinet/mermaid.txt")
    assert again.removed == ("cabinet/mermaid.txt",)
    assert again.note and "was still shown, and is not any more" in again.note
    assert desk.list_sources() == {"cabinet/roads.txt"}


def test_clear_errors(desk: Desk) -> None:
    desk.build()
    desk.withdraw("cabinet/mermaid.txt")
    for act, named, reason, words in (
        (desk.withdraw, "cabinet/gone.txt", "x", "no such paper"),
        (desk.withdraw, "../outside.txt", "x", "no such paper"),
        (desk.withdraw, "cabinet/roads.txt", "  ", "Give a reason"),
        (desk.release, "cabinet/roads.txt", "x", "nothing is held back"),
        (desk.release, "cabinet/gone.txt", "x", "no such paper"),
    ):
        with pytest.raises(CorpusError, match=words):
            act(named, reason)
    assert len(desk.lines()) == 1, "nothing was written down"
    assert cli.main(["withdraw", "x.pdf", "--reason", "x", "--corpus", str(desk.corpus)]) == 2


HEAD = ",".join(decisions.COLUMNS)
GOOD = f"2025-01-30T10:00:00+00:00,,withdraw,cabinet/mermaid.txt,{'0' * 64},,names a person"
DAMAGED = [
    (f"{HEAD}\n{GOOD}\n{GOOD[:40]}\n", "line 3", "a line that is cut short"),
    (f"{HEAD}\n{GOOD.replace('withdraw', 'withdrawn')}\n", "line 2", "a word that is no decision"),
    (f"{HEAD}\n{GOOD.replace('0' * 64, '0' * 63)}\n", "line 2", "a hash that is cut short"),
    (f"{HEAD}\n{GOOD.replace('2025-01-30T10', '30/01/25 10')}\n", "line 2", "a date that a spreadsheet rewrote"),
    (f"{HEAD}\n{GOOD},more\n", "line 2", "a cell too many"),
    (f'{HEAD}\n{GOOD}\n"x', "line 3", "quotes that are never closed"),
    (f"{HEAD.replace('path', 'file')}\n{GOOD}\n", "line 1", "another column"),
    (f"{GOOD}\n", "line 1", "no column names"),
    ("\n", "line 1", "an empty line"),
]


@pytest.mark.parametrize(("text", "line", "why"), DAMAGED, ids=[row[2] for row in DAMAGED])
def test_damaged_decisions_stop_everything_and_name_the_line(desk: Desk, text: str, line: str, why: str) -> None:
    desk.build()
    desk.withdraw("cabinet/mermaid.txt")
    (desk.corpus / decisions.DECISIONS_FILE_NAME).write_text(text, encoding="utf-8")
    for act in (desk.build, lambda: desk.withdraw("cabinet/roads.txt"), lambda: desk.release("cabinet/mermaid.txt")):
        with pytest.raises(CorpusError, match=rf"decisions\.csv.*{line}"):
            act()
    assert desk.list_sources() == {"cabinet/roads.txt"}, why
    assert (desk.corpus / decisions.DECISIONS_FILE_NAME).read_text(encoding="utf-8") == text, "nothing was added to it"


def test_decisions_that_are_no_text(desk: Desk) -> None:
    (desk.corpus / decisions.DECISIONS_FILE_NAME).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(CorpusError, match=r"decisions\.csv"):
        desk.build()


@pytest.mark.parametrize("lost", ["file", "line"])
def test_lost_decisions_do_not_bring_a_paper_back(desk: Desk, lost: str) -> None:
    desk.build()
    desk.withdraw("cabinet/mermaid.txt")
    path = desk.corpus / decisions.DECISIONS_FILE_NAME
    if lost == "file":
        path.unlink()
    else:
        path.write_text(HEAD + "\n", encoding="utf-8")
    with pytest.raises(CorpusError, match=r"mermaid.*release"):
        desk.build()
    desk.release("cabinet/mermaid.txt")
    desk.build()
    assert "cabinet/mermaid.txt" in desk.list_sources(), "a person said so"


def test_a_mark_at_the_start_and_no_line_end_are_no_damage(desk: Desk) -> None:
    path = desk.corpus / decisions.DECISIONS_FILE_NAME
    path.write_bytes(f"\ufeff{HEAD}\r\n{GOOD}".encode())
    desk.withdraw("cabinet/roads.txt")
    assert [decision.path for decision in decisions.load_decisions(desk.corpus).lines] == [
        "cabinet/mermaid.txt",
        "cabinet/roads.txt",
    ]


def test_paths_with_commas_quotes_and_line_ends_come_back(tmp_path: Path) -> None:
    names = ['a, "b".txt', "c\nd.txt", "=e.txt", "f#g.txt"]
    lines = [_decision("withdraw", name, "0" * 64) for name in names]
    assert decisions.append_decisions(tmp_path, lines).lines == tuple(lines)
    assert decisions.load_decisions(tmp_path).lines == tuple(lines)


# -- which decision is in force


def _decision(ruling: DecisionKind, path: str, sha256: str, words: str = "") -> AccessDecision:
    return AccessDecision(datetime(2025, 1, 30, tzinfo=UTC), None, ruling, path, sha256, words, "why")


A, B, W = "a" * 64, "b" * 64, "c" * 64
IN_FORCE = [
    ([], ["x.pdf"], A, "", None, "nothing was decided"),
    ([("withdraw", "x.pdf", A, "")], ["x.pdf"], A, "", "withdraw", "the file itself"),
    ([("withdraw", "x.pdf", A, "")], ["y.pdf"], A, "", "withdraw", "a copy"),
    ([("withdraw", "x.pdf", A, "")], ["x.pdf"], B, "", "withdraw", "another file in its place"),
    ([("withdraw", "x.pdf", A, "")], ["y.pdf"], B, "", None, "another paper"),
    ([("withdraw", "x.pdf", A, W)], ["y.pdf"], B, W, "withdraw", "the same words in another file"),
    ([("withdraw", "", A, "")], ["y.pdf"], A, "", "withdraw", "by content alone"),
    ([("release", "x.pdf", A, "")], ["x.pdf"], B, "", None, "a release is for the content it was given for"),
    ([("release", "x.pdf", A, "")], ["y.pdf"], A, "", "release", "wherever that stands"),
    ([("withdraw", "x.pdf", A, ""), ("release", "x.pdf", A, "")], ["x.pdf"], A, "", "release", "the later wins"),
    ([("withdraw", "x.pdf", A, ""), ("release", "x.pdf", A, "")], ["x.pdf"], B, "", "withdraw", "not if changed"),
    ([("release", "x.pdf", A, ""), ("withdraw", "x.pdf", A, "")], ["x.pdf"], A, "", "withdraw", "the later wins"),
    ([("withdraw", "p.pdf#item-5", A, "")], ["p.pdf"], A, "", None, "a part is not the pack"),
    ([("withdraw", "p.pdf#item-5", A, "")], ["p.pdf#item-5", "p.pdf"], A, "", "withdraw", "the part itself"),
    ([("withdraw", "p.pdf#item-5", A, "")], ["p.pdf#item-6", "p.pdf"], A, "", None, "its neighbour"),
    ([("withdraw", "p.pdf#item-5", A, "")], ["q.pdf#item-5", "q.pdf"], A, "", "withdraw", "in a copy of the pack"),
    ([("withdraw", "p.pdf", A, "")], ["p.pdf#item-5", "p.pdf"], A, "", "withdraw", "a pack and all that is in it"),
    ([("withdraw", "Report #5.pdf", A, "")], ["copy.pdf"], A, "", "withdraw", "a # in a file's own name"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("taken", "places", "sha256", "words", "expected", "why"), IN_FORCE, ids=[row[5] for row in IN_FORCE]
)
def test_which_decision_is_in_force(
    taken: list[tuple[DecisionKind, str, str, str]],
    places: list[str],
    sha256: str,
    words: str,
    expected: str | None,
    why: str,
) -> None:
    found = Decisions(tuple(_decision(*line) for line in taken)).find_decision(places, sha256, words)
    assert (found.ruling if found else None) == expected, why


def test_the_error_is_one_of_ours() -> None:
    assert issubclass(CorpusError, PaperSearchError)


def test_lines_of_commas_are_no_damage(desk: Desk) -> None:
    """A spreadsheet leaves them."""
    (desk.corpus / decisions.DECISIONS_FILE_NAME).write_text(f"{HEAD}\n,,,,,,\n{GOOD}\n\n,,,,,,\n", encoding="utf-8")
    assert [line.path for line in decisions.load_decisions(desk.corpus).lines] == ["cabinet/mermaid.txt"]


NO_FILES: list[tuple[Callable[[Path], None], str]] = [
    (Path.mkdir, "a folder"),
    (os.mkfifo, "a pipe, which would be waited for"),
    (lambda path: path.symlink_to("nowhere"), "a link that leads nowhere"),
]


@pytest.mark.parametrize(("make", "why"), NO_FILES, ids=[why for _, why in NO_FILES])
def test_decisions_that_are_no_file(tmp_path: Path, make: Callable[[Path], None], why: str) -> None:
    make(tmp_path / decisions.DECISIONS_FILE_NAME)
    with pytest.raises(CorpusError, match=r"decisions\.csv: .*cannot be read.*--restore-decisions"):
        decisions.load_decisions(tmp_path)


@pytest.mark.parametrize("suffix", sorted(READERS))
def test_a_part_of_any_kind_of_file_is_told_from_the_file(suffix: str) -> None:
    """A decision on one paper of a message is none on the message with all its other papers."""
    assert decisions.split_place(f"a/b#1{suffix}#attachment=c.pdf") == (f"a/b#1{suffix}", "attachment=c.pdf")
    assert decisions.split_place(f"a/b#1{suffix}") == (f"a/b#1{suffix}", "")
