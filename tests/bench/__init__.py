"""Timed things, run by `make bench`: never part of the tests, and nothing in them asserts.

A benchmark is a module of this package, named in ``BENCHMARKS``, with a docstring whose first line says what it
measures, and one function

    def run(options: Options) -> tuple[Figure, ...]

It is run in a process of its own (`python -m tests.bench NAME`), may write only under ``options.scratch``, which is
empty when it starts and removed afterwards, and returns its figures in the order in which they are to be read.
"""

BENCHMARKS = (
    "encoding",
    "reading",
    "peers",
    "growing",
    "questions",
    "people",
    "drowned",
    "beside",
    "judged",
    "engines",
)
"""In the order in which they are run and written down."""
