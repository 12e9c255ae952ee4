"""The lawyer's own pages, and what nobody else sees of them; the ecomap and needs against services."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person
from tests.world import join, open_case

Enters = Callable[..., Person]
TODAY = datetime.now(UTC).date()


def test_a_lawyer_a_hearing_and_who_goes_with_her(cast: Cast, enters: Enters) -> None:
    # Given Natalia's case, a lawyer of the team, and the file of Natalia's child in another team
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    sofia = join(cast, "sofia", "Sofia Botnari", "case_manager", cast.south)
    childs, _ = open_case(sofia, cast.south, "Daria", alerts=["minor"])
    cast.lia = join(cast, "lia", "Lia Codreanu", "lawyer", cast.north)  # type: ignore[attr-defined]
    lia = enters("lia")
    lia.goes_to(f"/cases/{case}/")
    lia.page.get_by_role("link", name="Law", exact=True).click()
    lia.page.wait_for_load_state()
    lia.sees("Nothing is written down yet", "help never depends on it")
    lia.page_ok()
    # When she writes down what Natalia decides: not now
    lia.presses("Write down what she decides")
    lia.ticks("Not now")
    lia.types_date("on", TODAY)
    lia.form.get_by_label("Yes", exact=True).check()
    lia.types("In her own words", "First my girl.")
    lia.page_ok()
    lia.presses("Save")
    lia.sees("Not now", "First my girl.", "Help never depends on it.")
    # And her time to think
    lia.page.get_by_role("link", name="A status, a permit, a reflection period").click()
    lia.page.wait_for_load_state()
    lia.chooses("Which status?", "Reflection period")
    lia.chooses("How does it stand?", "Granted")
    lia.types_date("since", TODAY - timedelta(days=9))
    lia.types_date("until", TODAY + timedelta(days=20))
    lia.presses("Save")
    lia.sees("Day 10 of 30", "21 days left, today counted")
    lia.page_ok()
    # And a hearing, with what protects her, and Boris who goes with her
    lia.page.get_by_role("link", name="A hearing", exact=True).click()
    lia.page.wait_for_load_state()
    lia.chooses("What is it for?", "Court hearing")
    lia.types_date("on", TODAY + timedelta(days=3))
    lia.types("At what time?", "10:00")
    lia.types("Where?", "Courthouse, hall 17")
    lia.ticks("Separate waiting room")
    lia.ticks("Screen")
    lia.form.get_by_label("Who goes with her?").select_option(label="Boris Ceban")
    lia.form.get_by_role("group", name="Tell this colleague?").get_by_label("Yes").check()
    lia.types("Where do they meet?", "At our door, by car")
    lia.page_ok()
    lia.presses("Save")
    lia.sees("Court hearing", "Separate waiting room", "the colleague who goes with her is told")
    lia.page_ok()
    # And a document that we keep, which goes back with one press
    lia.page.get_by_role("link", name="A document", exact=True).click()
    lia.page.wait_for_load_state()
    lia.ticks("We, at her written request")
    lia.presses("Save")
    lia.sees("We keep a document only at her written request")
    lia.types_date("asked_on", TODAY)
    lia.page_ok()
    lia.presses("Save")
    lia.presses("It is with her again")
    lia.sees("Her document is with her again.", "She herself")
    # Then the lawyer's day holds the hearing
    lia.goes_to("/")
    lia.sees("Court hearing at 10:00")
    lia.page.locator("main").get_by_role("link", name="Court hearing at 10:00").click()
    lia.page.wait_for_load_state()
    assert lia.heading == "A hearing"
    # And Boris learns that he goes with her, and nothing of what it is
    boris = enters("boris")
    boris.goes_to("/")
    boris.sees("To be accompanied at 10:00: At our door, by car")
    boris.goes_to(f"/cases/{case}/visits/")
    boris.sees("To be accompanied", "At our door, by car", "Boris Ceban goes with her")
    for page in ("", "visits/"):
        boris.goes_to(f"/cases/{case}/{page}")
        boris.sees_no("Court", "hall 17", "Reflection", "First my girl.", "Separate waiting room")
    boris.goes_to(f"/cases/{case}/")
    boris.sees("Legal, not in your ring")
    assert boris.page.get_by_role("link", name="Law", exact=True).count() == 0
    boris.page_ok(PHONE)
    assert boris.goes_to(f"/cases/{case}/law/").status == 404
    # And the mother's lawyer comes not into the child's file
    for page in ("", "law/", "law/add/hearing/"):
        assert lia.goes_to(f"/cases/{childs}/{page}").status == 404
        lia.sees_no("Daria")


def test_what_carries_her_and_what_is_missing(cast: Cast, enters: Enters) -> None:
    # Given Natalia's case, and Boris before it on a phone
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    boris = enters("boris", phone=True)
    boris.goes_to(f"/cases/{case}/family/")
    boris.presses("Ecomap")
    boris.sees("North", "not said")
    boris.page_ok(PHONE)
    # When she says what carries her
    boris.presses("Set the ties with her")
    boris.form.get_by_label("How strong is the tie?").select_option(label="strong")
    boris.form.get_by_label("Which way does it flow?").select_option(label="gives to her")
    boris.types("Who or what?", "The woman at the bakery")
    boris.chooses("What is it?", "friend, neighbour")
    boris.presses("Save")
    # Then picture and table say it
    boris.sees("strong", "gives to her", "The woman at the bakery", "Ties set by Boris Ceban")
    boris.page_ok(PHONE)
    # And needs stand against what is done for them
    boris.presses("Needs and services")
    boris.presses("Add a need")
    boris.chooses("What is it about?", "Work")
    boris.ticks("serious")
    boris.presses("Save")
    boris.presses("Needs and services")
    boris.sees("1 open need has nothing planned yet.", "nothing planned yet")
    boris.page_ok(PHONE)
