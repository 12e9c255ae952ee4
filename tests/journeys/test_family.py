"""The family of a case, as somebody records it on a phone and at a desk."""

from __future__ import annotations

from collections.abc import Callable

from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, WIDE, Person
from tests.world import open_case

Enters = Callable[..., Person]


def test_a_mother_her_child_and_who_cared(cast: Cast, enters: Enters) -> None:
    # Given Natalia's case, and Boris before it
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/")
    boris.page.get_by_role("link", name="Family", exact=True).click()
    boris.sees("Nobody is recorded yet")
    boris.page_ok()
    # When he records her husband, who must not know, and a child
    boris.presses("Add a person")
    boris.chooses("Who is it to her?", "Husband or wife")
    boris.types("Name", "Mihai")
    boris.chooses("If a partner: how do they stand?", "Divorced")
    boris.form.get_by_label("Must not know").check()
    boris.page_ok()
    boris.presses("Save")
    boris.presses("Add a person")
    boris.chooses("Who is it to her?", "Child")
    boris.types("Name", "Ana")
    boris.types("Year of birth", "2018")
    boris.chooses("If a child: who is the other parent?", "Husband or wife: Mihai")
    boris.form.get_by_label("Lives in the same household as she does").check()
    boris.presses("Save")
    # Then the picture shows both, and the box above every page warns
    boris.sees("Ana", "Divorced", "other parent: Mihai", "Must not know: Husband or wife: Mihai")
    assert boris.page.locator("svg.family-picture g[data-person]").count() == 3
    # And when he records who cared for her
    boris.page.locator(".acasa-card", has_text="Who cared for Ana").get_by_role("link", name="Add").click()
    boris.types("If nobody of these: who?", "a woman from the market")
    boris.form.get_by_label("A stranger").check()
    boris.types("From", "3.2024")
    boris.types("To", "2.2024")
    boris.presses("Save")
    boris.sees("This lies before the beginning.")
    boris.page_ok(PHONE)
    boris.types("To", "9.2024")
    boris.presses("Save")
    boris.sees("3.2024", "9.2024", "a woman from the market")
    boris.page_ok(WIDE, PHONE)


def test_a_child_gets_a_file_of_her_own(cast: Cast, enters: Enters) -> None:
    # Given a guardian who may be involved, and a child in the family
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/family/add/")
    boris.chooses("Who is it to her?", "Guardian")
    boris.types("Name", "Vasile")
    boris.form.get_by_label("May have a conflict of interest").check()
    boris.presses("Save")
    boris.sees("Another guardian must be appointed", "The guardian may be involved")
    boris.page_ok()
    boris.goes_to(f"/cases/{case}/family/add/")
    boris.chooses("Who is it to her?", "Child")
    boris.types("Name", "Ana")
    boris.presses("Save")
    # When Boris opens a case for the child
    boris.page.get_by_role("link", name="A file of their own: Ana").or_(
        boris.page.get_by_role("link", name="A file of their own Ana")
    ).first.click()
    boris.page_ok()
    boris.presses("Save")
    # Then it is a case of its own, and each shows the way to the other
    boris.sees("The case is open, with rights of its own.")
    assert str(case) not in boris.page.url and "Ana" in boris.heading
    boris.page.get_by_role("link", name="Family", exact=True).click()
    boris.page.get_by_role("link", name="Open the file").click()
    assert str(case) in boris.page.url
    boris.page_ok(PHONE)
