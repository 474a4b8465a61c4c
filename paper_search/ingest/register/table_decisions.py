"""Decisions that are printed in tables: rows under "Item | Decision", and the field "Decision" of a notice.

Precision comes before recall. A row decides only under a head that says so and beside the item that it is about; plans
of decisions to come, logs of actions, appraisals of options and what another body decided are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from paper_search.ingest.register.conditions import find_conditions
from paper_search.ingest.register.decision_records import add_record_fields
from paper_search.ingest.register.gates import may_hold_table_decisions
from paper_search.ingest.register.movers import find_movers
from paper_search.ingest.register.openings import match_opening
from paper_search.ingest.register.outcome_words import find_outcome
from paper_search.ingest.register.paper import RegisterPaper
from paper_search.ingest.register.references import find_applications
from paper_search.ingest.register.statements import RegisterStatement
from paper_search.ingest.register.table_cells import ReadTable, TableCells, read_tables
from paper_search.ingest.segmentation import numbering
from paper_search.records.register import Decision

_DECISION_HEAD = re.compile(
    r"(?:(?:council|committee|cabinet|meeting)(?:[’']?s)?\s+)?(?P<word>decisions?|resolutions?|resolved|penderfyniad(?:au)?)"
    r"(?:\s+(?:made|taken|of\s+the\s+(?:council|committee|cabinet|meeting)))?",
    re.IGNORECASE,
)
_WEAK_HEAD = re.compile(
    r"outcomes?|canlyniad|(?:decisions?|resolutions?)\s*(?:/|and|&)\s*(?:comments?|actions?|outcomes?)"
    r"|(?:comments?|outcomes?)\s*(?:/|and|&)\s*(?:decisions?|resolutions?)",
    re.IGNORECASE,
)
"""Heads under which comments stand too: only words that decide without their head count."""
_ITEM_HEAD = re.compile(
    r"(?:agenda\s+)?item(?:\s*/\s*(?:subject|title|topic))?|subject(?:\s+matter)?|title|reports?|topic|matter|eitem|pwnc"
    r"|(?:(?:agenda\s+)?item|report)\s+title|title\s+of\s+(?:the\s+)?report",
    re.IGNORECASE,
)
_APPLICATION_HEAD = re.compile(
    r"(?:planning\s+)?applications?(?:\s+(?:no|number|ref(?:erence)?)\.?)?|cais", re.IGNORECASE
)
_MINUTE_HEAD = re.compile(r"(?:minute|min\.?|cofnod)(?:\s+(?:no|number|ref(?:erence)?)\.?)?", re.IGNORECASE)
_NUMBER_HEAD = re.compile(
    r"(?:no|number|rhif)\.?|#|(?:agenda\s+)?item(?:\s+(?:no|number)\.?)?|agenda(?:\s+(?:no|number)\.?)?", re.IGNORECASE
)
# Heads of tables that decide nothing themselves: plans, logs, appraisals, and lists of earlier or others' decisions.
_OTHER_HEAD = re.compile(
    r"\b(?:due|planned|expected|target|forthcoming|proposed|key|options?|risks?|scores?|criteria|weight\w*|status|rag"
    r"|progress|updates?|completed?|dates?|when|month|meeting|decision[ -]?makers?|made\s+by|taken\s+by|consult\w*|cost"
    r"|previous|original|appeals?|authority|lpa|inspector\w*|delegated|pros|cons|advantages?)\b",
    re.IGNORECASE,
)
# Headings and sentences right above such a table.
_OTHER_TABLE = re.compile(
    r"\b(?:matters\s+arising|forward\s+plan|work\s+(?:plan|programme)|action\s+(?:log|list|plan|tracker)|tracker"
    r"|decisions?\s+(?:log|tracker|received|notified|notices?\s+received|to\s+be|due|(?:made|issued|taken)?\s*(?:by|of"
    r"|from)\s+(?:the\s+)?(?:[\w’'-]+\s+){0,3}(?:authority|officers?|lpa|inspector\w*|district|county|borough|unitary"
    r"|city))|(?:planning|previous|recent|earlier|past|delegated|officer|key|appeal)\s+decisions?|options?|appraisal"
    r"|appeals?|for\s+information|recommendations?|proposed|draft\s+resolutions?|notifications?|background"
    r"|(?:future|forthcoming|upcoming|planned|next|pending)\b|other\s+(?:bodies|councils|authorities)|previous(?:ly)?|last\s+meeting|determined|determinations?|enforcement|appendix|annex)\b",
    re.IGNORECASE,
)
_LOCAL_COUNCIL = re.compile(r"\b(?:parish|town|community)\s+council\b|\bcyngor\s+(?:tref|cymuned)\b", re.IGNORECASE)
"""Councils that comment on applications, which others decide."""
_PERMISSION = re.compile(r"[\W_]*(?:approved?|granted?|refused?|permi\w+|permission|consent\w*)\b", re.IGNORECASE)
_NO_DECISION = re.compile(
    r"[\W_]*(?:no\b|none|nil|n/?a\b|not\s|dim\b|yes\b|tb[cda]\b|pending|awaiting|awaited|see\s|as\s+above|ditto|support"
    r"|object|comment|neutral|to\s+(?:follow|be)\s|recommend|dim\s+gwrthwynebiad)|.*\?\s*$",
    re.IGNORECASE | re.DOTALL,
)
_TOLD = re.compile(
    r"\b(?:previously|last\s+(?:meeting|month|year)|(?:had|has|have)\s+(?:\w+\s+){0,2}(?:agreed|resolved|decided|been)"
    r"|already|awaiting|to\s+be\s+(?:decided|agreed|confirmed|determined)|not\s+yet|no\s+(?:decision|objections?)"
    r"|(?:by|from)\s+(?:the\s+)?(?:\w+\s+){0,2}(?:lpa|planning\s+authority|inspector\w*|district|county|borough)"
    r"|object(?:s|ion|ed)?|recommend\w*)\b",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"[\W_]*(?:approved|agreed|refused|granted|deferred|withdrawn|noted|resolved)\b(?=\W*$|\s*[,;:–-]|\.\s"
    r"|\s+(?:subject|as|for|by|until|to|with|pending|unanimously|nem)\b)",
    re.IGNORECASE,
)
_THAT = re.compile(
    r"[\W_]*(?:\w{1,3}[.)]\s+)?that\b.{2,600}?\b(?:be|is|are|was|were)\s+(?:\w+ly\s+|hereby\s+)?\w+", re.I | re.S
)
_TO = re.compile(r"[\W_]*(?:\w{1,3}[.)]\s+)?to\s+(?!be\b)[a-z]+\s+\w", re.IGNORECASE)
_IMPERATIVE = re.compile(
    r"[\W_]*(?:approve|agree|note|authorise|adopt|award|endorse|defer|refuse|grant|accept)\s+(?:the|that|to|an?|this)\s",
    re.IGNORECASE,
)
_ENDS_DECIDED = re.compile(
    r"(?:\b(?:was|were)\s+)?\b(?:approved|agreed|accepted|noted|adopted|refused|deferred|confirmed|endorsed)[\W_]*$",
    re.IGNORECASE,
)
_DECISION_LABEL = re.compile(
    r"(?:(?:the|executive|cabinet|officer|delegated)\s+)?decisions?(?:\(s\))?(?:\s+(?:made|taken))?|resolutions?|resolved"
    r"|penderfyniad",
    re.IGNORECASE,
)
_TITLE_LABEL = re.compile(
    r"(?:agenda\s+)?item|subject(?:\s+matter)?|(?:decision\s+)?title(?:\s+of\s+(?:the\s+)?(?:report|decision))?|report(?:\s+title)?|pwnc",
    re.IGNORECASE,
)
_REFERENCE_LABEL = re.compile(r"(?:decision\s+)?ref(?:erence)?\.?(?:\s+(?:no|number)\.?)?|cyfeirnod", re.IGNORECASE)
_REFERENCE = re.compile(r"(?=\S*\d)[A-Z0-9][\w./-]{1,24}(?:\s\d[\w/-]{0,12})?")
_REASON = re.compile(r"(?<=[.;)\s])Reasons?(?:\s+for\s+(?:the\s+)?decision)?\s*:", re.IGNORECASE)
"""The label of reasons that stand behind the decision in its cell."""
_MIN_FIELD_WORDS = 4
"""Words of a notice's field "Decision" that say what was decided."""
_MAX_SUBJECT_CHARACTERS = 240


