"""How well the confidence tells questions with an answer from those without, and what it would be if fitted anew.

In: indexed sets; out: coefficients, the area under the ROC curve on each set when it is left out of the fitting, and
what is refused. Questions without an answer are of five kinds: those that a set brings along ("own"), its answerable
ones asked without the papers in which an answer was judged ("left out"; another paper may answer all the same, so this
is a lower bound), those of the other sets ("elsewhere"), and its answerable ones with the word that matters exchanged
("strange", "mixed": see ``exchanged``). Promised: a set weighs as much as any other, as do the kinds within it, and the
answerable as much as the rest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass

import numpy as np
from numpy.typing import NDArray

from paper_search.answering import confidence
from paper_search.answering import extract as answer
from paper_search.answering.confidence import Figures
from paper_search.embeddings import Encoder
from paper_search.evaluation.answerability.ablated_engine import Without
from paper_search.evaluation.answerability.perturbed_questions import MIXED, STRANGE, exchanged, telling_words
from paper_search.evaluation.retrieval import significance as chance
from paper_search.evaluation.retrieval.qrels import JudgedSet, Question
from paper_search.evaluation.retrieval.set_index import Indexed
from paper_search.evaluation.retrieval.significance import Interval
from paper_search.indexing.progress import Progress
from paper_search.records import Query
from paper_search.retrieval import searcher
from paper_search.retrieval.engine import Engine
from paper_search.retrieval.local.engine import LocalEngine
from paper_search.retrieval.query import rewrite as reading

MOST = 120
"""Questions of a set that are asked; of a longer one every so many."""
PENALTY = 0.02
_STEPS = 30

ANSWERABLE, OWN, LEFT_OUT, ELSEWHERE = "answerable", "own", "left out", "elsewhere"
KINDS = (OWN, LEFT_OUT, ELSEWHERE, STRANGE, MIXED)

Row = NDArray[np.float64]
Show = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Sure:
    """A question asked of a set's papers: which kind it is of, and the figures of its confidence."""

    set_name: str
    kind: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class Fitted:
    """A logistic regression: the intercept, then a coefficient for each of ``confidence.NAMES``."""

    coefficients: tuple[float, ...]

    def score(self, figures: Figures) -> float:
        """The log of the odds that there is an answer."""
        return float(np.dot(self.coefficients, (1.0, *astuple(figures))))


def ask(indexed: Indexed, others: Sequence[Indexed], encoder: Encoder, show: Show) -> Iterator[Sure]:
    """The set's own questions, those without their papers or with another word, and those of other sets, all asked of
    the set's papers."""
    judged, engine = indexed.judged, LocalEngine(indexed.index, encoder.info.dimensions)
    name = judged.folder.resolve().name
    asked = [(ANSWERABLE if each.answerable else OWN, each) for each in sampled(judged.questions)]
    asked += [(LEFT_OUT, each) for _, each in asked if each.answerable]
    asked += [(ELSEWHERE, each) for other in others for each in answerable(other.judged)]
    asked += exchanged(answerable(judged), [word for other in others for word in _telling(other, encoder)], engine)
    for number, (kind, question) in enumerate(asked, 1):
        papers = judged.judged_papers(question.query_id) if kind == LEFT_OUT else frozenset()
        of_what = Without(engine, papers, indexed.names) if papers else engine
        found = _figures(question.text, of_what, encoder)
        if found:
            yield Sure(name, kind, found)
        show(Progress(f"{name}, confidence", number, len(asked), question.query_id))


