"""Questions a member could ask of the sample papers, and where the answer stands.

In: nothing. Out: ``QUESTIONS``. An answer is a piece of the words of one paper, with single spaces, and the place as
an officer would cite it; a question without targets is one that no paper answers.
"""

from __future__ import annotations

from dataclasses import dataclass

WEXMOOR = "wexmoor-county-council"
ALDERMARSH = "aldermarsh-city-council"
OTTERMERE = "ottermere-metropolitan-borough-council"
DYFFRYN = "dyffryn-celyn-county-borough-council"
CABINET = f"{WEXMOOR}/cabinet/2024-01-25"
SCRUTINY = f"{WEXMOOR}/children-and-families-scrutiny-committee"
YOUNG = f"{ALDERMARSH}/children-young-people-and-skills-committee"
OFSTED = f"{SCRUTINY}/2023-11-14/Item 5 - Ofsted Inspection of Children's Services.pdf"
REVISED = f"{CABINET}/Item 6 - Supplementary - 24-00117 - Draft Revenue Budget 2024-25 revised.pdf"
APPEAL = f"{ALDERMARSH}/planning-committee/2024-06-12/Appeal decision - Land east of Sallow Lane.pdf"
POTHOLES = f"{OTTERMERE}/highways-and-transport-committee/2023-07-05/Highway Maintenance and Pothole Repairs.pdf"
HOMELESS = f"{ALDERMARSH}/cabinet/2024-11-13/Item 6 Homelessness and Rough Sleeping Strategy.pdf"


@dataclass(frozen=True, slots=True)
class Target:
    """A place that answers: the paper, where in it, and some of its words."""

    file: str
    place: str
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question and the places that answer it; none where nothing does."""

    text: str
    targets: tuple[Target, ...] = ()


def ask(text: str, *targets: tuple[str, str, str]) -> Question:
    """A question with its targets as (file, place, words)."""
    return Question(text, tuple(Target(*target) for target in targets))


QUESTIONS = (
    ask(
        "What did Ofsted say about management oversight?",
        (
            OFSTED,
            "para 3.1",
            "Ofsted found that managers' decisions were recorded without reasons in 14 of the 43 case files",
        ),
        (f"{YOUNG}/2024-09-18/ILACS Outcome and Action Plan.pdf", "para 3.2", "plenty of data but little analysis"),
        (
            f"{YOUNG}/2025-01-22/Improvement Board Progress.docx",
            "para 2.2.1",
            "tends to describe and seldom challenges",
        ),
        (
            f"{OTTERMERE}/childrens-services-scrutiny-panel/2025-03-06/item-4-ofsted-focused-visit.html",
            "para 4.2",
            "strong for children on a child protection plan and noticeably weaker for children in need",
        ),
    ),
    ask(
        "What is Wexmoor's budget gap for 2024/25 after the late grant?",
        (REVISED, "para 2.1 (printed page 41)", "falls from £18.4m to £16.9m"),
    ),
    ask(
        "Why was the planning appeal at Sallow Lane allowed?",
        (APPEAL, "para 8", "it could show only 3.4 years of housing land supply"),
        (APPEAL, "para 10", "did not significantly and demonstrably outweigh the benefits"),
    ),
    ask(
        "What did losing the Sallow Lane appeal cost?",
        (APPEAL, "para 14", "Officers expect to settle at about £31,000"),
        (APPEAL, "para 15", "£74,200 for counsel"),
    ),
    ask(
        "How deep must a pothole be before it is repaired?",
        (POTHOLES, "para 3.1", "at least 40 mm deep on a carriageway or 20 mm on a footway"),
        (
            f"{DYFFRYN}/cabinet/2025-06-17/Cynllun Cynnal Priffyrdd - Highway Maintenance Plan.pdf",
            "para 7",
            "Potholes deeper than 40 mm on strategic routes will be repaired within five working days",
        ),
    ),
    ask(
        "What did Wexmoor's Cabinet decide about the expression of interest in devolution?",
        (
            f"{CABINET}/Printed minutes 25th-Jan-2024 10.00 Cabinet.pdf",
            "minute 118, 3)",
            "RESOLVED unanimously that the expression of interest be submitted together with Aldermarsh City Council",
        ),
    ),
    ask(
        "Where do Wexmoor and Aldermarsh stand with the devolution priority programme?",
        (
            f"{ALDERMARSH}/cabinet/2025-02-12/devolution-priority-programme-update.md",
            "para 2.3",
            "Wexmoor and Aldermarsh were not among the first six",
        ),
    ),
    ask(
        "How many homeless households are in hotels?",
        (HOMELESS, "para 2.1", "127 households were in hotels or guest houses"),
        (
            f"{ALDERMARSH}/cabinet/2025-02-12/Medium Term Financial Plan 2025-26 to 2027-28.pdf",
            "para 3.2",
            "486 homeless households, of which 131 in hotels and guest houses",
        ),
    ),
    ask(
        "Which villages would be left without a weekday bus?",
        (f"{CABINET}/24-00117 - EqIA.pdf", "Section C", "Nether Sallow, Pill Bridge, Coldwick and Ferring St Anne"),
    ),
    ask(
        "What did parents say about child in need plans?",
        (
            f"{OTTERMERE}/childrens-services-scrutiny-panel/2025-09-11/Minutes of the Panel 11.09.25.pdf",
            "minute 33, second bullet",
            "Meetings were arranged at times when parents were at work or the children at home",
        ),
    ),
    ask(
        "What did the police say about dimming street lights?",
        (
            f"{CABINET}/Public reports pack 25th-Jan-2024 10.00 Cabinet.pdf",
            "minute 110, 2) (printed page 1)",
            "had raised no objection, provided that lights near railway stations stayed at full strength",
        ),
    ),
    ask(
        "When will Larch Avenue be repaired?",
        (
            f"{OTTERMERE}/executive/2025-10-15/Public questions and replies.txt",
            "question 1",
            "reach the depth of 40 mm and will be repaired by 27 October",
        ),
    ),
    ask("Are there any mermaids in Wexmoor?"),
    ask("How many electric buses does Ottermere run?"),
    ask("What is the policy on e-scooters?"),
    ask("What is the cormorant option?"),
)
