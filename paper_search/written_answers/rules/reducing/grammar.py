"""Grammar of a source sentence by the forms of its words: its verbs, and what a place in it lets go."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from paper_search.written_answers.rules.clauses import find_clause_starts, has_denial, is_month, is_negator, is_past
from paper_search.written_answers.rules.lexicon import (
    ASSERTING,
    AUXILIARIES,
    COMPLEMENTS,
    CONDITIONS,
    FORCE,
    HARMLESS,
    PARTICIPLES,
    PERMISSIONS,
    PLURAL_PRESENT,
    PREPOSITIONS,
    PRESENT,
    RELATIVES,
    REPORTING,
    UNIVERSALS,
)
from paper_search.written_answers.rules.reducing.vocabulary import (
    CAUSE_PHRASES,
    DETERMINERS,
    HYPOTHETICAL,
    LOOK_AHEAD,
    STRONG,
)
from paper_search.written_answers.rules.words import TextWord

_PLANS = frozenset("will would shall should must may might can could cannot be do does is are".split())
_TURNING = frozenset(
    "later since then now subsequently again still never not no nor only without neither yet also instead".split()
)
"""Words behind "but" with which a second act takes the first one back."""
_PROCEDURES = frozenset("consultation agreement accordance partnership absence order".split())
_POINTING_BACK = frozenset("one ones it them this so such these those both either neither same".split())
_POINTED_TO = frozenset(
    """
    appendix annex paragraph paragraphs section table tables schedule figure report minute page plan above below
    """.split()
)
_POINTING = frozenset("set shown described detailed listed attached summarised outlined presented explained".split())
_GROUND_PHRASES = (("on", "the", "ground", "that"), ("on", "the", "grounds", "that"))
_DEGREES = frozenset("mainly mostly largely partly chiefly primarily principally".split())
_BINDING = 2
_FINDING = frozenset("found finds concluded concludes judged recognised learned".split())
_TELLING = frozenset("told informed advised reminded assured notified warned".split())
_HEARER = 8
"""Words before "that" among which a verb of telling stands: "told the members of the Committee that"."""
_QUOTES = " \n\u201c\u201d\"'"


def find_clause(words: Sequence[TextWord], at: int) -> int:
    """Return where the clause of a word begins: behind the last "that" of a report, or the last semicolon."""
    for index in range(at - 1, 0, -1):
        if ";" in words[index].before:
            return index
        if opens_report(words, index) and index + 1 < at:
            return index + 1
    return 0


def opens_report(words: Sequence[TextWord], index: int) -> bool:
    """Return True for the "that" of what somebody says or decides: "said that", "told the Committee that"."""
    if words[index].form not in COMPLEMENTS or not index:
        return False
    if words[index - 1].form in REPORTING | FORCE.keys() | _FINDING | {"and"}:
        return True
    told = next((i for i in range(index - 2, max(index - _HEARER, 0), -1) if words[i].form in _TELLING), 0)
    return bool(told) and not any(word.before.strip() or is_past(word) for word in words[told + 1 : index + 1])


def find_statement_end(words: Sequence[TextWord], start: int) -> int:
    return next((index for index in range(start + 1, len(words)) if ";" in words[index].before), len(words))


def find_verb(words: Sequence[TextWord], start: int) -> int | None:
    """Return the first finite verb from a word on, but for one of a relative clause between commas."""
    inside = find_relative_words(words, start)
    return next((i for i in range(start + 1, len(words)) if i not in inside and is_finite(words, i)), None)


def find_relative_words(words: Sequence[TextWord], start: int) -> frozenset[int]:
    """Return the indices of the words of relative clauses that a comma opens and another one closes.

    A verb there is not that of the statement around it: "The bus, which began in May, runs daily".

    Args:
        words: the words of the source sentence.
        start: the index from which clauses are looked for; one that it stands in is not one of them.
    """
    inside: set[int] = set()
    for index in range(start + 1, len(words)):
        if index not in inside and opens_relative(words, index):
            end = next((i for i in range(index + 1, len(words)) if words[i].before.strip(_QUOTES)), None)
            inside.update(range(index, end) if end else ())
    return frozenset(inside)


def opens_relative(words: Sequence[TextWord], index: int) -> bool:
    """Return True for ", which", ", of which" and ", each of which"."""
    if "," not in words[index].before:
        return False
    forms = [word.form for word in words[index : index + 3]]
    is_led = forms[0] in PREPOSITIONS | {"of", "after", "before", "under", "upon"} or forms[1:2] == ["of"]
    return forms[0] in RELATIVES or (is_led and bool(RELATIVES.intersection(forms[1:])))


def find_finite(words: Sequence[TextWord]) -> int | None:
    return next((index for index in range(len(words)) if is_finite(words, index)), None)


def is_finite(words: Sequence[TextWord], index: int) -> bool:
    """Return True for an auxiliary or a past tense that describes no noun and follows no auxiliary."""
    word = words[index]
    if word.form in PRESENT:
        return index > 0 and words[index - 1].form not in DETERMINERS | PREPOSITIONS
    if word.form in PLURAL_PRESENT and index and _is_plural_subject(words[index - 1].form):
        return True
    if word.form in AUXILIARIES:
        return not is_month(word) and word.form not in ("be", "been", "being")
    if not is_past(word) or (word.form == "cost" and not _takes_price(words, index)):
        return False
    previous = words[index - 1].form if index else ""
    if previous in AUXILIARIES | DETERMINERS | PREPOSITIONS | {"of", "been", "being", "to"}:
        return False
    following = words[index + 1].form if index + 1 < len(words) else ""
    return following != "by" or previous in ("and", "but", "which", "who")


def _is_plural_subject(form: str) -> bool:
    return is_plural(form) or form in ("people", "children", "staff", "they", "who")


def _takes_price(words: Sequence[TextWord], index: int) -> bool:
    """Return True for the verb in "cost £40" and "cost the fund"."""
    return index + 1 < len(words) and (words[index + 1].is_figure or words[index + 1].form in DETERMINERS)


def is_event(words: Sequence[TextWord], verb: int) -> bool:
    """Return True for a verb of what has happened: a past tense, "was" but not "was to", "has" with a participle."""
    form = words[verb].form
    ahead = [word for word in words[verb + 1 : verb + 5] if word.form not in HARMLESS and not word.form.endswith("ly")]
    if form in ("was", "were", "had", "did"):
        return not (ahead and ahead[0].form in ("to", "due", "not"))
    if form in ("has", "have"):
        event = ahead[1:2] if ahead and ahead[0].form == "been" else ahead[:1]
        return any(is_past(word) or word.form in PARTICIPLES for word in event)
    return form not in AUXILIARIES and is_past(words[verb])


def is_plain_subject(words: Sequence[TextWord]) -> bool:
    """Return True for a subject that neither denies nor says of all or of some."""
    forms = {word.form for word in words}
    return not (has_denial(words) or forms & (UNIVERSALS | {"neither", "either"}))


def is_stated(words: Sequence[TextWord], at: int) -> bool:
    """Return True where a plan, a rule or a state is told without a denial, a permission or a condition before a word.

    Its reason and its purpose are then told besides.
    """
    start = find_clause(words, at)
    before = words[start:at]
    forms = {word.form for word in before if not is_month(word)}
    has_verb = find_verb(words[:at], start) is not None or "be" in forms
    if not has_verb or not (_is_said(words[:start]) or _is_moved(words[:start])) or has_denial(before):
        return False
    bound = PERMISSIONS | UNIVERSALS | STRONG | HYPOTHETICAL
    return not (forms & (bound | {"not", "no", "could", "might", "or"}) or is_any_negator(before))


def _is_moved(words: Sequence[TextWord]) -> bool:
    """Return True for what is recommended, proposed or resolved: "It is recommended that"."""
    return not is_any_negator(words) and bool({"recommended", "proposed", "resolved"} & {word.form for word in words})


def is_any_negator(words: Sequence[TextWord]) -> bool:
    return any(is_negator(word.form) for word in words)


def is_free(words: Sequence[TextWord], at: int, is_ground: bool = False) -> bool:
    """Return True where what has happened is told: nothing before a word denies, asks, plans or says of all.

    Args:
        words: the words of the source sentence.
        at: the index of the word.
        is_ground: a ground follows, which narrows no "all" behind the verb: "closed to all traffic after".
    """
    start = find_clause(words, at)
    before = words[start:at]
    verb = find_verb(words[:at], start)
    if verb is None or not is_event(words, verb) or not _is_said(words[:start]):
        return False
    forms = {word.form for word in before if not is_month(word)}
    if is_ground:
        forms -= {word.form for word in words[verb + 1 : at]} & UNIVERSALS - {"only"}
    has_plan = any(word.form in _PLANS | PRESENT and not is_month(word) for word in before)
    return not (has_plan or has_denial(before) or forms & (UNIVERSALS | STRONG | {"not", "no", "whether"}))


def is_bound(words: Sequence[TextWord], at: int) -> bool:
    """Return True behind a decision, or behind what somebody is to do: "agreed the plan", "agreed to open"."""
    before = words[find_clause(words, at) : at]
    ranks = (FORCE.get(word.form, 0) for word in before if not is_month(word))
    return any(rank >= _BINDING for rank in ranks) or is_to_do(words, at)


def is_to_do(words: Sequence[TextWord], at: int) -> bool:
    """Return True behind an infinitive: "agreed to open", but not "sent to Ofsted"."""
    before = words[find_clause(words, at) : at]
    return any(is_infinitive(before, index) for index in range(len(before) - 1))


def is_infinitive(words: Sequence[TextWord], index: int) -> bool:
    following = words[index + 1] if index + 1 < len(words) else None
    is_noun = following is None or following.has_capital or following.is_figure or following.form in DETERMINERS
    return words[index].form == "to" and following is not None and not (is_noun or is_plural(following.form))


def is_plural(form: str) -> bool:
    """Return True for "vehicles" and "residents", which no infinitive ends like: "discuss" and "focus" do not."""
    return form.endswith("s") and not form.endswith(("ss", "us", "as", "is"))


def _is_said(words: Sequence[TextWord]) -> bool:
    """Return True if what governs a clause says it as a fact, and neither fears, asks nor denies it."""
    forms = {word.form for word in words}
    governs = forms & REPORTING
    is_denied = any(is_negator(form) or form in STRONG for form in forms)
    return not is_denied and governs <= ASSERTING | {"noted", "informed", "according"}


def closes_statement(tail: Sequence[TextWord]) -> bool:
    """Return True if no verb of another statement follows that would lose its subject."""
    verbs = [index for index in range(1, len(tail)) if is_finite(tail, index)]
    openers = COMPLEMENTS | RELATIVES | CONDITIONS | {"and", "because", "how", "what", "why", "as", "after", "before"}
    return all(
        any(word.form in openers for word in tail[previous:index])
        for previous, index in pairwise(verbs)
        if not is_same_group(tail, previous, index)
    )


def is_same_group(words: Sequence[TextWord], first: int, second: int) -> bool:
    return all(word.form in AUXILIARIES | HARMLESS | {"not"} for word in words[first:second])


def is_set_off_condition(tail: Sequence[TextWord], place: int) -> bool:
    """Return True for a condition behind a comma, which may hang on what stands before the second act as well."""
    return tail[place].form in STRONG | {"where", "when", "while"} and any(
        "," in word.before for word in tail[max(place - 2, 1) : place + 1]
    )


def takes_back(tail: Sequence[TextWord]) -> bool:
    """Return True if what is told behind "but" may undo what stands before it."""
    rest = tail[1:]
    is_turned = any(word.form in _TURNING - {"not", "never", "no", "nor"} for word in rest[: LOOK_AHEAD - 1])
    is_denied = any(is_negator(word.form) for word in rest)
    points = len(rest) < LOOK_AHEAD or any(word.form in _POINTING_BACK for word in rest)
    return is_turned or (is_denied and points) or any(word.form in STRONG for word in rest)


def has_strong(words: Sequence[TextWord]) -> bool:
    return any(word.form in STRONG for word in words)


def points_to_paper(words: Sequence[TextWord], start: int) -> bool:
    """Return True for "as set out at Appendix 1" and "as planned", which say where it is told as well."""
    forms = [word.form for word in words[start : start + 6]]
    if forms[:3] == ["for", "the", "reasons"]:
        return forms[3:4] == ["given"] or bool(_POINTING.intersection(forms[3:4]))
    return forms[0] == "as" and len(forms) > 1 and forms[1] in _POINTING and bool(_POINTED_TO.intersection(forms[2:]))


def is_cause(words: Sequence[TextWord], start: int) -> bool:
    if words[start].form in _DEGREES and start + 2 < len(words):
        return words[start + 1].form == "because" or is_cause(words, start + 1)
    if start and words[start - 1].form in _DEGREES:
        return False
    forms = tuple(word.form for word in words[start : start + 4])
    return forms in _GROUND_PHRASES or any(forms[: len(phrase)] == phrase for phrase in CAUSE_PHRASES)


def is_reason(words: Sequence[TextWord], start: int) -> bool:
    """Return True for ", owing to" and the like, but not for what has to be done with it: "in consultation with"."""
    forms = {word.form for word in words[start : start + 3]}
    return is_cause(words, start) and not forms & {
        "consultation",
        "agreement",
        "accordance",
        "partnership",
        "absence",
        "order",
    }


def resumes(words: Sequence[TextWord], end: int) -> bool:
    """Return True if a sentence goes on behind the comma that closes an aside, and no list does."""
    if words[end].form in ("and", "but"):
        is_act = end + 1 < len(words) and (is_finite(words, end + 1) or words[end + 1].form == "that")
        return is_act or end in find_clause_starts(words)
    return is_finite(words, end) or words[end].form in PREPOSITIONS | COMPLEMENTS | RELATIVES | {"to", "of"}
