"""Title blocks of bodies of many kinds and countries: whose paper it is, and who met.

The text is invented; bodies of the register stand under their real names, all others under invented ones.
"""

from __future__ import annotations

import pytest

from tests.ingest.metadata.test_metadata import Line, about, reading

Block = tuple[tuple[Line, ...], str, str | None, str | None, str]
NOTED = "1. Salt was bought in June."

ENGLAND: list[Block] = [
    (("LONDON BOROUGH OF LEWISHAM", "Planning Committee", NOTED), "a.pdf", "London Borough of Lewisham",
     "Planning Committee", "a London borough in capitals"),
    (("Lewisham Council", "Minutes of the meeting of the Housing Select Committee held on 6 February 2031"), "a.pdf",
     "Lewisham Council", "Housing Select Committee", "a council's short name, as printed"),
    (("LB LEWISHAM", "Cabinet", NOTED), "a.pdf", "LB Lewisham", "Cabinet", "an abbreviation in capitals"),
    (("Royal Borough of Kensington & Chelsea", "Cabinet", NOTED), "a.pdf",
     "Royal Borough of Kensington & Chelsea", "Cabinet", "the sign for and stays as printed"),
    (("CITY OF WESTMINSTER", "Scrutiny Panel", NOTED), "a.pdf", "City of Westminster", "Scrutiny Panel",
     "a city without the word council"),
    (("City of London Corporation", "Port Health Committee", NOTED), "a.pdf", "City of London Corporation",
     "Port Health Committee", "a corporation"),
    (("WEST YORKSHIRE COMBINED AUTHORITY", "Transport Committee", NOTED), "a.pdf",
     "West Yorkshire Combined Authority", "Transport Committee", "a combined authority"),
    (("Kent and Medway Fire and Rescue Authority", NOTED), "a.pdf", "Kent and Medway Fire and Rescue Authority", None,
     "a fire authority is no committee"),
    (("Police and Crime Commissioner for Kent", "Joint Audit Committee", NOTED), "a.pdf",
     "Police and Crime Commissioner for Kent", "Joint Audit Committee", "a commissioner"),
    (("Peak District National Park Authority", "Planning Committee", NOTED), "a.pdf",
     "Peak District National Park Authority", "Planning Committee", "a national park"),
    (("NHS Kent and Medway Integrated Care Board", NOTED), "a.pdf", "NHS Kent and Medway Integrated Care Board", None,
     "a health board is an authority, not a committee"),
    (("Council of the Isles of Scilly", "Full Council", NOTED), "a.pdf", "Council of the Isles of Scilly", "Council",
     "a name that begins with the word council"),
    (("KENTSHIRE COUNTY COUNCIL", "COUNTY COUNCIL", "Thursday, 4th March, 2031"), "a.pdf", "Kentshire County Council",
     "Council", "all members of a county"),
    (("Larkford Borough Council", "Minutes of the Borough Council meeting held on 4 March 2031"), "a.pdf",
     "Larkford Borough Council", "Council", "all members of a borough"),
    (("Contact: Ann Wren, ann.wren@lewisham.gov.uk", NOTED), "a.pdf", "London Borough of Lewisham", None,
     "the only address of a council, by the register"),
    (("Contact: ann@lewisham.gov.uk or tom@kent.gov.uk", NOTED), "a.pdf", None, None, "addresses of two councils"),
]  # fmt: skip
PARISHES: list[Block] = [
    (("MINUTES OF THE MEETING OF FERNDALE PARISH COUNCIL", "HELD IN THE VILLAGE HALL", "ON 27th November 2031"),
     "a.pdf", "Ferndale Parish Council", "Council", "words before the name"),
    (("Minuted of Ferndale Parish Council held on 14 July 2031", NOTED), "a.html", "Ferndale Parish Council",
     "Council", "a slip before the name"),
    (("Ferndale & Larkfield Community Council", "MEETING 7th DECEMBER 2031"), "a.txt",
     "Ferndale & Larkfield Community Council", None, "two villages"),
    (("Royal Wrenford Town Council", "Amenities Committee", NOTED), "a.pdf", "Royal Wrenford Town Council",
     "Amenities Committee", "a royal town"),
    (("title: \"Ferndale Parish Council Minutes June\"", NOTED), "a.md", "Ferndale Parish Council", None,
     "a title in the head of a post"),
    (("Planning Committee of Wrenford Town Council", "Minutes of the meeting held on 4 March 2031"), "a.pdf",
     "Wrenford Town Council", "Planning Committee", "a committee of a council"),
    (("To the Members of Ferndale Parish Council", "You are summoned to attend a meeting of the Parish Council"
      " to be held on 4 March 2031 in the Hall"), "a.pdf", "Ferndale Parish Council", "Council", "a summons"),
    (("Notice of Election", "Town/Parish", "Ambleford Parish Council", "Bankford Town Council",
      "Ferndale Parish Council"), "ferndale-parish-council/a.txt", "Ferndale Parish Council", None,
     "a list of councils: the folder's, not the first"),
    (("Notice of Election", "Town/Parish", "Ambleford Parish Council", "Bankford Town Council",
      "Ferndale Parish Council"), "a.txt", None, None, "a list of councils and no folder"),
    (("Dear Leaders", "To: Leaders of councils", "Larkford Borough Council", "Wrenford City Council",
      "Kentshire County Council"), "kentshire-county-council/county-council/2031-03-13/a.txt",
     "Kentshire County Council", "Council", "addressees of a letter"),
    (("KENTSHIRE COUNTY COUNCIL (LARKFIELD PARISH) (20 MPH SPEED LIMIT) ORDER 20**",
      "GIVEN UNDER the Common Seal of the Kentshire County Council this day."), "a.txt", "Kentshire County Council",
     None, "an order: its title is no committee"),
]  # fmt: skip
WALES_AND_SCOTLAND: list[Block] = [
    (("CYNGOR SIR GAERFYRDDIN", "CARMARTHENSHIRE COUNTY COUNCIL", "Cabinet", NOTED), "a.pdf",
     "Carmarthenshire County Council", "Cabinet", "both names of a county of Wales"),
    (("Cyngor Bro Morgannwg", "Pwyllgor Cynllunio", NOTED), "a.pdf", "Cyngor Bro Morgannwg", "Pwyllgor Cynllunio",
     "a paper in Welsh alone"),
    (("Cyngor Tref Llanwren", "Llanwren Town Council", NOTED), "a.pdf", "Llanwren Town Council", None,
     "both names of a town"),
    (("CYNGOR CYMUNED LLANWREN", "Cofnodion", NOTED), "a.pdf", "Cyngor Cymuned Llanwren", None, "a community"),
    (("The City of Edinburgh Council", "Transport and Environment Committee", NOTED), "a.pdf",
     "City of Edinburgh Council", "Transport and Environment Committee", "a city of Scotland, without its article"),
    (("Comhairle nan Eilean Siar", "Policy and Resources Committee", NOTED), "a.pdf", "Comhairle nan Eilean Siar",
     "Policy and Resources Committee", "a council whose name is Gaelic"),
    (("Argyll and Bute Council", "Area Committee", NOTED), "a.pdf", "Argyll and Bute Council", "Area Committee",
     "two places of one council"),
    (("Larkhill Community Council", "MINUTES", "General Meeting"), "a.docx", "Larkhill Community Council", None,
     "a community council of Scotland"),
]  # fmt: skip
IRELAND: list[Block] = [
    (("Causeway Coast and Glens Borough Council", "Planning Committee", NOTED), "a.pdf",
     "Causeway Coast and Glens Borough Council", "Planning Committee", "a district of Northern Ireland"),
    (("COMHAIRLE CATHRACH AGUS CONTAE LUIMNIGH", "LIMERICK CITY & COUNTY COUNCIL", NOTED), "a.pdf",
     "Limerick City & County Council", None, "both names of a council of Ireland"),
    (("MINUTES OF PROCEEDINGS AT SPECIAL MEETING OF THE MUNICIPAL DISTRICT OF", "LARK-WRENFIELD HELD IN THE HALL,"
      " LARKFORD, ON MONDAY, 3RD SEPTEMBER, 2031"), "ferndale-city-and-county-council/a.md",
     "Ferndale City and County Council", "Municipal District of Lark-Wrenfield", "a district's members"),
    (("FERNDALE CITY & COUNTY COUNCIL", "The meeting of Ferndale City & County Council, Cultural Strategic Policy"
      " Committee will be held on Monday 14th May 2031"), "a.md", "Ferndale City & County Council",
     "Cultural Strategic Policy Committee", "the committee behind its council"),
    (("FERNDALE COUNTY COUNCIL", "The Cultural Strategic Policy Committee advises."),
     "Agenda - Meeting of the Cultural SPC - 14th May 2031.md", "Ferndale County Council",
     "Cultural Strategic Policy Committee", "an acronym that the paper gives in full"),
    (("MINUTES OF PROCEEDINGS AT MEETING OF FERNDALE CITY AND", "COUNTY", "COUNCIL", "HELD", "IN", "THE CHAMBER"),
     "a.md", "Ferndale City and County Council", "Council", "an opening broken into lines"),
]  # fmt: skip
OVERSEAS: list[Block] = [
    (("CITY OF LARKFORD, OREGON OFFICIAL MINUTES", NOTED), "a.txt", "City of Larkford", None, "a state behind a city"),
    (("TOWNSHIP OF FERNDALE", "MINUTES of a meeting of the Council held on 6 February 2031."), "a.txt",
     "Township of Ferndale", "Council", "a township"),
    (("The Corporation of the Township of Ferndale", "*** AGENDA ***"), "a.pdf", "Township of Ferndale", None,
     "a corporation of Canada"),
    (("MINUTES\nTOWNSHIP OF FERNDALE\nTuesday, April 20, 2031", "A regular meeting of the Township of Ferndale Council"
      " was held on Tuesday, April 20, 2031."), "a.html", "Township of Ferndale", "Council", "lines of one block"),
    (("Agenda", "Ferndale and the Township of Ferndale agree."), "ferndale/a.pdf", "Township of Ferndale", None,
     "a folder's place, which the text confirms"),
    (("Town of Wrenford", "Planning Board", NOTED), "a.pdf", "Town of Wrenford", "Planning Board", "a town of the US"),
    (("Village of Larkfield", "Board of Trustees Meeting", NOTED), "a.pdf", "Village of Larkfield",
     "Board of Trustees", "a village"),
    (("Shire of Augusta Larkfield River", "Ordinary Council Meeting", NOTED), "a.pdf",
     "Shire of Augusta Larkfield River", "Council", "a shire of Australia"),
    (("Municipality of Larkfield", "Committee of the Whole", NOTED), "a.pdf", "Municipality of Larkfield",
     "Committee of the Whole", "a municipality"),
    (("Agenda item", "The Sub Committee received two reports."), "city-of-larkford/a.txt", "City of Larkford", None,
     "a folder"),
]  # fmt: skip
MORE: list[Block] = [
    (("HIGH LARKMOOR NATIONAL PARK AUTHORITY Planning Committee", "14 June 2031", NOTED), "a.pdf",
     "High Larkmoor National Park Authority", "Planning Committee", "an authority and its committee on one line"),
    (("LARKSHIRE FIRE AND RESCUE AUTHORITY Minutes of the meeting of the AUDIT COMMITTEE held on 1 October 2031",
      NOTED), "a.pdf", "Larkshire Fire and Rescue Authority", "Audit Committee", "an authority before the sentence"),
    (("NHS Larkshire Integrated Care Board", "Dental Committee", "Minutes of the meeting held on 16 May 2031", NOTED),
     "a.pdf", "NHS Larkshire Integrated Care Board", "Dental Committee", "a health board of no register"),
    (("CITY OF LARKFORD", "PLANNING COMMISSION MINUTES", "February 12, 2031", NOTED), "a.pdf", "City of Larkford",
     "Planning Commission", "the form of the paper behind the body"),
    (("CITY OF LARKFORD", "CITY COUNCIL REGULAR MEETING", "MINUTES", "March 18, 2031", NOTED), "a.pdf",
     "City of Larkford", "Council", "a regular meeting of all members"),
    (("Ferndale Borough Council", "Council - 17 July 2031", "Questions from the public", NOTED), "a.pdf",
     "Ferndale Borough Council", "Council", "all members beside the day"),
    (("THE HIGHLAND COUNCIL", "City of Inverness Area Committee", NOTED), "a.pdf", "Highland Council",
     "City of Inverness Area Committee", "a city's area committee is a body of the council around it"),
    (("LARKMOOR COUNTY BOARD OF COMMISSIONERS", "Regular Board Meeting", NOTED), "a.pdf", "Larkmoor County",
     "Board of Commissioners", "a county and its board in one line"),
    (("BOARD OF SUPERVISORS", "COUNTY OF LARKMOOR", NOTED), "a.pdf", "County of Larkmoor", "Board of Supervisors",
     "the board above its county"),
    (("TOWN OF LARKFORD TOWN BOARD", NOTED), "a.pdf", "Town of Larkford", "Town Board", "a town and its board"),
    (("CITY OF LARKFORD CITY COUNCIL MEETING MINUTES", NOTED), "a.pdf", "City of Larkford", None,
     "a city and its council in one line"),
    (("County of Larkmoor", "Committee of the Whole", NOTED), "a.pdf", "County of Larkmoor", "Committee of the Whole",
     "all members, sitting as a committee"),
    (("Larkmoor Shire Council", "Ordinary Meeting of Council", NOTED), "a.pdf", "Larkmoor Shire Council", "Council",
     "the style behind the place"),
    (("CYNGOR GWYNEDD", "Y CABINET", NOTED), "a.pdf", "Cyngor Gwynedd", "Cabinet", "a Welsh article"),
    (("FERNDALE PC", NOTED), "a.pdf", "Ferndale Parish Council", None, "an abbreviated parish council"),
    (("St. Mary's Parish Council", NOTED), "a.pdf", "St. Mary's Parish Council", None, "a saint's parish"),
    (("Notice is hereby given that a meeting of Ferndale Parish Council will be held on Monday 6 February 2031",),
     "a.pdf", "Ferndale Parish Council", "Council", "a notice in one sentence"),
    (("Decision details", "Rents", "Decision Maker: Cabinet"), "leeds-city-council/a.txt", "Leeds City Council",
     "Cabinet", "the page of a decision"),
    (("Ferndale Borough Council", "Cabinet Member for Roads", "Decision"), "a.pdf", "Ferndale Borough Council", None,
     "one member is no body"),
    (("Members of the Council met with Bristol City Council.", "They spoke of salt."), "a.pdf", None, None,
     "a council that was met"),
]  # fmt: skip
PAGES_AND_FOLDERS: list[Block] = [
    (("Issue - meetings", "Scrutiny Review", "Meeting: 23/01/2031 - Cabinet (Item 39)", "39 Scrutiny Review"),
     "ferndale-borough-council/a.txt", "Ferndale Borough Council", "Cabinet", "the page of an issue"),
    (("Issue - meetings", "To receive the minutes of the meetings of the Cabinet held on…",
      "Meeting: 20/09/2031 - Council (Item 52)"), "ferndale-borough-council/a.txt", "Ferndale Borough Council",
     "Council", "minutes of another body are received"),
    (("Agenda item", "A Loan to the Lido Trust", "Minutes:", NOTED), "ferndale-borough-council/a.txt",
     "Ferndale Borough Council", None, "an item's title is no committee"),
    (("Agenda and decisions", "Minutes of the last meeting", "The minutes of the meeting held on 17 September 2031 will"
      " be considered at the next meeting of Cabinet on 15 October."), "ferndale-borough-council/a.txt",
     "Ferndale Borough Council", "Cabinet", "a body that confirms its own minutes"),
    (("Questions put and answers given", "Kent County Council monitors pupils."),
     "kent/full_council/2031-03-13/a.txt", "Kent County Council", "Council", "a folder of all members is no authority"),
    (("Questions put and answers given", "The council monitors pupils."), "kent-county-council/2031-03-13/a.txt",
     "Kent County Council", None, "a council's folder is no committee's"),
    (("Questions put and answers given",), "lb-lewisham/cabinet/2031-03-13/a.txt", "London Borough of Lewisham",
     "Cabinet", "a folder's abbreviation"),
    (("Questions put and answers given",), "full_council/2031-03-13/a.txt", None, "Council", "no authority at all"),
]  # fmt: skip
BLOCKS = [*ENGLAND, *PARISHES, *WALES_AND_SCOTLAND, *IRELAND, *OVERSEAS, *MORE, *PAGES_AND_FOLDERS]


@pytest.mark.parametrize(("lines", "source", "authority", "committee", "why"), BLOCKS, ids=[row[4] for row in BLOCKS])
def test_whose_paper_it_is_and_who_met(
    lines: tuple[Line, ...], source: str, authority: str | None, committee: str | None, why: str
) -> None:
    meeting = about(source, reading(*lines)).meeting
    assert (meeting.authority, meeting.committee) == (authority, committee), why


def test_the_title_of_a_web_page_ends_with_its_council() -> None:
    page = reading("Agenda item", NOTED, info=(("title", "Agenda item - Rents - Ferndale Borough Council"),))
    assert about("a.html", page).meeting.authority == "Ferndale Borough Council"


def test_a_name_misread_from_a_scan_gives_way_to_the_folder() -> None:
    scanned = reading("Limerick Cay and County Council", NOTED)
    paper = about("limerick-city-and-county-council/a.md", scanned)
    assert paper.meeting.authority == "Limerick City and County Council"
