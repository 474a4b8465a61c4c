"""The question box as a form that needs no script; limits go along unseen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from paper_search.web.forms import MAX_QUESTION_CHARS, SearchForm, to_items


@dataclass(frozen=True, slots=True)
class SearchBox:
    """A question box: where it is sent, its words, what is typed in it, and the limits that go along."""

    action: str
    label: str
    button_label: str
    question: str
    limits: tuple[tuple[str, str], ...]
    max_chars: int = MAX_QUESTION_CHARS


def make_search_box(
    form: SearchForm, action: str = "/", label: str = "Your question", button_label: str = "Ask"
) -> SearchBox:
    """Return the question box of a view.

    Args:
        form: the question and its limits.
        action: the address that the form is sent to.
        label: the words beside the box.
        button_label: the words on the button.
    """
    items = to_items(replace(form, page=1))
    limits = tuple((name, value) for name, value in items if value and name not in {"q", "any"})
    return SearchBox(action, label, button_label, form.question, limits)
