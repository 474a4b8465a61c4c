"""``python -m tests.sample_corpus [OUTDIR] [GOLDDIR]``: make the corpus, and its catalogue, again from nothing."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.sample_corpus.gold import write_gold
from tests.sample_corpus.make import make_corpus

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    """Write the corpus to the first argument and the catalogue to the second, or beside it; with none, both to
    where the project keeps them."""
    out = Path(arguments[0]) if arguments else ROOT / "corpus"
    beside = out.parent / f"{out.name}-gold" if arguments else Path(__file__).parent / "gold"
    gold = Path(arguments[1]) if len(arguments) > 1 else beside
    made = make_corpus(out)
    write_gold(made, gold)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
