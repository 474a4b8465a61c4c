"""What the Legistar of the tests publishes: invented bodies, events, matters and attachments, with traps of real ones.

Fields have the names of the web service. A field that is None here is sent as null; one in ``_MISSING`` is left out.
"""

from typing import Any

from tests.fetch.moderngov_content import make_pdf

AUTHORITY = "City of Tarnwick"
MISSING = object()
"""Stands for a field that the service leaves out."""
WHARF_WORDS = (
    "The City leased the old wharf to the rowing club for nine hundred dollars a month.",
    "The Council is asked to approve the lease for a term of twelve years.",
)
Record = dict[str, Any]

BODIES: list[Record] = [
    {"BodyId": 138, "BodyName": "City Council", "BodyActiveFlag": 1},
    {"BodyId": 140, "BodyName": "Parks  &\r\nRecreation Board", "BodyActiveFlag": 1},
    {"BodyId": 150, "BodyName": "Former Board", "BodyActiveFlag": 0},
    {"BodyId": 151, "BodyName": "", "BodyActiveFlag": 1},
]


def make_events(base: str, files: str) -> list[Record]:
    """The events, with files on two hosts of the client."""
    shared = f"{files}/tarnwick/meetings"
    return [
        _event(
            7001, 138, "2026-02-10",
            EventAgendaFile=f"{shared}/7001_A.pdf", EventAgendaLastPublishedUTC="2026-02-05T17:30:00.123",
            EventMinutesFile=f"{shared}/7001_M.pdf", EventMinutesStatusName="Draft",
            EventMinutesLastPublishedUTC="2026-02-20T10:00:00",
            EventInSiteURL=f"{files}/MeetingDetail.aspx?LEGID=7001&GID=7&G=AB-1",
        ),
        _event(7002, 138, "2026-01-13", EventAgendaStatusName="Canceled", EventAgendaFile=f"{shared}/7002_A.pdf",
               EventAgendaLastPublishedUTC="2026-01-09T00:00:00"),
        _event(7003, 140, "2026-02-03", EventMinutesStatusName="Final", EventMinutesFile=None),
        _event(7004, 140, "2026-02-17", EventAgendaStatusName="Draft", EventAgendaFile=f"{shared}/7004_A.pdf"),
        _event(7005, 140, "2026-02-18", EventAgendaStatusName="Not Public", EventAgendaFile=f"{shared}/7005_A.pdf",
               EventAgendaLastPublishedUTC="2026-02-10T00:00:00"),
        _event(7006, 138, "2026-02-19"),
        _event(7007, 150, "2025-11-05", EventAgendaFile=f"{shared}/7007_A.pdf", EventAgendaStatusName="Final-revised"),
        _event(7008, 138, "2026-02-24", EventAgendaFile=f"{files}/otherplace/meetings/7008_A.pdf"),
        _event(7009, 138, "not a day"),
    ]  # fmt: skip


def _event(number: int, body: int, day: str, **fields: Any) -> Record:
    return {
        "EventId": number,
        "EventBodyId": body,
        "EventDate": f"{day}T00:00:00",
        "EventTime": "10:00 AM",
        "EventLastModifiedUtc": "2026-02-05T17:30:00",
        "EventAgendaStatusName": "Final",
        "EventMinutesStatusName": "Not Started",
        "EventAgendaFile": None,
        "EventMinutesFile": None,
        "EventAgendaLastPublishedUTC": None,
        "EventMinutesLastPublishedUTC": None,
        "EventInSiteURL": None,
        **fields,
    }


MATTERS: dict[int, Record] = {
    1: {"MatterRestrictViewViaWeb": False, "MatterStatusName": "Agenda Ready"},
    2: {"MatterRestrictViewViaWeb": True, "MatterStatusName": "Agenda Ready"},
    3: {"MatterRestrictViewViaWeb": False, "MatterStatusName": "Draft"},
    4: {"MatterStatusName": "Agenda Ready"},
    5: {"MatterRestrictViewViaWeb": False, "MatterStatusName": "Passed"},
    # 6 is not in the service's answer.
}


def make_items(files: str) -> dict[int, list[Record]]:
    """The items of events, with their attachments."""
    own = f"{files}/tarnwick/attachments"
    report = _attachment(501, "Wharf lease report", f"{own}/501.pdf")
    return {
        7001: [
            _item("1.", "Call to order", None),
            _item(
                "2.a.", "Lease of the old wharf", 1,
                report,
                _attachment(502, "Valuation", f"{own}/502.pdf", MatterAttachmentShowOnInternetPage=False),
                _attachment(503, "No flag", f"{own}/503.pdf", MatterAttachmentShowOnInternetPage=MISSING),
                _attachment(504, "Flag in words", f"{own}/504.pdf", MatterAttachmentShowOnInternetPage="true"),
                _attachment(505, "Flag as a number", f"{own}/505.pdf", MatterAttachmentShowOnInternetPage=1),
                _attachment(506, "Zero", f"{own}/506.pdf", MatterAttachmentShowOnInternetPage=0),
                _attachment(507, "A video", "https://video.example/1", MatterAttachmentIsHyperlink=True),
                _attachment(508, "Elsewhere", "http://169.254.169.254/latest/meta-data"),
                _attachment(509, "Of another client", f"{files}/otherplace/attachments/509.pdf"),
                _attachment(510, "Exhibit B (Confidential)", f"{own}/510.pdf"),
                _attachment(511, "Page in place of a paper", f"{own}/511.pdf"),
            ),
            _item("3", "Restricted matter", 2, _attachment(520, "Advice", f"{own}/520.pdf")),
            _item("4", "Draft matter", 3, _attachment(521, "Early draft", f"{own}/521.pdf")),
            _item("5", "Matter without its flag", 4, _attachment(522, "Unflagged", f"{own}/522.pdf")),
            _item("6", "Matter that is not there", 6, _attachment(523, "Lost", f"{own}/523.pdf")),
            _item("7", "Attachments of no matter", None, _attachment(524, "Loose", f"{own}/524.pdf")),
            _item("8", "Consent", 5, report, _attachment(525, "Bridge inspection", f"{own}/525.pdf")),
        ],
        7003: [
            _item("1", "Playground", None, note="The Board agreed to resurface the Elm playground.\r\nAll ayes."),
            _item("2", "Confidential staff matter", None, note="Names nobody may read."),
            _item("3", "Roll", None, note="{\\rtf1\\ansi Words of a word processor.}"),
        ],
    }  # fmt: skip


def _item(number: str, title: str, matter: int | None, *attachments: Record, note: str | None = None) -> Record:
    return {
        "EventItemAgendaNumber": number,
        "EventItemTitle": title,
        "EventItemMatterId": matter,
        "EventItemMinutesNote": note,
        "EventItemMatterAttachments": list(attachments),
    }


def _attachment(number: int, name: str, url: str, **fields: Any) -> Record:
    record = {
        "MatterAttachmentId": number,
        "MatterAttachmentName": name,
        "MatterAttachmentHyperlink": url,
        "MatterAttachmentLastModifiedUtc": "2026-02-04T12:00:00",
        "MatterAttachmentRowVersion": "AAAA1",
        "MatterAttachmentIsHyperlink": False,
        "MatterAttachmentShowOnInternetPage": True,
        **fields,
    }
    return {name: value for name, value in record.items() if value is not MISSING}


def make_document(name: str, version: int) -> bytes:
    """The bytes of a file by its name ("501.pdf")."""
    if name == "501.pdf":
        return make_pdf("Wharf lease", WHARF_WORDS)
    return make_pdf(f"Paper {name}", (f"Version {version} of {name} is about culverts.",))
