"""Closed lists of words that the rules go by: what may be added or left out, and what never may."""

from __future__ import annotations

from paper_search.text.dates import MONTH_NUMBERS

GLUE = frozenset("a an the that which who also and moreover furthermore additionally".split())
"""Words that a sentence may add and leave out: they say nothing of their own."""

HARMLESS = GLUE | frozenset(
    """
    then so therefore thus however subsequently accordingly formally duly warmly kindly carefully very extremely
    really particularly especially highly greatly strongly importantly notably clearly indeed again meanwhile
    finally firstly secondly lastly overall recently already further detailed comprehensive thorough significant
    considerable substantial important useful valuable helpful excellent robust respective full fully successfully
    actively closely together
    """.split()
)
"""Words that may be left out of the middle where nothing is denied: their loss makes a statement weaker, not
stronger."""

AUXILIARIES = frozenset(
    """
    is are was were be been being has have had do does did will would shall should must may might can could
    cannot
    """.split()
)
PRESENT = frozenset(
    """
    contains covers provides requires operates employs receives serves manages expires includes proposes recommends
    applies remains allows describes explains seeks expects intends makes gives owns comprises consists depends says
    states concludes identifies obliges considers believes welcomes stands runs lies meets holds takes keeps shows
    brings comes continues creates decides delivers determines enables ensures establishes exceeds finds follows gets
    goes improves involves maintains manages opposes pays performs produces protects publishes refers reflects relates
    relies replaces represents sees sells sends sits speaks tells varies wants wishes writes begins becomes appears
    asks acknowledges agrees accepts confirms carries causes charges closes collects
    """.split()
)
"""Verbs of the present tense whose form is hardly ever a noun's."""
PLURAL_PRESENT = frozenset(
    """
    make take give have know ensure provide receive require include become remain believe consider agree continue apply
    attend enable involve meet serve operate say think feel expect intend propose recommend welcome regret recognise
    understand bring keep find see get go come lead live stand write speak teach learn depend rely consist occur happen
    arise close open
    """.split()
)
"""Forms of verbs behind a plural, which are hardly ever a noun's: "Pupils make good progress"."""
NON_PAST = frozenset("is are be will would shall should must may might can could cannot has have do does".split())
"""Verbs of a state, a rule or a plan: leaving out when, where or for whom it holds makes it hold always."""

NEGATORS = frozenset(
    """
    not no never none neither nor nobody nothing nowhere without cannot unable lack lacks lacked lacking absence
    fail fails failed failing failure refuse refused refuses refusing refusal reject rejected rejects rejecting
    rejection defer deferred defers deferring deferral withdraw withdrawn withdrew withdraws decline declined
    declines declining dismiss dismissed dismisses oppose opposed opposes opposing against object objected objects
    objecting deny denied denies denying prevent prevented avoid avoided cease ceased stop stopped halt halted
    abandon abandoned cancel cancelled suspend suspended postpone postponed quash quashed overturn overturned revoke
    revoked rescind rescinded annul annulled veto vetoed block blocked hardly barely scarcely rarely seldom little
    few unlikely impossible ni nid nad heb dim gwrthod gwrthodwyd
    """.split()
)
"""Words that deny, in English and Welsh; compared by form, since "refused" and "refuse" are told apart by modality."""

DENIALS = frozenset(
    """
    not no never none neither nor nobody nothing nowhere without cannot unable fail fails failed failing failure
    hardly barely scarcely rarely seldom little few unlikely lack lacks lacked lacking ni nid nad heb
    """.split()
)
"""The words that deny all that they govern: under them a narrower statement does not follow from a wider one."""

