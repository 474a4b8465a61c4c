"""Words, pages a second and memory of the PDF reader beside pdftotext and PDFium's plain text, over folders of files.

Comes in: folders of PDF files. Goes out: the share of the others' words that ours holds, what it lists as left out, the
files that it does not read, with the reason, pages a processor second and the most memory. Promised: each content is
read once, each file by all readers one after the other, and what one reader loses in silence is written to stdout with
its file.
"""

from __future__ import annotations

import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from tests.bench.figures import Figure, Options, at_least, ratio
from tests.bench.peer_workers import (
    OURS,
    PDFIUM,
    PDFTOTEXT,
    FileReading,
    PeerProcess,
    list_readers,
)
from tests.bench.word_counts import PageText, WordCount, count_file, find_lost, list_words

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
"""Where files are looked for if no folder is named: the sample papers."""
SHARE, SPEED = 0.995, 1.8
SHOWN_WORDS = 12

Readings = dict[str, FileReading]
"""One file as each reader read it."""


@dataclass(frozen=True, slots=True)
class PeerFile:
    """One file and its readings."""

    path: Path
    readings: Readings


def find_pdfs(folders: Iterable[Path]) -> list[Path]:
    """The PDF files in folders, each content once."""
    found: dict[str, Path] = {}
    for folder in folders:
        for path in sorted(folder.rglob("*")):
            if path.suffix.lower() == ".pdf" and path.is_file():
                found.setdefault(hashlib.sha256(path.read_bytes()).hexdigest(), path)
    return list(found.values())


def read_files(paths: Sequence[Path], readers: Sequence[str]) -> Iterator[PeerFile]:
    """Have every file read by every reader, each in a process of its own."""
    with ExitStack() as stack:
        processes = [stack.enter_context(closing(PeerProcess(name))) for name in readers]
        for path in paths:
            yield PeerFile(path, {process.name: process.read(path) for process in processes})


def describe_losses(file: PeerFile, ours: str, theirs: str) -> str:
    """The file with what is lost of the other reader's words, page by page; "" where enough is found."""
    mine, other = file.readings[ours], file.readings[theirs]
    if mine.error:
        words = count_words(other)
        return f"{file.path}: {words} words of {theirs}: {mine.error}" if words else ""
    if other.error:
        return ""
    count = count_file(other.pages, mine.pages)
    if count.share_found >= SHARE:
        return ""
    lines = [f"{file.path}: {count.share_found:.4f} of {theirs}'s {count.visible}; {count}"]
    pairs = zip_longest(mine.pages, other.pages, fillvalue=PageText(""))
    for number, (read, printed) in enumerate(pairs, 1):
        if not read.is_unread and (lost := find_lost(read, printed))[read.hidden :]:
            lines.append(f"    p. {number}, {len(lost)}: {' '.join(lost[:SHOWN_WORDS])}")
    return "\n".join(lines[:8])


# -- figures ---------------------------------------------------------------------------------------------------


def make_figures(files: Sequence[PeerFile], readers: Sequence[str], ours: str) -> tuple[Figure, ...]:
    """All figures of the files."""
    peers = [name for name in (PDFTOTEXT, PDFIUM) if name in readers]
    absent = [] if PDFTOTEXT in peers else [Figure(f"share of {PDFTOTEXT}'s visible words", None, note="not installed")]
    return (
        *_make_counts(files, readers),
        *absent,
        *(figure for peer in peers for figure in _make_word_figures(files, ours, peer)),
        *_make_speed_figures(files, readers, ours),
        *(_make_memory_figure(files, name) for name in readers),
        *_make_unread_figures(files, ours, peers),
    )


def _make_counts(files: Sequence[PeerFile], readers: Sequence[str]) -> Iterator[Figure]:
    yield Figure("files, each content once", len(files))
    for name in readers:
        read = [file.readings[name] for file in files if not file.readings[name].error]
        pages, words = sum(len(reading.pages) for reading in read), sum(count_words(reading) for reading in read)
        yield Figure(f"{name}: files read", len(read), note=f"{pages:,} pages, {words:,} words")


