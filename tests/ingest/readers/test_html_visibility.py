"""Web pages: what a browser does not show is left out and counted, what it strikes through is marked."""

# ruff: noqa: E501 - a row of a table is a line
from __future__ import annotations

from pathlib import Path

import pytest

from paper_search.errors import UnreadableError
from paper_search.ingest.readers import html_stylesheets
from paper_search.ingest.readers.html import read_html
from paper_search.records import Reading

VISIBLE = "The depot in Larkford stays open."
SECRET = "Settle at 900,000 pounds."
BOX = "printed in the colour of the box under them"
STYLE, SAME_COLOUR, COVERED, OFF, SMALL = (
    "hidden by the page's style",
    "printed in the colour of the page",
    "hidden under a black box",
    "outside the page",
    "too small to see",
)


def read_page(folder: Path, body: str, head: str = "") -> Reading:
    path = folder / "page.html"
    path.write_text(f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>", "utf-8")
    return read_html(path)


def check(reading: Reading, why: str | None) -> None:
    """Check that the words show, or are hidden for this reason."""
    assert VISIBLE in reading.text
    assert (SECRET in reading.text) is (why is None)
    assert [(text.words, text.why) for text in reading.hidden] == ([(4, why)] if why else [])
    assert [text.is_redaction for text in reading.hidden] == ([why in (COVERED, BOX)] if why else [])


@pytest.mark.parametrize(
    ("style", "why"),
    [
        ("display:none", STYLE),
        ("DISPLAY: None !important", STYLE),
        ("display:none;display:block", None),
        ("visibility:hidden", STYLE),
        ("visibility:collapse", STYLE),
        ("opacity:0", STYLE),
        ("opacity:0.5", None),
        ("filter:opacity(0%)", STYLE),
        ("clip-path:polygon(0 0,0 0,0 0)", STYLE),
        ("clip-path:polygon(0 0,100% 0,100% 100%)", None),
        ("mask:linear-gradient(transparent,transparent)", STYLE),
        ("mask:linear-gradient(black,transparent)", None),
        ("scale:0", STYLE),
        ("scale:1.5", None),
        ("font-size:calc(0px)", SMALL),
        ("translate:-9999px 0", OFF),
        ("translate:-20px 0", None),
        ("position:absolute;inset:-9999px auto auto -9999px", OFF),
        ("position:static;inset:-9999px auto auto -9999px", None),
        ("color:#000;background:currentColor", COVERED),
        ("content-visibility:hidden", STYLE),
        ("transform:scale(0)", STYLE),
        ("transform:scale(0.9)", None),
        ("font-size:0", SMALL),
        ("font-size:1px", SMALL),
        ("font:0/0 a", SMALL),
        ("font:bold 14px/1.5 Arial", None),
        ("font-size:5%", SMALL),
        ("font-size:smaller", None),
        ("position:absolute;clip:rect(0,0,0,0)", STYLE),
        ("position:absolute;clip:rect(1px 1px 1px 1px)", STYLE),
        ("position:absolute;clip:rect(0,200px,50px,0)", None),
        # Without a position, ``clip`` says nothing.
        ("clip:rect(0,0,0,0)", None),
        ("clip-path:inset(50%)", STYLE),
        ("clip-path:inset(5%)", None),
        ("clip-path:circle(0)", STYLE),
        ("width:1px;height:1px;overflow:hidden", STYLE),
        ("height:0;overflow:hidden", STYLE),
        ("max-height:0;overflow:clip", STYLE),
        ("height:0", None),
        ("position:absolute;left:-9999px", OFF),
        ("position:fixed;top:-200em", OFF),
        ("position:absolute;left:-20px", None),
        ("left:-9999px", None),
        ("text-indent:-9999px", OFF),
        ("text-indent:-1em", None),
        ("margin-left:-5000px", OFF),
        ("margin:0 0 0 -5000px", OFF),
        # How columns were set side by side.
        ("float:left;margin-left:-100%", None),
        ("transform:translateX(-9999px)", OFF),
        ("color:white", SAME_COLOUR),
        ("color:#FFFFFF", SAME_COLOUR),
        ("color:rgb(255, 255, 255)", SAME_COLOUR),
        ("color:hsl(0, 0%, 100%)", SAME_COLOUR),
        ("color:#fefefe", SAME_COLOUR),
        ("color:transparent", SAME_COLOUR),
        ("color:rgba(0,0,0,0)", SAME_COLOUR),
        ("color:#ccc", None),
        ("color:white;background:#003366", None),
        ("color:white;background-image:url(night.png)", None),
        ("color:white;background:linear-gradient(navy, black)", None),
        ("color:yellow;background:yellow", BOX),
        ("background:black", COVERED),
        ("background-color:#000;color:#000", COVERED),
        ("background:#111;color:#0a0a0a", COVERED),
        ("background:black;color:white", None),
        ("background:rgba(0,0,0,.05)", None),
        ("--paper:white;color:var(--paper)", SAME_COLOUR),
        ("color:var(--missing, white)", SAME_COLOUR),
        ("color:var(--missing)", None),
        # What no browser takes for a colour, and a sheet that is cut short.
        ("color:nonsense", None),
        ("display:none", STYLE),
        ("display:none;}}", STYLE),
    ],
)
def test_inline_styles(tmp_path: Path, style: str, why: str | None) -> None:
    check(read_page(tmp_path, f'<p>{VISIBLE}</p><p><span style="{style}">{SECRET}</span></p>'), why)


TARGET = f'<div id="a" class="note  aside" data-kind="x"><p class="inner">{SECRET}</p></div>'


@pytest.mark.parametrize(
    ("css", "is_shown", "why"),
    [
        (".note{display:none}", False, "a class"),
        ("#a{display:none}", False, "an id"),
        ("div p{display:none}", False, "a descendant"),
        ("div > .inner{display:none}", False, "a child"),
        ("body > .inner{display:none}", True, "no child"),
        ("[data-kind=x]{display:none}", False, "an attribute"),
        ("[data-kind^=y]{display:none}", True, "another attribute"),
        ("h1, .inner, h2{display:none}", False, "a group"),
        (".note.aside .inner:first-child{display:none}", False, "a compound"),
        (":not(.x) > .inner{display:none}", False, "a negation"),
        ("div:has(.inner){display:none}", False, "what it holds"),
        ("DIV.note{DISPLAY:NONE}", False, "upper case"),
        (".note:hover{display:none}", True, "only while a pointer is over it"),
        (".inner::before{display:none}", True, "a pseudo-element"),
        (".note{display:none}.note{display:block}", True, "the later of equals"),
        (".note{display:block}div{display:none}", True, "the more specific"),
        (".note{display:none}div{display:block}", False, "the more specific, the other way round"),
        ("#a{display:block}.note{display:none!important}", False, "the important"),
        ("#a{display:none!important}.note{display:block!important}", False, "the more specific of the important"),
        (":where(#a){display:none}div{display:block}", True, "an id of no weight"),
        (":is(#a, h1){display:none}.note{display:block}", False, "the weight of an id"),
        ("@media screen{.note{display:none}}", False, "a screen"),
        ("@media all{.note{display:none}}", False, "everywhere"),
        ("@media print{.note{display:none}}", True, "on paper only"),
        ("@media not print{.note{display:none}}", False, "but on paper"),
        ("@media (max-width: 600px){.note{display:none}}", True, "a narrow screen only"),
        ("@media screen and (min-width:768px){.note{display:none}}", False, "a wide screen"),
        ("@media (prefers-color-scheme: dark){.note{color:white}}", True, "a dark screen only"),
        ("@media screen{@supports (display:grid){.note{display:none}}}", False, "rules in rules"),
        ("@supports not (display:grid){.note{display:none}}", True, "an old browser only"),
        ("@layer x{#a{display:none}}.note{display:block}", True, "a layer is weaker"),
        (".note{.inner{display:none}}", False, "nested"),
        (".note{&.aside{display:none}}", False, "nested with its parent"),
        (".note{color:red;@media screen{display:none}}", False, "a nested query"),
        ("/* .note{display:none} */", True, "a comment"),
        ("<!-- .note{display:none} -->", False, "marks of old browsers"),
        (".note{visibility:hidden}", False, "inherited"),
        (".note{visibility:hidden}.inner{visibility:visible}", True, "shown inside what is hidden"),
        (".note{display:none}.inner{display:block}", False, "nothing shows inside what is not there"),
        (".note{opacity:.1}.inner{opacity:.1}", False, "opacities that multiply"),
        (".note{font-size:0}.inner{font-size:14px}", True, "a size of its own"),
        (".note{font-size:0}.inner{font-size:2em}", False, "twice nothing"),
        (".note{color:#fff}", False, "an inherited colour"),
        (".note{color:#fff}.inner{background:navy}", True, "on a background of its own"),
        (".note{background:navy}.inner{color:#fff}", True, "on that of its parent"),
        (".note{background:navy}.inner{color:navy}", False, "navy on navy"),
        ("body{background:#222;color:#eee}", True, "a dark page"),
        ("body{background:#222;color:#eee}.inner{color:#222}", False, "dark on a dark page"),
        (":root{--h:none}.note{display:var(--h)}", False, "a variable of the page"),
        # A page that is blank until its script has run.
        ("body{display:none}", True, "the page itself"),
        ("html{opacity:0}", True, "all of it"),
        (".note{content:'x'", True, "a sheet cut short"),
        (".note{display:none", False, "a rule cut short"),
        ("{{{{}}}", True, "no sheet at all"),
    ],
)
def test_style_sheets(tmp_path: Path, css: str, is_shown: bool, why: str) -> None:
    reading = read_page(tmp_path, f"<p>{VISIBLE}</p>{TARGET}", f"<style>{css}</style>")
    assert VISIBLE in reading.text, why
    assert (SECRET in reading.text) is is_shown, why
    assert sum(text.words for text in reading.hidden) == (0 if is_shown else 4), why


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (f"<p hidden>{SECRET}</p>", STYLE),
        (f"<p hidden style='display:block'>{SECRET}</p>", None),
        (f"<template><p>{SECRET}</p></template>", STYLE),
        (f"<p popover>{SECRET}</p>", STYLE),
        (f"<p aria-hidden=true>{SECRET}</p>", None),
        (f"<details><summary>More</summary><p>{SECRET}</p></details>", None),
        (f"<p><font color=white>{SECRET}</font></p>", SAME_COLOUR),
        (f"<table bgcolor=navy><tr><td><font color=white>{SECRET}</font></td></tr></table>", None),
        (f"<p><mark>{SECRET}</mark></p>", None),
        (f"<p style='color:blue'><a href=x style='background:#00e'>{SECRET}</a></p>", COVERED),
        (f"<div style='display:none'><p style='display:block'>{SECRET}</p></div>", STYLE),
        (f"<p><span style='visibility:hidden'>Settle at</span> 900,000 pounds. {SECRET}</p>", "two words"),
    ],
)
def test_elements_and_attributes(tmp_path: Path, body: str, why: str | None) -> None:
    reading = read_page(tmp_path, f"<p>{VISIBLE}</p>{body}")
    if why == "two words":
        assert [(text.words, text.why) for text in reading.hidden] == [(2, STYLE)]
    else:
        check(reading, why)


