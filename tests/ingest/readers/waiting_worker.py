"""A worker for tests of the limits of time: it computes, waits, or has another program compute, as it is told."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

from paper_search.ingest.readers.worker import WorkerMessage, serve_messages

COMPUTE = "import os\nwhile sum(os.times()[:2]) < {}: pass"


def serve(megabytes: int) -> None:
    serve_messages(megabytes, lambda: None, answer)


def answer(message: WorkerMessage) -> WorkerMessage:
    """Compute for so many seconds of processor time here or in a child, or wait; the answer names who computed."""
    seconds = message["seconds"]
    if message["does"] == "compute":
        end = sum(os.times()[:2]) + seconds
        while sum(os.times()[:2]) < end:
            pass
    elif message["does"] == "start":
        child = subprocess.Popen([sys.executable, "-c", COMPUTE.format(seconds)])
        if "note" in message:
            Path(message["note"]).write_text(str(child.pid), encoding="utf-8")
        child.wait()
    elif message["does"] == "start many":
        for _ in range(1000):
            subprocess.run([sys.executable, "-c", COMPUTE.format(seconds)], check=True)
    else:
        time.sleep(seconds)
    return {"done": True}