def sampled(questions: Sequence[Question]) -> list[Question]:
    """At most MOST of the questions, evenly drawn."""
    return list(questions[:: -(-len(questions) // MOST)])


def answerable(judged: JudgedSet) -> list[Question]:
    """Those of the questions asked that have an answer."""
    return [each for each in sampled(judged.questions) if each.answerable]


def _telling(indexed: Indexed, encoder: Encoder) -> list[str]:
    return telling_words(answerable(indexed.judged), LocalEngine(indexed.index, encoder.info.dimensions))


def _figures(text: str, engine: Engine, encoder: Encoder) -> Figures | None:
    with engine.snapshot():
        query, _ = reading.understood(Query(searcher.checked(text), k=answer.READ_HITS), engine, encoder)
        weighed = searcher.weigh(query.text, engine, encoder)
        hits = searcher.search(query, weighed, engine, encoder)
        matches = searcher.match(weighed, [hit.passage for hit in hits], engine, encoder)
        return confidence.figures(weighed, hits, matches)


# -- fitting -----------------------------------------------------------------------------------------------------


def fit(rows: Sequence[Sure]) -> Fitted:
    """The regression over the rows, with a small penalty on coefficients of standardised figures."""
    figures = np.array([astuple(row.figures) for row in rows], dtype=np.float64)
    weights = _weights(rows)
    mean = weights @ figures
    spread = np.sqrt(weights @ (figures - mean) ** 2) + 1e-9
    inputs = np.column_stack([np.ones(len(rows)), (figures - mean) / spread])
    answerable = np.array([row.kind == ANSWERABLE for row in rows], dtype=np.float64)
    found = _newton(inputs, answerable, weights)
    slopes = found[1:] / spread
    return Fitted((float(found[0] - slopes @ mean), *map(float, slopes)))


def _newton(inputs: Row, answerable: Row, weights: Row) -> Row:
    penalty = PENALTY * np.eye(inputs.shape[1])
    penalty[0, 0] = 0.0
    found: Row = np.zeros(inputs.shape[1])
    for _ in range(_STEPS):
        likely = 1 / (1 + np.exp(-inputs @ found))
        slope = inputs.T @ (weights * (likely - answerable)) + penalty @ found
        curve = (inputs * (weights * likely * (1 - likely))[:, None]).T @ inputs + penalty
        found = found - np.linalg.solve(curve, slope)
    return found


def _weights(rows: Sequence[Sure]) -> Row:
    """What each row weighs: half of a set is its answerable questions, half its kinds of the others, in equal parts."""
    sizes: dict[tuple[str, str], int] = {}
    for row in rows:
        sizes[row.set_name, row.kind] = sizes.get((row.set_name, row.kind), 0) + 1
    kinds = {name: sum(one == name and kind != ANSWERABLE for one, kind in sizes) for name, _ in sizes}
    parts = [1.0 if row.kind == ANSWERABLE else 1 / kinds[row.set_name] for row in rows]
    raw = np.array([part / sizes[row.set_name, row.kind] for part, row in zip(parts, rows, strict=True)])
    return np.asarray(raw / raw.sum(), dtype=np.float64)


# -- saying how good it is -----------------------------------------------------------------------------------------


def auroc(rows: Sequence[Sure], fitted: Fitted) -> Mapping[str, Interval]:
    """How often an answerable question of one set stands above those of each kind that are not, and above them all."""
    answerable = [fitted.score(row.figures) for row in rows if row.kind == ANSWERABLE]
    others = {kind: [fitted.score(row.figures) for row in rows if row.kind == kind] for kind in KINDS}
    others["all"] = [score for scores in others.values() for score in scores]
    return {kind: chance.auroc(answerable, scores) for kind, scores in others.items() if answerable and scores}


def left_out(rows: Sequence[Sure]) -> dict[str, Mapping[str, Interval]]:
    """``auroc`` of each set under the regression over all the others."""
    names = list(dict.fromkeys(row.set_name for row in rows))
    return {
        name: auroc([row for row in rows if row.set_name == name], fit([row for row in rows if row.set_name != name]))
        for name in names
        if len(names) > 1
    }


def refused(rows: Sequence[Sure]) -> dict[str, dict[str, float]]:
    """Of each set and kind the share of questions below the threshold in use, by the coefficients in use."""
    return _shares([(row, row.figures.confidence < confidence.THRESHOLD) for row in rows])


def refused_unseen(rows: Sequence[Sure]) -> dict[str, dict[str, float]]:
    """The same of each set, by coefficients and a threshold that all the others gave."""
    shares: dict[str, dict[str, float]] = {}
    for name in dict.fromkeys(row.set_name for row in rows):
        others = [row for row in rows if row.set_name != name]
        if others:
            fitted = fit(others)
            least = min(_thresholds(others, fitted.score).values())
            shares |= _shares([(row, fitted.score(row.figures) < least) for row in rows if row.set_name == name])
    return shares


def _shares(judged: Sequence[tuple[Sure, bool]]) -> dict[str, dict[str, float]]:
    """The share of yes, by set and kind."""
    shares: dict[str, dict[str, list[bool]]] = {}
    for row, is_so in judged:
        shares.setdefault(row.set_name, {}).setdefault(row.kind, []).append(is_so)
    return {name: {kind: float(np.mean(each)) for kind, each in kinds.items()} for name, kinds in shares.items()}


def table(rows: Sequence[Sure]) -> str:
    """All of it as text."""
    fitted = fit(rows)
    names = ("intercept", *confidence.NAMES)
    lines = ["Fitted on all: " + ", ".join(f"{n} {c:.2f}" for n, c in zip(names, fitted.coefficients, strict=True))]
    in_use = (confidence.INTERCEPT, *confidence.SLOPES)
    lines += ["In use:        " + ", ".join(f"{n} {c:.2f}" for n, c in zip(names, in_use, strict=True))]
    lines += ["", "AUROC of a set left out of the fitting (95 in 100), against questions without an answer"]
    for name, found in left_out(rows).items():
        figures = [f"{kind} {each.value:.3f} ({each.low:.2f}–{each.high:.2f})" for kind, each in found.items()]
        lines.append(f"  {name:20} {'  '.join(figures)}")
    lines += ["", f"Refused by the confidence in use, threshold {confidence.THRESHOLD}", *_listed(refused(rows))]
    unseen = "Refused of a set by what the others gave, at the threshold that refuses at most one in twenty of each"
    lines += ["", unseen, *_listed(refused_unseen(rows))]
    lines += ["", "Threshold that refuses one in twenty of each set's answerable questions"]
    thresholds = _thresholds(rows, lambda figures: figures.confidence)
    return "\n".join([*lines, *(f"  {name:20} {each:.3f}" for name, each in thresholds.items())])


def _listed(shares: Mapping[str, Mapping[str, float]]) -> list[str]:
    return [
        f"  {name:20} {'  '.join(f'{kind} {share:.3f}' for kind, share in kinds.items())}"
        for name, kinds in shares.items()
    ]


def _thresholds(rows: Sequence[Sure], score: Callable[[Figures], float]) -> dict[str, float]:
    """Of each set the score below which one in twenty of its answerable questions is."""
    by_set: dict[str, list[float]] = {}
    for row in rows:
        if row.kind == ANSWERABLE:
            by_set.setdefault(row.set_name, []).append(score(row.figures))
    return {name: sorted(found)[int(0.05 * len(found))] for name, found in by_set.items()}
