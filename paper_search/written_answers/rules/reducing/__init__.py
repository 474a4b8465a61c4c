"""Reduction of source sentences: whole members of them are taken out, by their grammar."""
