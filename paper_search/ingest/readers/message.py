"""Reader for messages (.eml, RFC 5322): the body is the paper, and what is attached are papers of its own.

The subject is the title and the sender the author; addresses are not read.
"""

from __future__ import annotations

import email
import email.policy
import email.utils
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

from paper_search.errors import UnreadableError
from paper_search.ingest.readers import registry
from paper_search.ingest.readers.attachments import AttachedFile, read_attached
from paper_search.ingest.readers.blocks import assemble_reading, find_empty_error, repair_surrogates
from paper_search.records import Reading, UnreadPart
from paper_search.text.spans import collapse_whitespace


def read_message(path: Path) -> Reading:
    """Read a message.

    Args:
        path: the file.

    Raises:
        UnreadableError: the code is mismatch or empty.
    """
    with path.open("rb") as file:
        message = email.message_from_binary_file(file, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not message.keys():
        raise UnreadableError(
            "mismatch", "The file is called .eml but holds no message", "Save the message again.", path
        )
    reading = _read_body(message)
    attached = read_attached(_find_attached(message))
    reading = replace(
        reading,
        info=tuple(_read_headers(message)),
        unread_parts=(*reading.unread_parts, *attached.unread_parts),
        attachments=attached.papers,
    )
    error = find_empty_error(reading, path)
    if error is not None:
        raise error
    return reading


def _read_headers(message: EmailMessage) -> Iterator[tuple[str, str]]:
    """Yield subject, sender's name and date, as document information."""
    subject = collapse_whitespace(repair_surrogates(str(message.get("Subject") or "")))
    sender = email.utils.parseaddr(str(message.get("From") or ""))[0]
    date = collapse_whitespace(str(message.get("Date") or ""))
    for name, value in (("title", subject), ("author", sender), ("created", date)):
        if value:
            yield name, value


def _read_body(message: EmailMessage) -> Reading:
    """Return the body as read, its plain form where there are several; nothing where it holds no words."""
    body = message.get_body(("plain", "html"))
    if not isinstance(body, EmailMessage):
        return assemble_reading([])
    suffix = ".html" if body.get_content_type() == "text/html" else ".txt"
    with tempfile.TemporaryDirectory(prefix="paper-search-") as folder:
        path = Path(folder) / f"body{suffix}"
        try:
            path.write_text(repair_surrogates(str(body.get_content())), encoding="utf-8")
            return registry.read(path)
        except UnreadableError as error:
            if error.code == "empty":
                return assemble_reading([])
            reason = error.reason[:1].lower() + error.reason[1:]
        except (LookupError, ValueError):
            reason = "it is in an encoding that is not known"
    return assemble_reading([], unread_parts=[UnreadPart(None, f"the body is not read: {reason}")])


def _find_attached(message: EmailMessage) -> Iterator[AttachedFile]:
    """Yield what is attached; pictures that the body shows, such as logos, are no papers."""
    for part in message.iter_attachments():
        kind = part.get_content_type()
        if part.get_content_maintype() == "image" and part.get_content_disposition() != "attachment":
            continue
        name = part.get_filename() or ("message.eml" if kind == "message/rfc822" else "attachment")
        yield AttachedFile(name if "." in name or kind != "message/rfc822" else f"{name}.eml", _read_content(part))


def _read_content(part: EmailMessage) -> bytes | None:
    try:
        if part.get_content_type() == "message/rfc822":
            return bytes(part.get_content())
        content = part.get_payload(decode=True)
    except (LookupError, ValueError, TypeError, AttributeError):
        return None
    return content if isinstance(content, bytes) else None
