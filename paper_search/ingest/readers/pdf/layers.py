"""Optional content, also called layers: which groups a viewer shows when it opens the file (ISO 32000-1, clause 8.11).

The state is that of the default configuration: its base state, its lists of groups switched on and off, and the groups
that its usage dictionaries switch for viewing.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from paper_search.ingest.readers.pdf.objects import resolve_object

MAX_EXPRESSION_DEPTH = 16
"""How deep a visibility expression may nest."""


class LayerStates:
    """The states of the optional content groups of one file."""

    def __init__(self, catalogue: Any) -> None:
        """Read the default configuration of a catalogue; a file without one has no layer that is off."""
        self._off: set[int] = set()
        self.are_stated = "/OCProperties" in catalogue
        """True if the file has layers at all."""
        properties = resolve_object(catalogue.get("/OCProperties"))
        if properties is not None:
            with suppress(AttributeError, KeyError, TypeError, ValueError):
                self._read_configuration(properties)

    def _read_configuration(self, properties: Any) -> None:
        configuration = resolve_object(properties.get("/D")) or {}
        groups = list(resolve_object(properties.get("/OCGs")) or ())
        if configuration.get("/BaseState") == "/OFF":
            self._off = {_identify(group) for group in groups}
        self._off -= {_identify(group) for group in resolve_object(configuration.get("/ON")) or ()}
        self._off |= {_identify(group) for group in resolve_object(configuration.get("/OFF")) or ()}
        for usage in resolve_object(configuration.get("/AS")) or ():
            usage_application = resolve_object(usage)
            if usage_application.get("/Event") == "/View":
                for group in resolve_object(usage_application.get("/OCGs")) or ():
                    self._apply_usage(group)

    def _apply_usage(self, group: Any) -> None:
        usage = resolve_object(resolve_object(group).get("/Usage")) or {}
        state = (resolve_object(usage.get("/View")) or {}).get("/ViewState")
        if state == "/OFF":
            self._off.add(_identify(group))
        elif state == "/ON":
            self._off.discard(_identify(group))

    def is_off(self, content: Any) -> bool:
        """Return True if a group, or a membership dictionary, hides its content."""
        return content is not None and self._is_membership_off(content)

    def _is_membership_off(self, content: Any) -> bool:
        with suppress(AttributeError, KeyError, TypeError, ValueError):
            dictionary = resolve_object(content)
            if dictionary.get("/Type") != "/OCMD":
                return _identify(content) in self._off
            expression = resolve_object(dictionary.get("/VE"))
            if expression:
                return not self._evaluate(expression, 0)
            groups = resolve_object(dictionary.get("/OCGs"))
            members = [dictionary.raw_get("/OCGs")] if hasattr(groups, "get") else list(groups or ())
            return not self._is_shown_by_policy(members, str(dictionary.get("/P", "/AnyOn")))
        return False

    def _is_shown_by_policy(self, members: list[Any], policy: str) -> bool:
        are_on = [_identify(member) not in self._off for member in members if resolve_object(member) is not None]
        if not are_on:
            return True
        return {"/AllOn": all(are_on), "/AnyOff": not all(are_on), "/AllOff": not any(are_on)}.get(policy, any(are_on))

    def _evaluate(self, expression: Any, depth: int) -> bool:
        """Return True if a visibility expression shows its content."""
        operands = resolve_object(expression)
        if hasattr(operands, "get"):
            return _identify(expression) not in self._off
        if depth >= MAX_EXPRESSION_DEPTH or not operands:
            return True
        values = [self._evaluate(operand, depth + 1) for operand in operands[1:]]
        operator = str(operands[0])
        if operator == "/Not":
            return not values[0]
        return any(values) if operator == "/Or" else all(values)


def _identify(value: Any) -> int:
    """Return the object number of a reference, or a number of its own for a direct object."""
    number = getattr(value, "idnum", None)
    if number is None:
        reference = getattr(value, "indirect_reference", None)
        number = getattr(reference, "idnum", None)
    return int(number) if number is not None else -id(value)
