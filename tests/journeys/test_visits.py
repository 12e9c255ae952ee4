"""Out of the office and back: a visit, an alarm, a failed attempt, an appointment, and a year after."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from acasa.cases.visits.models import Watch
from acasa.core.scope import scoped
from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person
from tests.world import open_case

Enters = Callable[..., Person]
TODAY = datetime.now(UTC).date()


def enters_the_room(person: Person, name: str) -> None:
    person.page.get_by_role("link", name="My people").first.click()
    person.page.get_by_role("link", name=name).first.click()
    person.page.get_by_role("link", name="Contacts and visits").click()
    person.page.wait_for_url("**/visits/")


def test_a_worker_who_does_not_come_back_is_looked_for(cast: Cast, enters: Enters) -> None:
    # Given Boris with a telephone, who plans to go to Zamfira's sister
    open_case(cast.boris, cast.north, "Zamfira", essentials={"hours": "after 18:00"})
    boris = enters("boris", phone=True)
    enters_the_room(boris, "Zamfira")
    boris.sees("after 18:00", "No visit, appointment or follow-up is planned.")
    boris.page_ok(PHONE)
    boris.presses("Plan a home visit")
    boris.types_date("on", TODAY + timedelta(days=1))
    boris.types("From what time?", "14:00")
    boris.types("Expected back at", "15:30")
    boris.types("Where?", "The blue gate after the well")
    boris.types("Your telephone there", "+373 00 412 077")
    boris.page.check("[name=agreed][value=yes]")
    boris.page.check("[name=safe_to_go][value=unknown]")
    boris.page.check("[name=pair][value=alone]")
    boris.presses("Save")
    # When it is not known to be safe, he is asked why, and nothing that he typed is lost
    boris.sees("Could you meet somewhere else, or go in pairs?")
    assert boris.page.input_value("[name=address]") == "The blue gate after the well"
    boris.page_ok(PHONE)
    boris.types("Why go there all the same?", "Her sister asked; we meet at the gate only.")
    boris.presses("Save")
    boris.page.wait_for_url("**/visits/*-*/")
    boris.sees("The visit is planned.", "The blue gate after the well")
    boris.presses("I am there")
    boris.sees("there now", "Nobody sees where you are")
    boris.page_ok(PHONE)
    place = boris.page.url.removeprefix(boris.base)
    # And the hour passes without a word from him
    with scoped(cast.org_id):
        Watch.objects.update(alarm_at=datetime.now(UTC) - timedelta(minutes=3))
    # Then Carmen sees it on her day, with what to do, and acts
    carmen = enters("carmen")
    carmen.sees("Boris Ceban has not come back from a visit", "Nobody acts yet.")
    carmen.page_ok()
    carmen.presses("See what to do")
    carmen.sees("What to do, in this order", "+373 00 412 077", "The blue gate after the well", "112")
    carmen.page_ok()
    carmen.presses("I act")
    carmen.sees("Carmen Lupu acts since")
    # And Boris, back from the hills, says on his first page that he is out
    boris.goes_to("/")
    boris.sees("Are you out? Colleagues are worried", "Carmen Lupu is looking for you.")
    boris.page_ok(PHONE)
    boris.presses("I am out, safe")
    boris.types("What happened, and what was agreed?", "No network behind the hill. She is well.")
    boris.page_ok(PHONE)
    boris.presses("I am out, and this happened")
    boris.sees("Good that you are out.", "out and safe")
    # And Carmen's day is quiet again
    carmen.goes_to("/")
    carmen.sees_no("has not come back")
    carmen.sees("Boris Ceban is safe")
    carmen.page_ok()
    carmen.goes_to(place)
    carmen.sees("Out and safe at")
    carmen.page_ok()


def test_an_attempt_an_appointment_and_a_search(cast: Cast, enters: Enters) -> None:
    # Given a person whom Boris tries to reach
    open_case(cast.boris, cast.north, "Zamfira")
    boris = enters("boris")
    enters_the_room(boris, "Zamfira")
    # When nobody answers, it takes a word and one press
    boris.types("A word, if you like", "rang out, 18:40")
    boris.presses("No answer")
    boris.sees("Saved.", "Attempt without an answer: No answer", "rang out, 18:40")
    # And an appointment stands among what is coming
    boris.presses("Make an appointment")
    boris.chooses("With whom?", "Court")
    boris.types_date("on", TODAY + timedelta(days=3))
    boris.types("At what time?", "10")
    boris.types("Where?", "Court of Buiucani, room 4")
    boris.page_ok()
    boris.presses("Save")
    boris.sees("Court", "Court of Buiucani, room 4", "Boris Ceban goes with her")
    boris.page.locator("main").get_by_role("link", name="Court", exact=True).click()
    with boris.page.expect_download() as download:
        boris.page.get_by_role("link", name="Into my calendar, without any name").click()
    assert download.value.suggested_filename == "acasa.ics"
    boris.page_ok()
    boris.page.go_back()
    # And when she can't be reached for long, it goes step by step
    boris.presses("We can't reach her")
    boris.page_ok()
    boris.presses("Begin to look")
    boris.sees("We look for her.", "Try at her safe hours, on two different days")
    boris.presses("Record a step")
    boris.page.check("[name=result][value=reached]")
    boris.page_ok()
    boris.presses("Save")
    boris.sees("She is in touch again")
    boris.sees_no("We look for her.")
    boris.page_ok()


def test_after_closure_she_is_asked_how_she_is(cast: Cast, enters: Enters) -> None:
    # Given a case that Boris closes
    open_case(cast.boris, cast.north, "Zamfira")
    boris = enters("boris")
    enters_the_room(boris, "Zamfira")
    boris.presses("The case")
    boris.presses("Close the case")
    boris.page.check("[name=reason][value=plan_goals_met_sustained]")
    boris.presses("Save")
    # When the closed case offers the usual schedule, he takes it
    boris.sees("How is she, later?")
    boris.page_ok()
    boris.presses("Plan follow-ups")
    boris.sees("1 month after closure", "12 months after closure", "not a law")
    boris.page_ok()
    boris.presses("Save")
    boris.sees("4 follow-ups are planned.")
    # Then each asks a few questions, none of which must be answered
    boris.page.locator("main").get_by_role("link", name="Follow-up", exact=True).first.click()
    boris.page.check("[name=state][value=done]")
    boris.page.check("[name=safe][value=rather_not_say]")
    boris.types("How does she feel, in her own words?", "Tired, but home.")
    boris.page_ok()
    boris.presses("Save")
    boris.sees("Saved.", "Follow-up: We talked")


def test_aid_and_its_donor(cast: Cast, enters: Enters) -> None:
    # Given Alina, who supervises, and a donor's budget line
    open_case(cast.alina, cast.north, "Zamfira")
    alina = enters("alina")
    alina.goes_to("/aid/lines/")
    alina.types("Donor", "Fundația Speranța")
    alina.types("Budget line", "Winter")
    alina.page_ok()
    alina.presses("Add")
    alina.sees("Fundația Speranța: Winter")
    # When aid is recorded as people write it
    enters_the_room(alina, "Zamfira")
    alina.enters_room("Aid", "Contacts and visits")
    alina.sees("Nothing was given yet")
    alina.presses("Record aid")
    alina.chooses("What was given?", "Firewood, heating, electricity")
    alina.types("Amount", "1 250,50")
    alina.chooses("Donor and budget line", "Fundația Speranța: Winter")
    alina.page_ok()
    alina.presses("Save")
    # Then it stands under its donor
    alina.sees("Firewood, heating, electricity", "1,250.50 MDL", "Fundația Speranța")
    alina.page_ok()


def test_an_interpreter_who_may_be_against_her(cast: Cast, enters: Enters) -> None:
    # Given an interpreter in the register
    open_case(cast.boris, cast.north, "Zamfira")
    boris = enters("boris")
    boris.goes_to("/interpreters/add/")
    boris.types("Name", "Leyla Orazova")
    boris.page.select_option("[name=languages]", ["tk", "ru"])
    boris.page_ok()
    boris.presses("Save")
    boris.sees("Leyla Orazova", "Turkmen")
    boris.page_ok()
    # When Boris chooses her for a case from the same village, he is warned and asked why
    enters_the_room(boris, "Zamfira")
    boris.page.locator("main").get_by_role("link", name="Choose").click()
    boris.page.get_by_label("Leyla Orazova").check()
    boris.ticks("From the same village or neighbourhood")
    boris.presses("Save")
    boris.sees("This interpreter may be against her.")
    boris.page_ok()
    boris.types("Why this interpreter all the same?", "By telephone, without names.")
    boris.presses("Save")
    boris.sees("Leyla Orazova", "conflict", "By telephone, without names.")
    boris.page_ok()
