"""What a question asks for beside being matched: kinds of answer, exact words, whose words, how recent, of whom."""

from paper_search.retrieval.query.answer_type import find_expected_answer, has_expected_answer

__all__ = ["find_expected_answer", "has_expected_answer"]
