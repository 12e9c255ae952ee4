"""What she answers, over time: planned, asked with her, typed in from paper, and what must not wait."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from acasa.assessments.measures import instruments
from acasa.cases.family import services as family
from acasa.cases.interviews.services import keep
from acasa.core.scope import scoped
from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person
from tests.world import open_case

Enters = Callable[..., Person]
TODAY = datetime.now(UTC).date()


def kept(cast: Cast, case: UUID, values: list[int], on: date, **more: str) -> None:
    """What was asked on an earlier day."""
    with scoped(cast.org_id):
        carmen = cast.carmen.actor()
        it = instruments.newest("phq-9")
        answers = {name: str(value) for name, value in zip(it.order(), values, strict=False)}
        form = instruments.form_of(carmen, it)
        noon = f"{on.isoformat()}T12:00:00+00:00"
        told: dict[str, Any] = {"begun_at": noon, "ended_at": noon, "language": "English (en)", **more}
        keep(carmen, case, ref=it.ref, answers=instruments.nested(form, answers), **told)


def test_from_the_plan_to_what_must_not_wait(cast: Cast, enters: Enters) -> None:
    # Given Natalia, whose psychologist asked her three months ago
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    kept(cast, case, [2, 2, 2, 2, 2, 2, 2, 2, 0], TODAY - timedelta(days=92))
    carmen = enters("carmen")
    carmen.goes_to(f"/cases/{case}/assessments/")
    carmen.sees("PHQ-9: Depression", "16", "Moderately severe", "Nothing is planned.")
    carmen.page_ok()
    # When Carmen plans to ask again
    carmen.presses("Plan measurements")
    carmen.ticks("PHQ-9: Depression (Natalia, answered by herself)")
    carmen.page_ok()
    carmen.form.get_by_label("On another day").check()
    carmen.types_date("again_on", TODAY)
    carmen.presses("Plan it")
    carmen.sees("planned.", "PHQ-9")
    # Then it stands on her day, and from there the paper that Natalia filled in is typed in
    carmen.goes_to("/")
    carmen.page.locator("main").get_by_role("link", name="To fill in: PHQ-9").first.click()
    carmen.page_ok()
    carmen.presses("Type in from paper")
    for number in range(1, 9):
        carmen.page.fill(f"[name=item_q{number}]", "1")
    carmen.page.fill("[name=item_q9]", "7")
    carmen.presses("Save and see the result")
    carmen.sees("Type one of: 0, 1, 2, 3")
    carmen.page_ok()
    # When the ninth answer is not "not at all"
    carmen.page.fill("[name=item_q9]", "1")
    carmen.presses("Save and see the result")
    # Then it is said loudly, whatever the sum, and the protocol runs already
    carmen.sees("An answer that must not wait", "reliably better", "−7", "never a diagnosis")
    carmen.page_ok()
    carmen.presses("Over time")
    carmen.sees("within 6 of the first result", "16", "9")
    assert carmen.page.locator("svg.plot circle").count() == 2
    carmen.page_ok()
    # And Boris, who may not read the answers, has the protocol before him at once
    boris = enters("boris")
    boris.goes_to(f"/cases/{case}/")
    boris.sees("running now")
    boris.sees_no("PHQ-9")
    boris.goes_to(f"/cases/{case}/assessments/")
    boris.sees("Nothing is measured yet", "Results about health")
    boris.page_ok(PHONE)


def test_a_child_and_its_mother_side_by_side_without_script(cast: Cast, enters: Enters) -> None:
    # Given answers of Natalia about herself, and of her daughter and of her about the daughter
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    with scoped(cast.org_id):
        child = {"relation": "daughter", "name": "Daria", "birth_year": "2014"}
        kin = str(family.add_kin(cast.boris.actor(), case, data=child))
    for back, value in ((120, 2), (10, 1)):
        day = TODAY - timedelta(days=back)
        kept(cast, case, [value] * 8 + [0], day)
        kept(cast, case, [value] * 8 + [0], day, respondent="child", about=kin)
        kept(cast, case, [1] * 8 + [0], day, respondent="parent", about=kin)
    # When Carmen looks at both on an old phone
    carmen = enters("carmen", script=False, phone=True)
    carmen.goes_to(f"/cases/{case}/assessments/")
    carmen.presses("Side by side with her own")
    # Then the two who answered about the child are told apart in one picture, and in words
    carmen.sees("Daria and Natalia", "answered by the child", "answered by a parent", "answered by herself")
    assert carmen.page.locator("svg.plot").count() == 2
    assert carmen.page.locator("svg.plot .plot-line--b").count() == 1
    carmen.page_ok(PHONE)


def test_asked_with_her_the_result_follows_by_itself(cast: Cast, enters: Enters) -> None:
    # Given Natalia, who wants to answer on the screen
    case, _ = open_case(cast.boris, cast.north, "Natalia")
    carmen = enters("carmen")
    carmen.goes_to(f"/cases/{case}/assessments/begin/")
    carmen.page_ok()
    carmen.page.get_by_role("link", name="Fill it in now WHO-5").click()
    carmen.page.wait_for_load_state()
    # When she answers one page after the other, and leaves one out
    carmen.presses("Begin")
    for question in range(1, 5):
        carmen.page.locator(f"[name$='q{question}'][value='2']").check()
    carmen.page.locator("[name='not-said'][value$='q5']").check()
    carmen.presses("Save and go on")
    carmen.presses("Keep the interview")
    # Then nothing is guessed for what she did not say
    carmen.goes_to(f"/cases/{case}/assessments/")
    carmen.sees("WHO-5: Well-being", "not enough answers: between 32 and 52", "1 answer is missing")
    carmen.page_ok(PHONE)
