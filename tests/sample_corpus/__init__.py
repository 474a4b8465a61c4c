"""The maker of the sample corpus: papers of four invented councils, as data, and the writers that print them.

In: the texts under ``papers/``. Out: a corpus folder, and a catalogue of it under ``gold/``. Promise: the same
bytes whenever and wherever it is run with the pinned release of reportlab.
"""
