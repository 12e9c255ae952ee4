"""Series of joint sessions of mother and child: planning, what came of each, and what she says to being observed.

Whether she may be observed is hers to say. Refusing changes nothing in the sessions; taking it back hides every
observation in the same moment, and removing them afterwards is hers to say as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from acasa.cases.models import Obligation
from acasa.cases.plan.services.desk import casework, find, stamp
from acasa.cases.reintegration import rules
from acasa.cases.services.opening import now
from acasa.cases.services.working import Desk
from acasa.cases.visits.services import common
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Conflict, NotYet, Refused
from acasa.people import rules as people
from acasa.people.models import User
from acasa.vault import folders
from acasa.vault.folders import Opened


@dataclass(frozen=True)
class NewSeries:
    """A series as it is planned. `kin_id`: the child as the family records it."""

    kin_id: UUID
    number: int
    rhythm: str
    begin: date
    aim: str = ""
    lead_id: UUID | None = None
    place: str = "none"


def plan(actor: Actor, case_id: UUID, *, new: NewSeries) -> UUID:
    """Plan a series with its sessions, each of which is due on its day for whoever leads it."""
    verb = "joint.plan"
    if new.rhythm not in rules.RHYTHMS or not 1 <= new.number <= rules.MOST_SESSIONS:
        raise Refused(verb, case_id)
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        kin = find(desk, "kin", new.kin_id, verb)
        if kin.data.get("removed"):
            raise Refused(verb, case_id)
        lead = common.colleague(actor, desk, new.lead_id, verb)
        essentials = desk.person_folder.one("essentials")
        data = {
            "kind": "joint_series",
            "with": str(kin.id),
            "child_name": str(kin.data.get("name", "")),
            "her_name": str(essentials.data.get("working_name", "")) if essentials else "",
            "number": new.number,
            "rhythm": new.rhythm,
            "aim": new.aim,
            "lead": str(lead.id),
            "lead_name": lead.display_name,
            "place": new.place,
            "state": "running",
            **stamp(actor),
        }
        record, first = folders.add(desk.case_folder, people.CASEWORK, data)
        written = [first]
        for at, day in enumerate(rules.session_days(new.begin, new.rhythm, new.number), 1):
            written.append(_session(actor, desk, record, lead, at, day))
        folders.note(actor, verb, case_id, written=written)
    return record.id


def one_more(actor: Actor, case_id: UUID, series_id: UUID, *, due: date) -> None:
    """One more session of a series that goes on."""
    verb = "joint.plan"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        series = find(desk, "joint_series", series_id, verb)
        own = _sessions(desk, series)
        if series.data["state"] != "running" or len(own) >= rules.MOST_SESSIONS:
            raise NotYet([_("This series is over. Plan another one.")])
        number = max((int(item.data["number"]) for item in own), default=0) + 1
        lead = _leader(actor, desk, series)
        more = {**series.data, "number": number}
        written = [_session(actor, desk, series, lead, number, due)]
        written.append(folders.change(desk.case_folder, series, more, expected_version=series.version)[1])
        folders.note(actor, verb, case_id, written=written)


def _leader(actor: Actor, desk: Desk, series: Opened) -> User:
    """Whoever leads the series, or the case's own colleague when that one has left."""
    try:
        return common.colleague(actor, desk, UUID(series.data["lead"]), "joint.plan")
    except Refused:
        return common.keeper(actor, desk)


def _session(actor: Actor, desk: Desk, series: Opened, lead: User, number: int, day: date) -> bytes:
    data = {
        "kind": "joint_session",
        "series": str(series.id),
        "number": number,
        "due": day.isoformat(),
        "state": rules.PLANNED,
        "obligation": common.due(desk, lead, day),
        "text": _("Joint session %(number)d with mother and child") % {"number": number},
        **stamp(actor),
    }
    return folders.add(desk.case_folder, people.CASEWORK, data)[1]


def _sessions(desk: Desk, series: Opened) -> list[Opened]:
    return [
        item for item in desk.case_folder.of_kind("joint_session") if item.data["series"] == str(series.id)
    ]


