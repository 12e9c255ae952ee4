"""Results and the measurement plan of one case, as far as the colleague's keys open them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import timezone

from acasa.assessments import rules
from acasa.assessments.measures import instruments
from acasa.assessments.rules import Key
from acasa.assessments.scoring import Instrument
from acasa.cases import facts as known
from acasa.cases.family.rules import CHILDREN
from acasa.cases.queries import case as cases
from acasa.cases.queries.case import CasePage, Colleague
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.vault import holders
from acasa.vault.folders import Opened, OpenFolder

MEASURE = "measure"
PLANNED = "measure_due"
# Where results may be sealed, by instrument.
COMPARTMENTS = (people.HEALTH, people.CASEWORK)


def measures_of(folder: OpenFolder) -> list[Opened]:
    """Results that hold, by day: not those of an interview that was corrected."""
    gone = {str(one.data["supersedes"]) for one in folder.of_kind("interview") if one.data.get("supersedes")}
    found = [record for record in folder.of_kind(MEASURE) if record.data["of"] not in gone]
    return sorted(found, key=lambda record: (str(record.data["on"]), str(record.data["at"])))


@dataclass(frozen=True)
class Series:
    """One instrument, about one person, by one respondent: its results in order."""

    key: Key
    records: list[Opened]
    points: list[rules.Point] = field(default_factory=list)

    @property
    def last(self) -> Opened:
        return self.records[-1]

    @property
    def instrument(self) -> Instrument:
        """The version with which it was last measured."""
        return instruments.get(self.key.instrument, str(self.last.data["version"]))

    def scored(self, scale: str = "") -> list[rules.Point]:
        """Results with a score of this scale ("" for the whole)."""
        if not scale:
            return rules.scored(self.points)
        return rules.scored([point(record, scale) for record in self.records])


def point(record: Opened, scale: str = "") -> rules.Point:
    """A result as the rules see it; of a subscale when one is named."""
    data = record.data
    said = data["score"].get("subscales", {}).get(scale) if scale else data["score"].get("total")
    return rules.Point(
        id=str(record.id),
        on=date.fromisoformat(str(data["on"])[:10]),
        value=float(said) if said is not None else None,
        version=str(data["version"]),
        language=str(data.get("language", "")),
        by=str(data.get("by_name", "")),
    )


@dataclass(frozen=True)
class MeasureFile:
    """All results of one case that these keys open, and what is planned. `facts`: from what days are counted."""

    page: CasePage
    measures: list[Opened]
    planned: list[Opened]
    people: dict[str, str] = field(default_factory=dict)
    # Children of the family, each with the ages that it may have this year; () when nobody knows.
    children: dict[str, tuple[int, ...]] = field(default_factory=dict)

    @property
    def may_work(self) -> bool:
        """Not somebody who reads by duty or emergency alone."""
        return not self.page.visiting

    def holds(self, compartment: str) -> bool:
        return compartment in self.page.compartments

    def usable(self, actor: Actor) -> list[Instrument]:
        """Instruments that may be filled in now, and whose results these keys may seal."""
        return [one for one in instruments.usable(actor) if self.holds(one.compartment)]

    def series(self) -> list[Series]:
        """Everything that was measured, by instrument, respondent and person; the newest first."""
        found: dict[Key, list[Opened]] = {}
        for record in self.measures:
            found.setdefault(rules.key_of(record.data), []).append(record)
        made = [Series(key, records, [point(one) for one in records]) for key, records in found.items()]
        return sorted(made, key=lambda one: (str(one.last.data["on"]), one.key.instrument), reverse=True)

    def one(self, key: Key) -> Series | None:
        return next((series for series in self.series() if series.key == key), None)

    def of_measure(self, record: Opened) -> Series:
        found = self.one(rules.key_of(record.data))
        assert found is not None
        return found

    def about(self, who: str) -> str:
        """Whose results these are: the name she chose, or a relative's."""
        return self.people.get(who, "") if who else self.page.name

    @property
    def open_lines(self) -> list[Opened]:
        """What is planned, by day. With the case its plan ends; it stands again when the case is taken up."""
        if not self.page.is_open:
            return []
        lines = [record for record in self.planned if record.data["state"] == rules.OPEN]
        return sorted(lines, key=lambda record: str(record.data["due"]))

    @property
    def dropped(self) -> list[Opened]:
        """What was planned and is not asked, the newest first."""
        lines = [record for record in self.planned if record.data["state"] == rules.DROPPED]
        return sorted(lines, key=lambda record: str(record.data["ended_at"]), reverse=True)

    def facts(self) -> dict[str, str]:
        """Facts from which days may be counted, as these keys open them."""
        found = known.facts(self.page.case_folder, self.page.person_folder)
        return {name: found[name] for name in rules.BASES if found.get(name)}


