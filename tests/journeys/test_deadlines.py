"""What is due by rule: a clock, a reason, a supervisor's board, all cases anew, and a calendar without names."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as live

from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person
from tests.world import open_case

Enters = Callable[..., Person]
TODAY = datetime.now(UTC).date()


@pytest.fixture(scope="module", autouse=True)
def moldova() -> Iterator[None]:
    """Before the server starts: by whose rules it calculates."""
    former = os.environ["ACASA_COUNTRY_PACK"]
    os.environ["ACASA_COUNTRY_PACK"] = live.ACASA_COUNTRY_PACK = "md"
    yield
    os.environ["ACASA_COUNTRY_PACK"] = live.ACASA_COUNTRY_PACK = former


def test_deadlines_from_facts_to_the_supervisors_board(cast: Cast, enters: Enters) -> None:
    # Given a case of sixty days without a plan, and one that is new
    late, _ = open_case(cast.boris, cast.north, "Natalia", opened_on=TODAY - timedelta(days=60))
    new, _ = open_case(cast.boris, cast.north, "Daria")
    boris = enters("boris")
    boris.goes_to("/")
    boris.sees("First plan, made with her", "late")
    # When Boris looks at what is due, and why
    boris.goes_to(f"/cases/{late}/")
    boris.sees("Due by rule")
    boris.enters_room("Deadlines", "Plan and way")
    boris.sees("What is due", "First assessment of needs")
    boris.page.get_by_text("Why, and how sure is it?").first.click()
    boris.sees("It counts from:", "not sure: practice, or recalled")
    boris.page_ok(PHONE)
    # Then he sets one aside, which needs a reason, and takes it up again
    first = boris.page.locator(".deadlines-list > li", has_text="First assessment of needs").first
    first.get_by_role("link", name="Done, or set aside").click()
    boris.page.get_by_label("Set it aside: it does not fit here, or she does not want it").check()
    boris.presses("Save")
    boris.sees("Say why it is set aside.")
    boris.page_ok()
    boris.types("In a few words", "Her own psychologist has it in hand.")
    boris.presses("Save")
    boris.sees("Saved.", "Her own psychologist has it in hand.", "set aside")
    boris.presses("Take it up again")
    boris.sees_no("Her own psychologist has it in hand.")
    # And the supervisor sees on her day and on the board what waits too long
    alina = enters("alina")
    alina.goes_to("/")
    alina.sees("Late with colleagues", "Natalia")
    alina.page_ok()
    alina.presses("All that is late")
    alina.sees("What is late", "Boris Ceban", "too long", "30 days from: the case was opened")
    alina.page_ok(PHONE)
    # When the plan is there, nothing of it is late any more
    boris.goes_to(f"/cases/{late}/plan/draft/")
    boris.presses("Add a goal")
    boris.types("Her goal, in her own words", "To sleep.")
    boris.presses("Save in the draft")
    for _time in range(2):
        boris.presses("Make version 1")
    boris.goes_to(f"/cases/{late}/deadlines/")
    boris.sees("Met", "First plan, made with her", "Look at the plan again with her")
    boris.goes_to(f"/cases/{new}/deadlines/")
    boris.sees("working days left")


def test_a_changed_rule_and_a_calendar(cast: Cast, enters: Enters) -> None:
    # Given cases from before there were rules
    live.ACASA_COUNTRY_PACK = "none"
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    live.ACASA_COUNTRY_PACK = "md"
    alina = enters("alina", script=False, phone=True)
    alina.goes_to("/deadlines/")
    alina.sees("Cases wait to be calculated", "Law 140/2013", "fairly sure", "Easter of the Blessed")
    alina.presses("Calculate them now")
    alina.sees("Every case is calculated by the rules in force.", "up to date")
    # When Boris takes the days into his telephone's calendar
    boris = enters("boris")
    boris.goes_to("/deadlines/calendar/")
    boris.page_ok()
    boris.presses("Make an address")
    boris.sees("Your address, shown this once")
    boris.page_ok()
    address = boris.page.locator(".acasa-secret").first.inner_text().strip()
    answer = boris.page.request.get(address)
    # Then it says on which days, and not a word more
    body = answer.text()
    assert answer.status == 200 and "Acasa: something is due" in body
    assert "Natalia" not in body and str(case) not in body and "plan" not in body
    boris.goes_to("/deadlines/calendar/")
    boris.sees_no("Your address, shown this once")
    boris.presses("End it")
    boris.sees("The address no longer works.")
    assert boris.page.request.get(address).status == 404