def finish(
    actor: Actor,
    case_id: UUID,
    session_id: UUID,
    *,
    state: str,
    on: date,
    told: Mapping[str, Any],
    rates: Mapping[str, str],
    note: str = "",
    version: int | None = None,
) -> None:
    """What became of a session: held, put off (to `on`), or cancelled; or a correction of one that was held.

    `told`: her_attendance, child_attendance, techniques, methods, done, mood_before, mood_after, child_mood.
    `rates` are kept only while she agrees to being observed: asked again here, whatever a form says. `note` goes to
    the health compartment. Raises Conflict if somebody said something else since `version`.
    """
    verb = "joint.finish"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = find(desk, "joint_session", session_id, verb)
        if state not in rules.SESSION_RESULTS:
            raise Refused(verb, case_id)
        if not rules.may(record.data["state"], state):
            raise Conflict(record.data, {**told, "state": state}, record.version)
        if note and not desk.case_folder.can_open(people.HEALTH):
            raise Refused(verb, case_id)
        if state == rules.PLANNED:
            data = {**record.data, "due": on.isoformat(), "moved_by": actor.display_name}
            common.moved(desk, record.data, on)
        else:
            data = {**record.data, **told, "state": state, "on": on.isoformat()}
            if record.data["state"] == rules.HELD:
                data |= {"changed_at": now(), "changed_by": actor.display_name}
            else:
                data |= {"done_at": now(), "done_by": actor.display_name}
            common.done(desk, record.data)
        seen_as = version or record.version
        written = [folders.change(desk.case_folder, record, data, expected_version=seen_as)[1]]
        if state == rules.HELD:
            written += _observe(actor, desk, record, on, rates)
            if note:
                value = {"kind": "joint_note", "session": str(record.id), "text": note, **stamp(actor)}
                written.append(folders.add(desk.case_folder, people.HEALTH, value)[1])
        folders.note(actor, verb, case_id, written=written)


def _observe(actor: Actor, desk: Desk, record: Opened, on: date, rates: Mapping[str, str]) -> list[bytes]:
    kept = {code: value for code, value in rates.items() if value in rules.SEEN}
    consent = desk.case_folder.one("joint_consent", people.CASEWORK)
    if not rules.may_observe(consent.data if consent else None):
        return []
    data = {
        "kind": "joint_observation",
        "session": str(record.id),
        "on": on.isoformat(),
        "rates": kept,
        **stamp(actor),
    }
    for item in desk.case_folder.of_kind("joint_observation"):
        if item.data["session"] == str(record.id) and not item.data.get("removed"):
            return [folders.change(desk.case_folder, item, data, expected_version=item.version)[1]]
    return [folders.add(desk.case_folder, people.CASEWORK, data)[1]] if kept else []


def end(actor: Actor, case_id: UUID, series_id: UUID, *, words: str = "") -> bool:
    """The series is over, for whatever reason; planned sessions leave the day. False when it was over already."""
    verb = "joint.end"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        series = find(desk, "joint_series", series_id, verb)
        if series.data["state"] != "running":
            return False
        said = {"done_at": now(), "done_by": actor.display_name}
        data = {**series.data, "state": "ended", "ended_words": words, **said}
        written = [folders.change(desk.case_folder, series, data, expected_version=series.version)[1]]
        gone = []
        for item in _sessions(desk, series):
            if item.data["state"] != rules.PLANNED:
                continue
            # The end of the series tells it once; sessions that never were need no line of the timeline each.
            changed = {**item.data, "kind": "joint_session_off", "state": rules.CANCELLED, **said}
            written.append(folders.change(desk.case_folder, item, changed, expected_version=item.version)[1])
            gone.append(item.data["obligation"])
        Obligation.objects.filter(id__in=gone, case_id=case_id).update(is_done=True)
        folders.note(actor, verb, case_id, written=written)
    return True


def consent(actor: Actor, case_id: UUID, *, answer: str, on: date, words: str = "", version: int = 0) -> None:
    """What she says to being observed together with her child. `version` 0: nothing was said before.

    Raises Conflict if a colleague wrote another answer since.
    """
    verb = "joint.consent"
    if answer not in rules.CONSENT_ANSWERS:
        raise Refused(verb, case_id)
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        record = desk.case_folder.one("joint_consent", people.CASEWORK)
        said = {"answer": answer, "on": on.isoformat(), "words": words}
        data: dict[str, Any] = {"kind": "joint_consent", **said, "history": [], **stamp(actor)}
        if record is None:
            written = [folders.add(desk.case_folder, people.CASEWORK, data)[1]]
        else:
            names = ("answer", "on", "words", "at", "by_name")
            former = {name: record.data.get(name, "") for name in names}
            data["history"] = [*record.data.get("history", ()), former]
            written = [folders.change(desk.case_folder, record, data, expected_version=version)[1]]
        folders.note(actor, verb, case_id, written=written)


def remove_observations(actor: Actor, case_id: UUID) -> int:
    """Take every observation out: what they said is overwritten, that there was one stays. Returns how many."""
    verb = "joint.remove"
    with scope.scoped(actor.org_id):
        desk = casework(actor, case_id, verb)
        written = []
        for item in desk.case_folder.of_kind("joint_observation"):
            if item.data.get("removed"):
                continue
            data = {"kind": "joint_observation", "session": item.data["session"], "removed": True}
            data |= {"on": item.data["on"], **stamp(actor)}
            written.append(folders.change(desk.case_folder, item, data, expected_version=item.version)[1])
        if written:
            folders.note(actor, verb, case_id, written=written)
    return len(written)