def find_table_decisions(paper: RegisterPaper) -> Iterator[Decision]:
    """Yield the decisions that stand in the rows of tables, in the order of the paper."""
    if not may_hold_table_decisions(paper):
        return
    for table in read_tables(paper):
        if _OTHER_TABLE.search(" \n ".join((*table.passage.headings[-2:], table.heading, table.above))):
            continue
        columns = _find_columns(table.heads)
        if columns:
            yield from _read_rows(paper, table, columns)
        elif all(len(row.cells) <= 2 for row in table.rows):
            yield from _read_fields(paper, table)


def _find_columns(heads: Sequence[str]) -> dict[str, int]:
    """Return the places of the columns that a decision is read from; nothing for a table of something else."""
    if len(heads) < 2 or any(_OTHER_HEAD.search(head) for head in heads if not _DECISION_HEAD.fullmatch(head)):
        return {}
    found: dict[str, int] = {}
    for place, head in enumerate(heads):
        for name, pattern in (
            ("decision", _DECISION_HEAD),
            ("weak", _WEAK_HEAD),
            ("minute", _MINUTE_HEAD),
            ("application", _APPLICATION_HEAD),
            ("item", _ITEM_HEAD),
            ("number", _NUMBER_HEAD),
        ):
            if pattern.fullmatch(head) and not (name == "item" and "item" in found):
                if name in found:
                    return {}
                found[name] = place
                break
    if "item" in found and _is_number_head(heads[found["item"]]) and (other := _find_title(heads, found["item"])):
        found |= {"number": found["item"], "item": other}
    has_item = "item" in found or "application" in found
    return found if has_item and ("decision" in found) != ("weak" in found) else {}


