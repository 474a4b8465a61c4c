"""Who is reported as speaking: a table of sentences, and whose words a passage is given out as."""

from __future__ import annotations

import pytest

from paper_search.ingest.segmentation.speakers import find_attribution, find_speaker

SPEAKERS = [
    ("Officers explained that salt was dear.", "Officers", "officers"),
    ("4.2 The Cabinet Member for Roads said that it was.", "The Cabinet Member for Roads", "behind a number"),
    ("Ofsted found that oversight was weak.", "Ofsted", "a body"),
    ("Paul Marsh, Head of Roads, made the following comments:", "Paul Marsh, Head of Roads", "a name"),
    (
        "It was noted by the Director of Children, Families and Learning that more was needed.",
        "the Director of Children, Families and Learning",
        "in the passive",
    ),
    ("In response to a question, Cllr Fleming discussed her role.", "Cllr Fleming", "after an opening clause"),
    ("A member asked whether it snowed.", "A member", "one of many"),
    ("A summary of the points made by the Leader were as follows:", "the Leader", "points made by somebody"),
    ("Members heard that a board had been set up.", None, "listeners are not speakers"),
    ("The report noted that salt was dear.", None, "a report is not a person"),
    ("He explained that a board would be set up.", None, "a pronoun names nobody"),
    ("The Director was asked to report back.", None, "spoken to, not speaking"),
    ("The budget has increased.", None, "nobody speaks"),
]