def test_a_colour_against_a_style_sheet_that_is_not_at_hand_hides_nothing(tmp_path: Path) -> None:
    link = '<link rel="stylesheet" href="site.css">'
    reading = read_page(tmp_path, f"<p>{VISIBLE}</p><p style='color:white'>{SECRET}</p>", link)
    assert SECRET in reading.text
    # A box around words in a line covers them whatever else is said.
    reading = read_page(tmp_path, f"<p>{VISIBLE}</p><p><span style='background:black'>{SECRET}</span></p>", link)
    check(reading, COVERED)


def test_a_sheet_for_print_alone_hides_nothing(tmp_path: Path) -> None:
    reading = read_page(tmp_path, f"<p>{VISIBLE}</p>{TARGET}", "<style media=print>.note{display:none}</style>")
    check(reading, None)


@pytest.mark.parametrize(
    ("body", "head", "expected"),
    [
        ("<p>The fee is <s>40</s> 45.</p>", "", "The fee is ~~40~~ 45."),
        ("<p>The fee is <del>40</del><ins>45</ins>.</p>", "", "The fee is ~~40~~45."),
        ("<p>The fee is <strike>40</strike> 45.</p>", "", "The fee is ~~40~~ 45."),
        ("<p>It is <span style='text-decoration:line-through'>not</span> so.</p>", "", "It is ~~not~~ so."),
        ("<p>It is <span style='text-decoration:underline'>not</span> so.</p>", "", "It is not so."),
        ("<p>Is <i class=x>not</i> so.</p>", "<style>.x{text-decoration-line:line-through}</style>", "Is ~~not~~ so."),
        # All that is inside is struck, and marked as one.
        ("<p><s>The <b>old</b> fee. It rose.</s></p>", "", "~~The old fee.~~ ~~It rose.~~"),
        ("<p><s>one<br>two</s></p>", "", "~~one~~\n~~two~~"),
        ("<h2><s>Old</s> fees</h2>", "", "~~Old~~ fees"),
        ("<ul><li><s>Sell it.</s></li></ul>", "", "\u2022 ~~Sell it.~~"),
        ("<table><tr><td><s>40</s></td><td>45</td></tr></table>", "", "~~40~~ | 45"),
        ("<pre><s>one\n\ntwo</s></pre>", "", "~~one~~\n~~two~~"),
        # Signs that stand for marks in a page's tree come in no text.
        ("<p>a\ufdd0b\ufdd1c <s>d</s></p>", "<meta charset=utf-8>", "abc ~~d~~"),
        ("<p><s hidden>x</s>y</p>", "", "y"),
    ],
)  # fmt: skip
def test_struck_words_are_marked(tmp_path: Path, body: str, head: str, expected: str) -> None:
    assert read_page(tmp_path, body, head).text == expected


