"""How well papers are read, said against what a person wrote down of them.

``gold`` loads what was judged, ``papers`` reads the same files as a build would, ``units``, ``cards`` and ``body``
each compare one thing, ``whole`` puts the figures together, ``report`` holds and prints them.
"""
