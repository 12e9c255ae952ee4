"""A key keeper brings a questionnaire, mends it, tries it and publishes it, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.journeys.person import PHONE, Person

Enters = Callable[..., Person]

SHEET = """
| survey |
| | type | name | label | relevant |
| | {type} yes_no | sleeps | Does she sleep? | |
| | text | why | What keeps her awake? | ${{sleeps}} = 'no' |
| choices |
| | list_name | name | label |
| | yes_no | yes | Yes |
| | yes_no | no | No |
| settings |
| | form_title | form_id |
| | Nights | nights |
"""


def test_from_a_spreadsheet_to_a_published_questionnaire(enters: Enters, tmp_path: Path) -> None:
    broken, mended = tmp_path / "broken.md", tmp_path / "mended.md"
    broken.write_text(SHEET.format(type="select_on"))
    mended.write_text(SHEET.format(type="select_one"))
    # Given Alina, who looks at what may be asked
    alina = enters("alina")
    alina.goes_to("/questionnaires/")
    alina.sees("No questionnaire yet", "First interview", "Home visit")
    alina.page_ok()
    # When she brings a spreadsheet with a slip
    alina.presses("Add a questionnaire")
    alina.page.set_input_files("[name=file]", broken)
    alina.presses("Check and keep as a draft")
    # Then the page says where it is, and keeps nothing
    alina.sees("1 thing to mend", "row 2", "There is no type “select_on yes_no”.", "Is “select_one” meant?")
    alina.page_ok(PHONE)
    # When she brings the mended one
    alina.page.set_input_files("[name=file]", mended)
    alina.presses("Check and keep as a draft")
    alina.sees("Nights", "Draft", "Asked only if", "sleeps = 'no'")
    alina.page_ok()
    # And tries it: it asks on as in an interview
    alina.presses("Try it")
    alina.sees("nothing that you type here is kept", "Does she sleep?")
    alina.page.go_back()
    alina.presses("Publish")
    # Then colleagues may begin it
    alina.sees("Published: it can be filled in from now on.")
    alina.page_ok(PHONE)
    alina.goes_to("/questionnaires/")
    alina.sees("Nights", "version 1")
    # And one of the library comes in three languages
    alina.presses("Take in: Home visit")
    alina.sees("It is yours now, as a draft.", "Is it warm enough?")
    alina.page.get_by_role("link", name="Română (ro)").click()
    alina.sees("Este destul de cald?")
    alina.page_ok()