# -- what is printed outside the text ------------------------------------------------------------------------------

MARKING = "NOT FOR PUBLICATION by virtue of paragraph 3 of Part 1 of Schedule 12A"


@pytest.mark.parametrize(
    ("body", "head", "where"),
    [
        (f"<header>{MARKING}</header>", "", "page header"),
        (f"<footer><p>{MARKING}</p></footer>", "", "page footer"),
        (f"<nav>{MARKING}</nav>", "", "menu"),
        (f"<div role=banner>{MARKING}</div>", "", "banner"),
        (f"<div role=contentinfo>{MARKING}</div>", "", "page footer"),
        (f"<dialog>{MARKING}</dialog>", "", "dialog"),
        (f"<dialog open>{MARKING}</dialog>", "", "dialog"),
        (f"<noscript>{MARKING}</noscript>", "", "without scripts"),
        (f"<form>{MARKING}</form>", "", "form"),
        (f"<button>{MARKING}</button>", "", "form"),
        (f"<textarea>{MARKING}</textarea>", "", "form"),
        (f'<input value="{MARKING}">', "", "form"),
        (f'<form><input value="{MARKING}"></form>', "", "form"),
        (f"<svg><text>{MARKING}</text></svg>", "", "drawing"),
        (f'<img src=x alt="{MARKING}">', "", "text of a picture"),
        (f'<header><img src=x alt="{MARKING}"></header>', "", "page header"),
        (f"<p class=marking>{MARKING}</p>", "", "outside the main text"),
        (f"<aside>{MARKING}</aside>", "", "outside the main text"),
        (MARKING, "", "outside the main text"),
        (f"<div><div>{MARKING.replace('FOR', '<b>FOR</b>')}</div></div>", "", "outside the main text"),
        ("", f"<title>{MARKING}</title>", "page title"),
        ("", f'<meta name=description content="{MARKING}">', "page description"),
        ("", f'<meta name=keywords content="{MARKING}">', "page description"),
        ("", f'<meta name="DC.rights" content="{MARKING}">', "page description"),
        ("", f'<meta property="og:description" content="{MARKING}">', "page description"),
        ("", f'<meta name=access content="{MARKING}">', "page description"),
        ("", f"<style>h1::before{{content:'{MARKING}'}}</style>", "generated content"),
    ],
)
@pytest.mark.parametrize("is_first", [True, False])
def test_what_frames_the_text_is_dropped_with_its_words(
    tmp_path: Path, body: str, head: str, where: str, is_first: bool
) -> None:
    main = f"<main><h1>Depot</h1><p>{VISIBLE}</p><p>{VISIBLE} It costs 40,000 pounds a year to keep it safe.</p></main>"
    reading = read_page(tmp_path, body + main if is_first else main + body, head)
    assert [block.text for block in reading.blocks][:2] == ["Depot", VISIBLE]
    assert MARKING not in reading.text
    assert (MARKING, where) in [(dropped.text, dropped.why) for dropped in reading.dropped]


