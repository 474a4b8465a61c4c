"""Products of matrices, each in one thread, in a process that answers questions.

In: nothing; out: nothing. Promised: whatever asks first in a thread, the products of that thread's questions are made
in that thread alone. They are small: in two threads one of them took 9 ms at the median and 50 ms at the 95th
percentile on busy processors, in one 0.3 and 10 ms, because each waits for the other thread to be given a processor.
Nothing is given back: some libraries know one number for the whole process, and a question may be at work in another
thread.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from threadpoolctl import ThreadpoolController

_this_thread = threading.local()


@cache
def _load_blas_libraries() -> ThreadpoolController:
    """Those that multiply matrices, of all that are loaded."""
    import numpy  # noqa: F401
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")


def limit_blas_to_one_thread() -> None:
    """From now on this thread's products of matrices are made in it alone; costs nothing but the first time."""
    if not getattr(_this_thread, "is_kept", False):
        _load_blas_libraries().limit(limits=1)
        _this_thread.is_kept = True
