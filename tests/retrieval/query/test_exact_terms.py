"""What a question gives exactly, in whatever form, and the texts that hold it, one row a case."""

from __future__ import annotations

import pytest

from paper_search.records import ExactTerm
from paper_search.retrieval.query import exact_terms

NAMED = [
    ("What does 24/00031 decide?", [("reference", "24 00031")], "a decision number"),
    ("the appeal DC/22/01234/FUL", [("reference", "dc 22 01234 ful")], "a planning application"),
    ("the budget for 2024/25", [], "a financial year"),
    ("the budget for 2024/2025", [], "a financial year in full"),
    ("where did the £5m go?", [("sum", "5000000")], "a sum with its unit"),
    ("a fee of £1,250.50", [("sum", "1250.5")], "pounds and pence"),
    ("the £1.2bn programme", [("sum", "1200000000")], "thousands of millions"),
    ("5 million people", [], "a number is no sum"),
    ("what was agreed on 9th Jan 2025?", [("date", "2025-01-09")], "a day with a short month"),
    ("what was agreed on 09/01/2025?", [("date", "2025-01-09")], "the day stands before the month"),
    ("the meeting of 31/02/2025", [], "no such day"),
    ("What did Councillor Ada Thorne ask?", [("name", "ada thorne")], "a name with its title"),
    ("What did Cllr Thorne ask?", [("name", "thorne")], "the short title"),
    ("What is Cllr Thorne's view?", [("name", "thorne")], "a name with a possessive ending"),
    ("Where is Thorne Road?", [], "a place is no person"),
    ("24/00031 and £5m", [("reference", "24 00031"), ("sum", "5000000")], "two things"),
    ("What became of E/45210?", [("reference", "e 45210")], "a letter and a number of a register"),
    ("appeal p/0123/24", [("reference", "p 0123 24")], "a letter, a number and a year, in small letters"),
    ("who was appointed by R2024-019", [("reference", "r2024 019")], "the number of a resolution"),
    ("form CAB-2024-015", [("reference", "cab 2024 015")], "groups of figures behind letters"),
    ("request FOI-12345", [("reference", "foi 12345")], "one group of figures"),
    ("what became of P24/S0502/FUL", [("reference", "p24 s0502 ful")], "letters with the year and the number"),
    ("C24/0150/33/LL", [("reference", "c24 0150 33 ll")], "the number of the parish inside"),
    ("resolution R24-15", [("reference", "r24 15")], "a short year behind the letter"),
    ("case Z-2024-03", [("reference", "z 2024 03")], "a case of one letter"),
    ("the budget of FY23-24", [], "a financial year behind letters"),
    ("minute 77/17", [("reference", "77 17")], "a short number where a word says what it numbers"),
    ("Minute No. 45/23", [("reference", "45 23")], "with a word between"),
    ("children aged 7/8", [], "a short number that nothing says to be a reference"),
    ("COVID-19 and A20/M20", [], "a name with a number, and roads"),
    ("spend in Q1/2024 or Feb/2024", [], "a quarter and a month"),
    ("resolution 2024/25", [], "a financial year behind such a word"),
    ("what is owed under s.106?", [("words", "section 106")], "a section of an Act, in short"),
    ("a Section 12A notice", [("words", "section 12a")], "a section with a letter"),
    ("waiting in A&E", [("words", "a e")], "initials of which each alone says nothing"),
]


@pytest.mark.parametrize(("question", "expected", "reason"), NAMED)
def test_what_is_named_exactly(question: str, expected: list[tuple[str, str]], reason: str) -> None:
    assert [(term.kind, term.key) for term in exact_terms.find_exact_terms(question)] == expected, reason


QUOTED = [
    ('"steps of care" in the plan', ["steps of care"], "straight marks"),
    ("what are “steps of care”?", ["steps of care"], "printed marks"),
    ('"steps of care" and "the ladder"', ["steps of care", "the ladder"], "two"),
    ("the council's and the parents' view", [], "apostrophes"),
    ('an inch is 1"', [], "a mark that opens nothing"),
    ('""', [], "nothing between the marks"),
]


@pytest.mark.parametrize(("question", "expected", "reason"), QUOTED)
def test_quoted_words(question: str, expected: list[str], reason: str) -> None:
    assert [phrase.forms[0] for phrase in exact_terms.find_phrases(question)] == expected, reason


