"""Engines retrieve candidates; fusion is not theirs. ``base`` is the contract, ``local`` the one that ships."""
