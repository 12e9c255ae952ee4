"""Home visits: planned, set off, there, out and safe; and the alarm of who does not come back.

The plain row is what colleagues see; it is always written first, and does not need the case's keys. The sealed
record follows where the keys are at hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, tzinfo
from typing import Any
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from acasa.cases.models import Case
from acasa.cases.services import cards, working
from acasa.cases.services.opening import now
from acasa.cases.visits import queries, rules
from acasa.cases.visits.models import Watch
from acasa.cases.visits.services import common
from acasa.core import clock, scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Organisation
from acasa.vault import folders


@dataclass(frozen=True)
class Plan:
    """A visit as it is planned. `told` holds the sealed answers to the questions before going."""

    on: date
    start: time
    back: time
    grace: int
    told: dict[str, Any]
    worker_id: UUID | None = None

    def ends(self, zone: tzinfo) -> datetime:
        """When colleagues are told."""
        return rules.alarm_at(self.on, self.back, self.grace, zone, start=self.start)

    @property
    def too_long(self) -> bool:
        """Whether it would last longer than anybody should be out alone."""
        begins = datetime.combine(self.on, self.start, UTC)
        return rules.alarm_at(self.on, self.back, 0, UTC, start=self.start) - begins > rules.LONGEST_VISIT


def plan_visit(actor: Actor, case_id: UUID, *, plan: Plan) -> UUID:
    """Plan a home visit; returns the id of its watch."""
    with scope.scoped(actor.org_id):
        desk = working.take(actor, case_id, "visit.plan")
        common.need(desk, people.CASEWORK, "visit.plan")
        if not desk.case.is_open:
            raise Refused("visit.plan", case_id)
        worker = common.colleague(actor, desk, plan.worker_id, "visit.plan")
        zone = ZoneInfo(Organisation.objects.values_list("time_zone", flat=True).get(id=actor.org_id))
        watch = Watch.objects.create(
            id=uuid4(),
            org_id=actor.org_id,
            case_id=case_id,
            worker_id=worker.id,
            alarm_at=plan.ends(zone),
        )
        hour = f"{plan.start:%H:%M}"
        data = {
            "kind": "visit",
            "watch": str(watch.id),
            "on": plan.on.isoformat(),
            "start": hour,
            "back": f"{plan.back:%H:%M}",
            "grace": plan.grace,
            **plan.told,
            "state": rules.PLANNED,
            "worker": str(worker.id),
            "worker_name": worker.display_name,
            "obligation": common.due(desk, worker, plan.on),
            "text": _("Home visit at %(hour)s") % {"hour": hour},
            **common.by(actor),
        }
        # Essentials: at night a colleague must be able to open where she went.
        written = [folders.add(desk.case_folder, people.ESSENTIALS, data)[1]]
        folders.note(actor, "visit.plan", case_id, written=written)
    return watch.id


def _own(actor: Actor, watch_id: UUID, verb: str) -> Watch:
    watch = Watch.objects.select_for_update().filter(id=watch_id, worker_id=actor.user_id).first()
    if watch is None:
        raise Refused(verb, watch_id)
    return watch


def _tell(actor: Actor, watch: Watch, changes: dict[str, Any], *, over: bool = False) -> list[bytes]:
    """Write the sealed record too, as far as the keys are here; the watch never waits for them."""
    found = folders.open_many(actor, [watch.case_id]).get(watch.case_id)
    if found is None:
        return []
    for record in found.of_kind("visit"):
        if record.data["watch"] == str(watch.id):
            if over:
                case = Case.objects.get(id=watch.case_id)
                common.done(working.Desk(case, found, found), record.data)
            data = {**record.data, **changes}
            return [folders.change(found, record, data, expected_version=record.version)[1]]
    return []


def check_in(actor: Actor, watch_id: UUID, *, state: str) -> bool:
    """The worker sets off, or is there. False when the visit does not stand so any more."""
    verb = "visit.arrive" if state == rules.THERE else "visit.start"
    with scope.scoped(actor.org_id):
        watch = _own(actor, watch_id, verb)
        if state not in rules.OUT or not rules.may(watch.state, state):
            return False
        watch.state = state
        watch.save(update_fields=["state"])
        written = _tell(actor, watch, {"state": state, f"{state}_at": now()})
        folders.note(actor, verb, watch.case_id, written=written)
    return True


def extend(actor: Actor, watch_id: UUID, *, minutes: int) -> datetime | None:
    """The worker needs more time; an alarm that was on is off until then. Returns the new instant."""
    with scope.scoped(actor.org_id):
        watch = _own(actor, watch_id, "visit.extend")
        if watch.state in rules.OVER or minutes not in rules.EXTEND_MINUTES:
            return None
        watch.alarm_at = rules.put_off(watch.alarm_at, minutes, clock.now())
        watch.acknowledged_by = watch.acknowledged_at = None
        watch.save(update_fields=["alarm_at", "acknowledged_by", "acknowledged_at"])
        folders.note(actor, "visit.extend", watch.case_id)
    return watch.alarm_at


def check_out(actor: Actor, watch_id: UUID, *, text: str = "", minutes: int | None = None) -> bool:
    """The worker is out and safe: the alarm ends, whether it was on or not. What happened goes to the timeline."""
    with scope.scoped(actor.org_id):
        watch = _own(actor, watch_id, "visit.out")
        if not rules.may(watch.state, rules.SAFE):
            return False
        _end(actor, watch, rules.SAFE)
        written = _tell(actor, watch, {"state": rules.SAFE, "safe_at": now()}, over=True)
        if text or minutes:
            # Without casework there is nowhere to write it; that she is safe stands all the same.
            written += _report(actor, watch, text, minutes)
        folders.note(actor, "visit.out", watch.case_id, written=written)
    return True


def _report(actor: Actor, watch: Watch, text: str, minutes: int | None) -> list[bytes]:
    try:
        desk = working.take(actor, watch.case_id, "visit.out")
    except Refused:
        return []
    if not desk.case_folder.can_open(people.CASEWORK):
        return []
    data: dict[str, Any] = {
        "kind": "contact",
        "what": "home_visit",
        "text": text,
        "watch": str(watch.id),
        **common.by(actor),
    }
    if minutes:
        data["minutes"] = minutes
    written = [folders.add(desk.case_folder, people.CASEWORK, data)[1]]
    return written + cards.refresh(actor, desk.case, desk.case_folder, desk.person_folder, (people.CASEWORK,))


def _end(actor: Actor, watch: Watch, state: str) -> None:
    watch.state, watch.ended_by, watch.ended_at = state, actor.user_id, clock.now()
    watch.save(update_fields=["state", "ended_by", "ended_at"])


def call_off(actor: Actor, watch_id: UUID, *, reason: str = "") -> bool:
    """A planned visit does not take place; its worker or a supervisor says so."""
    with scope.scoped(actor.org_id):
        watch = queries.watch(actor, watch_id, "visit.cancel", lock=True)
        if watch.worker_id != actor.user_id and not actor.is_supervisor:
            raise Refused("visit.cancel", watch_id)
        if not rules.may(watch.state, rules.CANCELLED):
            return False
        _end(actor, watch, rules.CANCELLED)
        written = _tell(actor, watch, {"state": rules.CANCELLED, "reason": reason}, over=True)
        folders.note(actor, "visit.cancel", watch.case_id, written=written)
    return True


def acknowledge(actor: Actor, watch_id: UUID) -> bool:
    """A colleague takes the alarm: the others see who does. It stays on until the worker is safe."""
    with scope.scoped(actor.org_id):
        watch = queries.watch(actor, watch_id, "alarm.acknowledge", lock=True)
        if watch.state in rules.OVER or watch.alarm_at > clock.now() or watch.worker_id == actor.user_id:
            return False
        watch.acknowledged_by, watch.acknowledged_at = actor.user_id, clock.now()
        watch.save(update_fields=["acknowledged_by", "acknowledged_at"])
        folders.note(actor, "alarm.acknowledge", watch.case_id)
    return True


def end_alarm(actor: Actor, watch_id: UUID) -> bool:
    """A colleague has spoken with the worker, who is safe. Only after the alarm, and never by guessing."""
    with scope.scoped(actor.org_id):
        watch = queries.watch(actor, watch_id, "alarm.end", lock=True)
        if watch.state in rules.OVER or watch.alarm_at > clock.now() or watch.worker_id == actor.user_id:
            return False
        _end(actor, watch, rules.ENDED)
        told = {"state": rules.ENDED, "ended_by_name": actor.display_name, "ended_at": now()}
        written = _tell(actor, watch, told, over=True)
        folders.note(actor, "alarm.end", watch.case_id, written=written)
    return True
