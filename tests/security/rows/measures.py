"""Rows of the access matrix of results and the measurement plan, and what is looked for in a dump."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from acasa.assessments import rules
from acasa.assessments.measures import instruments, queries
from acasa.assessments.planning import services as planning
from acasa.assessments.planning.services import When
from acasa.assessments.rules import Key
from acasa.cases.family import services as family
from acasa.cases.interviews.services import keep
from acasa.core.scope import scoped
from tests import planted
from tests.security.rows.base import NORTH, SOON, TODAY, Row, day

CASE = {"case_id": "measure_case"}
ROOM = "/cases/{measure_case}/assessments/"
RESULT = {**CASE, "measure_id": "measure_result"}
LINE = {**CASE, "line_id": "measure_line"}
PHQ = {**CASE, "instrument": "=phq-9", "respondent": "=self"}
CHILDS = {**CASE, "instrument": "=phq-9", "respondent": "=child", "about": "measure_kin"}
# Results of psychosocial instruments are sealed in health: Alina, who founded the house, and Carmen hold it.
HEALTH = frozenset({"alina", "carmen"})


def _moved(world: Any) -> dict[str, Any]:
    return {**day("due", SOON), "worker": str(world.cast.carmen.user.id), "version": "1"}


ROWS: tuple[Row, ...] = (
    Row("assessments:room", CASE, get=NORTH, only_get=True),
    Row("assessments:begin", CASE, get=NORTH, only_get=True),
    # Without a result that opens there is nothing to print.
    Row(
        "assessments:profile",
        CASE,
        get=NORTH,
        post=NORTH,
        done="page",
        data=lambda w: {"language": "ro", "names": "code"},
        but={("GET", "boris"): ROOM, ("HEAD", "boris"): ROOM, ("POST", "boris"): ROOM},
    ),
    Row("assessments:result", RESULT, get=HEALTH, only_get=True),
    Row("assessments:series", PHQ, get=HEALTH, only_get=True),
    Row("assessments:series_about", CHILDS, get=HEALTH, only_get=True),
    Row("assessments:together", {**CASE, "about": "measure_kin"}, get=HEALTH, only_get=True),
    # Saving leads to the result, whose id is new.
    Row("assessments:type_in", PHQ, get=HEALTH, post=HEALTH, done=422),
    # This instrument is not one for children: nobody types it in about one.
    Row("assessments:type_in_about", CHILDS),
    Row(
        "assessments:plan",
        CASE,
        get=NORTH,
        post=NORTH,
        done=ROOM,
        data=lambda w: {
            "keys": "reintegration-index|self|",
            "moments": "m6",
            "base": "opened_on",
            "worker": str(w.boris_id),
        },
    ),
    Row("assessments:planned", LINE, get=HEALTH, only_get=True),
    Row("assessments:move", LINE, get=HEALTH, post=HEALTH, done=ROOM, data=_moved),
    Row(
        "assessments:drop",
        LINE,
        get=HEALTH,
        post=HEALTH,
        done=ROOM,
        data=lambda w: {"why": "She does not want it", "version": "1"},
    ),
)


def prepare(world: Any) -> None:
    """A case with a child: a result of hers, one about the child, and one that is planned."""
    from tests.world import open_case

    cast = world.cast
    world.measure_case, _person = open_case(cast.boris, cast.north, "Mira")
    case = world.measure_case
    with scoped(cast.org.id):
        child = {"relation": "daughter", "name": "Ileana", "birth_year": "2015"}
        world.measure_kin = family.add_kin(cast.boris.actor(), case, data=child)
        carmen = cast.carmen.actor()
        it = instruments.newest("phq-9")
        answers = instruments.nested(
            instruments.form_of(carmen, it), dict.fromkeys(it.order(), "1") | {"q9": "0"}
        )
        keep(carmen, case, ref=it.ref, answers=answers)
        keep(carmen, case, ref=it.ref, answers=answers, respondent="child", about=str(world.measure_kin))
        planning.plan(
            carmen,
            case,
            keys=[Key("phq-9")],
            moments=[When(rules.AGAIN, date.fromisoformat(SOON))],
            worker_id=carmen.user_id,
            worker_name=carmen.display_name,
        )
        file = queries.measure_file(carmen, case)
    world.measure_result = next(one.id for one in file.measures if not one.data["about"])
    world.measure_line = file.open_lines[0].id


def plant(boris: Any, alina: Any, case: str) -> None:
    """Write one of each sealed kind through the pages, with planted words."""
    here = f"{case}assessments/"
    # One that is asked of children too: another part may have found that it is one.
    again = dict(zip(("again_on_year", "again_on_month", "again_on_day"), SOON.split("-"), strict=True))
    page = alina.get(f"{here}plan/")
    done = alina.submit(page, {"keys": "who-5|self|", "moments": "again", **again})
    assert done.url == here, (done.url, done.errors)
    line = re.search(rf"{here}planned/[0-9a-f-]{{36}}/", done.text)
    assert line
    done = alina.submit(alina.get(f"{line[0]}drop/"), {"why": planted.MEASURE_WHY})
    assert done.url == here, (done.url, done.errors)
    on = dict(zip(("on_year", "on_month", "on_day"), TODAY.split("-"), strict=True))
    answers = {f"item_q{number}": "0" for number in range(1, 6)}
    done = alina.submit(alina.get(f"{here}from-paper/who-5/self/"), {**answers, **on})
    assert re.fullmatch(rf"{here}result/[0-9a-f-]{{36}}/", done.url), (done.url, done.errors)
    assert planted.MEASURE_WHY in alina.get(line[0]).text
    # The case manager, who holds no health, reads neither.
    assert boris.get(line[0]).status == boris.get(done.url).status == 404


def read(alina: Any, case: str) -> str:
    """What the room shows of it."""
    return str(alina.get(f"{case}assessments/").text)
