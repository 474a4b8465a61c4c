"""A file sent as a whole or in part (RFC 9110, section 14), from the very file that was verified."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import quote

from fastapi import Request
from fastapi.responses import Response, StreamingResponse

from paper_search.rendering.verified_file import VerifiedFile

_RANGE_PATTERN = re.compile(r"bytes=(\d{0,15})-(\d{0,15})$")
"""One range; of several the whole file is sent, which the standard allows."""


def send_file(
    request: Request, verified: VerifiedFile, name: str, sha256: str, media_type: str, headers: Mapping[str, str]
) -> Response:
    """Return a response with a file, to be shown inline.

    Args:
        request: says which part is wanted.
        verified: the open file; the response closes it.
        name: the file's name, for whoever saves it.
        sha256: the hash of the file, which names its version.
        media_type: the type of the content.
        headers: more headers.
    """
    size, etag = verified.size, f'"{sha256}"'
    quoted = quote(name)
    file_name = f'filename="{name}"' if quoted == name else f"filename*=utf-8''{quoted}"
    headers = {**headers, "accept-ranges": "bytes", "etag": etag, "content-disposition": f"inline; {file_name}"}
    is_same_version = request.headers.get("if-range", etag) == etag
    asked = request.headers.get("range", "") if is_same_version else ""
    part = _find_range(asked, size)
    start, stop = part or (0, size)
    if start >= stop and part:
        verified.file.close()
        return Response(status_code=416, headers={**headers, "content-range": f"bytes */{size}"})
    if part:
        headers["content-range"] = f"bytes {start}-{stop - 1}/{size}"
    headers["content-length"] = str(stop - start)
    status = 206 if part else 200
    if request.method == "HEAD":
        verified.file.close()
        return Response(status_code=status, media_type=media_type, headers=headers)
    return StreamingResponse(verified.read_chunks(start, stop), status, headers, media_type)


def _find_range(header: str, size: int) -> tuple[int, int] | None:
    """Return the first byte asked for and the one behind the last; None for the whole, empty where there is none."""
    match = _RANGE_PATTERN.match(header.strip())
    if match is None or not any(match.groups()):
        return None
    first, last = match.groups()
    if not first:
        return max(size - int(last), 0), size
    if last and int(last) < int(first):
        return None
    return int(first), min(int(last) + 1, size) if last else size
