"""Text to HTML, safely: escaping, marks, and the environment in which every page template runs.

No text becomes markup: autoescape is on for every template, with escapes that a JavaScript template literal cannot
read as a placeholder either. Marks never change a character, words that a paper strikes through are shown so, and text
that no screen can use in full is cut where it says so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined, Undefined, nodes, pass_context
from jinja2.compiler import CodeGenerator, Frame
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from markupsafe import Markup

from paper_search.records.strikethrough import find_struck_pairs
from paper_search.text.counts import format_count
from paper_search.text.dates import format_date
from paper_search.text.spans import Span
from paper_search.text.struck import split_struck
from paper_search.web.root_path import site_url

_UNPRINTABLE = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff"
_ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#x27;"}
# A page builder may compile HTML that it is given as a template literal of JavaScript, which reads these signs. As
# entities they are text everywhere.
_ESCAPES |= {sign: f"&#{ord(sign)};" for sign in "`$\\{}"}
_TO_ESCAPE = re.compile(f"[{re.escape(''.join(_ESCAPES))}{_UNPRINTABLE}]")
CUT_NOTICE = " … [cut here: open the paper for the rest]"
_STRUCK_START = '<span class="unseen"> struck through: </span>'
_STRUCK_END = '<span class="unseen"> end of struck through </span>'
_SIGNED_SUM = re.compile(r"(?<!\w)[-+\u2212\u2013][£€]\d(?:[\d,.]*\d)?\w*")
_LINE_BREAK = re.compile(r"(>|)[ \t]*\n\s*(<|)")


def escape(text: str) -> Markup:
    """Return text as HTML, fit for content and for a quoted attribute alike."""
    return Markup(_TO_ESCAPE.sub(_escape_character, text))


def _escape_character(match: re.Match[str]) -> str:
    return _ESCAPES.get(match[0], "\ufffd")


def merge_spans(marks: Iterable[Span], length: int) -> list[Span]:
    """Return the marks in order, overlapping and touching ones merged.

    Args:
        marks: spans in any order; what lies outside the text, and empty spans, are left out.
        length: the number of characters of the text.
    """
    spans: list[Span] = []
    for start, end in sorted((max(0, start), min(end, length)) for start, end in marks):
        if start >= end:
            continue
        if spans and start <= spans[-1][1]:
            spans[-1] = (spans[-1][0], max(spans[-1][1], end))
        else:
            spans.append((start, end))
    return spans


def mark_spans(text: str, marks: Iterable[Span] = (), limit: int = 8000) -> Markup:
    """Return escaped text with ``<mark>`` around the spans, and ``<del>`` around what is struck through.

    Args:
        text: a passage as the paper prints it, or a part of one.
        marks: offsets in the text.
        limit: the number of characters after which the text is cut, which it then says.
    """
    return mark_quote(text, marks, None, limit)


def mark_quote(text: str, marks: Iterable[Span] = (), highlight: Span | None = None, limit: int = 8000) -> Markup:
    """Return what ``mark_spans`` does, with ``<mark class="answers">`` around the words that answer.

    Args:
        text: the words of a quote.
        marks: offsets of the words of the question.
        highlight: offsets of the words that answer, if they are known.
        limit: the number of characters after which the text is cut, which it then says.
    """
    visible = text[:limit]
    spans = merge_spans(marks, len(visible))
    answers = merge_spans([highlight] if highlight else [], len(visible))
    parts = [_show_part(visible, part, spans, is_struck, answers) for part, is_struck in split_struck(visible)]
    return Markup("".join([*parts, escape(CUT_NOTICE) if len(text) > limit else ""]))


def show_struck(text: str, is_passage: bool = False) -> Markup:
    """Return text, escaped, with ``<del>`` around what is struck through.

    Args:
        text: the reading text of a paper, or a part of it.
        is_passage: the text may have been cut inside struck words, so that a mark without its other half counts.
    """
    parts = split_struck(text, None if is_passage else find_struck_pairs(text))
    return Markup("".join(_show_part(text, part, (), is_struck) for part, is_struck in parts))


def break_lines(shown: Markup) -> Markup:
    """Return HTML with an element for each line break, for mails, which have no style sheet that keeps them."""
    return Markup("<br>").join(shown.split("\n"))


def _show_part(text: str, part: Span, marks: Sequence[Span], is_struck: bool, answers: Sequence[Span] = ()) -> str:
    """Return a part of a text with the marks in it; screen readers, many of which pass over ``<del>``, are told."""
    position, end = part
    pieces: list[str] = []
    for start, stop in answers:
        first, last = max(start, position), min(stop, end)
        if first < last:
            inner = _mark_part(text, (first, last), marks)
            pieces += [_mark_part(text, (position, first), marks), f'<mark class="answers">{inner}</mark>']
            position = last
    words = "".join([*pieces, _mark_part(text, (position, end), marks)])
    return f"<del>{_STRUCK_START}{words}{_STRUCK_END}</del>" if is_struck else words


def _mark_part(text: str, part: Span, marks: Sequence[Span]) -> str:
    """Return a part of a text with the marks in it."""
    position, end = part
    pieces: list[str] = []
    for start, stop in marks:
        first, last = max(start, position), min(stop, end)
        if first < last:
            pieces += [_show_words(text[position:first]), "<mark>", _show_words(text[first:last]), "</mark>"]
            position = last
    return "".join([*pieces, _show_words(text[position:end])])


def _show_words(text: str) -> str:
    """Return text as HTML in which a sum stays with its sign: at the end of a line a minus is easily overlooked."""
    return _SIGNED_SUM.sub(r'<span class="sum">\g<0></span>', str(escape(text)))


def clip(text: str, limit: int) -> str:
    """Return at most ``limit`` characters of a text, the last an ellipsis where something was left out."""
    return text if len(text) <= limit else text[: limit - 1] + "…"


# -- the templates -----------------------------------------------------------------------------------------------------


class TemplateLines(Extension):
    """Removes the line breaks of a template's layout, by the rule of JSX.

    A line break and the white space around it vanish beside a tag, an expression or a statement, and are one space
    between words. White space on one line is kept. So a template can be indented, no space slips into a quotation,
    and a page of twenty cards is not a third longer for its indentation.
    """

    def filter_stream(self, stream: TokenStream) -> Iterable[Token]:
        """Yield the tokens of a template without the line breaks of its layout."""
        for token in stream:
            is_literal = token.type == "data"
            yield Token(token.lineno, token.type, join_lines(token.value)) if is_literal else token


def join_lines(source: str) -> str:
    """Return the literal text between two statements or expressions of a template on one line."""
    return _LINE_BREAK.sub(_join_line, source)


def _join_line(line_break: re.Match[str]) -> str:
    before, after = line_break.groups()
    is_beside_code = line_break.start() == 0 or line_break.end() == len(line_break.string)
    return before + ("" if before or after or is_beside_code else " ") + after


class _PlainOutput(CodeGenerator):
    """Compiles templates that print what ``finalise`` gives as it is.

    Jinja would escape it once more, which changes nothing: ``finalise`` gives HTML alone and sees every value.
    """

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: CodeGenerator._FinalizeInfo) -> None:
        if not frame.eval_ctx.autoescape or frame.eval_ctx.volatile or finalize.src is None:
            super()._output_child_pre(node, frame, finalize)
            return
        self.write(f"({finalize.src}")


def finalise(value: object) -> str:
    """Return the value of a template's expression as HTML.

    Raises:
        TypeError: for what is neither text nor a number, such as None, which a template must not print.
        UndefinedError: for a name that the template was not given.
    """
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return _TO_ESCAPE.sub(_escape_character, value)
    if isinstance(value, Undefined):
        return str(value)
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise TypeError(f"A template cannot print {value!r}.")


@pass_context
def print_site_url(context: Context, url: str) -> str:
    """Return an address of the site as a browser must ask for it: the filter ``site_url``.

    Jinja works out a filter of a constant when it compiles a template, for all requests. One that takes the context is
    left until the template is rendered.

    Args:
        context: not used.
        url: an address within the site.
    """
    return site_url(url)


class _TemplateEnvironment(Environment):
    """An environment whose templates print values as ``finalise`` gives them."""

    code_generator_class = _PlainOutput


def _create_environment() -> Environment:
    """Return the environment of the templates; each is read and compiled once."""
    environment = _TemplateEnvironment(
        loader=PackageLoader("paper_search.web"),
        autoescape=True,
        undefined=StrictUndefined,
        finalize=finalise,
        auto_reload=False,
        cache_size=-1,
        extensions=[TemplateLines],
    )
    environment.filters |= {
        "break_lines": break_lines,
        "clip": clip,
        "mark_quote": mark_quote,
        "mark_spans": mark_spans,
        "show_struck": show_struck,
        "format_date": format_date,
        "format_count": format_count,
        "thousands": "{:,}".format,
        "site_url": print_site_url,
    }
    return environment


ENVIRONMENT = _create_environment()


def render(template: str, **values: object) -> Markup:
    """Return a template of ``web/templates``, filled in.

    Args:
        template: the name of its file.
        **values: what it shows: records of plain data, or Markup of another template.
    """
    return Markup(ENVIRONMENT.get_template(template).render(values))


def render_macro(template: str, name: str, *values: object) -> Markup:
    """Return what a macro of a template gives.

    Args:
        template: the name of the file that holds the macro.
        name: the macro.
        *values: its arguments: records of plain data.
    """
    macro = getattr(ENVIRONMENT.get_template(template).module, name)
    return Markup(macro(*values))
