"""Style rules that a web page holds, and the declarations of them that apply to an element.

It follows CSS: selectors, specificity, order, ``!important``, inline style, nesting, layers, and media queries as a
desktop screen answers them. Style sheets that a page only links to are not at hand.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import soupsieve
import tinycss2
from bs4 import BeautifulSoup, Tag

from paper_search.errors import UnreadableError
from paper_search.ingest.readers.html_generated import find_attributes, find_strings, resolve_attribute
from paper_search.ingest.readers.html_media import is_on_screen
from paper_search.ingest.readers.html_sheets import find_imported, read_sheet

MAX_STYLE_CHARACTERS = 3_000_000
MAX_SELECTORS = 20_000
MAX_SELECTOR_CHARACTERS = 1_000
MAX_NESTED_RULES = 20

Specificity = tuple[int, int, int]
Declarations = dict[str, str]
"""Values by property, in lower case."""

_GROUPING_RULES = ("supports", "layer", "container", "scope", "starting-style")
_TEXT_PROPERTIES = ("content", "list-style", "list-style-type")
"""Properties whose values hold words that are printed."""
_COMBINATORS = (">", "+", "~")
_LEGACY_PSEUDO_ELEMENTS = ("before", "after", "first-line", "first-letter")
_VARIABLE_PATTERN = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_MAX_VALUE_CHARACTERS = 400


@dataclass(frozen=True, slots=True)
class _Selector:
    """One selector: what it needs of an element at least, and the whole of it where that is not all."""

    specificity: Specificity
    type: str | None
    id: str | None
    classes: frozenset[str]
    pseudo_element: str | None
    compiled: soupsieve.SoupSieve | None

    def matches(self, tag: Tag) -> bool:
        """Return True if the selector selects the element."""
        return (
            (self.type is None or tag.name == self.type)
            and (self.id is None or tag.get("id") == self.id)
            and self.classes <= _get_classes(tag)
            and (self.compiled is None or self.compiled.match(tag))
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    selector: _Selector
    order: int
    is_layered: bool
    normal: Declarations
    important: Declarations


@dataclass(slots=True)
class _Budget:
    """The rules that a page may still have."""

    selectors: int = field(default_factory=lambda: MAX_SELECTORS)
    rules: list[_Rule] = field(default_factory=list)
    before: list[_Rule] = field(default_factory=list)
    generated: list[str] = field(default_factory=list)
    has_import: bool = False


class _TooManyRulesError(Exception):
    """A page has more style rules than can be worked out."""


class StyleRules:
    """The style rules of one page.

    Attributes:
        is_complete: False where the page links to style sheets that are not at hand.
        generated: words that rules print in front of elements or behind them.
        has_counters: True where rules number elements in front of them.
    """

    def __init__(self, soup: BeautifulSoup, path: Path | None = None) -> None:
        """Read the rules.

        Args:
            soup: the page.
            path: its file, for the error.

        Raises:
            UnreadableError: it has more rules than can be worked out (code unsupported).
        """
        try:
            self._read(soup)
        except (_TooManyRulesError, RecursionError) as error:
            raise UnreadableError(
                "unsupported",
                "The page has more style rules than can be worked out, so what it shows cannot be told",
                "Save the paper as a PDF from a browser, and add that in its place.",
                path,
            ) from error

    def _read(self, soup: BeautifulSoup) -> None:
        budget = _Budget()
        tags = [tag for tag in soup.find_all(["style", "link"]) if not tag.find_parent(["template", "noscript", "svg"])]
        sheets = [
            (tag, read_sheet(tag)) for tag in tags if tag.name == "style" or "stylesheet" in (tag.get("rel") or ())
        ]
        if sum(len(sheet or "") for _, sheet in sheets) > MAX_STYLE_CHARACTERS:
            raise _TooManyRulesError
        for tag, sheet in sheets:
            if sheet and is_on_screen(str(tag.get("media") or "")):
                rules = tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True)
                _read_rules(rules, budget, "", is_layered=False, depth=0)
        self.is_complete = all(sheet is not None for _, sheet in sheets) and not budget.has_import
        self.generated = tuple(text for words in budget.generated for text in resolve_attribute(soup, words))
        contents = ({**rule.normal, **rule.important}.get("content", "") for rule in budget.before)
        self.has_counters = any("counter" in content for content in contents)
        self._by_key, self._before_by_key = _index_rules(budget.rules), _index_rules(budget.before)

    def find_declarations(self, tag: Tag) -> Declarations:
        """Return the declarations that apply to an element, its inline style among them."""
        return _find_declarations(self._by_key, tag, str(tag.get("style") or ""))

    def find_declarations_before(self, tag: Tag) -> Declarations:
        """Return the declarations of what is printed in front of an element, where rules number it."""
        return _find_declarations(self._before_by_key, tag, "")


def _index_rules(rules: Iterable[_Rule]) -> dict[tuple[str, str], list[_Rule]]:
    by_key: dict[tuple[str, str], list[_Rule]] = {}
    for rule in rules:
        by_key.setdefault(_find_key(rule.selector), []).append(rule)
    return by_key


def _find_declarations(rules: Mapping[tuple[str, str], Sequence[_Rule]], tag: Tag, inline: str) -> Declarations:
    keys = [("id", str(tag.get("id"))), ("type", tag.name), ("", "")]
    keys += [("class", name) for name in _get_classes(tag)]
    candidates = [rule for key in keys for rule in rules.get(key, ())] if rules else []
    matched = [rule for rule in candidates if rule.selector.matches(tag)]
    if not matched and not inline:
        return {}
    normal, important = parse_declarations(inline)
    declarations: Declarations = {}
    for rule in sorted(matched, key=lambda r: (not r.is_layered, r.selector.specificity, r.order)):
        declarations |= rule.normal
    declarations |= normal
    for rule in sorted(matched, key=lambda r: (r.is_layered, r.selector.specificity, r.order)):
        declarations |= rule.important
    return declarations | important


def _get_classes(tag: Tag) -> frozenset[str]:
    names = tag.get("class") or ()
    return frozenset(names.split() if isinstance(names, str) else names)


def _find_key(selector: _Selector) -> tuple[str, str]:
    """Return what the rules are looked up by."""
    if selector.id is not None:
        return "id", selector.id
    if selector.classes:
        return "class", min(selector.classes)
    return ("type", selector.type) if selector.type is not None else ("", "")


# -- rules ---------------------------------------------------------------------------------------------------------


def _read_rules(nodes: Iterable[Any], budget: _Budget, parent: str, *, is_layered: bool, depth: int) -> None:
    """Add the rules of a style sheet, or of a block in it, to those of the page."""
    if depth > MAX_NESTED_RULES:
        raise _TooManyRulesError
    for node in nodes:
        if node.type == "qualified-rule":
            _read_rule(node, budget, parent, is_layered, depth)
        elif node.type == "at-rule":
            name = node.lower_at_keyword
            if name == "import":
                imported = find_imported(node.prelude)
                budget.has_import |= imported is None
                inner = tinycss2.parse_stylesheet(imported or "", skip_comments=True, skip_whitespace=True)
                _read_rules(inner, budget, "", is_layered=is_layered, depth=depth + 1)
            if name == "page" and node.content is not None:
                budget.generated += filter(None, find_strings(tinycss2.serialize(node.content)))
            condition = tinycss2.serialize(node.prelude).strip().lower()
            is_met = name in _GROUPING_RULES and not condition.startswith("not ")
            if node.content is not None and (is_on_screen(condition) if name == "media" else is_met):
                parse = tinycss2.parse_blocks_contents if parent else tinycss2.parse_rule_list
                inner = parse(node.content, skip_comments=True, skip_whitespace=True)
                if parent:
                    _add_rule(parent, _split_declarations(inner), budget, is_layered)
                _read_rules(inner, budget, parent, is_layered=is_layered or name == "layer", depth=depth + 1)


def _read_rule(node: Any, budget: _Budget, parent: str, is_layered: bool, depth: int) -> None:
    prelude = tinycss2.serialize(node.prelude).strip()
    if parent:
        inner = f":is({parent})"
        prelude = prelude.replace("&", inner) if "&" in prelude else f"{inner} {prelude}"
    content = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
    _add_rule(prelude, _split_declarations(content), budget, is_layered)
    nested = [child for child in content if child.type in ("qualified-rule", "at-rule")]
    if nested:
        _read_rules(nested, budget, prelude, is_layered=is_layered, depth=depth + 1)


def _add_rule(prelude: str, declarations: tuple[Declarations, Declarations], budget: _Budget, is_layered: bool) -> None:
    normal, important = declarations
    if not normal and not important:
        return
    for tokens in _split_at_commas(tinycss2.parse_component_value_list(prelude, skip_comments=True)):
        budget.selectors -= 1
        if budget.selectors < 0:
            raise _TooManyRulesError
        selector = _parse_selector(tokens)
        if selector is None:
            continue
        if selector.pseudo_element:
            content = {**normal, **important}.get("content", "")
            budget.generated += filter(None, ("".join(find_strings(content)), *find_attributes(content)))
            element = _parse_selector(_cut_pseudo_element(tokens)) if selector.pseudo_element == "before" else None
            if element is not None:
                budget.before.append(_Rule(element, len(budget.before), is_layered, normal, important))
        else:
            budget.rules.append(_Rule(selector, len(budget.rules), is_layered, normal, important))


def parse_declarations(source: str) -> tuple[Declarations, Declarations]:
    """Return the declarations of an inline style: the normal and the important ones.

    A style that is nested too deeply to be worked out hides its element.
    """
    try:
        nodes = tinycss2.parse_blocks_contents(source, skip_comments=True, skip_whitespace=True) if source else ()
        return _split_declarations(nodes)
    except RecursionError:
        return {"display": "none"}, {}


def _split_declarations(nodes: Iterable[Any]) -> tuple[Declarations, Declarations]:
    normal: Declarations = {}
    important: Declarations = {}
    for node in nodes:
        if node.type == "declaration":
            value = tinycss2.serialize(node.value).strip()
            is_text = node.lower_name in _TEXT_PROPERTIES
            (important if node.important else normal)[node.lower_name] = value if is_text else value.lower()
    return normal, important


def substitute_variables(value: str, variables: Declarations) -> str:
    """Return a value with the custom properties that it refers to put in.

    Args:
        value: the value.
        variables: the custom properties of its element.
    """
    for _ in range(8):
        if "var(" not in value or len(value) > _MAX_VALUE_CHARACTERS:
            break
        value = _VARIABLE_PATTERN.sub(lambda match: variables.get(match[1], (match[2] or "").strip()), value)
    return value


# -- selectors -----------------------------------------------------------------------------------------------------


def _split_at_commas(tokens: Iterable[Any]) -> Iterator[list[Any]]:
    group: list[Any] = []
    for token in tokens:
        if token.type == "literal" and token.value == ",":
            yield group
            group = []
        else:
            group.append(token)
    yield group


def _parse_selector(tokens: Sequence[Any]) -> _Selector | None:
    """Return the selector; None where it selects nothing, or something that is not supported."""
    source = tinycss2.serialize(tokens).strip()
    if not source or len(source) > MAX_SELECTOR_CHARACTERS:
        return None
    compounds = list(_split_compounds(tokens))
    simple = _read_compound(compounds[-1]) if compounds else None
    if simple is None:
        return None
    type_name, id_name, classes, pseudo_element, is_simple = simple
    compiled = None
    if not pseudo_element and (not is_simple or len(compounds) > 1):
        try:
            compiled = soupsieve.compile(source)
        except (soupsieve.SelectorSyntaxError, RecursionError):
            return None
    return _Selector(_compute_specificity(tokens), type_name, id_name, classes, pseudo_element, compiled)


def _cut_pseudo_element(tokens: Iterable[Any]) -> list[Any]:
    """Return a selector of what is printed in front of elements as one of the elements."""
    source = re.sub(r"::?before\s*$", "", tinycss2.serialize(tokens).strip(), flags=re.I)
    return list(tinycss2.parse_component_value_list(source if re.search(r"[^\s>+~]$", source) else f"{source}*"))


def _split_compounds(tokens: Iterable[Any]) -> Iterator[list[Any]]:
    compound: list[Any] = []
    for token in tokens:
        is_combinator = token.type == "whitespace" or (token.type == "literal" and token.value in _COMBINATORS)
        if not is_combinator:
            compound.append(token)
        elif compound:
            yield compound
            compound = []
    if compound:
        yield compound


def _read_compound(tokens: Sequence[Any]) -> tuple[str | None, str | None, frozenset[str], str | None, bool] | None:
    """Return type, id, classes and pseudo-element of a compound selector, and True where it has nothing else."""
    type_name = id_name = pseudo_element = None
    classes: set[str] = set()
    is_simple = True
    previous = ""
    for token in tokens:
        is_literal = token.type == "literal"
        if token.type == "ident" and previous == ".":
            classes.add(token.value)
        elif token.type == "ident" and previous in (":", "::"):
            is_element = previous == "::" or token.lower_value in _LEGACY_PSEUDO_ELEMENTS
            pseudo_element = token.lower_value if is_element else pseudo_element
            is_simple = False
        elif token.type == "ident":
            type_name = token.lower_value
        elif token.type == "hash":
            id_name = token.value
        elif not is_literal or token.value not in ("*", ".", ":", "::"):
            is_simple = False
        previous = (
            f"{previous}:" if is_literal and token.value == ":" == previous else token.value if is_literal else ""
        )
    return type_name, id_name, frozenset(classes), pseudo_element, is_simple


def _compute_specificity(tokens: Iterable[Any]) -> Specificity:
    """Return ids, then classes, attributes and pseudo-classes, then types (Selectors Level 4, section 17)."""
    ids = others = types = 0
    previous = ""
    for token in tokens:
        if token.type == "hash":
            ids += 1
        elif token.type == "[] block":
            others += 1
        elif token.type == "ident":
            is_class = previous in (".", ":")
            others, types = others + is_class, types + (not is_class)
        elif token.type == "function" and token.lower_name in ("not", "is", "has"):
            inner = max(map(_compute_specificity, _split_at_commas(token.arguments)))
            ids, others, types = ids + inner[0], others + inner[1], types + inner[2]
        elif token.type == "function" and token.lower_name != "where":
            others += 1
        previous = token.value if token.type == "literal" else ""
    return ids, others, types
