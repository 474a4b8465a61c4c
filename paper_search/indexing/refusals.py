"""Reasons why the next build would refuse to go on, found without writing anything.

Builds refuse a corpus that has lost what held papers back: a decision, a manifest, a line of one. A check says the same
in the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from paper_search.access import decisions
from paper_search.access.decisions import Decisions
from paper_search.errors import CorpusError, DamagedIndexError
from paper_search.indexing import decision_seal, enforcement, manifest_holds
from paper_search.indexing.corpus_folder import load_folder
from paper_search.ingest.discovery import scan_corpus
from paper_search.storage.store import Store


def find_refusals(corpus: Path, index: Path, store: Store) -> Iterator[str]:
    """Yield the words of every error by which a build would refuse to go on.

    Args:
        corpus: the corpus folder. Where there is none, of the decisions alone is told.
        index: the index folder.
        store: the index.
    """
    try:
        all_decisions = decisions.load_decisions(corpus)
    except CorpusError as error:
        yield str(error)
        return
    yield from _find_error(lambda: decision_seal.check_complete(corpus, store, all_decisions))
    yield from _find_error(lambda: decision_seal.check_pending(store))
    if corpus.is_dir():
        yield from _find_error(lambda: _check_corpus(corpus, index, store, all_decisions))


def find_unsealed(corpus: Path, store: Store) -> Iterator[str]:
    """Yield the places of withdrawals that the index's sealed copy has lost, or has not had yet.

    A copy that was changed, and decisions that cannot be read, are told of by ``find_refusals``.
    """
    try:
        all_decisions, sealed = decisions.load_decisions(corpus), decision_seal.load_sealed(store)
    except (CorpusError, DamagedIndexError):
        return
    for line in all_decisions.find_lost_withdrawals(sealed):
        yield line.path or line.sha256


def _check_corpus(corpus: Path, index: Path, store: Store, all_decisions: Decisions) -> None:
    scan = scan_corpus(corpus, store.build_state.load_file_fingerprints(), index, load_folder(store))
    file_hashes = {source: fingerprint.sha256 for source, fingerprint in scan.fingerprints.items()}
    enforcement.check_recorded_withdrawals(corpus, store, file_hashes, all_decisions)
    allowed = [
        replace(source_file, decisions=all_decisions)
        for source_file in scan.files
        if not all_decisions.find_withdrawal((place for place, _ in source_file.locations), source_file.sha256)
    ]
    manifest_holds.check_holds(corpus, store, allowed)


def _find_error(check: Callable[[], None]) -> Iterator[str]:
    try:
        check()
    except (CorpusError, DamagedIndexError) as error:
        yield str(error)
