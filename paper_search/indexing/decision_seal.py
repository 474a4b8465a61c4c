"""The sealed copy of the decisions that an index keeps, and with it every backup of the index.

The copy is written in the same transaction that takes a withdrawn document out, with a digest that shows an edit. A
build and a restored backup compare it with ``decisions.csv``: a withdrawal that the file has lost stops them. What a
process that was ended wrote here and not yet there is written there by the next one.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from paper_search.access import decisions
from paper_search.access.decisions import AccessDecision, Decisions
from paper_search.errors import CorpusError, DamagedIndexError
from paper_search.storage.database import Transaction
from paper_search.storage.store import DATABASE_FILE_NAME, Store
from paper_search.storage.transfer import PENDING_DECISIONS_KEY, SEALED_DECISIONS_KEY

_MAX_NAMED = 5
_EMPTY_START_NOTE = (
    "There was no index and no decisions.csv. For a first build that is as it should be. If papers were withdrawn here"
    " before, nobody knows of it any more, and they are shown: put decisions.csv back, or a backup of the index."
)
_RESTORE_STEP = (
    "Put the line back (the index keeps a sealed copy: paper-search build --restore-decisions); or, if the paper may be"
    " shown again: paper-search release PATH --reason WHY."
)


def load_sealed(store: Store) -> Decisions:
    """Return the decisions that an index keeps a copy of.

    Raises:
        DamagedIndexError: the copy is not as it was written.
    """
    return _load(store, SEALED_DECISIONS_KEY)


def seal(
    store: Store, transaction: Transaction, all_decisions: Decisions, pending: tuple[AccessDecision, ...] = ()
) -> None:
    """Keep a copy of the decisions.

    Args:
        store: the index.
        transaction: the transaction that this belongs to.
        all_decisions: all that were taken.
        pending: those of them that ``decisions.csv`` does not hold yet.
    """
    values = {SEALED_DECISIONS_KEY: _to_sealed_text(all_decisions.lines)}
    if pending:
        values[PENDING_DECISIONS_KEY] = _to_sealed_text(pending)
    changed = {key: value for key, value in values.items() if (store.get_meta(key) or "") != value}
    if changed:
        transaction.set_meta(changed)


def check_pending(store: Store) -> None:
    """Check that what is to be written into ``decisions.csv`` yet is as it was kept.

    Raises:
        DamagedIndexError: it was changed.
    """
    _load(store, PENDING_DECISIONS_KEY)


def complete_pending(corpus: Path, store: Store) -> None:
    """Write into ``decisions.csv`` what a process that was ended decided, and took out, before it came to that.

    Args:
        corpus: the corpus folder, which the caller has locked.
        store: the index.

    Raises:
        CorpusError: the file cannot be written.
    """
    pending = _load(store, PENDING_DECISIONS_KEY)
    if not pending:
        return
    stamps = {line.stamp for line in decisions.load_decisions(corpus).lines}
    missing = [line for line in pending.lines if line.stamp not in stamps]
    if missing:
        decisions.append_decisions(corpus, missing)
    clear_pending(store)


def clear_pending(store: Store) -> None:
    """Keep in mind that ``decisions.csv`` holds all decisions."""
    if store.get_meta(PENDING_DECISIONS_KEY):
        store.set_meta({PENDING_DECISIONS_KEY: ""})


def check_complete(corpus: Path, store: Store, all_decisions: Decisions) -> None:
    """Check that no withdrawal that the index knows of is lost.

    Args:
        corpus: the corpus folder.
        store: the index.
        all_decisions: the decisions as ``decisions.csv`` has them.

    Raises:
        CorpusError: one is no longer there.
        DamagedIndexError: the sealed copy was changed.
    """
    lost = load_sealed(store).find_lost_withdrawals(all_decisions)
    if not lost:
        return
    path = decisions.find_decisions_file(corpus)
    names = list(dict.fromkeys(line.path or line.sha256 for line in lost))
    more = f" and {len(names) - _MAX_NAMED} more" if len(names) > _MAX_NAMED else ""
    listed = f"{', '.join(names[:_MAX_NAMED])}{more}"
    fault = "says nothing of" if path.exists() else "is gone, and with it the line on"
    raise CorpusError(
        f"{path}: {fault} {listed}, which was withdrawn. Nothing is built before that is put right. {_RESTORE_STEP}"
    )


def note_empty_start(corpus: Path, index: Path) -> tuple[str, ...]:
    """Return a note on what cannot be known where there is neither an index nor a record of decisions."""
    is_known = (index / DATABASE_FILE_NAME).exists() or decisions.find_decisions_file(corpus).exists()
    return () if is_known else (_EMPTY_START_NOTE,)


def restore_decisions(corpus: Path, store: Store) -> tuple[str, ...]:
    """Put back into ``decisions.csv`` what it has lost of the sealed copy, in the order in which it was decided.

    Args:
        corpus: the corpus folder.
        store: the index.

    Returns:
        A note on how many lines were put back.

    Raises:
        CorpusError: the file cannot be understood or written.
        DamagedIndexError: the sealed copy was changed.
    """
    with decisions.locked_decisions(corpus) as current:
        merged = _merge(load_sealed(store), current)
        restored = len(merged.lines) - len(current.lines)
        if merged.lines != current.lines:
            decisions.replace_decisions(corpus, merged.lines)
    path, are = decisions.find_decisions_file(corpus), "decision was" if restored == 1 else "decisions were"
    return (f"{path}: {restored} {are} put back from the index's copy, all in the order in which they were taken.",)


def _merge(sealed: Decisions, current: Decisions) -> Decisions:
    """Return all decisions, so that no line of the file which is older than what is sealed ends a withdrawal of it."""
    last = max((line.decided_at for line in sealed.lines), default=None)
    older = Decisions(tuple(line for line in current.lines if last is not None and line.decided_at <= last))
    known = {line.stamp for line in sealed.lines}
    return (
        Decisions(tuple(line for line in older.lines if line.stamp not in known)).add(sealed.lines).add(current.lines)
    )


def _load(store: Store, key: str) -> Decisions:
    digest, _, text = (store.get_meta(key) or "").partition("\n")
    if not text:
        return Decisions()
    if hashlib.sha256(text.encode()).hexdigest() != digest:
        raise DamagedIndexError(
            f"{store.path}: the sealed copy of the decisions was changed, so nothing of it is trusted. Stop what uses"
            " the index, see that decisions.csv in the corpus is complete, then copy a backup back, or move the file"
            " away and run 'paper-search build' to make it again from the papers."
        )
    return Decisions(decisions.parse_lines(store.path, text))


def _to_sealed_text(lines: tuple[AccessDecision, ...]) -> str:
    """Return decisions in the form of their file, behind a line with the SHA-256 of it."""
    if not lines:
        return ""
    text = decisions.format_decisions(lines).decode()
    return f"{hashlib.sha256(text.encode()).hexdigest()}\n{text}"
