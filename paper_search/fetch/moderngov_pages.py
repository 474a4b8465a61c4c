"""ModernGov's pages for people as a source, for sites whose web service is switched off.

Committees lead to meetings, a meeting to its documents and item pages. Minutes and decisions that stand on a page alone
are kept as papers. A page that is not what was asked for is an error, and never an empty meeting.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import parse_qs, urlencode, urlsplit

from lxml import html as lxml_html

from paper_search.errors import FetchError, HostStoppedError, UnreadablePageError
from paper_search.fetch.client import FetchClient
from paper_search.fetch.document_kinds import find_closed_title, find_kind, find_status, is_of_other_meeting
from paper_search.fetch.meeting_page import ItemText, clean_html, format_minutes, format_page
from paper_search.fetch.records import (
    DocumentRefusal,
    MeetingListing,
    RemoteCommittee,
    RemoteDocument,
    RemoteMeeting,
    make_revision,
    make_text_minutes,
    merge_documents,
)
from paper_search.fetch.site_html import parse_page, read_words
from paper_search.text.printed_dates import find_date

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_COMMITTEE_PAGES = ("mgcommitteedetails.aspx", "ielistmeetings.aspx")
_TEXT_PAGES = {"iedecisiondetails.aspx": "decision", "ieissuedetails.aspx": "issue", "mgai.aspx": "item"}
_FILE = re.compile(r"/documents/|/mgconvert2pdf\.aspx|\.(?:pdf|docx?|xlsx?|pptx?|rtf|od[tsp])$", re.IGNORECASE)
_PUBLISHED_ID = re.compile(r"/documents/([sbg]\d+)/", re.IGNORECASE)
_SIZE = re.compile(
    r"[\s,(]*(?:item\s+[\w.()]+\s*)?\(?(?:PDF|DOCX?|XLSX?|PPTX?|RTF)[\s,]+[\d.,]+\s*[KMG]B\)?\s*$", re.IGNORECASE
)
_RESTRICTED = re.compile(r"\brestricted\b|\bnot\s+for\s+publication\b|\bexempt\b", re.IGNORECASE)
_RESTRICTED_CLASS = re.compile(r"restricted|exempt|confidential", re.IGNORECASE)
_PACK = re.compile(r"\b(?:public\s+)?reports?\s+pack\b", re.IGNORECASE)
_CANCELLED = re.compile(r"\bcancelled\b|\babandoned\b", re.IGNORECASE)
_NUMBER = re.compile(r"[\w()./-]{1,12}")
_SYSTEM_MARK = re.compile(r'class\s*=\s*["\']?[^"\'>]*\bmg[A-Z]|mg\w+\.aspx|ie\w+\.aspx')
_RESTRICTED_ITEM = DocumentRefusal("restricted", "the page says that the agenda item is restricted")
_RESTRICTED_DOCUMENT = DocumentRefusal("restricted", "the page says that the document is restricted")
_UNREAD_PAGE = DocumentRefusal("page", "its page could not be read")


@dataclass(frozen=True, slots=True)
class _Row:
    """An agenda item on a meeting's page."""

    element: HtmlElement
    number: str | None
    title: str
    refusal: DocumentRefusal | None