MORE_SPEAKERS = [
    ("Officers explained that salt was dear.", "Officers", "people who are not named"),
    ("The Cabinet Member for Roads said that it was.", "The Cabinet Member for Roads", "an office"),
    ("Ofsted found that oversight was weak.", "Ofsted", "a body"),
    ("Inspectors found that plans were late.", "Inspectors", "people who are not named"),
    ("The inspectors judged that leadership was good.", "The inspectors", "a body"),
    (
        "Councillor Ann Bell (Chair) thanked officers and said that the plan was sound.",
        "Councillor Ann Bell (Chair)",
        "a person by name",
    ),
    ("Cllr J. Marsh asked how many homes were empty.", "Cllr J. Marsh", "a person by name"),
    ("Mrs P T Cole queried the cost of the scheme.", "Mrs P T Cole", "a person by name"),
    (
        "Mr Holt (Cabinet Member for Finance) introduced the report.",
        "Mr Holt (Cabinet Member for Finance)",
        "a person by name",
    ),
    (
        "The Leader of the Labour Group commented that the gap was growing.",
        "The Leader of the Labour Group",
        "an office",
    ),
    (
        "The Leader of the Council, Councillor Reed, welcomed the findings.",
        "The Leader of the Council, Councillor Reed",
        "an office",
    ),
    (
        "The Chairman of the Safeguarding Board noted the progress made.",
        "The Chairman of the Safeguarding Board",
        "an office",
    ),
    ("The Vice-Chair reminded members that the vote was recorded.", "The Vice-Chair", "an office"),
    ("The Monitoring Officer advised that a declaration was needed.", "The Monitoring Officer", "an office"),
    (
        "The Head of Highways, Tom Ash, outlined the programme for the winter.",
        "The Head of Highways, Tom Ash",
        "an office",
    ),
    (
        "Sarah Lane, Head of Legal Services, clarified the position.",
        "Sarah Lane, Head of Legal Services",
        "a person by name",
    ),
    (
        "Dr Amin, Director of Public Health, stressed that uptake was low.",
        "Dr Amin, Director of Public Health",
        "a person by name",
    ),
    ("The Section 151 Officer warned that reserves would run out.", "The Section 151 Officer", "an office"),
    (
        "The Interim Director for Children’s Services acknowledged that the service had failed.",
        "The Interim Director for Children’s Services",
        "an office",
    ),
    (
        "The external auditor, Hall & Co, reported that the accounts were late.",
        "The external auditor, Hall & Co",
        "an office",
    ),
    ("The Committee noted that the figures were provisional.", "The Committee", "a body"),
    ("Members of the Panel raised concerns about caseloads.", "Members of the Panel", "people who are not named"),
    ("A member asked whether it snowed.", "A member", "people who are not named"),
    ("One Member suggested that the fee be waived.", "One Member", "people who are not named"),
    ("Some members felt that the consultation was too short.", "Some members", "people who are not named"),
    ("Several residents objected to the closure.", "Several residents", "people who are not named"),
    (
        "A representative of the Parish Council spoke against the application.",
        "A representative of the Parish Council",
        "people who are not named",
    ),
    (
        "A resident from Long Lane asked why the bus had been withdrawn.",
        "A resident from Long Lane",
        "people who are not named",
    ),
    ("The Ombudsman found fault causing injustice.", "The Ombudsman", "a body"),
    ("The Care Quality Commission rated the home as inadequate.", "The Care Quality Commission", "a body"),
    ("The Planning Inspectorate confirmed the dates of the hearing.", "The Planning Inspectorate", "a body"),
    ("The Secretary of State announced a review of the formula.", "The Secretary of State", "an office"),
    ("The Government has confirmed that the grant will end.", "The Government", "a body"),
    ("Healthwatch reported that waits had doubled.", "Healthwatch", "a body"),
    ("In response to a question, Cllr Fleming discussed her role.", "Cllr Fleming", "behind an opening clause"),
    ("In reply, the Director said that the post had been filled.", "the Director", "behind an opening clause"),
    (
        "Responding to questions from Members, the Head of Finance explained the variance.",
        "the Head of Finance",
        "behind an opening clause",
    ),
    (
        "Following a question from Councillor Dunn, officers confirmed that the road was adopted.",
        "officers",
        "behind an opening clause",
    ),
    (
        "It was noted by the Director of Housing that more was needed.",
        "the Director of Housing",
        'in the passive, the doer behind "by"',
    ),
    ("It was confirmed by officers that the lease had ended.", "officers", 'in the passive, the doer behind "by"'),
    (
        "Concerns were raised by the Youth Council about late buses.",
        "the Youth Council",
        'in the passive, the doer behind "by"',
    ),
    ("According to the Chief Constable, burglaries had fallen.", "the Chief Constable", "behind an opening clause"),
    ("As the Chief Executive pointed out, the grant is one-off.", "the Chief Executive", "behind an opening clause"),
    ("The following points were made by the Leader:", "the Leader", "the lead-in of a list"),
    ("A summary of the points made by the Leader were as follows:", "the Leader", "the lead-in of a list"),
    ("Paul Marsh, Head of Roads, made the following comments:", "Paul Marsh, Head of Roads", "the lead-in of a list"),
    ("The Cabinet Member made the following reflective comments:", "The Cabinet Member", "the lead-in of a list"),
    (
        "Further to questions from the Committee, the officers gave the following answers:",
        "the officers",
        "the lead-in of a list",
    ),
    ("Members made the following comments:", "Members", "the lead-in of a list"),
    ("The Panel raised the following points in discussion:", "The Panel", "the lead-in of a list"),
    ("The Independent Chair gave an update on the partnership.", "The Independent Chair", "an office"),
    ("Cllr Price moved, and Cllr Shaw seconded, that the report be noted.", "Cllr Price", "a person by name"),
    ("Councillors Bell and Shaw declared an interest.", "Councillors Bell and Shaw", "a person by name"),
    ("Mr Watts told the Board that recruitment was slow.", "Mr Watts", "a person by name"),
    ("Ms Khan spoke about the experience of carers.", "Ms Khan", "a person by name"),
    ("The Assistant Director – Highways highlighted the backlog.", "The Assistant Director – Highways", "an office"),
    ("Dywedodd yr Arweinydd fod y gwaith wedi dechrau.", "yr Arweinydd", "in Welsh the verb comes first"),
    ("“We were not told,” said Councillor Hart.", "Councillor Hart", "behind direct speech"),
    ("The Trust’s Chief Executive apologised for the delay.", "The Trust’s Chief Executive", "an office"),
    ("Public Health England advised that masks be worn.", "Public Health England", "a body"),
    ("The Youth Justice Board commended the team’s work.", "The Youth Justice Board", "a body"),
    ("Estyn judged standards to be good.", "Estyn", "a body"),
    ("Members heard that a board had been set up.", None, "listeners are not speakers"),
    ("The report noted that salt was dear.", None, "a thing, or a verb that reports no words"),
    ("He explained that a board would be set up.", None, "a pronoun or a dummy subject names nobody"),
    ("She added that it would meet monthly.", None, "a pronoun or a dummy subject names nobody"),
    ("The Director was asked to report back.", None, "spoken of or to, not speaking"),
    ("The budget has increased.", None, "what is to come or may be, not what was said"),
    ("The Council is required to publish a plan.", None, "spoken of or to, not speaking"),
    ("Officers will report back in June.", None, "what is to come or may be, not what was said"),
    ("The Committee is asked to note the report.", None, "spoken of or to, not speaking"),
    ("RESOLVED that the report be noted.", None, "a thing, or a verb that reports no words"),
    ("The review found that costs had doubled.", None, "a thing, or a verb that reports no words"),
    ("The survey indicated that most residents were content.", None, "a thing, or a verb that reports no words"),
    ("It was noted that the figures were provisional.", None, "a pronoun or a dummy subject names nobody"),
    ("It was agreed that a letter be sent.", None, "a pronoun or a dummy subject names nobody"),
    ("Concerns were raised about caseloads.", None, "spoken of or to, not speaking"),
    ("There were no questions.", None, "a pronoun or a dummy subject names nobody"),
    ("Members were informed that the post was vacant.", None, "spoken of or to, not speaking"),
    ("The Cabinet Member was thanked for her report.", None, "spoken of or to, not speaking"),
    ("The Children Act 1989 states that welfare is paramount.", None, "a thing, or a verb that reports no words"),
    ("Section 17 requires the Council to have regard to crime.", None, "a thing, or a verb that reports no words"),
    ("Table 3 describes the reserves.", None, "a thing, or a verb that reports no words"),
    ("The Department for Education will write to the Council.", None, "what is to come or may be, not what was said"),
    ("Winter Gritting Plan outlined below.", None, "a thing, or a verb that reports no words"),
    ("The agreed budget raised no concerns.", None, "a thing, or a verb that reports no words"),
    (
        "The recommended option identified by the appraisal is Option 2.",
        None,
        "a thing, or a verb that reports no words",
    ),
    ("The consultation with residents found little support.", None, "a thing, or a verb that reports no words"),
    ("Questions asked by the public are answered in Appendix 2.", None, "spoken of or to, not speaking"),
    ("Apologies were received from Councillor Bell.", None, "spoken of or to, not speaking"),
    ("The Director of Finance’s report outlined three options.", None, "a thing, or a verb that reports no words"),
    ("If the Committee agreed, the scheme would begin in May.", None, "what is to come or may be, not what was said"),
    ("The Officer Decision Record stated the reasons.", None, "a thing, or a verb that reports no words"),
    (
        "Once the Board has considered the plan, it will be published.",
        None,
        "what is to come or may be, not what was said",
    ),
    ("The Council’s Constitution states that notice is needed.", None, "a thing, or a verb that reports no words"),
    (
        "7. The Lead Member for Waste replied that the contract would be extended.",
        "The Lead Member for Waste",
        "behind a printed number",
    ),
    (
        "The Chief Fire Officer informed the Authority that two stations were closed.",
        "The Chief Fire Officer",
        "an office",
    ),
    ("Councillor Ali enquired whether the pool would reopen.", "Councillor Ali", "a person by name"),
    ("Ms Hope (Unison) expressed concern at the pace of change.", "Ms Hope (Unison)", "a person by name"),
    ("The Deputy Leader, in summing up, said that choices had to be made.", "The Deputy Leader", "an office"),
    ("Professor Lunn presented the findings of the inquiry.", "Professor Lunn", "a person by name"),
    ("The Democratic Services Officer read out the declaration.", "The Democratic Services Officer", "an office"),
    ("One of the objectors claimed that the noise was constant.", "One of the objectors", "people who are not named"),
    ("The applicant’s agent stated that parking was ample.", "The applicant’s agent", "an office"),
    ("Ward Member Councillor Fry opposed the application.", "Ward Member Councillor Fry", "a person by name"),
    ("The Solicitor to the Council cautioned against delay.", "The Solicitor to the Council", "an office"),
    ("HMICFRS judged the service to require improvement.", "HMICFRS", "a body"),
    ("The Local Government Association estimates a gap of £4bn.", "The Local Government Association", "a body"),
    ("The Office for National Statistics reported a fall in births.", "The Office for National Statistics", "a body"),
    (
        "Tracey Wood from the Clinical Commissioning Group described the new pathway.",
        "Tracey Wood from the Clinical Commissioning Group",
        "a person by name",
    ),
    ("The Chair invited questions and observed that time was short.", "The Chair", "an office"),
    ("Members questioned why the forecast had moved so much.", "Members", "people who are not named"),
    ("Some Councillors doubted that the saving could be made.", "Some Councillors", "people who are not named"),
    ("The Assistant Chief Executive undertook to circulate the figures.", "The Assistant Chief Executive", "an office"),
    ("The Finance Director assured Members that controls were in place.", "The Finance Director", "an office"),
    (
        "In answer to a query from Cllr Dow, the Highways Manager explained that the date was fixed.",
        "the Highways Manager",
        "behind an opening clause",
    ),
    ("Councillor Ray, seconded by Councillor Hill, proposed an amendment.", "Councillor Ray", "a person by name"),
    ("The Executive considered that the risk was acceptable.", "The Executive", "an office"),
    ("The Standards Committee recommended a change to the code.", "The Standards Committee", "a body"),
    ("Two residents spoke in support of the scheme.", "Two residents", "people who are not named"),
    ("The Police and Crime Commissioner outlined her priorities.", "The Police and Crime Commissioner", "an office"),
    ("The Board agreed with the analysis and requested a further paper.", "The Board", "a body"),
    ("Natural England raised no objection.", "Natural England", "a body"),
    ("The Environment Agency advised that the site floods.", "The Environment Agency", "a body"),
    ("The consultant, Dr Pym, explained how the model worked.", "The consultant, Dr Pym", "an office"),
    (
        "The Corporate Director (Place) updated the Committee on the tender.",
        "The Corporate Director (Place)",
        "an office",
    ),
    ("A parent governor highlighted the effect on younger pupils.", "A parent governor", "people who are not named"),
    ("The Schools Forum has expressed support for option B.", "The Schools Forum", "a body"),
    (
        "Following questions, it was explained by the Treasurer that the fund was closed.",
        "the Treasurer",
        'in the passive, the doer behind "by"',
    ),
    ("Mr Groves KC argued that the notice was invalid.", "Mr Groves KC", "a person by name"),
    ("The Head of Paid Service clarified that the post was vacant.", "The Head of Paid Service", "an office"),
    ("Inspectors also found good practice in fostering.", "Inspectors", "people who are not named"),
    ("The Lord-Lieutenant thanked volunteers.", "The Lord-Lieutenant", "an office"),
    (
        "At the invitation of the Chair, Mrs Lake addressed the meeting and said that she had lost trust.",
        "Mrs Lake",
        "behind an opening clause",
    ),
    ("The Group Leaders commented on the timetable.", "The Group Leaders", "an office"),
    ("The scheme was approved by Cabinet in May.", None, "spoken of or to, not speaking"),
    ("A letter from the Minister is attached.", None, "spoken of or to, not speaking"),
    ("The Committee will consider the plan in June.", None, "what is to come or may be, not what was said"),
    ("The Chair of the Panel is appointed each May.", None, "spoken of or to, not speaking"),
    ("The Cabinet Member has delegated authority to act.", None, "what is to come or may be, not what was said"),
    ("Members of the public may attend.", None, "what is to come or may be, not what was said"),
    ("The Council’s reserves stated in the accounts are low.", None, "a thing, or a verb that reports no words"),
    ("The Director must consult the Chair.", None, "what is to come or may be, not what was said"),
    ("Work agreed with partners will begin shortly.", None, "what is to come or may be, not what was said"),
    ("The Audit Plan identified four risks.", None, "a thing, or a verb that reports no words"),
    ("The recommendations were agreed.", None, "spoken of or to, not speaking"),
    ("The Ofsted framework describes four grades.", None, "a thing, or a verb that reports no words"),
    ("Councillors Bell and Dunn sent apologies.", None, "a thing, or a verb that reports no words"),
    ("They commented that the road was narrow.", None, "a pronoun or a dummy subject names nobody"),
    ("Questions raised at the last meeting are answered below.", None, "spoken of or to, not speaking"),
    ("The Board meets monthly.", None, "a thing, or a verb that reports no words"),
    ("The Committee was told that numbers had risen.", None, "spoken of or to, not speaking"),
    ("The Minister’s letter confirmed the grant.", None, "a thing, or a verb that reports no words"),
    ("The evidence reported here is from 2023.", None, "a thing, or a verb that reports no words"),
    ("The officer recommended for appointment is internal.", None, "a thing, or a verb that reports no words"),
    ("Cabinet approved the budget.", None, "a thing, or a verb that reports no words"),
    ("The Government funding announced in May ends in March.", None, "a thing, or a verb that reports no words"),
    ("A Member Working Group was formed.", None, "spoken of or to, not speaking"),
    ("The judge’s ruling noted three errors.", None, "a thing, or a verb that reports no words"),
    ("This Committee recommended nothing.", None, "a pronoun or a dummy subject names nobody"),
    ("The Town Clerk reported the receipt of two petitions.", "The Town Clerk", "an office"),
    ("Mayor Okoro said that he welcomed the scheme.", "Mayor Okoro", "a person by name"),
    ("The Opposition Spokesperson queried the assumptions.", "The Opposition Spokesperson", "an office"),
    ("Superintendent Dale briefed the Panel on knife crime.", "Superintendent Dale", "a person by name"),
    (
        "5.3 The Panel was assured by the Director of Nursing that wards were safe.",
        "the Director of Nursing",
        "behind a printed number",
    ),
    (
        "Two speakers from the Friends of Hill Park asked for the gate to be kept.",
        "Two speakers from the Friends of Hill Park",
        "people who are not named",
    ),
    ("The Cabinet Secretary responded that funding was fixed.", "The Cabinet Secretary", "an office"),
    (
        "Councillor Amy Lowe, the Portfolio Holder, accepted the recommendation.",
        "Councillor Amy Lowe, the Portfolio Holder",
        "a person by name",
    ),
    ("The Internal Audit Manager concluded that controls were limited.", "The Internal Audit Manager", "an office"),
    ("The NHS Trust stated that beds were full.", "The NHS Trust", "a body"),
    ("Tenants told the Committee that repairs took months.", "Tenants", "people who are not named"),
    ("The Independent Person agreed that no breach had occurred.", "The Independent Person", "an office"),
    ("Mr Sim, speaking for the developer, described the layout.", "Mr Sim", "a person by name"),
    ("The City Solicitor explained the procedure for the hearing.", "The City Solicitor", "an office"),
    (
        "In response the Chief Planner confirmed that the policy applied.",
        "the Chief Planner",
        "behind an opening clause",
    ),
    ("Officers were confident that the target would be met.", "Officers", "people who are not named"),
    ("The Youth Mayor shared her experience of buses.", "The Youth Mayor", "an office"),
    ("Healthwatch and the Trust both reported shorter waits.", "Healthwatch and the Trust", "a body"),
    ("A question was asked by Councillor Finn about bins.", "Councillor Finn", 'in the passive, the doer behind "by"'),
    ("Inspector Grey found the plan sound.", "Inspector Grey", "a person by name"),
    ("Sport England objected to the loss of the pitch.", "Sport England", "a body"),
    ("Cllr Voss supported the motion.", "Cllr Voss", "a person by name"),
    ("The Leader replied: the budget is fixed.", "The Leader", "an office"),
    ("The meeting agreed to adjourn.", None, "a thing, or a verb that reports no words"),
    ("The lift was reported to be broken.", None, "spoken of or to, not speaking"),
    ("Reports from officers were noted.", None, "spoken of or to, not speaking"),
    ("The Trust is a charity.", None, "a thing, or a verb that reports no words"),
    ("The Panel’s terms of reference state its purpose.", None, "a thing, or a verb that reports no words"),
    ("Officers’ time is limited.", None, "a thing, or a verb that reports no words"),
    ("Cabinet is recommended to approve the plan.", None, "spoken of or to, not speaking"),
    ("Members should note the risk.", None, "what is to come or may be, not what was said"),
    ("The group supported by the grant meets weekly.", None, "a thing, or a verb that reports no words"),
    ("Partners presented with the plan include the NHS.", None, "a thing, or a verb that reports no words"),
    ("The lead officer for this report is Ann Bell.", None, "a thing, or a verb that reports no words"),
]


