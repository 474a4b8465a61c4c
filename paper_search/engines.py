"""The engines that an index can be kept in, each opened by the scheme of an address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from paper_search.answering.remarks import explain_missing_councils
from paper_search.errors import SettingsError
from paper_search.indexing import enforcement, next_steps
from paper_search.records import MEMBERS, PUBLIC, Coverage, EncoderInfo, Facets, Filters, Status
from paper_search.retrieval.engine import Engine
from paper_search.retrieval.local import snapshot
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.storage.reading_version import find_outdated_rules
from paper_search.storage.store import DATABASE_FILE_NAME, Store

LOCAL_SCHEME = "sqlite"
_NO_CORPUS = Path()
"""An engine on servers needs no folder of papers."""


@dataclass(frozen=True, slots=True)
class EngineOptions:
    """The options of an engine beside the place of the index.

    Attributes:
        corpus: the folder of the papers, whose withdrawals are heeded when a backup was copied back.
        is_partial: True where a question may be answered without servers that cannot be reached.
    """

    corpus: Path
    is_partial: bool = False


def _open_local(place: str, options: EngineOptions) -> Engine:
    return LocalEngine(Path(place), on_restore=partial(enforcement.finish_restore, options.corpus))


def _open_postgres(place: str, options: EngineOptions) -> Engine:
    try:
        from paper_search.retrieval.postgres.engine import PostgresEngine
    except ImportError as error:
        raise SettingsError(
            "An index in PostgreSQL is read with the package psycopg 3, which cannot be loaded"
            f" ({error.name or 'its library is missing'}); run: pip install 'paper-search[postgresql]'."
        ) from error
    return PostgresEngine(f"postgresql:{place}", is_partial=options.is_partial)


ENGINES: Mapping[str, Callable[[str, EngineOptions], Engine]] = {
    LOCAL_SCHEME: _open_local,
    "postgres": _open_postgres,
    "postgresql": _open_postgres,
}
"""The function that opens an index, by the scheme of its address: given the rest of the address, and the options."""


def open_engine(url: str | Path, corpus: Path, *, is_partial: bool = False) -> Engine:
    """Open an index for questions, wherever it is kept.

    Args:
        url: A folder, or an address: its scheme, a colon, and what stands for the index there ("sqlite:index",
            "postgresql://reader@db.example/papers").
        corpus: The folder of the papers, whose withdrawals are heeded when a backup was copied back.
        is_partial: Answer without the servers that cannot be reached, and say whose papers were not searched.

    Raises:
        SettingsError: There is no engine of that name.
        StoreError: The index is missing, damaged, or cannot be read.
    """
    scheme, place = _split_address(url)
    if scheme not in ENGINES:
        # Behind the scheme there may be a password.
        raise SettingsError(f"There is no engine {scheme!r}. Choose from: {', '.join(sorted(ENGINES))}.")
    return ENGINES[scheme](place, EngineOptions(corpus, is_partial))


def read_encoder_info(index: str | Path) -> EncoderInfo | None:
    """Return the encoder that an index was made with; None when it was never built.

    Args:
        index: the folder of the index, or the address of its engine.
    """
    folder = find_folder(index)
    if folder is not None:
        return snapshot.read_encoder_info(Store(folder / DATABASE_FILE_NAME))
    with closing(open_engine(index, _NO_CORPUS)) as engine:
        return engine.read_encoder_info()


def read_status(index: str | Path) -> Status:
    """Return the state of an index, with notes on what is wrong with it.

    Args:
        index: the folder of the index, or the address of its engine. Of servers that cannot be reached nothing is
            counted, and a note says whose papers are missing.
    """
    folder = find_folder(index)
    if folder is None:
        with closing(open_engine(index, _NO_CORPUS, is_partial=True)) as engine, engine.snapshot(MEMBERS) as opened:
            status, notes = opened.status(), explain_missing_councils(opened.missing_councils)
    else:
        store = Store(folder / DATABASE_FILE_NAME)
        with store.snapshot():
            status, notes = snapshot.read_status(store), filter(None, [find_outdated_rules(store)])
    return replace(next_steps.add_next_steps(status), notes=tuple(notes))


def measure_coverage(index: str | Path) -> Coverage:
    """Return what a question of the public searches and what it does not.

    Args:
        index: the folder of the index, or the address of its engine.
    """
    folder = find_folder(index)
    if folder is not None:
        return Store(folder / DATABASE_FILE_NAME).statistics.measure_coverage(Filters())
    with closing(open_engine(index, _NO_CORPUS, is_partial=True)) as engine, engine.snapshot(PUBLIC) as opened:
        return opened.coverage(Filters())


def count_facets(index: str | Path) -> Facets:
    """Return the values that the filters of the public can take.

    Args:
        index: the folder of the index, or the address of its engine.
    """
    folder = find_folder(index)
    if folder is not None:
        return Store(folder / DATABASE_FILE_NAME).statistics.count_facets()
    with closing(open_engine(index, _NO_CORPUS, is_partial=True)) as engine, engine.snapshot(PUBLIC) as opened:
        return opened.facets()


def find_folder(index: str | Path) -> Path | None:
    """Return the folder of an index; None for one that is kept elsewhere."""
    scheme, place = _split_address(index)
    return Path(place) if scheme == LOCAL_SCHEME else None


def _split_address(url: str | Path) -> tuple[str, str]:
    """Return the scheme of an address and the rest; a folder has the scheme of the engine that ships."""
    scheme, separator, place = ("", "", "") if isinstance(url, Path) else url.partition(":")
    return (scheme, place) if separator else (LOCAL_SCHEME, str(url))
