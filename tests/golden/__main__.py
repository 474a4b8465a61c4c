"""Write the recorded outputs anew: ``python -m tests.golden``."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

from paper_search.api import build, open_library
from paper_search.config import Settings
from paper_search.embeddings import EncoderChoice
from paper_search.indexing.builder import ReaderLimits
from tests.golden.record import CORPUS, FOLDER, outputs


def record(target: Path) -> None:
    """Build the sample index and write every output below a folder."""
    with tempfile.TemporaryDirectory() as made:
        # As where text recognition is not installed, so that the index is the same everywhere.
        os.environ["PATH"] = made
        # Its answers change with each training.
        os.environ["PAPER_SEARCH_READER"] = "off"
        index, scratch = Path(made) / "index", Path(made) / "scratch"
        scratch.mkdir()
        encoder = EncoderChoice(Settings().model, has_reader=False)
        build(CORPUS, index, encoder, ReaderLimits(processes=2))
        library = open_library(CORPUS, index, encoder)
        for name, text in outputs(library, index, scratch):
            (target / name).parent.mkdir(parents=True, exist_ok=True)
            (target / name).write_text(text, "utf-8")


if __name__ == "__main__":
    record(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
