"""What the ModernGov of the tests publishes: invented meetings and documents, with every trap of real ones."""

import html
import io
import zipfile
from dataclasses import dataclass, field
from functools import cache

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

AUTHORITY = "Tarnwick Borough Council"
TREASURY_WORDS = (
    "The Council lent eleven million pounds to other authorities in the third quarter.",
    "The Committee is asked to note the return on treasury investments of four per cent.",
)


@dataclass
class Doc:
    """A linked document; ``flags`` are written as they stand, None leaves the element out."""

    attachment_id: int
    title: str
    url: str = ""
    restricted: str | None = "False"
    is_url: str | None = "False"
    reference: str = ""
    published: str = "02/02/2026"
    owner: str = ""


@dataclass
class Item:
    item_id: int
    title: str
    number: str = ""
    order: int = 0
    docs: list[Doc] = field(default_factory=list)
    minutes: str = ""
    restricted: str | None = "False"
    displayed: str | None = "True"
    actual_date: str = ""


@dataclass
class Meeting:
    meeting_id: int
    committee_id: int
    day: str
    status: str = "Confirmed"
    items: list[Item] = field(default_factory=list)
    displayed: str | None = "True"
    agenda: str = "True"
    minutes: str = "False"
    attendees: str = ""


COMMITTEES = [
    (144, "Audit Committee", "False", "False"),
    (163, "Children&amp;#39;s Services &amp;amp; Education", "False", "False"),
    (312, "Appointment Sub Committee", "False", "True"),
    (99, "Deleted Panel", "True", "False"),
]


def make_meetings() -> dict[int, Meeting]:
    """The meetings as the site begins; tests change them."""
    meetings = [
        Meeting(4966, 144, "13/01/2026", "Cancelled", agenda="False"),
        Meeting(4967, 144, "10/02/2026", items=_make_items()),
        Meeting(4968, 144, "03/02/2026", items=[Item(41, "Budget café", "4.", 4, [Doc(49680, "Budget report")])]),
        Meeting(4969, 144, "29/03/2026", "Provisional", items=[Item(42, "Plan", "1.", 1, [Doc(49690, "Plan")])]),
        Meeting(4970, 144, "10/02/2026", items=[Item(43, "Evening", "1.", 1, [Doc(49700, "Evening report")])]),
        Meeting(4971, 144, "17/02/2026", items=[Item(44, "Pay", "1.", 1, [Doc(49710, "Pay")])], displayed="False"),
        Meeting(
            4972, 144, "19/01/2026",
            items=[Item(45, "Moved", "1.", 1, [Doc(49720, "Moved report")], actual_date="26/01/2026")],
        ),
        Meeting(5001, 163, "11/12/2025", items=_make_minuted_items(), minutes="True", attendees=ATTENDEES),
        Meeting(5003, 163, "15/12/2025"),
        Meeting(5004, 163, "16/12/2025"),
        Meeting(3121, 312, "05/11/2025", items=[Item(46, "Appointment", "1.", 1, [Doc(31210, "Post profile")])]),
        Meeting(990, 99, "05/01/2026", items=[Item(47, "Old", "1.", 1, [Doc(9900, "Old")])]),
    ]  # fmt: skip
    return {meeting.meeting_id: meeting for meeting in meetings}


ATTENDEES = """<attendee membertype="U" memberid="1" name="Councillor Iona Marsh" roledescription="Chair"
 attendance="Present, as expected"><url>x</url></attendee>
<attendee memberid="2" name="Councillor Piers Holloway" roledescription="Member" attendance="Apologies"></attendee>
<attendee memberid="3" name="Councillor Una Reed" roledescription="Member" attendance="Expected"></attendee>"""


def _make_items() -> list[Item]:
    return [
        Item(1, "Apologies", "", 0),
        Item(2, "Minutes", "1.", 4, [Doc(60860, "Minutes 25 Nov 2025", owner="Minutes")], "<p>Approved.</p>"),
        Item(
            3, "Treasury &amp;amp; Prudential Report", "<b>5a</b>.", 12,
            [
                Doc(60909, "Treasury report"),
                Doc(60909, "Treasury report (copy)"),
                Doc(60910, "CON/fig: a*b?.pdf &lt;final&gt;"),
                Doc(60911, "Land values", restricted="True", reference="3"),
                Doc(60912, "Government guidance", "https://www.gov.example/guide", is_url="True"),
                Doc(60913, "On another host", "http://169.254.169.254/latest/meta-data"),
                Doc(60914, "Error page with status 200"),
                Doc(60915, "Huge pack"),
                Doc(60916, "Cut short"),
                Doc(60917, "Report attached to two items"),
                Doc(60918, "Placeholder"),
                Doc(60919, "Huge without a length"),
                Doc(60922, "Only a reference", reference="7"),
                Doc(60923, "No flag", restricted=None),
                Doc(60924, "Appendix B (Exempt)"),
                Doc(60925, "Treasury report again"),
                Doc(60926, "DRAFT Contract.pdf"),
                Doc(60927, "Moved within the site"),
                Doc(60928, "Moved off the site"),
                Doc(60929, "Without an end"),
                Doc(60930, "Not there"),
                Doc(60931, "Open here, closed there"),
                Doc(60932, "=HYPERLINK(1)"),
                Doc(60933, "Sometimes flagged oddly", restricted="perhaps"),
            ],
        ),
        Item(
            4, "Legal matters", "9.", 20,
            [Doc(60920, "Advice"), Doc(60931, "Open here, closed there")], restricted="True",
        ),
        Item(5, "Hidden", "10.", 21, [Doc(60921, "Not displayed")], displayed="False"),
        Item(6, "Any other business", "11.", 22, [Doc(60917, "Report attached to two items")]),
    ]  # fmt: skip


