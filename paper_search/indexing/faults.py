"""Faults that a check finds, each with the repair of it where there is one."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import islice

from paper_search.errors import CorpusError, DamagedIndexError, UnreachableShardError
from paper_search.records.index import Fault

_MAX_NAMED_PLACES = 10


@dataclass(frozen=True, slots=True)
class RepairableFault:
    """A fault, and the repair of it, which says what it did; None where it cannot be derived again."""

    fault: Fault
    repair: Callable[[], str] | None = None


def make_fault(
    part: str,
    description: str,
    places: Iterable[str],
    next_step: str,
    repair: Callable[[list[str]], str] | None = None,
) -> Iterator[RepairableFault]:
    """Yield a fault with its places, or nothing where there are none.

    Args:
        part: the part of the index.
        description: what is wrong with it.
        places: where, an empty text for nowhere.
        next_step: what a person does where there is no repair.
        repair: is given all places, puts them right, and says what it did.
    """
    all_places = list(filter(None, places))
    if all_places:
        fault = Fault(part, description, len(all_places), tuple(islice(all_places, _MAX_NAMED_PLACES)))
        if repair is None:
            yield RepairableFault(replace(fault, next_step=next_step))
        else:
            yield RepairableFault(fault, lambda: repair(all_places))


def repair_fault(found_fault: RepairableFault, command: str, *, is_repairing: bool) -> Fault:
    """Return a fault with what was done about it, or with what is left to do.

    Args:
        found_fault: the fault.
        command: repairs it, where nothing is repaired now.
        is_repairing: True where it is to be repaired.
    """
    if found_fault.repair is None:
        return found_fault.fault
    if not is_repairing:
        return replace(found_fault.fault, next_step=f"run '{command}' to repair it")
    try:
        return replace(found_fault.fault, done=found_fault.repair())
    except (CorpusError, DamagedIndexError, UnreachableShardError) as error:
        return replace(found_fault.fault, next_step=str(error).removesuffix("."))