def test_technical_descriptions_are_nobodys_words(tmp_path: Path) -> None:
    head = '<meta name=viewport content="width=device-width"><meta name=robots content="noindex"><meta charset=utf-8>'
    assert read_page(tmp_path, f"<p>{VISIBLE}</p>", head).dropped == ()


# -- hostile pages -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("css", "setting", "limit"),
    [
        (".a{display:none}" * 200, "MAX_SELECTORS", 100),
        (".a,.b,.c{display:none}" * 50, "MAX_SELECTORS", 100),
        ("/*" + "x" * 500 + "*/", "MAX_STYLE_CHARACTERS", 400),
        ("@media all{" * 12 + ".a{display:none}" + "}" * 12, "MAX_NESTED_RULES", 10),
    ],
)
def test_a_page_with_more_rules_than_can_be_worked_out_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, css: str, setting: str, limit: int
) -> None:
    monkeypatch.setattr(html_stylesheets, setting, limit)
    with pytest.raises(UnreadableError, match="more style rules") as caught:
        read_page(tmp_path, f"<p>{VISIBLE}</p>", f"<style>{css}</style>")
    assert (caught.value.code, caught.value.path) == ("unsupported", tmp_path / "page.html")


@pytest.mark.parametrize(
    "css",
    [
        "a{" * 5000,
        "(" * 50_000,
        ":not(" * 3000 + "p" + ")" * 3000 + "{display:none}",
        ":is(" * 200 + "p" + ")" * 200 + "{display:none}",
        "p{color:" + "var(--a," * 5000 + "}",
        "p{--a:var(--b)var(--b);--b:var(--a)var(--a);color:var(--a)}",
        "\\" * 10_001,
        "p{content:'" + "x" * 100_000,
        "@import url(x);" * 500,
        " ".join("p" * 400) + "{display:none}",
    ],
)
def test_hostile_sheets_are_read_or_refused(tmp_path: Path, css: str) -> None:
    try:
        reading = read_page(tmp_path, f"<p>{VISIBLE}</p>", f"<style>{css}</style>")
    except UnreadableError as error:
        assert error.code in ("unsupported", "empty")
    else:
        assert VISIBLE in reading.text


