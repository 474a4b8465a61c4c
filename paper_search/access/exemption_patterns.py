"""The patterns by which a paper is found to say that it is not for publication, in English and Welsh.

They follow Schedule 12A of the Local Government Act 1972 and the wordings that councils print.
"""

from __future__ import annotations

import re

EXEMPT_FOLDER = re.compile(r"(?:exempt|part[-_ ]?(?:2|two|ii)|pink(?:[-_ ]papers?)?|confidential)$", re.IGNORECASE)
PLACEHOLDER = re.compile(r"\bdocument\s+is\s+restricted\b", re.IGNORECASE)
NUMBERED_ITEM = re.compile(r"\d{1,3}[.)]?\s+\S|item\s+\d", re.IGNORECASE)

SCHEDULE = re.compile(r"\b(?:schedule|sched?\.?|atodlen)\s*12\s?\(?a\)?\b", re.IGNORECASE)
PARAGRAPH = re.compile(
    r"\b(?:[bp]h?aragraffa?u?|para(?:graph)?s?\.?|categor(?:y|ies)|exempt\s+information)\s*(?:\(au\)|\(s\)|nos?\.?|numbers?)?"
    r"[\s:(]*(?P<numbers>\d{1,2}[a-z]?\b(?:\)?\s*(?:,|and|&|or|to|a|ac|-|–)\s*\(?\d{1,2}[a-z]?\b)*)",
    re.IGNORECASE,
)

