"""Lists of words that tell whether a member of a sentence may be taken out."""

from __future__ import annotations

DETERMINERS = frozenset("a an the its their his her our this these those no all some many several both each".split())
SUBJECT_PRONOUNS = frozenset("it he she they we this these those there".split())
STRONG = frozenset(
    """
    if unless except excepting until till only provided providing pending once subject conditional conditionally
    contingent dependent depending depends otherwise failing temporary temporarily trial interim provisional
    provisionally condition conditions proviso limited maximum minimum notwithstanding although though albeit
    however but yet prior restricted solely exceptions exception capped deadline expiry renewable reviewable
    """.split()
)
"""Words of a condition that may reach beyond the member in which it stands."""
EVENT_OPENINGS = frozenset("following after having since".split())
CAUSE_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "because of|owing to|due to|thanks to|as a result of|as a consequence of|in view of|in light of|"
        "in the light of|in recognition of|by reason of|in response to|in answer to|in order to|as part of|"
        "in the absence of|in the presence of|in consultation with|in accordance with|in line with|"
        "for want of|for lack of|in partnership with|together with|on behalf of|with the agreement of|"
        "with the support of|with the help of|at the request of|on the advice of|on the recommendation of"
    ).split("|")
)
HYPOTHETICAL = frozenset("if where when whenever unless whether why how until once provided".split())
DATED = frozenset("in on at during between".split())
BASED = frozenset("based considering according including excluding regarding concerning during compared given".split())
MIN_PARTICIPIAL, MIN_ING = 2, 4
LOOK_AHEAD = 4
