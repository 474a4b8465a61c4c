"""Files that hold one secret, such as a key or a token, which nobody but their owner may read."""

from __future__ import annotations

import os
import stat
from pathlib import Path

from paper_search.errors import PaperSearchError

_SHARED_BITS = stat.S_IRWXG | stat.S_IRWXO
_MAX_CHARACTERS = 4096


def read_secret(path: Path, setting: str, noun: str, error: type[PaperSearchError]) -> str:
    """Return the first line of a file of which others can read nothing.

    Args:
        path: the file.
        setting: the setting or the option that names it.
        noun: the word for what it holds, such as "key".
        error: the class of the error that is raised.

    Raises:
        PaperSearchError: of the class given: it cannot be read, others can read it, or its first line is not one word
            of plain characters; the message never has the secret.
    """
    name = f"{setting} is {str(path)!r}"
    try:
        mode = path.stat().st_mode
        secret = path.read_text("ascii").partition("\n")[0].strip()
    except (OSError, UnicodeDecodeError) as fault:
        reason = getattr(fault, "strerror", None) or "it holds more than plain characters"
        raise error(f"{name}; it cannot be read ({reason}). Name a file whose first line is the {noun}.") from None
    if os.name == "posix" and mode & _SHARED_BITS:
        raise error(f"{name}; other users of this machine may read it. Run: chmod 600 {path}")
    if not secret or not secret.isprintable() or " " in secret or len(secret) > _MAX_CHARACTERS:
        raise error(f"{name}; it holds no {noun}. Write the {noun} alone on its first line.")
    return secret