class ModernGovPages:
    """The pages of a ModernGov site.

    Args:
        client: the client, whose site is the folder with ``ieListDocuments.aspx``.
    """

    system = "moderngov"
    has_committee_list = True

    def __init__(self, client: FetchClient) -> None:
        self._client = client
        self._committees: tuple[RemoteCommittee, ...] | None = None

    def list_committees(self, since: date | None = None, until: date | None = None) -> tuple[RemoteCommittee, ...]:
        """Return every committee that the site lists, whatever the days."""
        del since, until
        if self._committees is None:
            self._committees = self._load_committees()
        return self._committees

    def _load_committees(self) -> tuple[RemoteCommittee, ...]:
        url = self._client.site.join("mgListCommittees.aspx?bcr=1")
        titles: dict[str, str] = {}
        for page, query, link in self._find_links(self._load(url), url):
            committee_id = query.get("id") or query.get("cid") or query.get("committeeid") or ""
            if page in _COMMITTEE_PAGES and committee_id.isdecimal() and (title := read_words(link)):
                titles.setdefault(committee_id, title)
        if not titles:
            raise UnreadablePageError(
                "not a list", "The site's page of committees lists none", "Look at the page in a browser."
            )
        return tuple(RemoteCommittee(committee_id, title) for committee_id, title in titles.items())

    def list_meetings(self, committee: RemoteCommittee, since: date, until: date) -> tuple[RemoteMeeting, ...]:
        """Return the meetings of a committee from one day to another; one without a day is among them."""
        url = self._client.site.join(f"ieListMeetings.aspx?{urlencode({'CId': committee.committee_id, 'Year': '0'})}")
        root = self._load(url)
        meetings: dict[str, RemoteMeeting] = {}
        for page, query, link in self._find_links(root, url):
            meeting_id = query.get("mid") or query.get("meetingid") or ""
            if page != "ielistdocuments.aspx" or not meeting_id.isdecimal():
                continue
            line = read_words(link.getparent()) if link.getparent() is not None else read_words(link)
            held_on = find_date(read_words(link)) or find_date(line)
            status = "Cancelled" if _CANCELLED.search(line) else None
            if held_on is None or since <= held_on <= until:
                meetings[meeting_id] = self._make_meeting(meeting_id, committee, held_on, status)
        return tuple(meetings.values())

    def read_meeting(self, meeting: RemoteMeeting) -> MeetingListing:
        """Read a meeting's page and its item pages, and return all its documents."""
        page = self._make_meeting(meeting.meeting_id, meeting.committee, meeting.held_on, meeting.status)
        url = page.page_url or ""
        root = self._load(url)
        heading = _find_heading(root)
        if not self._is_meeting(root, url, meeting.meeting_id):
            raise UnreadablePageError(
                "not a meeting", "The site showed another page in place of the meeting", "It is tried again next time."
            )
        status = "Cancelled" if _CANCELLED.search(heading) else meeting.status
        found = replace(page, held_on=find_date(heading) or meeting.held_on, status=status)
        rows = [
            _read_row(cell) for cell in root.iterfind(".//td[@class]") if "mgItemNumberCell" in cell.get("class", "")
        ]
        documents = merge_documents([*self._read_rows(rows, found), *self._read_meeting_files(root, rows, found)])
        texts = [_read_text(row) for row in rows if row.refusal is None]
        has_text, has_own = any(text.minutes for text in texts), any(document.is_own_minutes for document in documents)
        if has_text and not has_own:
            documents.append(make_text_minutes(found, format_minutes(found, texts)))
        return MeetingListing(found, tuple(documents), bool(rows), has_text or has_own)

    # -- pages -----------------------------------------------------------------------------------------------------

    def _load(self, url: str) -> HtmlElement:
        page = self._client.load_page(url)
        root = parse_page(page)
        if not _SYSTEM_MARK.search(page.body.decode("utf-8", "replace")):
            raise UnreadablePageError(
                "not a page", "The site's page is not one of ModernGov", "Look at the page in a browser."
            )
        return root

    def _find_links(self, element: HtmlElement, page_url: str) -> Iterator[tuple[str, dict[str, str], HtmlElement]]:
        """Yield the links to pages of the site: the page's name and query in small letters, and the link."""
        for link in element.iter("a"):
            url = self._client.site.resolve(link.get("href") or "", page_url) if link.get("href") else None
            if url is not None:
                parts = urlsplit(url)
                query = {name.lower(): values[0] for name, values in parse_qs(parts.query).items()}
                yield parts.path.rpartition("/")[2].lower(), query, link

    def _make_meeting(
        self, meeting_id: str, committee: RemoteCommittee, held_on: date | None, status: str | None
    ) -> RemoteMeeting:
        query = urlencode({"CId": committee.committee_id, "MId": meeting_id})
        return RemoteMeeting(
            meeting_id, committee, held_on, status, self._client.site.join(f"ieListDocuments.aspx?{query}")
        )

    def _is_meeting(self, root: HtmlElement, url: str, meeting_id: str) -> bool:
        """Return True if a page names the meeting: errors come with status 200 too."""
        return any(
            query.get("mid") == meeting_id
            or (page == "mgmeetingattendance.aspx" and query.get("id") == meeting_id)
            or f"/documents/g{meeting_id}/" in (link.get("href") or "")
            or (link.get("href") or "").startswith(f"documents/g{meeting_id}/")
            for page, query, link in self._find_links(root, url)
        )

    # -- documents -------------------------------------------------------------------------------------------------

    def _read_rows(self, rows: list[_Row], meeting: RemoteMeeting) -> Iterator[RemoteDocument]:
        for row in rows:
            for link in row.element.iter("a"):
                document = self._read_link(link, row, meeting)
                if document is not None:
                    yield document

    def _read_meeting_files(
        self, root: HtmlElement, rows: list[_Row], meeting: RemoteMeeting
    ) -> Iterator[RemoteDocument]:
        """Yield the documents of the meeting as a whole; packs only where no item has documents of its own."""
        inside = {link for row in rows for link in row.element.iter("a")}
        has_reports = any(_FILE.search(urlsplit(link.get("href") or "").path) for link in inside)
        for link in root.iter("a"):
            if link not in inside and not (has_reports and _PACK.search(read_words(link))):
                document = self._read_link(link, None, meeting)
                if document is not None and document.document_id.startswith(f"g{meeting.meeting_id}-"):
                    yield document

    def _read_link(self, link: HtmlElement, row: _Row | None, meeting: RemoteMeeting) -> RemoteDocument | None:
        url = self._client.site.resolve(link.get("href") or "", meeting.page_url) if link.get("href") else None
        if url is None:
            return None
        name = urlsplit(url).path.rpartition("/")[2].lower()
        if name in _TEXT_PAGES and row is not None:
            return self._read_text_page(url, name, row, meeting)
        if not _FILE.search(urlsplit(url).path):
            return None
        listed = read_words(link)
        title = _SIZE.sub("", listed).strip(" ,") or (row.title if row else "")
        document_id = _make_id(url)
        refusal = (row.refusal if row else None) or _judge_link(link) or find_closed_title(title)
        if refusal:
            return RemoteDocument(document_id, page_url=meeting.page_url, refusal=refusal)
        return RemoteDocument(
            document_id,
            title,
            url,
            item=row.number if row else None,
            kind=find_kind(title),
            dates_itself=is_of_other_meeting(title, row.title if row else "", meeting.held_on),
            status="cancelled" if meeting.is_cancelled else find_status(title),
            page_url=meeting.page_url,
            revision=make_revision(document_id, listed, url),
        )

    def _read_text_page(self, url: str, name: str, row: _Row, meeting: RemoteMeeting) -> RemoteDocument | None:
        """Return an item page, or the page of a decision, as a paper; its links are not followed."""
        number = next(iter(re.findall(r"=(\d+)", urlsplit(url).query)), None)
        if number is None:
            return None
        document_id = f"{_TEXT_PAGES[name]}-{number}"
        if row.refusal:
            return RemoteDocument(document_id, page_url=meeting.page_url, refusal=row.refusal)
        document = RemoteDocument(document_id, row.title, item=row.number, page_url=url)
        try:
            root = self._load(url)
        except HostStoppedError:
            raise
        except FetchError as error:
            if not isinstance(error, UnreadablePageError):
                raise
            return replace(document, refusal=_UNREAD_PAGE)
        main = _find_main(root)
        if _RESTRICTED.search(_find_heading(root)):
            return RemoteDocument(document_id, page_url=meeting.page_url, refusal=_RESTRICTED_ITEM)
        body = clean_html(lxml_html.tostring(main, encoding="unicode"))
        if not body:
            return None
        page = format_page(row.title, f"<h1>{_escape(row.title)}</h1>\n{body}")
        kind = "decision record" if _TEXT_PAGES[name] == "decision" else None
        return replace(document, html=page, kind=kind, revision=make_revision(page))


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _find_heading(root: HtmlElement) -> str:
    headings = [read_words(element) for level in ("h1", "h2", "title") for element in root.iter(level)]
    return " ".join(headings)


