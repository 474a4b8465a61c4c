"""Answerability."""
