"""Products of matrices, each in one thread, in a process that answers questions.

The products of a question are small. In two threads one of them took 9 ms at the median and 50 ms at the 95th
percentile on busy processors, in one 0.3 and 10 ms, because each waits for the other thread to be given a processor.
The limit is never lifted: some libraries know one number for the whole process, and a question may be at work in
another thread.
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
    """Return the controller of the loaded libraries that multiply matrices."""
    import numpy  # noqa: F401
    from threadpoolctl import ThreadpoolController

    return ThreadpoolController().select(user_api="blas")


def limit_blas_to_one_thread() -> None:
    """Make this thread's products of matrices in it alone from now on; free of cost but the first time."""
    if not getattr(_this_thread, "is_limited", False):
        _load_blas_libraries().limit(limits=1)
        _this_thread.is_limited = True
