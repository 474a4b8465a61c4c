"""A question's products of matrices are made in one thread, whichever thread it is asked in."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# In a process of its own: what is set stays set.
SCRIPT = """
import threading, numpy
from threadpoolctl import ThreadpoolController
def count_threads():
    libraries = ThreadpoolController().select(user_api="blas").info()
    return max((library["num_threads"] for library in libraries if "numpy" in library["filepath"]), default=0)
before = count_threads()
from paper_search.embeddings.blas_threads import limit_blas_to_one_thread
{asked}
print(before, *after)
"""
HERE = "limit_blas_to_one_thread(); limit_blas_to_one_thread(); after = [count_threads()]"
ELSEWHERE = """
after = []
def ask():
    limit_blas_to_one_thread()
    after.append(count_threads())
for _ in range(2):
    thread = threading.Thread(target=ask)
    thread.start()
    thread.join()
"""
LIBRARY = """
import sys, tempfile, pathlib
import paper_search
folder = pathlib.Path(tempfile.mkdtemp())
(folder / "corpus").mkdir()
paper_search.build(folder / "corpus", folder / "index")
paper_search.open_library(folder / "corpus", folder / "index").search("potholes")
after = [count_threads()]
"""


@pytest.mark.parametrize(
    ("asked", "threads"),
    [
        pytest.param(HERE, 1, id="asked in the thread that the process began with"),
        pytest.param(ELSEWHERE, 2, id="asked in two threads, one after the other, as a server does"),
        pytest.param(LIBRARY, 1, id="asked of a library"),
    ],
)
@pytest.mark.rare_rows("asked in the thread that the process began with")
def test_one_thread_makes_the_products_of_a_question(asked: str, threads: int):
    code, two = SCRIPT.format(asked=asked), dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "2")
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ) | two
    )
    before, *after = done.stdout.split()
    if before != "2":
        pytest.skip("this NumPy cannot use two threads, so there is nothing to hold back")
    assert after == ["1"] * threads