OPPOSITES = tuple(
    tuple(frozenset(side.split()) for side in pair.split("|"))
    for pair in (
        "approve approved approves approval grant granted|refuse refused refuses refusal reject rejected",
        "accept accepted accepts|reject rejected rejects decline declined",
        "increase increased increases increasing rise rose risen rises rising grow grew grown growth|"
        "decrease decreased decreases decreasing fall fell fallen falls falling reduce reduced reduction"
        " decline declined drop dropped",
        "above over exceed exceeded exceeds|below under",
        "more higher greater larger longer|fewer less lower smaller shorter",
        "for support supported supports supporting favour|against oppose opposed opposes opposing",
        "before earlier|after later",
        "open opened opens opening reopen reopened|close closed closes closing closure shut",
        "allow allowed allows permit permitted|prohibit prohibited ban banned forbid forbidden dismiss dismissed",
        "first|last",
        "maximum most|minimum least",
        "gain gained surplus underspend underspent|loss lost lose deficit overspend overspent",
        "start started begin began begun|end ended finish finished",
        "include included includes including|exclude excluded excludes excluding",
        "buy bought purchase purchased acquire acquired|sell sold sale dispose disposed disposal",
        "better improved improve improvement improving|worse worsened worsen deteriorated deteriorate",
        "north northern|south southern",
        "east eastern|west western",
        "internal|external",
        "public|private exempt",
        "present|absent",
        "majority|minority",
        "up|down",
        "income revenue|expenditure spending",
    )
)
"""Words and their opposites: a direction word must be the span's own."""

PREFIXES = ("un", "in", "dis", "non", "im", "ir", "il")

FORCE = {
    word: rank
    for rank, words in {
        5: """resolved resolves resolve approved approves approve agreed agrees agree adopted adopts adopt granted
            authorised
            authorises ratified endorsed confirmed decided carried determined delegated""",
        4: "must shall required requires mandatory obliged compulsory ordered instructed",
        3: "will undertook undertakes committed",
        2: """should recommended recommends recommend recommendation recommendations ought advised advises urged
            encouraged asked requested""",
        1: """may might could can would possible possibly potential potentially likely probably perhaps expected expects
            anticipated forecast estimated intended intends intention hoped hopes aims aimed planned plans""",
        0: """considered considers consider considering noted notes note discussed discusses proposed proposes propose
            proposal proposals proposing received reviewed explored exploring debated suggested suggests draft drafted
            option options moved motion""",
    }.items()
    for word in words.split()
}
"""The force of a word: a decision 5, a duty 4, a promise 3, advice 2, a possibility 1, a matter only looked at 0."""

COMPLEMENTS = frozenset("that whether if".split())
"""Words that open what is said, asked or decided."""

POINTERS = frozenset("this these it that such they them both either".split())
"""Words that point to what stands before them."""

POINTED = frozenset(
    """
    approval decision offer permission consent grant agreement funding arrangement scheme recommendation proposal change
    measure commitment charge fee discount closure
    """.split()
)
"""Nouns that, behind "the", name again what has been told or decided before them."""

REPORTING = frozenset(
    """
    said says say stated states explained explains added adds commented comments comment told reported reports
    claimed claims argued argues believed believes believe felt feels thought thinks feared fears suggested suggests
    questioned asked asks alleged alleges warned warns complained complains answered replied replies responded
    highlighted observed remarked clarified confirmed advised acknowledged admitted insisted maintained asserted
    emphasised stressed raised expressed concern concerned views view opinion according hoped hopes expects expected
    estimated predicted assumed supposed perceived considered proposes proposed suggests denied denies doubted
    doubts speculated reiterated contended mentioned informed pointed queried noted
    """.split()
)
"""Words by which a paper tells what someone else says or thinks: what hangs from them is not the paper's own."""

ASSERTING = frozenset(
    "said says stated states explained explains reported told advised added noted replied confirmed".split()
)
"""Words of reporting by which the speaker says something as a fact, and neither fears nor hopes it."""

HEDGES = frozenset(
    """
    about approximately around roughly circa nearly almost over under above below least most up more less fewer than
    minimum maximum some estimated exceeding beyond excess upwards close just only no not to at an a of
    in some every per between within average median least further additional another extra net gross
    """.split()
)
STRONG_HEDGES = HEDGES - frozenset("to at an a of in not every per".split())
"""Words that make a figure about so much, at least or at most so much, or so much of a kind."""

