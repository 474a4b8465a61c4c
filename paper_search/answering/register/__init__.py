"""Answers from the register: which of its entries answer a question, and the words of theirs that are quoted."""
