"""Language of a passage: Welsh, or English and what cannot be told.

Council papers in Wales print the same matter in both languages, often on one page, so a paper as a whole has no
language. The test counts the small words that no sentence does without: those of Welsh that English lacks against
those of English that Welsh lacks ("a", "i", "o", "am", "at" are words of both and count for neither). Titles and
rulings are too short for small words; there the words that minutes and agendas are made of count as well.
"""

from __future__ import annotations

import re

_WELSH_WORDS = frozenset(
    "yn y yr ar gan wedi mae bydd byddai oedd roedd eu ei fod bod hyn hynny sydd sy'n dros drwy trwy gyda gydag hwn hon"
    " o'r i'r a'r â'r i'w o'i ac neu nid nad ond wrth fel ym yng er mwyn cael gael pob pan lle dan rhwng heb hyd ni"
    " gall dylid dylai roeddent maent un'r dyma unrhyw mewn".split()
)
_WELSH_TERMS = frozenset(
    "cyngor gyngor pwyllgor bwyllgor cabinet'r cynghorydd cynghorwyr aelodau aelod adroddiad adroddiadau cofnodion"
    " cyfarfod eitem agenda'r penderfynwyd penderfyniad penderfyniadau argymhellir argymhelliad argymhellion"
    " ymddiheuriadau datganiadau datganiad buddiannau swyddog swyddogion cyllideb ysgol ysgolion gwasanaeth"
    " gwasanaethau strategaeth cynllun crynodeb cefndir papurau cwestiynau atebion arweinydd cadeirydd nodi'r nodwyd"
    " cymeradwyo cytunwyd bresennol absennol materion iaith gymraeg cymraeg sir bwrdeistref ffyrdd priffyrdd"
    " tai plant gofal cymdeithasol ariannol blynyddol diben".split()
)
_ENGLISH_WORDS = frozenset(
    "the of and to in is was that for by with be are were this which from it as has have had been not will would their"
    " its an or on he she they there who what when we you".split()
)
_WORD = re.compile(r"(?<!\d)[^\W\d_]+(?:['’][^\W\d_]+)*")
MIN_WELSH_WORDS = 2
"""Welsh words that a passage must have."""
MIN_WELSH_SHARE = 0.12
"""The least share of Welsh small words: prose has about a third, a name or an address next to none."""


def detect_welsh(text: str) -> str | None:
    """Return "cy" for Welsh, else None."""
    words = [word.lower().replace("’", "'") for word in _WORD.findall(text)]
    welsh = sum(word in _WELSH_WORDS or word in _WELSH_TERMS for word in words)
    english = sum(word in _ENGLISH_WORDS for word in words)
    is_welsh = welsh >= MIN_WELSH_WORDS and welsh > 2 * english and welsh >= MIN_WELSH_SHARE * len(words)
    return "cy" if is_welsh else None
