"""The patterns by which a paper is found to say that it is not for publication, in English and Welsh.

They follow Schedule 12A of the Local Government Act 1972 and the wordings that councils print.
"""

from __future__ import annotations

import re

PLACEHOLDER = re.compile(r"\bdocument\s+is\s+restricted\b", re.IGNORECASE)
NUMBERED_ITEM = re.compile(r"\d{1,3}[.)]?\s+\S|item\s+\d", re.IGNORECASE)

_PUBLICATION = "|".join(
    (f"publication{'s'}?", *(rf"{'publication'[:at]}\w?{'publication'[at + 1 :]}" for at in range(len("publication"))))
)
"""The word with at most one letter wrong or lost, as text recognition reads it."""
_PUBLIC_USE = r"(?:inspection|release|circulation|distribution|disclosure|viewing|access|use|consumption)"
NOT_FOR_PUBLICATION = re.compile(
    r"\bnot\s*(?:for|to\s+be\s+made|available\s+for|suitable\s+for|open\s+(?:to|for))\s*(?:the\s+)?(?:general\s+|wider\s+|onward\s+)?"
    rf"(?:(?:{_PUBLICATION})\b|press\s+(?:and|or|nor)\s+(?:the\s+)?public\b|(?:public\s+)?{_PUBLIC_USE}\b|public\b)"
    r"|\bnot\s+to\s+be\s+(?:published|disclosed|released|circulated|made\s+(?:public|available\s+to\s+the\s+(?:press|public)))\b"
    r"|\b(?:not\s+(?:publicly\s+)?available\s+to\s+(?:the\s+)?(?:press|public)|not\s+publicly\s+available|must\s+not\s+be\s+(?:published|disclosed))\b"
    r"|\b(?:withheld|excluded|exempt(?:ed)?)\s+from\s+(?:public(?:ation)?|disclosure)(?:\s+(?:to\s+the\s+(?:press|public)(?:\s+and\s+(?:press|public))?|inspection|access|view))?\b"
    r"|\bn(?:id\s+yw|id\s+yw'r\s+\w+\s+h[wo]n|id|i\s+ddylid)\b[^.]{0,30}?\bi['’]?w\s+(?:g|ch)?yhoeddi\b|\b(?:heb\s+fod|ddim)\s+i['’]?w\s+(?:g|ch)?yhoeddi\b"
    r"|\bn(?:i\s+ddylid|a\s+ddylid|i\s+chaniateir)\s+(?:ei\s+)?ch?yhoeddi(?:['’]?r\s+\w+\s+h[wo]n|\s+h[wo]n)?\b|\bi['’]w\s+gadw['’]n\s+gyfrinachol\b"
    r"|\brhag\s+(?:cael\s+)?ei\s+g?yhoeddi\b",
    re.IGNORECASE,
)
HELD_BACK_MARKER = "HELDBACK"
"""Stands for every way to say "not for publication", so that its "not" is not taken for a denial."""
EXEMPT_WORD = (
    rf"(?:{HELD_BACK_MARKER}|exempt(?!\s+(?:part|section|appendi|annex|items\b|session|business)"
    r"|\s+from\s+(?!publi|disclos|being\s|the\s+p))|eithriedig|(?:wedi['’]?i\s+)?heithrio|confidential|cyfrinachol)"
)
MARKER_ALONE = re.compile(
    rf"\W*(?:(?:strictly|private|confidential|and|exempt|report|paper|item|document|restricted|is|this|the|agenda|appendix|annex|pink|members|only|cyfrinachol|"
    rf"adroddiad|eithriedig|papur|dogfen|eitem|atodiad|official|sensitive|unredacted|full|version|copy)\b\W*(?:(?:\d{{1,2}}[a-z]?|[A-Z])\b\W*)?)*{HELD_BACK_MARKER}\W*(?:(?:confidential|exempt|restricted|report|members|only|strictly|private|and)\b\W*)*",
    re.IGNORECASE,
)
"""A line that says nothing but that the paper is not for publication."""
LABEL_WORDS = (
    r"(?:(?:agenda\s+item\s*(?:no\.?)?\s*\d*[a-z]?|item(?:\s+\d+[a-z]?)?|document|contain(?:s|ing)|papur|dogfen|(?:reason\s+for\s+)?exemption(?:\s+clause)?|that|which|is|are|lga\s+1972|part\s+(?:\d|i{1,3}|[ab]|one|two)|security|access|status|report\s+status|"
    r"(?:protective\s+)?(?:classification|classified(?:\s+as)?|marking)|category|publication(?:\s+status)?|confidentiality|restriction|restricted|report|pink|papers?|strictly|private|members|only|below\s+the\s+line|official|sensitive|unredacted(?:\s+(?:version|copy))?|"
    r"and|&|or|information|appendix|annex(?:e)?|public\s+or\s+exempt|is\s+(?:the|this)\s+report|yes|dosbarthiad|statws|adroddiad|eitem|atodiad)\b\W*)*"
)
DECLARATION_START = re.compile(
    rf"\W*{LABEL_WORDS}(?:{EXEMPT_WORD}\b|(?P<provision>(?:by\s+virtue\s+of|in\s+accordance\s+with|pursuant\s+to)\s+(?:para|categor|section|s\.?\s?100|(?:part\s+\w+\W+(?:of\s+)?)?sch)|access\s+to\s+information\s+(?:procedure\s+)?rules?\W+\d[\d.]*\s?(?:\(\d+\))?\W+exempt|(?:yn|o\s+dan|dan|yn\s+rhinwedd)\s+[bp]h?aragraff))",
    re.IGNORECASE,
)
DECLARATION_CONTINUATION = re.compile(
    r"(?:\W+(?:report|item|paper|document|minutes?|appendix|annexe?|information|business|matter|from|publication|disclosure|to|the|press|and|public|"
    r"adroddiad|eitem|gwybodaeth|heb|papers?|only|members|private|strictly|restricted|reason|commercial(?:ly)?|sensitive|in\s+confidence)\b)*\W*"
    r"(?:$|\b(?:by\s+virtue|under|within|as\b|pursuant|because|since|due\s+to|on\s+the\s+grounds|in\s+(?:accordance|terms|line)|para|b?[bp]h?aragraff|atodlen|schedule|sch|part\s+\d|part\s+i|category|"
    r"local\s+government|lga|section|s\.?\s?(?:100|50|42)|access\s+to\s+information|exemption|yes|exempt|confidential|containing|contains|relating|it\s+contains|this\s+report|regulation|yn\s+rhinwedd|o\s+dan|dan|"
    r"HELDBACK)|\()",
    re.IGNORECASE,
)
"""Words that may follow the first word of a line, so that the line declares something ("Exempt report under …")."""
SELF_REFERENCE = re.compile(
    r"\b(?:this\s+is\s+an?\s+(?:\w+\s+)?(?:report|paper|document|item)\b|(?:this|these|the\s+following|the\s+(?:whole|entire|attached)|the\s+whole\s+of\s+(?:this|the))\s+"
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
    r"|\bsections?\s+(?!(?:100|50|42)\s?[A-J(])\d|\bfollowing\s+items?\b|\b(?:separate|another|accompanying|related)\s+(?:\w+\s+)?(?:report|paper|document)\b|\brhan\s+o['’]r\b",
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
REASON_START = re.compile(
    r"(?i)\b(?:by\s+virtue|under|because|contain(?:s|ing)|relat(?:es|ing)|as\s+(?:it|defined)|within|pursuant)\b"
)
NEGATION = re.compile(r"(?i)\b(?:no|not|none|nil|n/?a|neither)\b")
COPULA = re.compile(r"(?i)\b(?:is|are)\b")
FOR_PUBLICATION = re.compile(r"(?i)\W*for\s+publication\W*")
EXCLUSION = re.compile(r"\bexclu(?:de|ded|ding|sion)\b|\bgwahardd\b|\bcau\s+allan\b", re.IGNORECASE)
APPENDIX_LINE = re.compile(
    r"\W*(?:\d{1,2}\.?\d?\s+)?(?:list\s+of\s+)?(?:(?:exempt|confidential)\s+)?(?:append(?:ix|ices)|annex(?:e|es)?|atodiad(?:au)?|background\s+(?:papers|documents)|enclosures?|attachments?)\b",
    re.IGNORECASE,
)
APPENDIX_TITLE = re.compile(
    r"\W*(?:(?:exempt|confidential|private|restricted|pink|part\s+(?:2|ii|b)|strictly|and|eithriedig|cyfrinachol|HELDBACK)\b\W*)*"
    r"(?:append(?:ix|ices)|annexe?|enclosure|attachment|atodiad)\b\s*(?:no\.?\s*)?(?P<number>[A-Z]{1,2}\d{0,2}|\d{1,2}[A-Z]?|[IVX]{1,4})?\b(?P<rest>.*)",
    re.IGNORECASE,
)
"""A line that is an appendix's own title, whatever it says behind its number."""
TITLE_MARKER = re.compile(
    rf"\b(?:{HELD_BACK_MARKER}|exempt(?!\s+from\s+(?!publi|disclos))|confidential|restricted|eithriedig|cyfrinachol)\b",
    re.IGNORECASE,
)
COMPACT_MARKER = re.compile(
    rf"\b(?:{HELD_BACK_MARKER}|exempt|exemption|confidential|private|restricted|closed|eithriedig|cyfrinachol|preifat)\b",
    re.IGNORECASE,
)
PLURAL = re.compile(r"\b(?:items|reports|matters|papers|training|guidance|rules\s+on|reporting)\b", re.IGNORECASE)
"""Words of a heading that speaks of several papers, or of the law itself."""
VERB = re.compile(
    r"\b(?:is|are|was|were|be|contains?|has|have|will|attached|sets?\s+out|of\s+(?:this|the)\s+report|to\s+(?:this|the)\s+report)\b|\bmae\b",
    re.IGNORECASE,
)
"""Words of a sentence about an appendix, which no title of one has; "is not for publication" stands as a marker."""
REPORT_HEAD = re.compile(
    r"\W*(?:report\s+(?:of|by|to|from|author)|(?:from|to|by|subject|title|ward|author|contact|lead\s+officer|portfolio|purpose|decision|summary|recommendations?)\b[^:|]{0,30}[:|])",
    re.IGNORECASE,
)
"""A line of a report's own head, below which an appendix that is named is another paper."""
