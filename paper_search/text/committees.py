"""Names of the bodies that meet within an authority, so that the ways to write one count as one.

The meeting of all members of a council has one name, whatever a paper calls it ("Council", "Full Council", "County
Council", "Borough Council meeting").
"""

from __future__ import annotations

import re
from functools import lru_cache

from paper_search.text.authority_forms import fold_name

MAIN_BODY = "Council"
"""The name of the meeting of all members of a council."""
_MAIN_BODY_PATTERN = re.compile(
    r"(?:(?:annual|ordinary|special|extraordinary|monthly|statutory|adjourned|budget|virtual|remote|regular) )*"
    r"(?:(?:general )?meeting of (?:the )?)?"
    r"(?:full |whole |city and county |county borough |(?:metropolitan |london |royal )?borough |county |district "
    r"|city |town |parish |community |township |village |shire |general )?"
    r"(?:council|cyngor llawn|cyngor|comhairle)"
    r"(?: (?:annual|ordinary|special|extraordinary|budget|regular))?(?: meetings?)?"
)


@lru_cache(maxsize=65536)
def is_main_body(name: str) -> bool:
    """Return True for the meeting of all members of a council, whichever council it is ("Full Council")."""
    return _MAIN_BODY_PATTERN.fullmatch(fold_name(name)) is not None


@lru_cache(maxsize=65536)
def committee_key(name: str) -> str:
    """Return a key that is the same for all ways to write one committee's name, never for showing."""
    if is_main_body(name):
        return fold_name(MAIN_BODY)
    folded = re.sub(r"\bsub (?=committee|group|panel)", "sub", fold_name(name))
    return re.sub(r"(?<=.) meetings?$", "", folded)