HELD = [
    ("£5m", "A grant of £5 million was made.", True, "the unit in words"),
    ("£5m", "A grant of £5,000,000 was made.", True, "all figures"),
    ("£5m", "A grant of £5.0m was made.", True, "a nought behind the point"),
    ("£5,000,000", "A grant of £5m was made.", True, "the other way round"),
    ("£5m", "A grant of £5.5m was made.", False, "another sum that begins so"),
    ("£5m", "A grant of £15m was made.", False, "another sum that ends so"),
    ("£5m", "There are 5 million lamps.", False, "no sum"),
    ("£38,000", "It cost £38k.", True, "thousands"),
    ("9 January 2025", "It met on 9th Jan 2025.", True, "a short month"),
    ("9 January 2025", "It met on 09/01/2025.", True, "figures"),
    ("9 January 2025", "It met on 9.1.25.", True, "figures with points and a short year"),
    ("9 January 2025", "It met on January 9, 2025.", True, "the month first"),
    ("9 January 2025", "It met on 19 January 2025.", False, "another day that ends so"),
    ("9 January 2025", "It met on 1 September 2025.", False, "month and day are not exchanged"),
    ("24/00031", "Decision 24/00031 was taken.", True, "a reference"),
    ("24/00031", "Decision 124/00031 was taken.", False, "another reference that ends so"),
    ("E/45210", "E/45210 – Mill Lane: refused.", True, "a reference of letters"),
    ("E/45210", "E/45211 – Mill Lane: refused.", False, "the next one"),
    ("s.106", "Section 106 contributions are due.", True, "a section in full"),
    ("Section 106", "the S106 agreement", True, "a section in letters run together"),
    ("Section 106", "paragraph 106", False, "another number 106"),
    ("A&E", "waiting times in A & E", True, "initials set apart"),
    ("A&E", "a list of eels", False, "other words with these letters"),
    ("Councillor Ada Thorne", "Cllr Thorne asked why.", True, "the short title, the last name"),
    ("Councillor Ada Thorne", "Ada Thorne asked why.", True, "no title"),
    ("Councillor Ada Thorne", "Mr Thorne asked why.", False, "another Thorne"),
]


@pytest.mark.parametrize(("question", "text", "expected", "reason"), HELD)
def test_what_a_text_holds(question: str, text: str, expected: bool, reason: str) -> None:
    (wanted,) = exact_terms.find_exact_terms(question)
    assert exact_terms.has_term(text, wanted) is expected, reason


WORD_FOR_WORD = [
    ("The  Steps\nof Care are four.", True, "case and spaces are folded"),
    ("The steps-of-care plan", True, "hyphens stand between words as spaces do"),
    ("The step of care", False, "another inflection is another word"),
    ("The steps of the care", False, "a word between"),
    ("Footsteps of care", False, "a part of a word"),
]


@pytest.mark.parametrize(("text", "expected", "reason"), WORD_FOR_WORD)
def test_words_stand_as_they_were_quoted(text: str, expected: bool, reason: str) -> None:
    (wanted,) = exact_terms.find_phrases('"steps of care"')
    assert exact_terms.has_term(text, wanted) is expected, reason


SPELT = [
    ('"well-being strategy"', "the Wellbeing Strategy", True, "a compound without its hyphen"),
    ('"wellbeing strategy"', "the Well-being Strategy", True, "and the other way round"),
    ('"Llyn"', "yn Llŷn eleni", True, "an accent that was not typed"),
    ('"Llŷn"', "in Llyn this year", True, "an accent that is not printed"),
    ('"well-being"', "the well being dug", True, "the words apart, as hyphens are spaces"),
    ('"wellbeing"', "the well being dug", False, "two words that nothing joins"),
]


@pytest.mark.parametrize(("question", "text", "expected", "reason"), SPELT)
def test_spellings_of_one_word_are_one(question: str, text: str, expected: bool, reason: str) -> None:
    (wanted,) = exact_terms.find_phrases(question)
    assert exact_terms.has_term(text, wanted) is expected, reason


@pytest.mark.parametrize("question", ["£5m", "£4.25m", "£1,250.50", "£38,000", "9 January 2025", "DC/22/01234/FUL"])
def test_every_form_that_is_looked_up_is_the_same_thing(question: str) -> None:
    (wanted,) = exact_terms.find_exact_terms(question)
    for form in wanted.forms:
        assert exact_terms.has_term(f"x £{form} x" if wanted.kind == "sum" else f"x {form} x", wanted), form


QUICKLY = [
    ("words", "steps of care", "The Steps\nof care, again", "another case and other spaces"),
    ("words", "steps of care", "missteps of care", "part of a word"),
    ("words", "the council's", "The council\u2019s plan", "another apostrophe"),
    ("words", "ﬁre safety", "fire safety", "letters written as one"),
    ("sum", "5000000", "a sum of £5.5 million", "the end of another sum"),
    ("sum", "5000000", "a sum of £5m", "a sum in another form"),
]


@pytest.mark.parametrize(("kind", "words", "text", "reason"), QUICKLY)
def test_the_quick_look_sees_what_the_thorough_one_does(kind: str, words: str, text: str, reason: str) -> None:
    forms = ("5 million", "5m") if kind == "sum" else (words,)
    wanted = ExactTerm(kind, words if kind == "sum" else exact_terms.normalise_words(words), forms)  # type: ignore[arg-type]
    assert exact_terms.compile_term_matcher(wanted)(text) is exact_terms.has_term(text, wanted), reason