def _find_main(root: HtmlElement) -> HtmlElement:
    """Return the part of a page that is its own: without the site's menus."""
    for path in ('.//div[@class="mgContent"]', './/*[@id="modgov"]', ".//main", './/*[@id="content"]', ".//body"):
        if (found := root.find(path)) is not None:
            return found
    return root


def _read_row(cell: HtmlElement) -> _Row:
    element = cell.getparent() if cell.getparent() is not None else cell
    number = read_words(cell).rstrip(".").strip()
    titles = [
        found
        for found in element.iter("p")
        if "mgAiTitleTxt" in found.get("class", "") and found not in set(cell.iter())
    ]
    title = _SIZE.sub("", read_words(titles[0])).strip(" ,") if titles else ""
    own_words = "" if not titles else read_words(titles[0])
    own_parts = [
        part for part in element.iter() if isinstance(part.tag, str) and next(part.iterancestors("li"), None) is None
    ]
    has_mark = any(_RESTRICTED_CLASS.search(part.get("class") or "") for part in own_parts if part.tag != "li")
    pictures = " ".join(f"{part.get('alt') or ''} {part.get('title') or ''}" for part in own_parts if part.tag == "img")
    has_mark = has_mark or bool(_RESTRICTED.search(pictures))
    is_restricted = has_mark or bool(re.search(r"\bitem\s+is\s+restricted\b", own_words, re.IGNORECASE))
    refusal = _RESTRICTED_ITEM if is_restricted else find_closed_title(title)
    return _Row(element, number if _NUMBER.fullmatch(number) else None, title, refusal)


