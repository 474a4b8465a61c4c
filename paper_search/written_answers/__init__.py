"""Optional written answers: sentences of a language model that the user runs, each checked against what it cites.

Off by default. The quotes are the answer and are computed first; nothing is written where nothing was found.
"""