BY_PARAGRAPH = re.compile(
    rf"(?:\bby\s+virtue\s+of|\bunder|\bpursuant\s+to|\brhinwedd|\bo\s+dan|HELDBACK\W+|exempt\W+)\s*{PARAGRAPH.pattern}",
    re.IGNORECASE,
)
"""A paragraph, where the Schedule is left to be understood."""
NOT_FOR_PUBLICATION = re.compile(
    r"\bnot\s+(?:for|to\s+be\s+made)\s+(?:public(?:ation)?|disclosure)\b|\bnot\s+to\s+be\s+(?:published|disclosed)\b"
    r"|\bn(?:id\s+yw|id\s+yw'r\s+\w+\s+h[wo]n|id|i\s+ddylid)\b[^.]{0,30}?\bi['’]?w\s+(?:g|ch)?yhoeddi\b|\b(?:heb\s+fod|ddim)\s+i['’]?w\s+(?:g|ch)?yhoeddi\b",
    re.IGNORECASE,
)
HELD_BACK_MARKER = "HELDBACK"
"""Stands for every way to say "not for publication", so that its "not" is not taken for a denial."""
EXEMPT_WORD = (
    rf"(?:{HELD_BACK_MARKER}|exempt(?!\s+(?:part|section|appendi|annex|items\b|session|business)"
    r"|\s+from\s+(?!publi|disclos|being\s|the\s+p))|eithriedig|(?:wedi['’]?i\s+)?heithrio|confidential|cyfrinachol)"
)
MARKER_ALONE = re.compile(
    rf"\W*(?:(?:strictly|private|confidential|and|exempt|report)\b\W*)*{HELD_BACK_MARKER}\W*", re.IGNORECASE
)
"""A line that says nothing but that the paper is not for publication."""
LABEL_WORDS = (
    r"(?:(?:agenda\s+item\s*(?:no\.?)?\s*\d*[a-z]?|item\s+\d+[a-z]?|part\s+(?:\d|i{1,3}|[ab]|one|two)|security|access|status|report\s+status|"
    r"(?:protective\s+)?(?:classification|marking)|category|publication(?:\s+status)?|confidentiality|restriction|restricted|report|pink|papers?|strictly|private|"
    r"and|&|or|information|appendix|annex(?:e)?|public\s+or\s+exempt|is\s+(?:the|this)\s+report|yes|dosbarthiad|statws|adroddiad|eitem|atodiad)\b\W*)*"
)
DECLARATION_START = re.compile(
    rf"\W*{LABEL_WORDS}(?:{EXEMPT_WORD}\b|(?P<provision>(?:by\s+virtue\s+of|in\s+accordance\s+with)\s+para|(?:yn|o\s+dan|dan|yn\s+rhinwedd)\s+[bp]h?aragraff))",
    re.IGNORECASE,
)
DECLARATION_CONTINUATION = re.compile(
    r"(?:\W+(?:report|item|paper|document|minutes?|appendix|annexe?|information|business|matter|from|publication|disclosure|to|the|press|and|public|"
    r"adroddiad|eitem|gwybodaeth|heb|papers?|only|members)\b)*\W*"
    r"(?:$|\b(?:by\s+virtue|under|within|as\b|pursuant|because|since|in\s+(?:accordance|terms|line)|para|schedule|sched|part\s+\d|part\s+i|category|"
    r"local\s+government|lga|section|s\.?\s?100|yes|exempt|confidential|containing|contains|relating|it\s+contains|this\s+report|regulation|yn\s+rhinwedd|o\s+dan|dan|"
    r"HELDBACK)|\()",
    re.IGNORECASE,
)
"""Words that may follow the first word of a line, so that the line declares something ("Exempt report under …")."""
SELF_REFERENCE = re.compile(
    r"\b(?:(?:this|the\s+(?:whole|entire|attached)|the\s+whole\s+of\s+(?:this|the))\s+"
    r"(?:\w+\s+)?(?:report|paper|document|item|appendix|annexe?|minutes?|schedule|briefing|note|file|matter)"
    r"|the\s+(?:report|document|paper)(?!\s*['’]s)|(?:yr?|['’]r)\s+(?:adroddiad|eitem|ddogfen|papur|atodiad)(?:\s+h[wo]n)?)\b"
    rf"(?P<between>[^.]{{0,60}}?)\b{EXEMPT_WORD}\b",
    re.IGNORECASE,
)
WITH_APPENDICES = re.compile(
    r"\b(?:and|with|including|together\s+with|a['’]r|ac)\s+(?:its|all|the|any|attached|accompanying|\s|ei)*(?:append(?:ix|ices)|annex(?:es|e)?|atodiadau)\b(?:\s+[a-z0-9]\b)?",
    re.IGNORECASE,
)
OTHER_DOCUMENT = re.compile(
    r"\bappend(?:ix|ices)\b|\bannex(?:e|es|ure)?\b|\battachments?\b|\benclosures?\b|\batodiad(?:au)?\b|\bpart(?:ly|ially)?[\s-]+exempt"
    r"|\bparts?\s+of\s+(?:this|the)\b|\bexempt\s+(?:part|version|section|session|items)\b|\b(?:full|unredacted|redacted|separate|confidential|exempt)\s+version\b"
    r"|\bsections?\s+\d|\bfollowing\s+items?\b|\b(?:separate|another|accompanying|related)\s+(?:\w+\s+)?(?:report|paper|document)\b|\brhan\s+o['’]r\b",
    re.IGNORECASE,
)
NEGATING_WORDS = re.compile(
    r"\b(?:no|not|none|n/?a|nil|neither|nor|without|if|whether|may|might|should|would|could|can|was|were|previously|formerly|until|"
    r"lapsed|expired|unless|any|delete|do|does|un-?restricted|must|cannot|means|explain(?:s|ed)?|applicable|where|when|non-exempt|nad|nac|nid|dim|ddim|os|pan)\b"
    r"|\bfor\s+publication\b|\bpublic\s+report\b|\(public\)|\bno\s+longer\b|n['’]t\b",
    re.IGNORECASE,
)
TRAILING_PREPOSITION = re.compile(r"(?i)(?P<noun>\w*)\s*\b(?P<word>of|in|on|to|with|for|about|regarding|beside)\s*$")
ENTIRETY_NOUNS = frozenset({"contents", "information", "contained", "whole", "all", "entirety"})
"""Words that stand before "this report" where something else is the subject."""
REASON_START = re.compile(r"(?i)\b(?:by\s+virtue|under|because|as\s+(?:it|defined)|within|pursuant)\b")
NEGATION = re.compile(r"(?i)\b(?:no|not|none|nil|n/?a|neither)\b")
COPULA = re.compile(r"(?i)\b(?:is|are)\b")
FOR_PUBLICATION = re.compile(r"(?i)\W*for\s+publication\W*")
EXCLUSION = re.compile(r"\bexclu(?:de|ded|ding|sion)\b|\bgwahardd\b|\bcau\s+allan\b", re.IGNORECASE)
APPENDIX_LINE = re.compile(
    r"\W*(?:(?:exempt|confidential)\s+)?(?:append(?:ix|ices)|annex(?:e|es)?|atodiad(?:au)?|background\s+(?:papers|documents)|enclosures?|attachments?)\b",
    re.IGNORECASE,
)
