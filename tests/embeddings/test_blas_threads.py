"""A question's products of matrices are made in one thread, whichever thread it is asked in."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

# In a process of its own: what is set stays set.
ASKED = """
import threading, numpy
from threadpoolctl import ThreadpoolController
def most():
    libraries = [each for each in ThreadpoolController().select(user_api="blas").info() if "numpy" in each["filepath"]]
    return max((each["num_threads"] for each in libraries), default=0)
before = most()
from paper_search.embeddings.blas_threads import keep_to_one_thread
{asked}
print(before, *after)
"""
HERE = "keep_to_one_thread(); keep_to_one_thread(); after = [most()]"
ELSEWHERE = """
after = []
def ask():
    keep_to_one_thread()
    after.append(most())
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
paper_search.open_library(folder / "corpus", folder / "index").search("anything")
after = [most()]
"""


@pytest.mark.parametrize(
    ("asked", "threads"),
    [
        pytest.param(HERE, 1, id="asked in the thread that the process began with"),
        pytest.param(ELSEWHERE, 2, id="asked in two threads, one after the other, as a server does"),
        pytest.param(LIBRARY, 1, id="asked of a library"),
    ],
)
def test_one_thread_makes_the_products_of_a_question(asked: str, threads: int):
    code, two = ASKED.format(asked=asked), dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"), "2")
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=dict(os.environ) | two
    )
    before, *after = said.stdout.split()
    if before != "2":
        pytest.skip("this NumPy cannot use two threads, so there is nothing to hold back")
    assert after == ["1"] * threads
