"""From an instrument that nobody may use yet to one that can be filled in, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.journeys.person import PHONE, Person

Enters = Callable[..., Person]
SHEET = """
| survey |
| | type | name | label |
| | select_one often | q1 | Lonely? |
| | select_one often | q2 | Left out? |
{last}
| choices |
| | list_name | name | label |
| | often | 1 | Hardly ever |
| | often | 2 | Sometimes |
| | often | 3 | Often |
| settings |
| | form_title | form_id | version |
| | The owner's sheet | sheet | 1 |
"""
LAST = "| | select_one often | q3 | Apart? |"


def test_an_owner_permits_it_and_its_sheet_is_added(enters: Enters, tmp_path: Path) -> None:
    # Given the library, and an instrument whose owner wants to be asked
    alina = enters("alina")
    alina.goes_to("/instruments/")
    alina.sees("PHQ-9", "Ready to use", "Only with the owner's permission")
    alina.page_ok()
    alina.page_ok(PHONE)
    alina.presses("UCLA-3")
    alina.sees("Nobody has written down a permission yet.")
    assert alina.page.get_by_text("Walk through it").count() == 0
    alina.page_ok()
    # When she writes down who permits what
    alina.presses("Write down a permission")
    alina.page_ok()
    alina.types("Who permits it?", "The authors")
    alina.types("Where is it written?", "Letter of 3 May")
    alina.types("What is permitted?", "Adults of our cases, in English")
    alina.presses("Save")
    alina.sees("Permitted; the form is still to be added", "In force", "Letter of 3 May")
    # And adds a sheet that lacks a question
    alina.presses("Add the form")
    alina.page_ok()
    short, whole = tmp_path / "short.md", tmp_path / "whole.md"
    short.write_text(SHEET.format(last=""), encoding="utf-8")
    whole.write_text(SHEET.format(last=LAST), encoding="utf-8")
    alina.page.get_by_label("The form (XLSForm)").set_input_files(short)
    alina.presses("Add")
    # Then it says what is missing, and takes the whole one
    alina.sees("The question q3 is missing.")
    alina.page_ok()
    alina.page.get_by_label("The form (XLSForm)").set_input_files(whole)
    alina.presses("Add")
    alina.sees("Ready to use, with your own form")
    alina.page_ok(PHONE)
    # And a colleague walks through it, with nothing to change
    boris = enters("boris")
    boris.goes_to("/instruments/ucla-3/")
    boris.sees("A key keeper writes down permissions.")
    boris.presses("Walk through it")
    boris.sees("Lonely?")
    boris.page_ok()
