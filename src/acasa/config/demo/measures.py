"""What Svetlana, Iulia and Natalia answered, as the months went by. Everybody is fictional."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from acasa.assessments import rules
from acasa.assessments.measures import instruments, queries
from acasa.assessments.planning import services as planning
from acasa.assessments.planning.services import When
from acasa.assessments.rules import Key
from acasa.cases.interviews.services import keep
from acasa.cases.safety.services import protocols
from acasa.cases.services.opening import Step
from acasa.core.actor import Actor

ENGLISH = "English (en)"


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """What was answered in these cases, as it came about."""
    _svetlana(teller, ids["svetlana"])
    _iulia(teller, ids["iulia"])
    _natalia(teller, ids["natalia"])


def _ask(actor: Actor, case: UUID, slug: str, values: Sequence[int | str], language: str = ENGLISH) -> None:
    """Kept as the pages keep it; what follows from it follows by itself."""
    it = instruments.newest(slug)
    answers = {name: str(value) for name, value in zip(it.order(), values, strict=False)}
    form = instruments.form_of(actor, it)
    keep(actor, case, ref=it.ref, answers=instruments.nested(form, answers), language=language)


def _index(actor: Actor, case: UUID, worse: int) -> None:
    """The reintegration index: each scored item some places below its best answer, as far as it has so many."""
    it = instruments.newest("reintegration-index")
    values: dict[str, str] = {}
    for number, item in enumerate(it.items):
        counted = sorted(
            (code for code, points in item.options.items() if points is not None),
            key=lambda code, each=item: -(each.number(code) or 0),  # type: ignore[misc]
        )
        if item.scored and counted:
            # Not everything goes the same way: every third answer is a step better.
            values[item.id] = counted[min(max(0, worse - (number % 3 == 0)), len(counted) - 1)]
    form = instruments.form_of(actor, it)
    keep(actor, case, ref=it.ref, answers=instruments.nested(form, values), language=form.languages[-1])


def _plan(
    actor: Actor, case: UUID, slugs: Sequence[str], moments: Sequence[str], base: str = "opened_on"
) -> None:
    since = date.fromisoformat(queries.measure_file(actor, case).facts()[base])
    planning.plan(
        actor,
        case,
        keys=[Key(slug) for slug in slugs],
        moments=[When(each, day, base) for each in moments if (day := rules.due_on(each, since))],
        worker_id=actor.user_id,
        worker_name=actor.display_name,
    )


def _svetlana(teller: Any, case: UUID) -> None:
    """Five months of work with Ana: the low mood lifts, the fear less so; Elena asks how life at home goes."""
    ana, elena = teller.actor("ana"), teller.actor("elena")
    with teller._on(-136):
        _plan(ana, case, ["phq-9", "gad-7", "rses"], [rules.INTAKE, "m3", "m6", "m12"])
        _ask(ana, case, "phq-9", [2, 3, 3, 2, 2, 2, 2, 1, 0, 2])
        _ask(ana, case, "gad-7", [2, 2, 3, 2, 1, 2, 2])
        _ask(ana, case, "rses", [1, 1, 2, 1, 2, 1, 1, 3, 2, 2])
    with teller._on(-92):
        _ask(ana, case, "phq-9", [2, 2, 2, 2, 1, 2, 1, 0, 0, 1])
    with teller._on(-90):
        _index(elena, case, 3)
    with teller._on(-48):
        _ask(ana, case, "phq-9", [1, 1, 2, 1, 1, 1, 1, 0, 0, 1])
        _ask(ana, case, "gad-7", [2, 1, 2, 2, 1, 1, 2])
    with teller._on(-6):
        _ask(ana, case, "phq-9", [1, 1, 1, 1, 0, 1, 0, 0, 0, 0])
        _ask(ana, case, "gad-7", [1, 2, 2, 1, 1, 1, 2])
        _ask(ana, case, "rses", [2, 2, 1, 2, 1, 2, 2, 2, 1, 1])
    with teller._on(-4):
        _index(elena, case, 1)


def _iulia(teller: Any, case: UUID) -> None:
    """The ninth answer: the sum is not the highest, and the protocol opens at once. It ends well the same day."""
    ana = teller.actor("ana")
    with teller._on(-41):
        _ask(ana, case, "phq-9", [2, 2, 2, 2, 1, 2, 2, 0, 1, 2])
        running = queries.measure_file(ana, case).page.case_folder.of_kind("protocol")[-1]
        for step in running.data["steps"]:
            protocols.settle(ana, case, running.id, step=step["code"], state="done")
    with teller._on(-41):
        protocols.end(
            ana,
            case,
            running.id,
            outcome="safe_with_us",
            words="A thought at night, no plan. Her sister sleeps with her; the doctor sees her tomorrow.",
            step=Step("Call Iulia in the morning", teller._due(-40)),
        )
    with teller._on(-12):
        _ask(ana, case, "phq-9", [1, 2, 2, 1, 1, 1, 1, 0, 0, 1])
        _plan(ana, case, ["phq-9"], ["m3"], "first_measured_on")


def _natalia(teller: Any, case: UUID) -> None:
    """Only just come to rest: a first look, and when it is asked again."""
    ana = teller.actor("ana")
    with teller._on(-3):
        _ask(ana, case, "who-5", [1, 1, 2, 0, 2])
        _plan(ana, case, ["who-5", "pcl-5"], [rules.INTAKE, "m3"])