def of_page(found: CasePage) -> MeasureFile:
    """From a case page that is open already: no further statement."""
    folder = found.case_folder
    kin = [one for one in folder.of_kind("kin") if not one.data.get("removed")]
    names = {str(one.id): str(one.data.get("name", "")) for one in folder.of_kind("kin")}
    children = {str(one.id): _ages(one.data) for one in kin if one.data.get("relation") in CHILDREN}
    return MeasureFile(found, measures_of(folder), folder.of_kind(PLANNED), names, children)


def _ages(data: Mapping[str, Any]) -> tuple[int, ...]:
    born = str(data.get("birth_year") or "")[:4]
    age = timezone.localdate().year - int(born) if born.isdigit() else 0
    return (age - 1, age) if age > 0 else ()


def measure_file(actor: Actor, case_id: UUID, verb: str = "measure.read") -> MeasureFile:
    """A case's results; Refused for those who hold none of the compartments, as for a case that is not there."""
    found = cases.case_page(actor, case_id, verb=verb)
    if not found.compartments & set(COMPARTMENTS):
        raise Refused(verb, case_id)
    return of_page(found)


def measure_of(file: MeasureFile, measure_id: UUID, verb: str = "measure.read") -> Opened:
    """A result of this case that holds."""
    for record in file.measures:
        if record.id == measure_id:
            return record
    raise Refused(verb, file.page.id)


def line_of(file: MeasureFile, line_id: UUID, verb: str) -> Opened:
    """A planned measurement of this case."""
    for record in file.planned:
        if record.id == line_id:
            return record
    raise Refused(verb, file.page.id)


def colleagues(actor: Actor, found: CasePage) -> dict[str, list[Colleague]]:
    """Who may measure, by the compartment in which the result is sealed: colleagues of the team who hold it."""
    holding = holders.holders(actor.org_id)
    named = set(found.facts.get("named", ()))
    team = [one for one in cases.colleagues(actor, found.team_id) if not named or str(one.id) in named]
    return {
        compartment: [one for one in team if one.id in holding.get((found.team_id, compartment), set())]
        for compartment in COMPARTMENTS
        if compartment in found.compartments
    }


def protocol_of(file: MeasureFile, record: Opened) -> list[Mapping[str, Any]]:
    """Protocols that this result asked for, each with the record that is open for it (or was), if any.

    Where none could be opened, because the case was closed, one that was opened later counts, and so does a word why it
    is not needed.
    """
    folder, at = file.page.case_folder, str(record.data["at"])
    protocols = {str(one.id): one for one in folder.of_kind("protocol")}

    def later(kind: str, signal: str) -> Opened | None:
        found = (
            one for one in folder.of_kind(kind) if one.data["signal"] == signal and str(one.data["at"]) >= at
        )
        return next(found, None)

    found: list[Mapping[str, Any]] = []
    for item in record.data.get("critical", ()):
        signal = str(item["protocol"])
        opened = protocols.get(str(item.get("opened", ""))) or later("protocol", signal)
        found.append(
            {
                **item,
                "record": opened,
                "declined": opened is None and bool(later("protocol_declined", signal)),
            }
        )
    return found
