"""The folder of a corpus that an index holds: all of it, or one council's.

An index remembers its folder, so that a later build, release or check of it looks at no other.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path, PurePosixPath

from paper_search.errors import CorpusError
from paper_search.storage.store import Store
from paper_search.storage.transfer import FOLDER_KEY


def load_folder(store: Store) -> str:
    """Return the folder that an index holds, by its path in the corpus; empty for all of the corpus."""
    return store.get_meta(FOLDER_KEY) or ""


def choose_folder(corpus: Path, index: Path, store: Store, folder: str | None) -> str:
    """Return the folder to build, and let the index remember it.

    Args:
        corpus: the corpus folder.
        index: the index folder, for messages.
        store: the index.
        folder: the folder asked for; None for that of the index.

    Raises:
        CorpusError: there is no such folder, or the index holds another one.
    """
    known = load_folder(store)
    if folder is None or folder == known:
        return known
    if store.get_meta("built_at") or store.build_state.list_sources():
        raise CorpusError(
            f"{index}: this index holds {_describe(known)} and cannot take {_describe(folder)}. Name another folder"
            " for the index with --index."
        )
    check_folder(corpus, folder)
    store.set_meta({FOLDER_KEY: folder})
    return folder


def check_folder(corpus: Path, folder: str) -> None:
    """Raise CorpusError unless a corpus has such a folder."""
    path = PurePosixPath(folder)
    if path.is_absolute() or ".." in path.parts or str(path) != folder or not (corpus / folder).is_dir():
        raise CorpusError(f"{corpus}: there is no folder {folder!r} in it. Name one by its path inside the corpus.")


def list_folders(corpus: Path) -> Iterator[str]:
    """Yield the names of the folders that stand in a corpus, in order.

    Raises:
        CorpusError: there is no corpus.
    """
    if not corpus.is_dir():
        raise CorpusError(f"{corpus}: there is no such folder of papers. Name the folder with --corpus.")
    for path in sorted(corpus.iterdir()):
        if path.is_dir() and not path.is_symlink() and not path.name.startswith("."):
            yield path.name


def _describe(folder: str) -> str:
    return f"the folder {folder!r} of the corpus" if folder else "all folders of the corpus"
