"""A family as one colleague may see it. Made from the case's page: only the ways to other files need a look."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from acasa.cases.family import genogram, rules, shapes
from acasa.cases.models import Case
from acasa.cases.queries import caseload
from acasa.cases.queries.case import CasePage, case_page
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import folders
from acasa.vault.folders import Opened
from acasa.vocabularies import load


@dataclass(frozen=True)
class Kin:
    """A person around her, the episodes of care if it is a child, and the files of theirs that open."""

    record: Opened
    care: tuple[Opened, ...] = ()
    files: tuple[UUID, ...] = ()

    @property
    def data(self) -> dict[str, Any]:
        return self.record.data

    @property
    def id(self) -> UUID:
        return self.record.id

    @property
    def is_child(self) -> bool:
        return self.data.get("relation") in rules.CHILDREN


@dataclass(frozen=True)
class Family:
    """Everybody recorded, those of former days among them."""

    kin: list[Kin]
    gender: str = ""
    events: list[Opened] = field(default_factory=list)

    @property
    def data(self) -> list[dict[str, Any]]:
        return [one.data for one in self.kin]

    @property
    def children(self) -> list[Kin]:
        return [one for one in self.kin if one.is_child]

    def picture(self) -> shapes.Picture:
        return genogram.layout(self.people(), self.care())

    def people(self) -> list[shapes.Person]:
        her = shapes.Person(shapes.INDEX, "index", gender=self.gender)
        return [her, *(_drawn(one) for one in self.kin)]

    def care(self) -> list[shapes.Care]:
        return [
            shapes.Care(str(care.data["carer"]), str(one.id))
            for one in self.kin
            for care in one.care
            if care.data.get("carer")
        ]


def _drawn(one: Kin) -> shapes.Person:
    data = one.data
    return shapes.Person(
        id=str(one.id),
        place=place(str(data.get("relation", ""))),
        relation=str(data.get("relation", "")),
        gender=str(data.get("gender") or word(str(data.get("relation", "")), "gender")),
        side=str(data.get("side", "")),
        bond=str(data.get("bond", "")),
        parent=str(data.get("parent", "")),
        household=bool(data.get("household")) and not data.get("ended_on"),
        significant=bool(data.get("significant")),
        ended=bool(data.get("ended_on")),
        died=bool(data.get("died")),
    )


def word(relation: str, name: str) -> str:
    """What the code list says of a relation beside its label: place, gender, back."""
    entry = load("kin_relations").get(relation)
    return str(entry.extra.get(name, "")) if entry else ""


def place(relation: str) -> str:
    """Where a relation stands in the picture."""
    return word(relation, "place") or "other"


def of(found: CasePage) -> Family:
    """The family of an opened case, without a further statement and without ways to other files."""
    folder = found.case_folder
    care: dict[str, list[Opened]] = {}
    for record in folder.of_kind("care"):
        if not record.data.get("removed"):
            care.setdefault(str(record.data.get("kin", "")), []).append(record)
    kin = [
        Kin(record, tuple(sorted(care.get(str(record.id), ()), key=_from)))
        for record in folder.of_kind("kin")
        if not record.data.get("removed")
    ]
    order = [code for code, _label in load("kin_relations").choices()]
    kin.sort(key=lambda one: (bool(one.data.get("ended_on")), _rank(order, one), _born(one)))
    own = folder.one("family")
    told = [*folder.of_kind("family_event"), *folder.of_kind("family_change")]
    events = sorted(told, key=lambda event: str(event.data["at"]), reverse=True)
    return Family(kin, str(own.data.get("gender", "")) if own else "", events)


def _from(record: Opened) -> str:
    return str(record.data.get("from", ""))


def _rank(order: list[str], one: Kin) -> int:
    relation = str(one.data.get("relation", ""))
    # Children first: they are why one looks here.
    if relation == "child":
        return -1
    return order.index(relation) if relation in order else len(order)


def _born(one: Kin) -> int:
    return int(one.data.get("birth_year") or 9999)


def room(actor: Actor, case_id: UUID) -> tuple[CasePage, Family]:
    """A case and its family, with the files of their own that the actor can open. Refused without case work."""
    found = need(actor, case_id, "family.read")
    family = of(found)
    linked = {one.id: _ids(rules.cases_of(one.data)) for one in family.kin}
    opened = _which_open(actor, [case for cases in linked.values() for case in cases])
    kin = [Kin(one.record, one.care, tuple(c for c in linked[one.id] if c in opened)) for one in family.kin]
    return found, Family(kin, family.gender, family.events)


def need(actor: Actor, case_id: UUID, verb: str) -> CasePage:
    """A case whose family the actor may read; the rest is not told apart from what is not there."""
    found = case_page(actor, case_id)
    if people.CASEWORK not in found.compartments:
        raise Refused(verb, case_id)
    return found


def kin_of(found: CasePage, kin_id: UUID, verb: str) -> Opened:
    """One person of the family of an opened case."""
    return _one(found, "kin", kin_id, verb)


def care_of(found: CasePage, care_id: UUID, verb: str) -> Opened:
    """One episode of care of an opened case."""
    return _one(found, "care", care_id, verb)


def _one(found: CasePage, kind: str, record_id: UUID, verb: str) -> Opened:
    for record in found.case_folder.of_kind(kind):
        if record.id == record_id and not record.data.get("removed"):
            return record
    raise Refused(verb, record_id)


def _ids(cases: Iterable[str]) -> list[UUID]:
    return [UUID(case) for case in cases]


def _which_open(actor: Actor, case_ids: list[UUID]) -> set[UUID]:
    """Those whose page would open: a link to another one is not even hinted at."""
    persons = dict(Case.objects.filter(id__in=case_ids).values_list("id", "person_id"))
    found = folders.open_many(actor, [*persons, *persons.values()], records=False)
    return {
        case
        for case, person in persons.items()
        if case in found
        and person in found
        and found[case].can_open(people.ESSENTIALS)
        and found[person].can_open(people.ESSENTIALS)
    }


def candidates(actor: Actor, case_id: UUID, query: str) -> list[caseload.Row]:
    """Cases that the words may mean, for linking; the case itself is none."""
    rows = caseload.search(actor, query) if query else []
    return [row for row in rows if row.case_id != case_id][:8]
