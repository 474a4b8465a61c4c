"""Papers read in processes of their own: order, limits, and that nothing is left behind."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.pool import Worker, read_safely
from paper_search.ingest.readers.registry import read
from tests.ingest.readers.making import lines, pdf


def papers(folder: Path, count: int) -> list[Path]:
    out = []
    for number in range(count):
        path = folder / f"paper-{number}.txt"
        path.write_text(f"This is paper number {number}.\n")
        out.append(path)
    return out


def endless(path: Path) -> Path:
    """A PDF that takes minutes: forms that draw forms that draw forms."""

    def draw(canvas: Canvas) -> None:
        canvas.beginForm("f0")
        canvas.drawString(72, 72, "word")
        canvas.endForm()
        for depth in range(1, 7):
            canvas.beginForm(f"f{depth}")
            for _ in range(12):
                canvas.doForm(f"f{depth - 1}")
            canvas.endForm()
        canvas.doForm("f6")

    return pdf(path, [draw])


def greedy(path: Path) -> Path:
    """A PDF of few bytes whose page holds millions of operations."""
    import zlib

    raw = zlib.compress(b"BT /F1 9 Tf " + b"(some words) Tj 0 -9 Td " * 2_500_000 + b"ET", 9)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%s\nendstream" % (len(raw), raw),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    path.write_bytes(out + b"xref\n0 6\n0000000000 65535 f \n" + table + end)
    return path


def test_every_paper_comes_back_in_order_and_as_read_gives_it(tmp_path: Path) -> None:
    paths = papers(tmp_path, 12)
    paths.insert(5, pdf(tmp_path / "roads.pdf", [lines(72, 100, "A paragraph of words.")] * 2))
    outcomes = list(read_safely(paths, 2, 60, 512))
    assert [path for path, _ in outcomes] == paths
    assert all(outcome == read(path) for path, outcome in outcomes)


def test_bad_papers_are_named_and_stop_nothing(tmp_path: Path) -> None:
    first, last = papers(tmp_path, 2)
    gone = tmp_path / "gone.pdf"
    slow, large = endless(tmp_path / "slow.pdf"), greedy(tmp_path / "large.pdf")
    outcomes = dict(read_safely([first, gone, slow, large, last], 2, 3, 200))
    codes = {path: outcome.code for path, outcome in outcomes.items() if isinstance(outcome, UnreadableError)}
    assert codes[gone] == "damaged"
    # Which limit they meet first depends on the processor.
    assert {codes[slow], codes[large]} <= {"memory", "time"}
    assert set(codes) == {gone, slow, large}


def test_time_is_limited(tmp_path: Path) -> None:
    ((_, outcome),) = read_safely([endless(tmp_path / "slow.pdf")], 1, 1, 2048)
    assert isinstance(outcome, UnreadableError)
    assert (outcome.code, "1 second" in outcome.reason) == ("time", True)


def test_memory_is_limited(tmp_path: Path) -> None:
    ((_, outcome),) = read_safely([greedy(tmp_path / "large.pdf")], 1, 60, 100)
    assert isinstance(outcome, UnreadableError)
    assert (outcome.code, "100 MB" in outcome.reason) == ("memory", True)


def test_a_worker_is_used_again_and_replaced_when_it_is_gone(tmp_path: Path) -> None:
    first, second = papers(tmp_path, 2)
    worker = Worker(30, 512)
    assert worker.read(first) == read(first)
    assert worker.is_alive()
    worker.kill()
    worker.reap()
    assert isinstance(worker.read(second), UnreadableError)
    assert not worker.is_alive()


def _children() -> set[str]:
    return {child for task in Path("/proc/self/task").glob("*/children") for child in task.read_text().split()}


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="children are listed under /proc")
def test_closing_early_leaves_no_process(tmp_path: Path) -> None:
    before = _children()
    reading = read_safely([*papers(tmp_path, 3), endless(tmp_path / "slow.pdf")], 2, 600, 512)
    next(reading)
    assert _children() > before
    reading.close()  # type: ignore[attr-defined]
    assert _children() == before


def test_no_papers_start_no_process(tmp_path: Path) -> None:
    assert list(read_safely([], 2, 10, 100)) == []


def test_readers_and_workers_load_no_model() -> None:
    script = (
        "import sys; import paper_search.ingest.readers.registry as r; early = set(sys.modules);"
        "from paper_search.ingest.readers.worker import _load_pdf_reader; _load_pdf_reader();"
        "heavy = {'torch', 'faiss', 'gradio', 'sentence_transformers'};"
        "print(sorted(heavy & set(sys.modules)), sorted({'pypdf', 'docx', 'bs4'} & early))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[] []"


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is no limit on address space")
def test_the_memory_limit_is_what_a_file_may_use_whatever_is_loaded_for_it() -> None:
    script = (
        "import resource; from pathlib import Path; from paper_search.ingest.readers import worker\n"
        "def room():\n"
        "    used = int(Path('/proc/self/statm').read_text().split()[0]) * resource.getpagesize()\n"
        "    return (resource.getrlimit(resource.RLIMIT_AS)[0] - used) >> 20\n"
        "worker.limit_memory(64); print(room()); worker._load_pdf_reader(); print(room())"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    before, after = map(int, done.stdout.split())
    assert 60 <= before <= 64
    assert abs(after - before) <= 2, "the libraries that draw pages take more than the whole limit"
