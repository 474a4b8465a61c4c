"""Written sentences in an evidence pack: apart from the quotes, and each marked as no quotation."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from paper_search.text.spans import collapse_whitespace

WRITTEN_HEADING = "Written sentences, not quotations"
WRITTEN_NOTICE = (
    "A language model wrote these sentences, and somebody chose them for this pack. When the pack was made, each was"
    " checked again, word by word, against the words below it. It may still mislead by what it leaves out: read them."
)


@dataclass(frozen=True, slots=True)
class CitedQuote:
    """The words of a passage that a written sentence rests on.

    Attributes:
        number: the place of the passage in the pack, from 1.
        text: the words, letter for letter.
        citation: the citation of the passage.
    """

    number: int
    text: str
    citation: str

    @property
    def numbered_citation(self) -> str:
        """The citation behind the number of its passage."""
        return f"{self.number}. {self.citation}"


@dataclass(frozen=True, slots=True)
class PackSentence:
    """A sentence that a language model wrote.

    Attributes:
        text: the sentence.
        model: the name of the model on its server.
        host: the machine of the server.
        written_at: when it was written, in UTC.
        quotes: the words that it rests on.
    """

    text: str
    model: str
    host: str
    written_at: datetime
    quotes: tuple[CitedQuote, ...]

    @property
    def mark(self) -> str:
        """The words by which nobody takes it for a quotation, on one line."""
        writer = collapse_whitespace(f"{self.model} on {self.host}")
        return f"Written by {writer} at {self.written_at:%Y-%m-%d %H:%M} UTC, not a quotation"


@dataclass(frozen=True, slots=True)
class PackWriting:
    """All written sentences of a pack.

    Attributes:
        sentences: those that are in it.
        faults: for each that was left out, why; each completes "it".
        contradictions: which of them say the same with another figure or date.
    """

    sentences: tuple[PackSentence, ...] = ()
    faults: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        """True where no written sentence was chosen."""
        return not self.sentences and not self.faults

    @property
    def left_out(self) -> str:
        """The number of those left out, and why; "" for none."""
        if not self.faults:
            return ""
        counts = Counter(self.faults).most_common()
        reasons = "; ".join(f"it {fault}" + (f" ({count})" if len(counts) > 1 else "") for fault, count in counts)
        return f"{len(self.faults)}, because {reasons}"

    def list_facts(self) -> list[tuple[str, str]]:
        """Return what the head of a pack says of them, by name; nothing where none was chosen."""
        facts = []
        if self.sentences:
            facts.append(
                ("Written sentences", f"{len(self.sentences)}, not quotations; they stand behind the passages")
            )
        if self.faults:
            facts.append(("Written sentences left out", self.left_out))
        return facts


NOTHING_WRITTEN = PackWriting()
"""No written sentence was chosen."""