QUALIFIERS = frozenset(
    """
    former deputy vice acting interim assistant proposed draft almost nearly provisional preliminary indicative
    potential possible alleged so-called late previous prospective shadow associate honorary temporary part-time
    future would-be ex-leader outgoing incoming designate elect emeritus planned suggested alternative amended
    revised partial conditional unaudited unconfirmed estimated expected likely apparent supposed intended outline
    initial first second third fourth only main minor half quarter some most few several many certain co-opted non-
    voting joint lead junior senior
    """.split()
)
"""Words before a noun or a title that make another thing or person of it."""

CONDITIONS = frozenset(
    """
    if unless except excepting excluding until till only provided providing pending where wherever when whenever
    whether once subject conditional conditionally contingent dependent depending depends assuming assumes otherwise
    failing barring save temporary temporarily trial pilot interim provisional provisionally initially experimental
    exceeding condition conditions proviso caveat caveats stipulation exception exceptions exclusion limited capped
    maximum minimum ceiling insofar inasmuch partially partly mainly mostly largely usually normally generally
    typically sometimes often occasionally exceptionally till prior within alternatively restricted exclusively
    solely expires expiring expiry renewable revocable reviewable unless lest notwithstanding although though albeit
    however but yet while whilst os oni hyd
    """.split()
)
"""Words on which it hangs whether, when, for how long or how far something holds."""

CHANGES = frozenset(
    """
    rose fell grew increased decreased declined dropped improved worsened deteriorated doubled halved reduced
    """.split()
)
"""Verbs of a change, which is so only where it is told."""

UNDOING = frozenset("reversed undone rescinded overturned quashed revoked annulled superseded retracted".split())
"""Words by which something that has been told holds no longer."""

LASTING_ACTS = frozenset(
    """
    suspended suspends banned barred excluded disqualified imposed extended renewed appointed elected seconded engaged
    employed hired leased let licensed awarded
    """.split()
)
"""Acts whose effect lasts for a term, which is then a part of what was decided."""

SCOPE_ADVERBS = frozenset("mostly mainly largely partly partially".split())
"""Conditions that, behind a comma, are of what follows them alone."""

CONCESSIONS = frozenset("although though".split())
"""Words behind which something is granted that does not touch the statement before which it stands."""

LATE_CONDITIONS = frozenset("after before following upon".split())
"""Words that are a condition where they come behind the verb or the verb speaks of no past event."""

CONDITION_PHRASES = tuple(
    tuple(phrase.split())
    for phrase in (
        "up to|no more than|not more than|no later than|not later than|at the latest|as long as|so long"
        " as|in principle|"
        "in part|in the event|in so far|so far as|as far as|to the extent|on condition|on the basis|on the"
        " understanding|"
        "with the exception|other than|apart from|but for|for a period|for a term|for the period|for the duration|"
        "for an initial|for the first|for the time being|in the meantime|in the interim|with effect from|at"
        " least|at most|"
        "in exceptional|in certain|in some|in limited|in most|at the discretion|without prejudice|by no"
        " means|as soon as|"
        "even if|as yet|so that no|to a limit|to a maximum|on receipt|on completion|on payment|on approval|on a case|"
        "with the agreement|with the consent|with the approval|with the permission|in consultation|in the absence|"
        "to the satisfaction|by the end|of up to|for the purposes"
    ).split("|")
)

CONDITION_NOUNS = frozenset(
    """
    approval agreement consent permission discretion understanding basis circumstances absence event availability
    outcome satisfaction stipulation requirement requirements limit limits cap threshold safeguard safeguards review
    consultation completion receipt confirmation call-in hours term weekends weekdays evenings sundays saturdays
    mondays tuesdays wednesdays thursdays fridays holidays winter summer nights mornings afternoons
    """.split()
)
"""Nouns of a phrase that say on what, or at which times, a plan or a decision hangs."""

GROUPS = frozenset(
    """
    residents households members applicants tenants people pupils children families staff employees visitors
    customers claimants properties homes businesses schools organisations councillors adults carers pensioners those
    anyone everyone owners drivers users patients students parents holders victims providers vehicles years
    """.split()
)
"""Those for whom a rule holds: "for residents" may not be left out of a rule."""