def _make_word_figures(files: Sequence[PeerFile], ours: str, peer: str) -> Iterator[Figure]:
    counts = [
        count_file(file.readings[peer].pages, file.readings[ours].pages)
        for file in files
        if not file.readings[ours].error and not file.readings[peer].error
    ]
    texts = [count for count in counts if count.visible]
    whole = sum(texts, WordCount())
    full = sum(count.share_found >= SHARE for count in texts)
    target = at_least(SHARE) if peer == PDFTOTEXT else None
    yield Figure(
        f"share of {peer}'s visible words",
        whole.share_found,
        target=target,
        note=f"{whole.visible:,} words; {whole.lost:,} lost; {full} of {len(texts)} files with words reach {SHARE}",
    )
    yield Figure(f"share of {peer}'s visible words with the same spaces", whole.share_alike)
    listed = sum(count.listed for count in counts)
    yield Figure(f"words of {peer} that ours lists as dropped, hidden or unread", listed)


def _make_speed_figures(files: Sequence[PeerFile], readers: Sequence[str], ours: str) -> Iterator[Figure]:
    shared = [file for file in files if not any(reading.error for reading in file.readings.values())]
    speeds = {name: measure_speed(shared, name) for name in readers}
    for name, speed in speeds.items():
        yield Figure(f"{name}, {len(shared)} files that all read", speed, "pages/processor s")
    for name in readers:
        if name.startswith(OURS) and name != ours:
            yield ratio(f"{ours} beside {name}", speeds[ours], speeds[name])
    own = {name: speed for name, speed in speeds.items() if name.startswith(OURS)}
    if len(own) > 1:
        newer, older = max(own, key=lambda name: own[name]), min(own, key=lambda name: own[name])
        yield ratio(f"the faster bottom, {newer}, beside the other", own[newer], own[older], at_least(SPEED))


def count_words(reading: FileReading) -> int:
    """The words of a whole file."""
    return sum(len(list_words(page.text)) for page in reading.pages)


def measure_speed(files: Sequence[PeerFile], name: str) -> float:
    """Pages a processor second of one reader."""
    seconds = sum(file.readings[name].seconds for file in files)
    return sum(len(file.readings[name].pages) for file in files) / seconds if seconds else 0.0


def _make_memory_figure(files: Sequence[PeerFile], name: str) -> Figure:
    most = max(files, key=lambda file: file.readings[name].memory, default=None)
    return Figure(f"{name}: the most memory", most.readings[name].memory / 1e6 if most else None, "MB")


def _make_unread_figures(files: Sequence[PeerFile], ours: str, peers: Sequence[str]) -> Iterator[Figure]:
    """What ours does not read, by the reason that it gives, and how many words the others find there."""
    reasons: Counter[str] = Counter()
    words: dict[str, Counter[str]] = {}
    for file in files:
        if reason := file.readings[ours].error:
            reasons[reason] += 1
            found = words.setdefault(reason, Counter())
            for peer in peers:
                found[peer] += count_words(file.readings[peer])
    for reason, count in reasons.most_common():
        by_peer = ", ".join(f"{words[reason][peer]:,} by {peer}" for peer in peers)
        yield Figure(f"not read: {reason}", count, "files", note=f"words found there: {by_peer}")
    partly = [unread for file in files if (unread := sum(page.is_unread for page in file.readings[ours].pages))]
    yield Figure("read in part", len(partly), "files", note=f"{sum(partly):,} pages listed as unread or read in part")


def run(options: Options) -> tuple[Figure, ...]:
    readers, ours = list_readers(), OURS
    paths = find_pdfs(Path(folder) for folder in options.pdfs or (str(CORPUS),))
    reference = PDFTOTEXT if PDFTOTEXT in readers else PDFIUM
    files: list[PeerFile] = []
    for file in read_files(paths, readers):
        files.append(file)
        if losses := describe_losses(file, ours, reference):
            sys.stdout.write(f"{losses}\n")
            sys.stdout.flush()
    return make_figures(files, readers, ours)
