"""How well questions are answered, said against the places that a person judged.

``judgements`` holds what is judged and ``sets`` reads it from a folder, in one of two forms: ``spans`` of a text or
``pages`` of a file, each with its own rule for when a hit is right. ``corpora`` makes the index of a set's papers,
``systems`` asks it, ``runs`` keeps what was answered, ``measures`` and ``chance`` say how good that is and how sure one
can be, ``whole`` puts the figures together and ``report`` prints them.
"""