@pytest.mark.parametrize(
    ("head", "body", "is_shown", "why"),
    [
        ('<link rel="stylesheet" href="data:text/css,.q%7Bdisplay:none%7D">', "<p class=q>{}</p>", False, "a sheet in its address"),
        ('<link rel="stylesheet" href="data:text/css;base64,LnF7ZGlzcGxheTpub25lfQ==">', "<p class=q>{}</p>", False, "base64"),
        ('<style>@import url("data:text/css,.q{{display:none}}");</style>', "<p class=q>{}</p>", False, "an import"),
        ("<style>p:nth-of-type(1){{display:none}}</style>", "<p>{}</p>", False, "counted before anything is taken out"),
        ("<style>p:nth-of-type(3){{display:none}}</style>", "<p>{}</p>", True, "no third paragraph"),
        ("", "<video>{}</video>", False, "for browsers without video"),
        ("", "<canvas>{}</canvas>", False, "for browsers without canvas"),
        ("", "<ruby>a<rp>{}</rp><rt>b</rt></ruby>", False, "for browsers without ruby"),
        ("", "<noframes>{}</noframes>", False, "for browsers without frames"),
        ("", "<details><summary>More</summary>{}</details>", True, "one click away"),
    ],
)  # fmt: skip
def test_page_shows_what_a_browser_draws(tmp_path: Path, head: str, body: str, is_shown: bool, why: str) -> None:
    text = read_page(
        tmp_path, f"{body.format(SECRET)}<p>{VISIBLE}</p>", head.replace("{{", "{").replace("}}", "}")
    ).text
    assert VISIBLE in text, why
    assert (SECRET in text) is is_shown, why


@pytest.mark.parametrize(
    ("head", "body", "why"),
    [
        ("<style>.m::after{content:'NOT FOR ' 'PUBLICATION'}</style>", "<p class=m></p>", "two strings"),
        ("<style>.m::after{content:attr(data-m)}</style>", '<p class=m data-m="NOT FOR PUBLICATION"></p>', "an attribute"),
        ("<style>@page{@top-center{content:'NOT FOR PUBLICATION'}}</style>", "", "the margin of a page"),
        ("", '<div role=alert aria-label="NOT FOR PUBLICATION"></div>', "a label read out"),
        ("", '<span title="NOT FOR PUBLICATION">i</span>', "a tip"),
        ("", '<img src=a.png alt="" title="NOT FOR PUBLICATION">', "the tip of a picture"),
    ],
)  # fmt: skip
def test_marking_outside_the_words_is_kept_to_be_judged(tmp_path: Path, head: str, body: str, why: str) -> None:
    reading = read_page(tmp_path, f"{body}<p>{VISIBLE}</p>", head)
    assert "NOT FOR PUBLICATION" in [dropped.text for dropped in reading.dropped], why
