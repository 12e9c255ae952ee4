"""A screening that is left and gone on with, explained, and decided upon by people."""

from __future__ import annotations

from collections.abc import Callable

from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person
from tests.world import open_case

Enters = Callable[..., Person]


def marks(person: Person, indicator: str, answer: str = "present") -> None:
    person.page.locator(f"[name='{indicator}'][value={answer}]").check()


def test_from_what_she_told_to_what_people_decide(cast: Cast, enters: Enters) -> None:
    # Given Natalia's case, and Boris after a talk with her
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/identification/")
    boris.sees("Indicators inform, people decide.", "Nothing is written down.", "Nothing yet.")
    boris.page_ok()
    # When he marks what she told, dimension by dimension
    boris.presses("Labour exploitation of an adult")
    boris.sees("Step 1 of 7", "“Not asked” is an answer")
    marks(boris, "act-recruited")
    boris.page_ok()
    boris.presses("Go on")
    marks(boris, "deceptive_recruitment-job")
    marks(boris, "deceptive_recruitment-wages")
    # And she is tired, so that it goes on another day
    boris.presses("Go on another day")
    boris.sees("Kept for you alone", "begun, not finished")
    boris.goes_to(f"/cases/{case}/identification/screen/adult_labour/5/")
    marks(boris, "exploitation-hours")
    marks(boris, "exploitation-pay", "unknown")
    boris.page_ok()
    boris.presses("See what it says so far")
    # Then it is explained: what made it so, what is open, what more it would need
    boris.sees(
        "Too little is known to say",
        "by one strong indicator and another one",
        "Deceived about the kind of work, the place or the employer (strong)",
        "It would need more: 1 medium or weak one",
        "Not known: Little pay or none",
    )
    boris.page_ok()
    boris.types("What must be known beside the marks", "Pay can wait.")
    boris.presses("Keep the screening")
    boris.sees("The screening is kept.", "Pay can wait.", "It informs.")
    boris.page_ok()
    # When people decide, that stands apart, with their ground
    boris.presses("Write down what people decided")
    boris.ticks("Presumed to have been trafficked")
    boris.ticks("NGO")
    boris.chooses("Under which procedure?", "Identification by an organisation that assists")
    boris.types("On what ground?", "Deceived about work and pay.")
    boris.page_ok()
    boris.presses("Save")
    # Then the facts say it too only when he says so
    boris.sees("Shall the facts say it too?", "Presumed to have been trafficked")
    boris.page_ok()
    boris.presses("Take it over")
    boris.sees("The facts now say it too.", "holds now", "Deceived about work and pay.")
    boris.page_ok()


def test_a_childs_screening_on_a_phone(cast: Cast, enters: Enters) -> None:
    # Given a child, and Carmen with a telephone
    case, _ = open_case(cast.boris, cast.north, "Daria", alerts=["minor"])
    carmen = enters("carmen", phone=True)
    carmen.goes_to(f"/cases/{case}/identification/")
    carmen.sees("no means need be shown", "Labour exploitation of a child")
    carmen.sees_no("Labour exploitation of an adult")
    carmen.page_ok(PHONE)
    # When she writes down what makes it hard to see
    carmen.presses("What makes it hard to see")
    carmen.sees("Don't name it. Ask about the days")
    marks(carmen, "hers-loyalty")
    carmen.page_ok(PHONE)
    carmen.presses("See what it says")
    carmen.presses("Keep the screening")
    # Then each comes with what can be done about it
    carmen.sees("What can be done: Don't speak ill of anybody.")
    carmen.page_ok(PHONE)
    # And another day is laid beside it
    carmen.presses("Answer it anew")
    marks(carmen, "hers-loyalty", "absent")
    carmen.presses("See what it says")
    carmen.presses("Keep the screening")
    carmen.page.locator("main details summary").first.click()
    carmen.page.locator("main details a").first.click()
    carmen.sees("What changed", "Loyal to those who exploit, or to the family")
    carmen.page_ok(PHONE)
