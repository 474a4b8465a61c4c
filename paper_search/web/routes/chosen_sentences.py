"""Written sentences that a visitor ticked for an evidence pack.

Nothing of a form is believed: a sentence that this site did not sign is left out, and so is one that no longer stands
in the words that it cites, as the visitor may see them now. The pack says how many were left out and why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from paper_search.errors import QueryError
from paper_search.export.pack import EvidencePack, PackPassage
from paper_search.export.written import CitedQuote, PackSentence, PackWriting
from paper_search.web.library_protocol import LibraryProtocol
from paper_search.written_answers.checks import SentenceChecks
from paper_search.written_answers.outcome import describe_contradictions
from paper_search.written_answers.recheck import NOT_SIGNED, Recheck, recheck_sentence
from paper_search.written_answers.service import AnswerWriter
from paper_search.written_answers.signed import SentenceSigner, SignedSentence

MAX_PACK_SENTENCES = 10
"""The most written sentences that a pack can hold: those of two answers."""
_NO_ANSWER = "was written for a question that the papers may not answer now"


@dataclass(frozen=True, slots=True)
class ChosenSentences:
    """The sentences ticked, as they were signed.

    Attributes:
        sentences: the sentences, each once; None for one that this site did not sign.
        make_checks: gives the checks of written sentences with the model of a library; None where none are written.
    """

    sentences: tuple[SignedSentence | None, ...] = ()
    make_checks: Callable[[LibraryProtocol], SentenceChecks] | None = None

    @property
    def passage_ids(self) -> list[str]:
        """The passages that they cite, which belong in the pack with them."""
        return [place.passage_id for sentence in self.sentences if sentence for place in sentence.places]

    def add_to(self, pack: EvidencePack, chosen_ids: Sequence[str], library: LibraryProtocol) -> EvidencePack:
        """Return a pack with the sentences that stand in what it holds, and without what only the others cite.

        Args:
            pack: the passages ticked, and those of ``passage_ids``.
            chosen_ids: the passages ticked.
            library: the papers that the visitor may see.

        Raises:
            QueryError: nothing is left to put in the pack.
        """
        if not self.sentences or self.make_checks is None:
            return pack
        rechecks = self._recheck(pack, library, self.make_checks(library))
        standing = [(signed, recheck) for signed, recheck in rechecks if signed and not recheck.fault]
        kept_ids = {*chosen_ids, *(place.passage_id for signed, _ in standing for place in signed.places)}
        items = tuple(item for item in pack.items if item.passage.passage_id in kept_ids)
        written = PackWriting(
            tuple(_make_sentence(signed, recheck, items) for signed, recheck in standing),
            tuple(recheck.fault for _, recheck in rechecks if recheck.fault),
            describe_contradictions([recheck.checked for _, recheck in standing if recheck.checked]),
        )
        if not items:
            raise QueryError(f"You chose no passages, and these written sentences were left out: {written.left_out}.")
        missing = len(set(chosen_ids) - {item.passage.passage_id for item in items})
        return replace(pack, items=items, missing=missing, written=written)

    def _recheck(
        self, pack: EvidencePack, library: LibraryProtocol, checks: SentenceChecks
    ) -> list[tuple[SignedSentence | None, Recheck]]:
        passages = {item.passage.passage_id: (item.passage, item.document) for item in pack.items}

        def recheck(signed: SignedSentence | None) -> Recheck:
            if signed is None:
                return Recheck(fault=NOT_SIGNED)
            outcome = recheck_sentence(signed, pack.question, passages, library.reading_text, checks)
            has_answer = pack.match not in ("none", "doubtful")
            return outcome if outcome.fault or has_answer else Recheck(fault=_NO_ANSWER)

        return [(signed, recheck(signed)) for signed in self.sentences]


NO_SENTENCES = ChosenSentences()
ReadSentences = Callable[[Sequence[str]], ChosenSentences]
"""Reads the sentences ticked from the values of a form."""


def read_no_sentences(values: Sequence[str]) -> ChosenSentences:
    """Return no sentences: this site writes none."""
    return NO_SENTENCES


def make_sentence_reader(writer: AnswerWriter, signer: SentenceSigner) -> ReadSentences:
    """Return what reads the sentences that a site has signed.

    Args:
        writer: wrote them.
        signer: signed them.
    """

    def read_sentences(values: Sequence[str]) -> ChosenSentences:
        signed = {
            (sentence.text, sentence.question) if sentence else value: sentence
            for value in dict.fromkeys(values)
            for sentence in [signer.read(value)]
        }
        if len(signed) > MAX_PACK_SENTENCES:
            raise QueryError(
                f"An evidence pack holds up to {MAX_PACK_SENTENCES} written sentences. You chose {len(signed)}."
            )
        return ChosenSentences(tuple(signed.values()), lambda library: writer.make_checks(library.measure_match))

    return read_sentences


def _make_sentence(signed: SignedSentence, recheck: Recheck, items: Sequence[PackPassage]) -> PackSentence:
    numbers = {item.passage.passage_id: number for number, item in enumerate(items, 1)}
    return PackSentence(
        signed.text,
        signed.model,
        signed.host,
        signed.written_at,
        tuple(
            CitedQuote(numbers[place.passage_id], span.text, span.header)
            for place, span in zip(signed.places, recheck.spans, strict=True)
        ),
    )