def _make_minuted_items() -> list[Item]:
    words = (
        '<div class="WordSection1"><style>p.MsoNormal{color:red}</style><!--[if gte mso 9]><xml/><![endif]-->'
        '<p class="MsoNormal" style="margin:0">The Committee resolved to open a second nursery at Mill Lane.</p>'
        "<script>alert(1)</script></div>"
    )
    return [
        Item(31, "Nursery places", "6.", 9, [Doc(50010, "Nursery places")], words),
        Item(32, "A family&apos;s case", "7.", 10, minutes="<p>Names nobody may read.</p>", restricted="True"),
    ]


# -- bytes of documents ------------------------------------------------------------------------------------------------


@cache
def make_pdf(title: str, lines: tuple[str, ...]) -> bytes:
    """A small report, the same bytes each time."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    canvas.setFont("Helvetica-Bold", 16)
    canvas.drawString(72, 770, title)
    canvas.setFont("Helvetica", 11)
    for number, line in enumerate(lines, start=1):
        canvas.drawString(72, 740 - 30 * number, f"{number}.1 {line}")
    canvas.showPage()
    canvas.save()
    return file.getvalue()


@cache
def make_docx() -> bytes:
    """The parts of a Word file by which it is known."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name in ("[Content_Types].xml", "word/document.xml"):
            archive.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), "<x/>")
    return file.getvalue()


def make_document(attachment_id: int, version: int = 1) -> bytes:
    """The bytes of a document that nothing is odd about."""
    if attachment_id == 60926:
        return make_docx()
    if attachment_id == 60918:
        return make_pdf("Placeholder", ("This document is restricted.",))
    if attachment_id in (60909, 60925):
        lines = TREASURY_WORDS if version == 1 else (*TREASURY_WORDS, "A correction was made on page two.")
        return make_pdf("Treasury report", lines)
    return make_pdf(f"Report {attachment_id}", (f"Version {version} of report {attachment_id} is about drains.",))


# -- XML ---------------------------------------------------------------------------------------------------------------


def write_committees() -> str:
    rows = "".join(
        f"<committee><committeeid>{number}</committeeid><committeetitle>{title}</committeetitle>"
        f"<committeedeleted>{deleted}</committeedeleted><committeeexpired>{expired}</committeeexpired></committee>"
        for number, title, deleted, expired in COMMITTEES
    )
    return f"{XML}<committees><committeescount> {len(COMMITTEES)}</committeescount>{rows}</committees>"


def write_meetings(meetings: list[Meeting], committee_id: int) -> str:
    rows = "".join(
        f"<meeting><meetingid>{meeting.meeting_id}</meetingid><meetingdate>{meeting.day}</meetingdate>"
        f"<meetingstatus>{meeting.status}</meetingstatus><meetingtime>7.30pm</meetingtime></meeting>"
        for meeting in meetings
    )
    return (
        f"{XML}<getmeetings><meetingscount> {len(meetings)}</meetingscount><committee><committeeid>{committee_id}"
        f"</committeeid><committeemeetings>{rows}</committeemeetings></committee></getmeetings>"
    )


def write_meeting(meeting: Meeting, base: str) -> str:
    items = "".join(_write_item(item, base) for item in meeting.items)
    return f"""{XML}<meeting><meetingid>{meeting.meeting_id}</meetingid><meetingdate>{meeting.day}</meetingdate>
<meetingstatus>{meeting.status}</meetingstatus>{_flag("isdisplayallowed", meeting.displayed)}
<meetingtime>10.00 am</meetingtime><agendapublished>{meeting.agenda}</agendapublished>
<minutepublished>{meeting.minutes}</minutepublished><agendaitems>{items}</agendaitems>
<attendees>{meeting.attendees}</attendees></meeting>"""


XML = '<?xml version="1.0" encoding="utf-8"?>'


def _flag(name: str, value: str | None) -> str:
    return "" if value is None else f"<{name}>{value}</{name}>"


def _write_item(item: Item, base: str) -> str:
    docs = "".join(_write_doc(doc, base) for doc in item.docs)
    return f"""<agendaitem><agendaitemid>{item.item_id}</agendaitemid><agendaitemtitle>{item.title}</agendaitemtitle>
<agendatext>{html.escape('<p class="MsoNormal">To receive it.</p>')}</agendatext>
<actualmeetingdate>{item.actual_date}</actualmeetingdate><agendaitemnumber>{item.order}</agendaitemnumber>
<fulldisplaynumberformat>{html.escape(item.number)}</fulldisplaynumberformat>
<minutesnonemptyhtmlbody>{html.escape(item.minutes)}</minutesnonemptyhtmlbody>{_flag("isrestricted", item.restricted)}
{_flag("isdisplayallowed", item.displayed)}<isminutepublished>True</isminutepublished>
<linkeddocuments>{docs}</linkeddocuments></agendaitem>"""


def _write_doc(doc: Doc, base: str) -> str:
    url = doc.url or f"{base}/mgConvert2PDF.aspx?ID={doc.attachment_id}"
    return f"""<linkeddoc><attachmentid>{doc.attachment_id}</attachmentid><title>{doc.title}</title>
{_flag("isurl", doc.is_url)}<url>{url}</url>{_flag("isrestricted", doc.restricted)}
<restrictionsRef>
{doc.reference}</restrictionsRef><itemnum>1</itemnum><publicationdate>{doc.published}</publicationdate>
<ownertitle>{doc.owner}</ownertitle></linkeddoc>"""
