"""What the tests share: the real encoder, and the sample papers indexed once with it."""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest
from filelock import FileLock

from paper_search import api
from paper_search.embeddings import Encoder, EncoderChoice, open_encoder
from paper_search.embeddings.cross_encoder import CrossEncoder
from paper_search.indexing.builder import ReaderLimits
from paper_search.library import Library
from tests.thrift import save_time

pytest_plugins = ["tests.site", "tests.postgres_fixtures"]
# How long an example takes says more of what else the machine does than of the code.
hypothesis.settings.register_profile("untimed", deadline=None, max_examples=50)
hypothesis.settings.load_profile("untimed")

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT / "corpus"
SHARED = ROOT.parent / "shared"
SEEDS = SHARED / "papers" / "seeds"
KENT = SHARED / "papers" / "kent" / "cabinet"


@pytest.fixture(scope="session", autouse=True)
def thrift() -> Iterator[None]:
    """Start and hash no more than the tests need."""
    with save_time():
        yield


LONG_FILES = (
    "bench/",
    "cli/",
    "indexing/",
    "sample_corpus/",
    "storage/postgres/",
    "training/",
    "web/routes/",
    "access/test_decisions.py",
    "alerts/test_addresses.py",
    "alerts/test_messages.py",
    "answering/test_compare.py",
    "answering/test_confidence.py",
    "answering/test_register_answer.py",
    "answering/test_snippets.py",
    "answering/test_timeline.py",
    "docs/test_facts.py",
    "docs/test_site.py",
    "embeddings/test_blas_threads.py",
    "embeddings/test_cross_encoder.py",
    "embeddings/test_encoders.py",
    "embeddings/test_packaged_files.py",
    "embeddings/test_weights.py",
    "evaluation/answerability/test_commands.py",
    "evaluation/parsing/test_evaluate.py",
    "evaluation/parsing/test_register.py",
    "evaluation/retrieval/test_evaluate.py",
    "evaluation/retrieval/test_judging_programs.py",
    "evaluation/test_judged_writing.py",
    "export/test_pack.py",
    "fetch/test_built_tree.py",
    "fetch/test_client.py",
    "fetch/test_cmis.py",
    "fetch/test_hard_times.py",
    "fetch/test_interrupted.py",
    "fetch/test_legistar.py",
    "fetch/test_moderngov_pages.py",
    "fetch/test_replaced.py",
    "fetch/test_run.py",
    "fetch/test_status.py",
    "fetch/test_traps.py",
    "golden/test_golden.py",
    "ingest/readers/pdf/test_recognised.py",
    "ingest/readers/pdf/test_visibility_marks.py",
    "ingest/readers/test_docx_visibility.py",
    "ingest/readers/test_hostile.py",
    "ingest/readers/test_html_visibility.py",
    "ingest/readers/test_ocr.py",
    "ingest/readers/test_office.py",
    "ingest/readers/test_office_formats.py",
    "ingest/readers/test_pool.py",
    "ingest/readers/test_real_papers.py",
    "ingest/readers/test_time_limit.py",
    "ingest/register/test_decision_laws.py",
    "ingest/register/test_entries.py",
    "ingest/segmentation/test_struck_blocks.py",
    "rendering/test_cache.py",
    "retrieval/local/test_engine.py",
    "retrieval/local/test_phrases.py",
    "retrieval/register/test_reader.py",
    "retrieval/test_engine.py",
    "retrieval/test_similar.py",
    "storage/test_backup.py",
    "storage/test_database.py",
    "storage/test_fulltext_tables.py",
    "storage/test_vector_index.py",
    "test_engines.py",
    "test_example_questions.py",
    "test_feedback.py",
    "test_library.py",
    "test_lock.py",
    "test_mcp_server.py",
    "test_package.py",
    "test_packaging.py",
    "test_systems.py",
    "web/components/test_results.py",
    "web/gradio_page/test_client_api.py",
    "web/middleware/test_admission.py",
    "web/middleware/test_root_path.py",
    "web/middleware/test_security.py",
    "web/test_comparison_offer.py",
    "web/test_forms.py",
    "web/test_http_protocol.py",
    "web/test_log_format.py",
    "web/test_metrics.py",
    "web/test_templates.py",
    "written_answers/test_match.py",
    "written_answers/test_service.py",
    "written_answers/test_verification.py",
)
"""Folders and files in that of the tests which build, fetch, serve or start programs: most of the time is theirs."""


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark the tests that ``make test-fast`` leaves out, and the rows of tables that ``make test`` does."""
    rows: Counter[str] = Counter()
    for item in items:
        for sampled in item.iter_markers("sampled"):
            if (part := sampled.kwargs.get("of", "")) in get_row_name(item):
                name = item.nodeid.partition("[")[0] + part
                if rows[name] % sampled.args[0]:
                    item.add_marker("exhaustive")
                rows[name] += 1
        if (rare := item.get_closest_marker("rare_rows")) is not None and get_row_name(item) in rare.args:
            item.add_marker("exhaustive")
        place = item.path.relative_to(ROOT / "tests").as_posix()
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker("browser")
        if place.startswith("acceptance/"):
            item.add_marker("acceptance")
        if place.startswith(LONG_FILES) or "postgres_servers" in getattr(item, "fixturenames", ()):
            item.add_marker("long")


def get_row_name(item: pytest.Item) -> str:
    """Return what a row of a table is called; "" for a test without rows."""
    return item.nodeid.partition("[")[2].removesuffix("]")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, exitstatus: int) -> None:
    """Say behind failures where the sample papers are not alone in ``corpus/``: many tests count and compare them."""
    if exitstatus == pytest.ExitCode.TESTS_FAILED and (files := list_other_files()):
        terminalreporter.write_line(
            f"corpus/ holds files that are no sample papers, such as {files[0]}. Tests that count the sample papers"
            " fail because of them. Move them away, or run the tests in a fresh clone."
        )


def list_other_files() -> list[str]:
    """Return the files of ``corpus/`` that the catalogue of the sample papers does not name, by their paths in it."""
    catalogue = ROOT / "tests" / "sample_corpus" / "gold" / "metadata.jsonl"
    named = {json.loads(line)["file"] for line in catalogue.read_text("utf-8").splitlines()} | {
        "README.md",
        "papers.csv",
    }
    held = {path.relative_to(CORPUS).as_posix() for path in CORPUS.rglob("*") if path.is_file()}
    return sorted(held - named)


OpenReader = Callable[[str | EncoderChoice], CrossEncoder | None]


@pytest.fixture(scope="session", autouse=True)
def open_reader() -> Iterator[OpenReader]:
    """Leave the reader out, and return what opens it.

    Nearly all that is tested is the same with it, and reading would take most of the time: thousands of questions are
    asked. Tests of the reader open it.
    """
    opened: OpenReader = api._open_reader
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(api, "_open_reader", lambda model: None)
        yield opened


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return open_encoder()


@pytest.fixture(scope="session")
def built_index(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """An index of the sample papers, built once for all processes of the tests. It is copied and never opened.

    Copying an index that is open in the same process ends SQLite's locks on it: another process may then take away the
    log that is in use.
    """
    base = tmp_path_factory.getbasetemp()
    built = (base if worker_id == "master" else base.parent) / "built-sample-index"
    with FileLock(f"{built}.lock"):
        if not built.is_dir():
            _build_sample_index(built.with_name("unfinished-sample-index"), tmp_path_factory.mktemp("no-programs"))
            built.with_name("unfinished-sample-index").rename(built)
    return built


@pytest.fixture(scope="session")
def sample_index(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample papers of this process's own, which no test changes."""
    return Path(shutil.copytree(built_index, tmp_path_factory.mktemp("sample-index") / "index"))


@pytest.fixture(scope="module")
def index_to_publish(built_index: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index of the sample papers of a module's own, which is told where it is published."""
    return Path(shutil.copytree(built_index, tmp_path_factory.mktemp("index-to-publish") / "index"))


def _build_sample_index(index: Path, no_programs: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # As where text recognition is not installed, so that the index is the same everywhere.
        patch.setenv("PATH", str(no_programs))
        api.build(CORPUS, index, limits=ReaderLimits(processes=2))


@pytest.fixture(scope="session")
def library(sample_index: Path) -> Library:
    """The sample papers, open for questions, without the reader."""
    return api.open_library(CORPUS, sample_index)
