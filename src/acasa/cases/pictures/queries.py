"""What a case says of the people and places around her, and of what is done for each need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from acasa.cases import codes
from acasa.cases.family import words as family
from acasa.cases.pictures import rules
from acasa.cases.pictures.rules import Node, Service
from acasa.cases.plan.rules import plans
from acasa.cases.queries import case as cases
from acasa.cases.queries.case import CasePage
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault.folders import Opened

ECOMAP = "ecomap"
# Kinds of appointments that name nobody.
_NOBODY = ("accompany", "us", "family", "other")


def page(actor: Actor, case_id: UUID, verb: str = "case.read") -> CasePage:
    """The case with its casework open, or Refused."""
    found = cases.case_page(actor, case_id)
    if people.CASEWORK not in found.compartments:
        raise Refused(verb, case_id)
    return found


def record(found: CasePage) -> Opened | None:
    """The ties that were set by hand."""
    return found.case_folder.one(ECOMAP, people.CASEWORK)


def nodes(found: CasePage) -> list[Node]:
    """Everybody and everything around her, from what is opened already."""
    kept = record(found)
    return rules.gathered(_found(found), kept.data if kept else None)


def _present(found: CasePage) -> dict[str, Any] | None:
    versions = [item.data for item in found.case_folder.of_kind("plan")]
    plan = plans.present(versions)
    return dict(plan) if plan else None


def _found(found: CasePage) -> Iterator[Node]:
    folder = found.case_folder
    yield Node("us", found.team, "us")
    for kin in folder.of_kind("kin"):
        data = kin.data
        if data.get("removed") or data.get("ended_on") or data.get("died"):
            continue
        group = "household" if data.get("household") else "family"
        called, relation = family.called(data), family.relation(data)
        note = "" if called == relation else relation
        yield Node(f"k{kin.id.hex}", called, group, ("family",), note=note)
    for name in _organisations(found):
        yield Node(rules.name_id(name[1]), name[1].strip(), name[2], (name[0],))
    for record_ in folder.of_kind("appointment"):
        what = str(record_.data.get("what", ""))
        if what and what not in _NOBODY and record_.data.get("state") != "cancelled":
            group = {"school": "school", "work": "work"}.get(what, "service")
            yield Node(f"a{what}", codes.label("appointment_kinds", what), group, ("appointment",))


def _organisations(found: CasePage) -> Iterator[tuple[str, str, str]]:
    """(where it is spoken of, name, group) of each organisation by its name."""
    folder = found.case_folder
    for _goal, action in plans.actions(_present(found)):
        if action.get("organisation") and action.get("status") != rules.DROPPED:
            yield "plan", str(action["organisation"]), "service"
    for plan in folder.of_kind("child_plan"):
        for line in plan.data.get("lines", ()):
            if line.get("organisation"):
                yield "plan", str(line["organisation"]), "service"
    for answer in folder.of_kind("partner_answer"):
        if answer.data.get("organisation"):
            yield "answer", str(answer.data["organisation"]), "service"
    for school in folder.of_kind("school"):
        name = school.data.get("name") or school.data.get("school") or school.data.get("organisation")
        if name:
            yield "school", str(name), "school"
    for outcome in folder.of_kind("outcome"):
        name = outcome.data.get("organisation") or outcome.data.get("employer")
        if name and outcome.data.get("domain") in ("work", "education"):
            place = "work" if outcome.data["domain"] == "work" else "school"
            yield place, str(name), place
    for aid in folder.of_kind("aid"):
        if aid.data.get("donor") and not aid.data.get("taken_back"):
            yield "aid", str(aid.data["donor"]), "aid"


# --- needs against services


def needs(found: CasePage) -> list[Opened]:
    """Needs, the open and pressing ones first."""
    severity = {code: at for at, code in enumerate(plans.SEVERITIES)}
    status = {code: at for at, code in enumerate(plans.NEED_STATUS)}
    return sorted(
        found.case_folder.of_kind("need"),
        key=lambda need: (
            status.get(need.data.get("status", ""), 9),
            severity.get(need.data.get("severity", ""), 9),
        ),
    )


def services(found: CasePage) -> list[Service]:
    """What the present plan does for each need, with the answers of those who were asked."""
    answers = {
        rules.name_id(str(answer.data["organisation"])): str(answer.data.get("answer", ""))
        for answer in found.case_folder.of_kind("partner_answer")
        if answer.data.get("organisation")
    }
    made = []
    for goal, action in plans.actions(_present(found)):
        organisation = str(action.get("organisation") or "")
        for need in goal.get("needs", ()):
            made.append(
                Service(
                    need=str(need),
                    text=str(action.get("text", "")),
                    kind=str(action.get("assistance") or ""),
                    organisation=organisation,
                    who=organisation or str(action.get("who_name") or ""),
                    state=str(action.get("status") or rules.OPEN),
                    due=str(action.get("due") or ""),
                    answer=answers.get(rules.name_id(organisation), "") if organisation else "",
                )
            )
    return made
