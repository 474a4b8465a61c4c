"""Fuzz one target with atheris: `python -m tests.fuzz pdf --minutes 10 --out DIR`.

Whatever breaks the oracle, or takes more than its share of processor time, is kept once for each place at which
it breaks. The last line says how many inputs were tried and what came of them.
"""

from __future__ import annotations

import argparse
import hashlib
import signal
import sys
import tempfile
import time
import traceback
from collections import Counter
from pathlib import Path
from typing import Any

import atheris

with atheris.instrument_imports(include=["paper_search", "pypdf", "docx", "bs4"]):
    from tests.fuzz import oracle
    from tests.fuzz.targets import TARGETS, TOKENS, Target

SECONDS = 10.0
"""Of processor time, for one input of a few kilobytes."""


class TooSlowError(BaseException):
    """Not an Exception, so that no reader takes it for a fault of the file."""


def _ring(*_: Any) -> None:
    raise TooSlowError


class Run:
    """Counts what came of the inputs and keeps those that break the oracle."""

    def __init__(self, name: str, target: Target, out: Path, folder: Path) -> None:
        self._name, self._target, self._out = name, target, out
        self._path = folder / f"paper{target.suffix}"
        self._seen: set[str] = set()
        self.ends: Counter[str] = Counter()
        self.began = time.monotonic()
        signal.signal(signal.SIGVTALRM, _ring)

    def once(self, raw: bytes) -> None:
        self._path.write_bytes(self._target.wrap(raw))
        signal.setitimer(signal.ITIMER_VIRTUAL, SECONDS)
        try:
            self.ends[oracle.check(self._path)] += 1
        except (Exception, TooSlowError) as error:
            self._keep(raw, error)
        finally:
            signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def _keep(self, raw: bytes, error: BaseException) -> None:
        self.ends["BROKEN"] += 1
        frames = traceback.extract_tb(error.__traceback__)
        own = [frame for frame in frames if "paper_search" in frame.filename] or frames
        place = f"{type(error).__name__} {Path(own[-1].filename).name}:{own[-1].name}"
        if place in self._seen:
            return
        self._seen.add(place)
        kept = self._out / f"{self._name}-{hashlib.sha256(raw).hexdigest()[:12]}"
        kept.write_bytes(raw)
        print(f"kept {kept.name}: {place}: {error}", flush=True)

    def report(self) -> str:
        minutes = (time.monotonic() - self.began) / 60
        return f"{self._name}: {sum(self.ends.values())} inputs in {minutes:.1f} minutes: {dict(self.ends)}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("target", choices=sorted(TARGETS))
    parser.add_argument("--minutes", type=float, default=2)
    parser.add_argument("--out", type=Path, default=Path("fuzz-findings"), help="where what breaks is kept")
    options = parser.parse_args()
    options.out.mkdir(parents=True, exist_ok=True)
    target = TARGETS[options.target]
    folder = Path(tempfile.mkdtemp(prefix="fuzz-"))
    seeds = folder / "seeds"
    seeds.mkdir()
    for number, seed in enumerate(target.seeds()):
        (seeds / str(number)).write_bytes(seed)
    words = folder / "words"
    escaped = ("".join(f"\\x{byte:02x}" for byte in token.encode()) for token in TOKENS)
    words.write_text("".join(f'"{token}"\n' for token in escaped))
    running = Run(options.target, target, options.out, folder)
    end = running.began + options.minutes * 60

    def once(raw: bytes) -> None:
        if time.monotonic() > end:
            print(running.report(), flush=True)
            sys.stdout.flush()
            # libFuzzer has no way to be asked to stop from here that leaves the exit code at 0.
            signal.raise_signal(signal.SIGTERM)
        running.once(raw)

    flags = [f"-dict={words}", "-max_len=20000", "-len_control=20", "-rss_limit_mb=4096", "-timeout=300"]
    atheris.Setup([sys.argv[0], *flags, str(seeds)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