UNIVERSALS = frozenset("all every each any only both everyone everything always whole entire majority most".split())
"""Words under which to leave out a restriction says more than the paper does."""

PERMISSIONS = frozenset(
    """
    may can could allowed permitted entitled eligible exempt waived free available open welcome liable licensed
    """.split()
)
"""Words of a permission or a claim, which holds only as far as is said."""

SUBJECTS_OF_TALK = frozenset("about regarding concerning including".split())
"""Prepositions whose phrase says what is spoken of, or gives examples."""

PAPER_NOUNS = frozenset("meeting meetings report reports paper appendix minutes agenda session".split())

SEASONS = frozenset("spring summer autumn winter easter christmas whitsun michaelmas lammas midsummer".split())

PREPOSITIONS = frozenset(
    """
    in on at during for by with from to through across near via regarding concerning including into throughout
    alongside toward towards about among amongst around outside inside beside behind along under over beyond
    """.split()
)
"""Prepositions whose phrase may end a statement and be left out."""
DANGLING = frozenset(
    "of than as or nor if about to in on at by for with from into because and but the a an its their".split()
)
"""Words that a sentence cannot end with."""

HALF_PHRASES = frozenset(
    """
    along due according relating related relation addition order accordance respect terms result lieu spite view
    number response regard reference prior owing thanks contrary consisting instead compared
    """.split()
)
"""Words that need the preposition behind them."""

IRREGULAR_PAST = frozenset(
    """
    said told met held gave took rose fell made went paid sent won lost left began spent sold bought built cut set
    put led kept became came found heard thought felt saw spoke grew cost ran chose drew wrote stood brought taught
    withdrew sang drove blew shut hit hurt let lent lay read rang rode shook shot struck swept threw wore bore broke
    caught dealt dug fed fought fled froze got knew meant undertook sought sank split spread tore understood
    withheld oversaw overtook upheld overcame arose forgot hid hung stuck swore slept swam burnt learnt leant
    """.split()
)

DANGLING_AUXILIARIES = AUXILIARIES | frozenset("not no".split())

RELATIVES = frozenset("which who whose whom".split())

PARTICIPLES = frozenset(
    """
    fallen risen grown begun written given taken driven chosen drawn spoken broken worn torn frozen shaken withdrawn
    seen gone done known shown flown sung
    """.split()
)
"""Irregular participles that are no past tense: "has fallen" tells of what has happened."""

MONTHS = frozenset(MONTH_NUMBERS)
TIME_UNITS = frozenset(
    """
    minute minutes hour hours day days week weeks fortnight fortnights month months year years quarter quarters term
    terms
    """.split()
)
NUMBER_WORDS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
        " sixteen seventeen"
        " eighteen nineteen twenty".split()
    )
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}
COMPUTED = frozenset(
    """
    half twice double doubled tripled treble trebled thrice quarter third thirds total altogether dozen hundred
    """.split()
)
"""Words for a figure that may have been computed: they must be printed."""

FORCEFUL = frozenset(
    """
    illegal illegally unlawful unlawfully fraud fraudulent corrupt corruption crisis scandal catastrophe
    catastrophic disaster disastrous shocking outrageous negligent negligence criminal guilty bankrupt bankruptcy
    collapse collapsed chaos devastating appalling shameful secret secretly lied lie lies liar stole stolen theft
    abuse abused racist deadly killed dangerous reckless incompetent failure
    """.split()
)
"""Words of blame or alarm: one that the paper does not use is never written."""

ROLES = frozenset(
    """
    leader mayor clerk chair chairman chairwoman chairperson treasurer provost director officer officers councillor
    councillors cllr member members cabinet committee panel board council executive inspector solicitor auditor
    auditors ombudsman commissioner minister government secretary police ofsted developer applicant applicants
    contractor tenant tenants landlord landowner owner owners resident residents school schools trust company parish
    parishioners parents trustees governors subcommittee group party sub-committee department agency authority
    authorities
    """.split()
)
"""Roles and bodies, which papers write with and without a capital."""