@pytest.mark.parametrize(("sentence", "who", "why"), MORE_SPEAKERS, ids=[row[0][:60] for row in MORE_SPEAKERS])
def test_more_speakers(sentence: str, who: str | None, why: str) -> None:
    """Offices, bodies and people as minutes of many councils word them; invented, like everything here."""
    assert find_speaker(sentence) == who, why


@pytest.mark.parametrize(("sentence", "who", "why"), SPEAKERS, ids=[row[2] for row in SPEAKERS])
def test_speaker(sentence: str, who: str | None, why: str) -> None:
    assert find_speaker(sentence) == who, why


def test_attribution_prefers_the_nearest_and_gives_nobody_anothers_words() -> None:
    lead_in = "The Leader made the following comments:"
    assert find_attribution("Salt was dear.", lead_in) == "The Leader"
    assert find_attribution("Officers said that salt was dear.", lead_in) == "Officers"
    assert find_attribution("Members asked why. Officers explained why.") == "Members; Officers"
    assert (
        find_attribution("Salt was dear.", None, ("Roads", "Comments of the Monitoring Officer"))
        == "the Monitoring Officer"
    )
    assert find_attribution("Salt was dear.", None, ("Roads",)) is None


def test_a_heading_gives_a_speaker_only_where_it_says_whose_words_follow() -> None:
    assert find_attribution("Salt was dear.", None, ("Review by Cabinet",)) is None, "a review is no view"
    assert find_attribution("Salt was dear.", None, ("Statement by the Leader",)) == "the Leader"


def test_a_title_in_capitals_speaks_for_nobody() -> None:
    assert find_speaker("RESPONSE OF CHILDREN'S SERVICES TO OFSTED identified three steps.") is None
