"""One reader of PDF files in a process of its own: `python -m tests.bench.peer_workers READER`.

Comes in: a path a line. Goes out: a line of JSON for each with its pages, the processor seconds and the most memory so
far. Promised: loading a reader is in no time; starting `pdftotext` is, for it is a program that is started for each
file. Nothing is read by text recognition, which no other reader has.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import pairwise
from pathlib import Path
from threading import Timer
from typing import Any

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.pdf import read_pdf
from paper_search.ingest.readers.pdf.opening import CUT_SHORT
from paper_search.records import Reading
from tests.bench.word_counts import PageText

OURS, PDFTOTEXT, PDFIUM = "paper-search", "pdftotext", "PDFium's plain text"
FILE_SECONDS = 600.0
"""Seconds that one file may take by the clock; more is an answer of its own."""
Pages = list[PageText]


@dataclass(frozen=True, slots=True)
class FileReading:
    """One file as a reader read it: its pages or why there are none, processor seconds, the most memory in bytes."""

    pages: tuple[PageText, ...] = ()
    error: str = ""
    seconds: float = 0.0
    memory: int = 0


def list_readers() -> list[str]:
    """The readers that can be run here."""
    return [OURS, *([PDFTOTEXT] if shutil.which(PDFTOTEXT) else []), PDFIUM]


# -- the readers -----------------------------------------------------------------------------------------------


def list_pages(reading: Reading) -> Pages:
    """The pages of a reading, with what it lists as left out of each."""
    dropped: dict[int, list[str]] = defaultdict(list)
    hidden: dict[int, int] = defaultdict(int)
    for text in reading.dropped:
        dropped[text.page or 0].append(text.text)
    for words in reading.hidden:
        hidden[words.page or 0] += words.words
    unread = {part.page for part in reading.unread_parts}
    is_cut_short = any(part.reason == CUT_SHORT for part in reading.unread_parts)
    bounds = [*reading.page_starts, len(reading.text)]
    return [
        PageText(reading.text[start:end], "\n".join(dropped[number]), hidden[number], number in unread or is_cut_short)
        for number, (start, end) in enumerate(pairwise(bounds), 1)
    ]


def read_by_ours(path: Path) -> Pages:
    return list_pages(read_pdf(path))


def read_by_pdftotext(path: Path) -> Pages:
    ended = subprocess.run(
        [PDFTOTEXT, "-q", "-enc", "UTF-8", str(path), "-"], capture_output=True, check=False, timeout=FILE_SECONDS
    )
    if ended.returncode:
        raise OSError(f"pdftotext ended with {ended.returncode}")
    return [PageText(text) for text in ended.stdout.decode("utf-8", "replace").removesuffix("\f").split("\f")]


def read_by_pdfium(path: Path) -> Pages:
    import pypdfium2

    file = pypdfium2.PdfDocument(path)
    try:
        return [PageText(_read_pdfium_page(page)) for page in file]
    finally:
        file.close()


def _read_pdfium_page(page: Any) -> str:
    text_page = page.get_textpage()
    try:
        # U+FFFE is how PDFium writes the hyphen at the end of a line.
        return str(text_page.get_text_range()).replace("\ufffe", "\u00ad")
    finally:
        text_page.close()
        page.close()


def open_reader(name: str) -> Callable[[Path], Pages]:
    """The reader of this name, loaded."""
    import pypdfium2  # noqa: F401  (its loading is in no time)

    return {OURS: read_by_ours, PDFTOTEXT: read_by_pdftotext, PDFIUM: read_by_pdfium}[name]


def read_file(reader: Callable[[Path], Pages], path: Path) -> FileReading:
    """Read one file; an error is an answer."""
    before = _read_usage()[0]
    try:
        pages, error = tuple(reader(path)), ""
    except UnreadableError as broken:
        pages, error = (), f"{broken.code}: {broken.reason}"
    except Exception as broken:  # a peer may raise anything, and another one may still read the file
        pages, error = (), f"{type(broken).__name__}: {broken}"
    after, memory = _read_usage()
    return FileReading(pages, error, after - before, memory)


def _read_usage() -> tuple[float, int]:
    """Processor seconds so far, and the most memory of this process or of one that it started, in bytes."""
    usage = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    unit = 1 if sys.platform == "darwin" else 1024
    return sum(used.ru_utime + used.ru_stime for used in usage), unit * max(used.ru_maxrss for used in usage)


# -- a process for each ----------------------------------------------------------------------------------------


class PeerProcess:
    """A reader in a process of its own, begun again where a file ends it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self._process: subprocess.Popen[str] | None = None

    def read(self, path: Path) -> FileReading:
        """Have one file read; a file that ends the process, or takes too long, has an error that says so."""
        process = self._process or self._start()
        assert process.stdin is not None and process.stdout is not None
        timer = Timer(FILE_SECONDS, process.kill)
        timer.start()
        try:
            process.stdin.write(f"{json.dumps(str(path))}\n")
            process.stdin.flush()
            line = process.stdout.readline()
        except BrokenPipeError:
            line = ""
        finally:
            timer.cancel()
        if not line:
            ended = process.wait()
            self._process = None
            return FileReading(error=f"the process ended with {ended}")
        return read_answer(line)

    def _start(self) -> subprocess.Popen[str]:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.peer_workers", self.name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Without a path the program for text recognition is not found.
            env=os.environ | ({"PATH": ""} if self.name.startswith(OURS) else {}),
            text=True,
        )
        return self._process

    def close(self) -> None:
        if self._process is not None:
            self._process.communicate()
            self._process = None


def read_answer(line: str) -> FileReading:
    """The reading that a process wrote as a line."""
    fields = json.loads(line)
    return FileReading(**(fields | {"pages": tuple(PageText(**page) for page in fields["pages"])}))


def answer(name: str, lines: Iterator[str]) -> Iterator[str]:
    """A line for each path; characters that no encoding holds are escaped."""
    reader = open_reader(name)
    for line in lines:
        yield json.dumps(asdict(read_file(reader, Path(json.loads(line)))))


if __name__ == "__main__":
    for written in answer(sys.argv[1], iter(sys.stdin.readline, "")):
        sys.stdout.write(f"{written}\n")
        sys.stdout.flush()
