"""The pages for people of the ModernGov of the tests, for the site whose web service is switched off."""

import html
from typing import TYPE_CHECKING

from tests.fetch import moderngov_content as content

if TYPE_CHECKING:
    from tests.fetch.moderngov_server import Site

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
Answer = tuple[bytes, str, int]


def write_page(site: "Site", path: str, values: dict[str, str]) -> Answer | None:
    """Return a page, or None where there is none of that address."""
    if path == "/mgListCommittees.aspx":
        return _page("Browse committees", _write_committees())
    if path == "/ieListMeetings.aspx":
        return _page("Meetings", _write_meetings(site, int(values["CId"])))
    if path == "/ieListDocuments.aspx":
        return _write_meeting(site, int(values["MId"]))
    if path == "/ieDecisionDetails.aspx":
        return _page("Decision details", "<p>The Cabinet Member agreed to buy forty lamps.</p>")
    if path.startswith("/documents/"):
        number = path.split("/")[2]
        digits = int(number[1:])
        return content.make_document(digits, site.versions.get(digits, 1)), "application/pdf", 200
    return None


def _page(title: str, body: str) -> Answer:
    text = f"""<!DOCTYPE html><html><head><title>{title}</title></head><body><nav><a href="mgCalendarMonthView.aspx">
Calendar</a></nav><div class="mgContent"><h1>{title}</h1>{body}</div></body></html>"""
    return text.encode(), "text/html; charset=utf-8", 200


def _write_committees() -> str:
    rows = "".join(
        f'<li><a href="mgCommitteeDetails.aspx?ID={number}">{html.unescape(title)}</a></li>'
        for number, title, deleted, _ in content.COMMITTEES
        if deleted == "False"
    )
    return f'<ul class="mgBulletList">{rows}</ul><a href="/elsewhere">Contact us</a>'


def _write_meetings(site: "Site", committee_id: int) -> str:
    rows = "".join(
        f'<li><a href="ieListDocuments.aspx?CId={committee_id}&amp;MId={meeting.meeting_id}&amp;Ver=4">'
        f"{_day(meeting.day)} 10.00 am</a> {'Cancelled' if meeting.status == 'Cancelled' else ''}</li>"
        for meeting in site.meetings.values()
        if meeting.committee_id == committee_id
    )
    return f'<ul class="mgBulletList">{rows}</ul>'


def _write_meeting(site: "Site", meeting_id: int) -> Answer:
    meeting = site.meetings.get(meeting_id)
    if meeting is None or meeting_id == 5003 or meeting.displayed != "True":
        # As a page of errors comes: with status 200, and without the meeting.
        return _page("Error", '<p class="mgError">Sorry, this is not available.</p>')
    files = "".join(
        f'<li><a href="documents/g{meeting_id}/{name}.pdf?T={number}">{name} PDF 211 KB</a></li>'
        for number, name in ((10, "Public reports pack"), (0, "Agenda frontsheet"))
    )
    rows = "".join(_write_row(item, meeting.minutes == "True") for item in meeting.items if item.displayed == "True")
    number, day = meeting.committee_id, _day(meeting.day)
    own = f'<a href="ieListDocuments.aspx?CId={number}&amp;MId={meeting_id}">This meeting</a>'
    lists = f'<ul class="mgActionList">{files}</ul><table class="mgItemTable">{rows}</table>'
    return _page(f"Agenda and minutes: {day}", own + lists)


def _write_row(item: content.Item, has_minutes: bool) -> str:
    docs = "".join(_write_line(doc) for doc in item.docs)
    decision = (
        '<li><a href="ieDecisionDetails.aspx?AIId=31">View the decision for item 6.</a></li>'
        if item.item_id == 31
        else ""
    )
    restricted = '<p class="mgRestrictedTxt">This item is restricted</p>' if item.restricted == "True" else ""
    minutes = (
        f'<p class="mgSubItemTitleTxt">Minutes:</p><div class="mgWordPara">{item.minutes}</div>' if item.minutes else ""
    )
    return f"""<tr><td class="mgItemNumberCell"><p class="mgAiTitleTxt">{item.number}</p></td><td>
<p class="mgAiTitleTxt">{html.unescape(item.title)} PDF 500 KB</p>{restricted}
<ul class="mgBulletList">{docs}{decision}</ul>
<div class="mgWordPara">To receive it.</div>{minutes}</td></tr>"""


def _write_line(doc: content.Doc) -> str:
    if doc.is_url == "True":
        return f'<li><a href="{doc.url}">{doc.title}</a></li>'
    if doc.owner.startswith("<"):
        return doc.owner.format(link=f'<a href="documents/s{doc.attachment_id}/Report.pdf">{doc.title}</a>')
    name = f'<a href="documents/s{doc.attachment_id}/Report.pdf">{doc.title} , item 5a PDF 211 KB</a>'
    return (
        f"<li>{name} View the reasons why this document is restricted (3)</li>"
        if doc.restricted == "True"
        else f"<li>{name}</li>"
    )


def _day(text: str) -> str:
    day, month, year = text.split("/")
    return f"{int(day)} {MONTHS[int(month) - 1]} {year}"
