"""The flame graph: what is drawn of samples, and how wide."""

from __future__ import annotations

import re

from tests.bench.flame import build_tree, draw, read_stacks, sample_stacks

LINES = [
    "/somewhere/quick.py:<module>;web/html.py:render;12@storage/rows.py:read 30",
    "/somewhere/quick.py:<module>;web/html.py:render;web/html.py:<listcomp>;90@storage/rows.py:read 50",
    "/somewhere/quick.py:<module>;text/spans.py:<split> 20",
    "/somewhere/quick.py:<module>;rare.py:never_seen 0",
]


def test_calls_are_added_up_whatever_their_lines() -> None:
    root = build_tree(read_stacks(LINES))
    assert root.count == 100
    assert {name: box.count for name, box in root.called.items()} == {
        "web/html.py:render": 80,
        "text/spans.py:<split>": 20,
        "rare.py:never_seen": 0,
    }
    assert root.called["web/html.py:render"].called["storage/rows.py:read"].count == 80, (
        "parts of a function are its own"
    )


def test_a_box_is_as_wide_as_its_share() -> None:
    image = draw(build_tree(read_stacks(LINES)), "Before & after")
    widths = {name: float(width) for name, width in re.findall(r"<title>(\S+) .*?width=\"([\d.]+)\"", image)}
    assert widths["web/html.py:render"] > 3.9 * widths["text/spans.py:&lt;split&gt;"]
    assert "never_seen" not in image, "too narrow to be read"
    assert "Before &amp; after" in image


def test_samples_name_what_was_running() -> None:
    stacks = sample_stacks(lambda _: sum(number * number for number in range(3_000_000)), ["a question"])
    assert stacks and all("sample_stacks" in calls for calls in stacks)
