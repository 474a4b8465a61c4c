"""The folder of an authority in the corpus: placing, moving and removing the files of fetched papers, and its lock."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from paper_search.access.exempt_folders import HELD_BACK_FOLDER
from paper_search.errors import FetchError
from paper_search.fetch.paths import PART_FOLDER, WORK_FOLDER, make_identity, make_slug
from paper_search.file_lock import lock_file

_LOCK_NAME = "lock"


class AuthorityFolder:
    """The folder of one authority. Paths are relative to it, with forward slashes.

    Args:
        corpus: the corpus folder.
        name: the name of the folder in it.
    """

    def __init__(self, corpus: Path, name: str) -> None:
        self.root = corpus / name
        self.work = self.root / WORK_FOLDER

    def prepare(self) -> None:
        """Make the folders of a run, and remove what a run that was killed has left in part."""
        (self.root / PART_FOLDER).mkdir(parents=True, exist_ok=True)
        self.clear_parts()

    def clear_parts(self) -> None:
        """Remove what was loaded and is not placed."""
        for part in (self.root / PART_FOLDER).iterdir():
            part.unlink()

    def find_journal(self, source: str) -> Path:
        """Return the path of the journal of a source."""
        return self.work / f"{make_slug(source)}.sqlite3"

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the lock of the authority while the block runs; it ends with the process.

        Raises:
            FetchError: another run holds it.
        """
        self.work.mkdir(parents=True, exist_ok=True)
        with (self.work / _LOCK_NAME).open("ab") as file:
            try:
                lock_file(file.fileno(), is_waiting=False)
            except OSError as error:
                raise FetchError(
                    f"{self.root}: another run is fetching for this council. Wait until it has ended."
                ) from error
            yield

    def make_part(self, document_id: str) -> Path:
        """Return the path of a file that is being loaded."""
        return self.root / PART_FOLDER / make_identity(document_id)

    def is_file(self, path: str | None, size: int | None) -> bool:
        """Return True if a file stands at a path and has a size in bytes."""
        if path is None:
            return False
        with suppress(OSError):
            return (self.root / path).stat().st_size == size and (self.root / path).is_file()
        return False

    def place(self, part: Path, path: str) -> None:
        """Move a file that is loaded whole to its path."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        part.replace(target)
        _sync_folder(target.parent)

    def link(self, path: str, new_path: str) -> None:
        """Let a file stand at another path too, as the same file where the file system can."""
        old, new = self.root / path, self.root / new_path
        if not old.exists():
            return
        new.parent.mkdir(parents=True, exist_ok=True)
        aside = new.with_name(f".{new.name}.new")
        aside.unlink(missing_ok=True)
        try:
            os.link(old, aside)
        except OSError:
            shutil.copy2(old, aside)
        aside.replace(new)
        # A rename onto another name of the same file leaves both.
        aside.unlink(missing_ok=True)
        _sync_folder(new.parent)

    def remove(self, path: str) -> None:
        """Remove a file, and the folders that are empty without it."""
        target = self.root / path
        target.unlink(missing_ok=True)
        for folder in target.parents:
            if folder in (self.root, self.work):
                return
            try:
                folder.rmdir()
            except OSError:
                return

    @staticmethod
    def make_held_back_path(path: str) -> str:
        """Return where a paper is kept that is moved out of the corpus."""
        return path if path.startswith(HELD_BACK_FOLDER) else f"{HELD_BACK_FOLDER}/{path}"


def _sync_folder(folder: Path) -> None:
    """Write a folder's names through to the disk, where the system can."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
