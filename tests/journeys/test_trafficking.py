"""What happened, as far as she tells it; the way home; and what a spreadsheet brought, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from acasa.core.scope import scoped
from acasa.people import rules
from acasa.vault import folders
from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person
from tests.world import open_case

Enters = Callable[..., Person]
TODAY = datetime.now(UTC).date()


def test_what_she_tells_what_she_keeps_and_how_she_comes_home(cast: Cast, enters: Enters) -> None:
    # Given Natalia's case, with two values that a spreadsheet brought, and Boris with her
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    with scoped(cast.org_id):
        actor = cast.boris.actor()
        folder = folders.open_one(actor, case, verb="case.read")
        values = {
            "vic_TypeOfExploitation": "Forced labour; beans",
            "hte_Country": "Italy",
            "hte_Type": "Exploitation",
        }
        told = {
            "kind": "imported",
            "values": values,
            "at": "2020-01-01T10:00:00+00:00",
            "by_name": "Boris Ceban",
        }
        _, written = folders.add(folder, rules.CASEWORK, told)
        folders.note(actor, "import.rows", case, written=[written])
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/")
    # When he takes over what is right
    boris.page.get_by_role("link", name="2 values of the spreadsheet have a place here.").click()
    boris.page.wait_for_load_state()
    boris.sees("Forced labour; beans", "Not all of it is understood", "Italy")
    boris.page_ok()
    boris.presses("Take over what is ticked")
    boris.sees("2 values are taken over.", "Forced labour", "Italy")
    boris.page_ok()
    # And writes down what was decided, and what she tells of being held
    boris.presses("What was decided")
    boris.types_date("identified_on", TODAY)
    boris.ticks("Presumed to have been trafficked")
    boris.ticks("NGO")
    boris.page.fill("[name=decided_on_year]", str(TODAY.year))
    boris.page_ok()
    boris.presses("Save")
    boris.sees("Presumed to have been trafficked", "Decided by")
    boris.presses("How she was held")
    boris.ticks("Restricts movement")
    boris.ticks("Uses her children")
    boris.ticks("It is not the right time")
    boris.page_ok()
    boris.presses("Save")
    boris.sees("Restricts movement; Uses her children", "It is not the right time")
    # And somebody's part in it, for her safety, without a name
    boris.page.locator("#persons").get_by_role("link", name="Add").click()
    boris.page.wait_for_load_state()
    boris.sees("There is no place for a name here.")
    boris.ticks("Recruited her, or went between")
    boris.page.locator("[name=near][value=yes]").check()
    boris.page_ok()
    boris.presses("Save")
    boris.sees("Recruited her, or went between", "This person may find her")
    # When her return is planned
    boris.page.locator("#return").get_by_role("link", name="Add").click()
    boris.page.wait_for_load_state()
    boris.ticks("It is planned")
    boris.types_date("planned_on", TODAY + timedelta(days=2))
    boris.ticks("She wants to return")
    boris.chooses("From which country?", "Italy")
    boris.types("Who meets her?", "Boris and the driver")
    boris.page_ok()
    boris.presses("Save")
    boris.sees("From Italy", "planned", "Boris and the driver")
    # Then it stands on the day, and from there he writes that she is back
    boris.goes_to("/")
    boris.page.locator("main").get_by_role("link", name="She arrives from Italy").click()
    boris.page.wait_for_load_state()
    boris.ticks("She is back")
    boris.page.fill("[name=arrived_on_year]", str(TODAY.year))
    boris.presses("Save")
    boris.sees("she is back")
    boris.page_ok(PHONE)
    boris.goes_to("/")
    boris.sees("Nothing is due")
    boris.goes_to(f"/cases/{case}/")
    boris.sees("Back from Italy")


def test_two_in_one_step_see_both_without_script(cast: Cast, enters: Enters) -> None:
    # Given Boris on an old phone and Alina before the same step
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    boris, alina = enters("boris", script=False, phone=True), enters("alina")
    for person in (boris, alina):
        person.goes_to(f"/cases/{case}/what-happened/step/control/")
    # When both save, Alina first
    alina.ticks("Debt bondage")
    alina.presses("Save")
    boris.ticks("Takes earnings")
    boris.presses("Save")
    # Then Boris sees both, and what he ticked stays ticked
    boris.sees("Somebody saved first", "Alina Rusu", "Debt bondage")
    assert boris.page.get_by_label("Takes earnings").is_checked()
    boris.ticks("Debt bondage")
    boris.presses("Save")
    boris.sees("Debt bondage; Takes earnings")
