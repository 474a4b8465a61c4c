"""An evidence pack: passages that a person chose, with all that is needed to check them, as a file to keep or to send.

``pack`` is the record; ``spreadsheet``, ``markdown`` and ``word`` each write it in one form.
"""
