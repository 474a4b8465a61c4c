"""Judgements in, figures out: how good the work is, said against what a person wrote down.

``reading`` measures how well papers are read; ``search`` how well questions are answered.
"""
