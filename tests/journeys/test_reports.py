"""From what women said stands in their way to the ranking that chooses the work: without a name, in a real browser."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from acasa.cases.intake import library, rules
from acasa.cases.intake import services as intake
from acasa.cases.plan.services import needs
from acasa.core.scope import scoped
from acasa.vault.testing import Cast
from tests.journeys.person import PHONE, Person
from tests.world import open_case

Enters = Callable[..., Person]
NAMED = (
    ("bond_with_child_lost", "stabilisation"),
    ("bond_with_child_lost", "stabilisation"),
    ("bond_with_child_lost", "stabilisation"),
    ("bond_with_child_lost", "stabilisation"),
    ("bond_with_child_lost", "stabilisation"),
    ("bond_with_child_lost", "reintegration"),
    ("stigma_blame", "reintegration"),
    ("guilt", "crisis"),
    ("", ""),
    ("", ""),
    ("", ""),
)


def agrees(cast: Cast, case: UUID, code: str, stage: str) -> None:
    with scoped(cast.org_id):
        boris = cast.boris.actor()
        points = [point for point, _ in library.consent_points(rules.BE_COUNTED, "ro")]
        told = intake.Telling(points, "ro", "spoken")
        intake.answer_consent(
            boris, case, purpose=rules.BE_COUNTED, answer=rules.AGREED, telling=told, seen=0
        )
        if code:
            data = {"code": code, "stage": stage, "words": "", "barriers": ["no_job"], "status": "stands"}
            needs.add(boris, case, kind="challenge", data=data)


def test_the_ranking_tells_of_all_and_of_nobody(cast: Cast, enters: Enters) -> None:
    # Given eleven women who agreed to be counted without a name, and what six of them said
    for number, (code, stage) in enumerate(NAMED):
        case, _ = open_case(cast.boris, cast.north, f"Natalia {number}")
        agrees(cast, case, code, stage)
    # When Dan, who holds no case, looks at the figures
    dan = enters("dan")
    dan.page.get_by_role("link", name="Figures", exact=True).click()
    dan.page.get_by_role("heading", name="Figures").wait_for()
    # Then what weighs most stands first, and what is true of few is not to be found
    dan.sees("Lost bond with the child", "11 of 11 cases are counted.")
    dan.sees("Numbers under 5, zero included, are not shown")
    row = dan.page.get_by_role("row").filter(has_text="Lost bond with the child").last
    assert row.locator("td").first.inner_text().split()[0] == "6"
    dan.sees_no("Guilt", "Blamed, labelled", "Natalia")
    dan.page_ok(PHONE)
    # When he narrows it, numbers are rounded; and a part that is too small is no table
    dan.goes_to("/figures/?rows=barriers&columns=opened")
    dan.page_ok()
    dan.page.get_by_text("Another table").click()
    dan.chooses("Only this stage", "Identification")
    dan.presses("Apply")
    dan.sees("each number is rounded to the nearest 5")
    dan.page_ok()
    dan.goes_to("/figures/?stage=autonomy")
    dan.sees("Too few to show")
    dan.page_ok()
    # And the same table goes along as a file
    dan.goes_to("/figures/?rows=challenges")
    with dan.page.expect_download() as going:
        dan.page.get_by_role("link", name="CSV").click()
    assert "Lost bond with the child,6" in going.value.path().read_text("utf-8-sig")
    # Boris works on the cases and has no figures; Alina brings all of them up to date
    boris = enters("boris")
    assert boris.page.get_by_role("link", name="Figures", exact=True).count() == 0
    alina = enters("alina")
    alina.goes_to("/figures/")
    alina.presses("Bring the figures up to date")
    alina.page_ok()
    alina.presses("Begin")
    alina.page.get_by_role("heading", name="The figures are up to date").wait_for()
    alina.sees("11 cases were looked at.")
    alina.page_ok()
