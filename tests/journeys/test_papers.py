"""Papers in a browser: a plan signed on a telephone, a letter with ticked facts, and what she reads here."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

from acasa.cases.papers.tests.build import open_case
from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person

Enters = Callable[..., Person]
PICTURES = os.environ.get("LOOK_AT", "")


def shown(person: Person, name: str) -> None:
    """A picture to look at, for whoever asks for them."""
    if PICTURES:
        person.page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def scribble(person: Person, number: int) -> None:
    pad = person.page.locator("canvas").nth(number)
    pad.scroll_into_view_if_needed()
    box = pad.bounding_box()
    mouse = person.page.mouse
    mouse.move(box["x"] + 20, box["y"] + 30)
    mouse.down()
    for step in range(1, 12):
        mouse.move(box["x"] + 20 + 18 * step, box["y"] + 30 + (25 if step % 2 else 0))
    mouse.up()


def test_she_reads_her_plan_and_signs_it_on_a_telephone(cast: Cast, enters: Enters) -> None:
    # Given a plan of hers, and Boris with a telephone
    case = open_case(cast.boris, cast)
    boris = enters("boris", phone=True)
    boris.goes_to(f"/cases/{case}/papers/")
    boris.page_ok()
    shown(boris, "room")
    boris.page.get_by_role("link", name="Individual plan").click()
    boris.page_ok()
    # When it is not safe to take home
    boris.page.locator("[name=safe][value=no]").check()
    boris.page.locator("[name=instead][value=read_here]").check()
    shown(boris, "make")
    boris.presses("Make the paper")
    # Then she reads it here, in large type, in her language, and nobody else's matters stand around it
    assert boris.page.locator("article").get_attribute("lang") == "ro"
    assert "Vreau să stau cu fata mea" in boris.words and "the recipe" not in boris.words
    boris.page_ok()
    shown(boris, "read")
    # When both sign on the glass
    boris.goes_to(f"/cases/{case}/papers/plan/")
    boris.page.locator("[name=safe][value=yes]").check()
    boris.presses("Sign on the screen")
    boris.page_ok(PHONE)
    scribble(boris, 0)
    boris.page.locator("[data-clear]").first.click()
    assert boris.page.input_value("[name=strokes_her]") == ""
    scribble(boris, 0)
    scribble(boris, 1)
    shown(boris, "sign")
    boris.presses("Keep the signed paper")
    # Then the signed plan stands sealed among the papers
    boris.page.wait_for_url("**/papers/")
    boris.sees("The signed paper is sealed into the case.", "signed on the screen", "plan-CL-0001.pdf")
    boris.page_ok()
    shown(boris, "room-after")


def test_a_letter_and_what_the_partner_said(cast: Cast, enters: Enters) -> None:
    # Given Boris, who asks for a room for her
    case = open_case(cast.boris, cast)
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/papers/referral/")
    boris.sees("Not now")
    boris.page_ok()
    shown(boris, "referral")
    boris.types("To which organisation?", "Casa Verde")
    boris.types("In words", "A room for mother and child")
    boris.page.locator("[name=agreed][value=spoken]").check()
    boris.page.locator("[name=facts][value=working_name]").check()
    boris.page.locator("[name=safe][value=not_asked]").check()
    # When the letter is made
    with boris.page.expect_download() as download:
        boris.page.get_by_role("button", name="Make the paper").click()
    # Then it comes under a name that names nobody
    assert download.value.suggested_filename == "referral-CL-0001.pdf"
    # And what they say on the telephone is written down
    boris.goes_to(f"/cases/{case}/papers/partner/")
    boris.page_ok()
    boris.page.locator("[name=answer][value=waiting_list]").check()
    boris.types("What did they say?", "In two weeks")
    boris.presses("Save")
    boris.page.wait_for_url("**/papers/")
    boris.sees("Casa Verde: On a waiting list", "In two weeks", "Referral letter, printed")
    boris.page_ok()
    shown(boris, "room-partner")


def test_a_signed_paper_is_brought_and_the_blank_form_is_found(cast: Cast, enters: Enters) -> None:
    case = open_case(cast.boris, cast)
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/papers/signed/")
    boris.page_ok()
    shown(boris, "keep")
    boris.goes_to("/")
    boris.page.get_by_role("link", name="Blank intake form to print").click()
    boris.page_ok()
    shown(boris, "intake")
    for what in ("consent", "safety", "summary", "intake"):
        boris.goes_to(f"/cases/{case}/papers/{what}/")
        boris.page_ok()
        shown(boris, f"make-{what}")