def _is_number_head(head: str) -> bool:
    """Return True for a head such as "Item", which may stand above numbers."""
    return bool(_NUMBER_HEAD.fullmatch(head))


def _find_title(heads: Sequence[str], item: int) -> int | None:
    """Return the place of the column of titles behind one of the items' numbers."""
    return next((place for place in range(item + 1, len(heads)) if _ITEM_HEAD.fullmatch(heads[place])), None)


def _read_rows(paper: RegisterPaper, table: ReadTable, columns: dict[str, int]) -> Iterator[Decision]:
    place = columns.get("decision", columns.get("weak", 0))
    for row in table.rows:
        subject = _read_subject(row, columns)
        words = row.read(place)
        if words == table.heads[place] and subject in table.heads:
            # The heads, which are printed again on each page.
            continue
        if len(row.cells) > len(table.heads) or not re.search(r"[A-Za-z]{3}|\d{2}/\d{2}", subject):
            continue
        if len(subject) > _MAX_SUBJECT_CHARACTERS or not _decides(words, is_strong="decision" in columns):
            continue
        application = row.read(columns["application"]) if "application" in columns else ""
        references = find_applications(application or subject)
        if (references or application) and _is_of_others(paper, words):
            continue
        if decision := _make_decision(paper, row, place, table.heads[place]):
            yield _place_row(paper, replace(decision, subject=subject), row, columns, references)


def _read_subject(row: TableCells, columns: dict[str, int]) -> str:
    """Return the title of a row's item: the cell under "Item" where it has words, else the one of titles beside it."""
    item = row.read(columns["number"]) if "number" in columns else ""
    return item if re.search(r"[A-Za-z]{3}", item) else row.read(columns.get("item", columns.get("application", 0)))


def _is_of_others(paper: RegisterPaper, words: str) -> bool:
    """Return True for the permission of another authority, which a parish or town council lists."""
    names = f"{paper.document.meeting.authority} {paper.document.title}"
    return bool(_LOCAL_COUNCIL.search(names) and _PERMISSION.match(words))


