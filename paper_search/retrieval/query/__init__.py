"""What a question asks for beside being matched: kinds of answer, exact words, whose words, how recent, of whom."""

from paper_search.retrieval.query.answer_type import asked_for, offers

__all__ = ["asked_for", "offers"]