def _judge_link(link: HtmlElement) -> DocumentRefusal | None:
    """Return the refusal of a document whose line says so: in words, by a class, or by the text of a picture."""
    line = next(link.iterancestors("li", "p", "dd", "td"), link)
    marks = [part.get(name) or "" for part in line.iter("img", "span", "i") for name in ("alt", "title")]
    classes = " ".join(part.get("class") or "" for part in line.iter() if isinstance(part.tag, str))
    is_marked = _RESTRICTED.search(" ".join((read_words(line), *marks))) or _RESTRICTED_CLASS.search(classes)
    return _RESTRICTED_DOCUMENT if is_marked else None


def _make_id(url: str) -> str:
    """Return the id of a document by its address: a printed page has a number of its own behind the meeting's."""
    parts = urlsplit(url)
    query = {name.lower(): values[0] for name, values in parse_qs(parts.query).items()}
    published = _PUBLISHED_ID.search(parts.path)
    if published:
        return (
            f"{published[1].lower()}-t{query.get('t', '0')}" if published[1].lower().startswith("g") else published[1]
        )
    return query.get("id") or make_revision(url)


def _read_text(row: _Row) -> ItemText:
    """Return the words of an item's minutes and decision, which stand below headings of their own."""
    parts = {"minutes": "", "decision": ""}
    current = ""
    for element in row.element.iter("p", "div"):
        classes = element.get("class", "")
        if "mgSubItemTitleTxt" in classes:
            label = read_words(element).casefold().rstrip(":")
            current = "minutes" if label == "minutes" else "decision" if label.startswith("decision") else ""
        elif "mgWordPara" in classes and current:
            parts[current] += lxml_html.tostring(element, encoding="unicode", with_tail=False)
    return ItemText(row.number, row.title, parts["minutes"], parts["decision"])