def _place_row(
    paper: RegisterPaper, decision: Decision, row: TableCells, columns: dict[str, int], references: Sequence[str]
) -> Decision:
    """Return a decision with the numbers of its row, else those of the item that the table stands under."""
    locator = row.passage.locator
    minute = row.read(columns["minute"]) if "minute" in columns else ""
    number = row.read(columns["number"]) if "number" in columns else ""
    label = numbering.parse_label(decision.subject or "")
    own = label.printed.strip(" .)(") if label and label.kind in {"number", "bare"} else ""
    number = number.strip(" .)(") if re.fullmatch(r"\W*\w{1,4}(?:\.\d{1,2})?\W*", number) else own
    decision = add_record_fields(paper, decision) if paper.document.kind == "decision record" else decision
    return replace(
        decision,
        subject=_read_subject(row, columns),
        agenda_item=number or locator.agenda_item,
        minute=minute.rstrip(".") if re.fullmatch(r"[\w/.-]{1,14}", minute) else locator.minute,
        reference=references[0] if len(references) == 1 and references[0] != minute else decision.reference,
    )


def _read_fields(paper: RegisterPaper, table: ReadTable) -> Iterator[Decision]:
    """Yield the decision of a notice whose fields stand beside their labels."""
    is_record = paper.document.kind == "decision record"
    title, references = "", set()
    for row in table.rows:
        label, words = row.read(0).rstrip(" :*"), row.read(1)
        if _TITLE_LABEL.fullmatch(label):
            title = words
        if _REFERENCE_LABEL.fullmatch(label) and _REFERENCE.fullmatch(words):
            references.add(words)
    decided = [row for row in table.rows if _DECISION_LABEL.fullmatch(row.read(0).rstrip(" :*"))]
    if len(decided) != 1 or len(table.rows) < 2:
        return
    words = decided[0].read(1)
    is_said = is_record and not _NO_DECISION.match(words) and len(words.split()) >= _MIN_FIELD_WORDS
    if not is_said and not _decides(words, is_strong=True):
        return
    decision = _make_decision(paper, decided[0], 1, decided[0].read(0))
    if decision is None:
        return
    decision = replace(decision, subject=title or paper.find_subject(table.passage))
    decision = add_record_fields(paper, decision) if is_record else decision
    only = next(iter(references)) if len(references) == 1 else None
    yield replace(decision, reference=decision.reference or only)


def _decides(words: str, *, is_strong: bool) -> bool:
    """Return True for the words of a cell that say what was decided."""
    if _NO_DECISION.match(words) or _TOLD.search(words):
        return False
    if match_opening(words, 0) or _ALONE.match(words) or _THAT.match(words):
        return True
    return is_strong and bool(_TO.match(words) or _IMPERATIVE.match(words) or _ENDS_DECIDED.search(words))


def _make_decision(paper: RegisterPaper, row: TableCells, place: int, head: str) -> Decision | None:
    start, end = row.cells[place]
    reason = _REASON.search(paper.standing, start + 1, end)
    source = paper.make_span(start, reason.start() if reason else end)
    if source is None:
        return None
    words = paper.standing[source.start : source.end]
    opening = match_opening(words, 0)
    content = words[opening.lead_end :] if opening else words
    verb = opening.verb if opening and opening.verb else "resolved" if re.match("reso", head, re.I) else "decision"
    lead_in = words[opening.start : opening.lead_end].strip(" *_\n") if opening and opening.form == "formal" else ""
    movers = find_movers(words[:2000])
    statement = RegisterStatement(source.start, source.end, words, row.passage)
    return Decision(
        source=source,
        outcome=find_outcome(verb, words if opening and opening.form == "approval" else content),
        lead_in=lead_in if lead_in and len(lead_in) < len(source.text) else None,
        agenda_item=row.passage.locator.agenda_item,
        minute=row.passage.locator.minute,
        mover=movers.mover if movers else None,
        seconder=movers.seconder if movers else None,
        conditions=find_conditions(paper, (statement,), source.start),
    )
