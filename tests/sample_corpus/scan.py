"""A scanned letter: a PDF that shows a picture of a page and holds no words.

In: lines of text. Out: PDF bytes, written by hand so that no image codec has a say in them.
"""

from __future__ import annotations

from itertools import groupby

from PIL import Image, ImageDraw, ImageFont

SIZE = (413, 585)
SCALE = 2


def picture(lines: list[str]) -> Image.Image:
    """The lines as a black and white page, about 100 dots to the inch."""
    page = Image.new("1", SIZE, 1)
    draw = ImageDraw.Draw(page)
    font = ImageFont.load_default_imagefont()
    for number, line in enumerate(lines):
        draw.text((36, 40 + 13 * number), line, fill=0, font=font)
    draw.rectangle((4, 4, SIZE[0] - 5, SIZE[1] - 5), outline=0)
    return page.resize((SIZE[0] * SCALE, SIZE[1] * SCALE), Image.Resampling.NEAREST)


def run_lengths(content: bytes) -> bytes:
    """The content as RunLengthDecode expects it."""
    out = bytearray()
    for byte, run in groupby(content):
        left = len(list(run))
        while left:
            taken = min(left, 128)
            out += bytes((257 - taken, byte)) if taken > 1 else bytes((0, byte))
            left -= taken
    return bytes([*out, 128])


def stream(head: str, content: bytes) -> bytes:
    """A stream object's body."""
    return f"<< {head} /Length {len(content)} >>\nstream\n".encode() + content + b"\nendstream"


def scan_pdf(lines: list[str]) -> bytes:
    """One A4 page that shows the picture of the lines, and nothing else."""
    page = picture(lines)
    width, height = page.size
    image = (
        f"/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray"
        " /BitsPerComponent 1 /Filter /RunLengthDecode"
    )
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /XObject << /Scan 5 0 R >> >> >>",
        stream("", b"q 595 0 0 842 0 0 cm /Scan Do Q"),
        stream(image, run_lengths(page.tobytes())),
    ]
    return file_of(objects)


def file_of(objects: list[bytes]) -> bytes:
    """The objects, numbered from 1, with their cross-reference table."""
    out = bytearray(b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n")
    offsets = []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n".encode() + body + b"\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    tail = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    root = f"<< /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return bytes(out) + (tail + root).encode()
