"""Words around names of people: titles before them, letters behind them, and words that are no part of a name."""

from __future__ import annotations

HONORIFICS = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame lord lady baroness baron rev revd reverend canon fr father hon"
    " maj major col colonel capt captain cdr lt wg".split()
)
"""Titles of anybody."""
MEMBER_TITLES = frozenset(
    "councillor councilor cllr clr cllor cnclr cmhlr comh comhairleoir cynghorydd cyng alderman alderwoman ald"
    " councilmember councilman councilwoman baillie bailie".split()
)
"""Titles of a member of a council."""
PLURAL_TITLES = frozenset(
    "councillors councilors cllrs clrs cynghorwyr comhairleoirí comhairleoiri aldermen councilmembers commissioners"
    " trustees messrs selectmen supervisors".split()
)
"""Titles of several people, who follow by name."""
COUNCIL_TIERS = frozenset("county borough district city town parish ward community unitary municipal".split())
"""Words before "Councillor" that say of which council."""
RANKS = frozenset(
    "mayor commissioner inspector insp sergeant sgt constable superintendent supt pc pcso wpc provost reeve supervisor"
    " selectman trustee president warden".split()
)
"""Offices that stand right before a name, and that the name is told apart from."""
POST_NOMINALS = frozenset(
    "obe mbe cbe kbe dbe bem jp dl qpm qc kc phd frs frics mrtpi cpfa rd td vr qso mcilip".split()
)
LEGISLATORS = frozenset("MP MSP MLA MS AM TD MEP PC MPP".split())
"""Letters behind a name that say of which parliament somebody is a member."""
PARTICLES = frozenset(
    "de da del della der den di du la le van von vom ap ab ferch bin bint ibn al el st mac y ó uí ní nic o".split()
)

FUNCTION_WORDS = frozenset(
    "the a an this that these those there no not none nil all any other others some each both and"
    " with for from to in at"
    " on by it he she they we i you if as is was were be been has had have would shall should or but nor so"
    " also who whom which whose when where why how his her their its our your my one two three four"
    " five six seven eight"
    " nine ten eleven twelve thirteen fourteen fifteen sixteen twenty several many few more most first second third of"
    " via per plus re ie eg n/a tbc tba vacant vacancy vacancies yn ac gan y yr agus na".split()
)
"""Words that no name begins with or holds."""
ROLE_WORDS = frozenset(
    "chair chairman chairwoman chairperson chairs vice-chair vice-chairman chairing vice deputy mayor"
    " mayoress leader clerk officer officers"
    " director directors manager managers head executive secretary treasurer administrator administrators assistant"
    " superintendent chief solicitor accountant auditor surveyor engineer planner archaeologist technician coordinator"
    " co-ordinator adviser advisor consultant analyst lead leads counsel inspector warden representative member members"
    " cabinet portfolio holder spokesperson convener convenor president provost cathaoirleach leas-chathaoirleach"
    " comptroller cfo ceo cao rfo proper monitoring attorney sergeant-at-arms commissioner governor trustee minister"
    " registrar librarian caretaker intern whip town-clerk cadeirydd clerc arweinydd maer dirprwy prif swyddog"
    " mayor-elect convenors presiding minute-taker cllrs councillors alderman aldermen ranger architect principal"
    " headteacher apprentice tutor constable sergeant specialist practitioner supervisor s151"
    " section-151 invitee invitees standing lawyer lawyers barrister paralegal reporter journalist teacher ecologist"
    " arboriculturist valuer economist bookkeeper statistician psychologist scientist archivist curator facilitator"
    " interpreter strategist investigator negotiator trainee volunteer delegate agent applicant objector".split()
)
"""Words of offices; a name ends before one."""
HEADING_WORDS = frozenset(
    "apologies apology absence absent present presence attendance attendees attending minutes minute meeting meetings"
    " agenda item items matters arising declarations declaration interest interests welcome introduction introductions"
    " public session questions question report reports reporting correspondence finance financial planning accounts"
    " payments date time venue place next previous last close closed closing any business aob resolved resolution"
    " agreed action actions update updates notice notices election elections appointment appointments motion motions"
    " petitions petition budget precept policy policies highways transport housing environment education health"
    " services service council councils committee committees sub-committee panel board authority cabinet assembly"
    " parish county borough district community communities police fire rescue department directorate government"
    " association group groups society trust ltd limited plc company party labour conservative conservatives liberal"
    " democrat democrats independent independents unionist sinn féin fein fianna fáil fine gael sdlp dup snp plaid"
    " cymru ukip alliance january february september october november december monday tuesday wednesday thursday"
    " friday saturday sunday note notes noted recorded quorum exempt confidential part appendix appendices annex page"
    " confirmation confirmed approval approve approved signed substitutes substitute substitution guests guest staff"
    " officials official visitors visitor press residents resident observers observer witnesses electors regrets zoom"
    " teams microsoft virtual virtually remotely online hybrid also name names title role position organisation"
    " organization email telephone tel contact phone subject summary recommendation recommendations decision decisions"
    " general annual special ordinary extraordinary statutory monthly adjourned roll call pledge allegiance order"
    " disclosure pecuniary communications announcements presentation presentations consent regular hearing proceedings"
    " planning applications application chair's chairman's mayor's clerk's welcome opening prayers reflection"
    " ymddiheuriadau presennol cofnodion cyfarfod cyngor swyddogion datganiadau buddiant original file councillor"
    " democratic legal corporate governance strategic operations development regeneration culture leisure customer"
    " digital technology resources human growth economic economy children adults adult social care young people"
    " families schools regulatory licensing scrutiny audit risk standards property estates procurement commissioning"
    " partnership partnerships project projects programme support team unit office network forum federation union"
    " playing fields recreation cemetery allotments footpaths footpath traffic parking speed lighting maintenance"
    " training insurance bank cheques cheque grant grants donations income expenditure balance"
    " receipts scheme schemes allowance allowances code conduct vacancy salary vacant jan feb aug"
    " sept oct nov dec senior interim acting"
    " early help change safeguarding protection inclusion wellbeing prevention intervention assessment fostering"
    " adoption quality assurance improvement transformation innovation delivery prosperity neighbourhood"
    " neighbourhoods waste recycling libraries museums heritage sport sports arts tourism climate energy"
    " sustainability engagement people performance information communication marketing democracy revenues benefits"
    " enforcement safety emergency resilience contingencies".split()
)
"""Words of headings, bodies and subjects; no name that stands without a title holds one."""
SURNAMES_TOO = frozenset("young page close march grant gray may june april august".split())
"""Words of headings that are names behind a title."""
GIVEN_NAMES_TOO = frozenset(("jan",))
"""Words of headings that are given names too."""
PLACE_WORDS = frozenset(
    "hall road street house school church room centre center lane avenue drive close court place square village park"
    " green gardens farm cottage bridge hill way club library station chamber offices building north south east west"
    " northern southern eastern western central upper lower great little new old kent england wales scotland ireland"
    " uk united kingdom st saint memorial community common cross field fields wood end".split()
)
"""Words of places; surnames too, so that a name may hold one behind a title or an initial."""
ROLE_SURNAMES = frozenset("head mayor warden constable sergeant lead tutor ranger officer chief".split())
"""Words of offices that are surnames behind a title and an initial: "Mrs C Head"."""
