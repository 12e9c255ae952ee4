"""Writes of results: each comes from an interview that was kept, whoever filled it in and wherever."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from acasa.assessments import rules
from acasa.assessments.measures import instruments, queries
from acasa.assessments.measures.instruments import Counted
from acasa.assessments.planning import services as planning
from acasa.assessments.scoring import Instrument, Result
from acasa.cases.interviews.services import keep
from acasa.cases.safety import library
from acasa.cases.safety.services import protocols
from acasa.cases.services.opening import stamp
from acasa.cases.services.working import Desk
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people.models import Organisation
from acasa.vault import folders
from acasa.vault.folders import Opened


def after_interview(actor: Actor, desk: Desk, record: Opened) -> list[bytes]:
    """Score an instrument that was filled in, in the transaction that keeps the interview; returns what was written.

    An answer that must not wait opens its protocol now. The planned measurement that this one answers is done.
    """
    instrument = instruments.of_ref(str(record.data["ref"]))
    if instrument is None:
        return []
    respondent = str(record.data.get("respondent") or rules.SELF)
    counted = instruments.count(instrument, record.data["answers"], respondent)
    result = counted.result
    if not counted.faults and (result is None or _says_nothing(instrument, result)):
        return []
    critical, written = _protocols(actor, desk, result) if result else ([], [])
    data = {**_data(actor, instrument, record, counted), "critical": critical}
    former = _corrected(desk, record)
    if former is not None:
        # What was said then is put right: it stands on its own day, and answers what it answered.
        data |= {"on": former.data["on"], "moment": former.data["moment"]}
        line = planning.done_by(desk, former)
    else:
        line = planning.answered_by(desk, rules.key_of(data), _day(data))
        data["moment"] = line.data["moment"] if line else ""
    made, sealed = folders.add(desk.case_folder, record.compartment, data)
    written.append(sealed)
    if line is not None:
        written += planning.done(actor, desk, line, measure=made)
    return written


def _says_nothing(instrument: Instrument, result: Result) -> bool:
    """Whether no item that counts was answered: she stopped before the first, or declined them all."""
    return not result.critical and len(result.missing) == sum(item.scored for item in instrument.items)


def _corrected(desk: Desk, record: Opened) -> Opened | None:
    """The result of the interview that this one replaces."""
    former = record.data.get("supersedes")
    found = (one for one in desk.case_folder.of_kind(queries.MEASURE) if one.data["of"] == former)
    return next(found, None) if former else None


def _data(actor: Actor, instrument: Instrument, record: Opened, counted: Counted) -> dict[str, Any]:
    told, result = record.data, counted.result
    subscales = result.subscales if result else {}
    return {
        "kind": queries.MEASURE,
        "instrument": instrument.slug,
        "version": instrument.version,
        "of": str(record.id),
        "on": _on(actor, str(told.get("ended_at") or told["at"])),
        "score": {
            "total": result.score if result else None,
            "subscales": {name: one.score for name, one in subscales.items()},
            "possible": list(result.possible) if result and result.possible else [],
            "prorated": bool(result and result.prorated),
        },
        "band": result.band if result else "",
        "bands": {name: one.band for name, one in subscales.items() if one.band},
        "positive": result.positive if result else None,
        "complete": bool(result and result.complete),
        "missing": list(result.missing) if result else [],
        "faults": list(counted.faults),
        "respondent": str(told.get("respondent") or rules.SELF),
        "about": str(told.get("about") or ""),
        "language": str(told.get("language") or ""),
        "moment": "",
        **stamp(actor),
    }


def _on(actor: Actor, moment: str) -> str:
    """The calendar day of an instant where the organisation works; a day stays as it is."""
    if len(moment) == 10:
        return moment
    zone = Organisation.objects.values_list("time_zone", flat=True).get(id=actor.org_id)
    return datetime.fromisoformat(moment).astimezone(ZoneInfo(zone)).date().isoformat()


def _day(data: Mapping[str, Any]) -> date:
    return date.fromisoformat(str(data["on"]))


def _protocols(actor: Actor, desk: Desk, result: Result) -> tuple[list[dict[str, Any]], list[bytes]]:
    """Open what the answers ask for. A closed case has no protocol: the page says that it must be taken up again."""
    found: list[dict[str, Any]] = []
    written: list[bytes] = []
    opened: dict[str, str] = {}
    for item in result.critical:
        signal = item.protocol
        if desk.case.is_open and signal in library.protocols() and signal not in opened:
            protocol, more = protocols.begin_at(actor, desk, signal=signal)
            opened[signal] = str(protocol.id)
            if more:
                written += more
                folders.note(actor, "protocol.begin", desk.case.id, written=more)
        found.append({"item": item.item, "protocol": signal, "opened": opened.get(signal, "")})
    return found, written


def type_in(
    actor: Actor,
    case_id: UUID,
    *,
    instrument: Instrument,
    answers: Mapping[str, str],
    on: date,
    respondent: str,
    about: str,
    language: str,
) -> UUID:
    """Keep what was answered on paper as an interview like any other; returns the result's record."""
    with scope.scoped(actor.org_id):
        noon = f"{on.isoformat()}T12:00:00+00:00"
        interview = keep(
            actor,
            case_id,
            ref=instrument.ref,
            answers=instruments.nested(instruments.form_of(actor, instrument), answers),
            language=language,
            begun_at=noon,
            ended_at=noon,
            respondent=respondent,
            about=about,
        )
        file = queries.measure_file(actor, case_id, "measure.type_in")
        for record in reversed(file.measures):
            if record.data["of"] == str(interview):
                return record.id
        raise Refused("measure.type_in", case_id)


def printed(actor: Actor, case_id: UUID) -> None:
    """Record that a profile was printed."""
    with scope.scoped(actor.org_id):
        folders.note(actor, "measure.print", case_id)
