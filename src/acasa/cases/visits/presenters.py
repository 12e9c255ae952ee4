"""How visits, appointments, follow-ups and aid read on this part's pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from acasa import vocabularies
from acasa.cases import codes
from acasa.cases.presenters import day_words, due_words, line
from acasa.cases.queries.case import CasePage, parse_day
from acasa.cases.visits import rules
from acasa.cases.visits.queries import Out
from acasa.cases.visits.timeline import worth
from acasa.vault.folders import Opened


@dataclass(frozen=True)
class Row:
    """A line of what is coming: when, what, and where it is done."""

    day: str
    when: str
    late: bool
    what: str
    url: str
    note: str = ""
    tag: str = ""
    tone: str = "grey"
    calendar: str = ""


def coming(found: CasePage, outs: dict[str, Out]) -> list[Row]:
    """Visits that are not over, appointments and follow-ups to come, earliest first."""
    rows = [visit_line(record, outs) for record in found.case_folder.of_kind("visit")]
    if found.is_open:
        rows += [appointment_line(found, record) for record in found.case_folder.of_kind("appointment")]
    else:
        # Closing ended what was planned but for asking how she is; who is out is shown until the end.
        rows = [row for row in rows if row is not None and row.tag]
    rows += [followup_line(found, record) for record in found.case_folder.of_kind("followup")]
    return sorted((row for row in rows if row is not None), key=lambda row: row.day)


def _when(on: str, hour: str = "") -> tuple[str, bool]:
    day = parse_day(on) or timezone.localdate()
    words, late = due_words(day, timezone.localdate())
    return (words if late or not hour else f"{words}, {hour}"), late


def visit_line(record: Opened, outs: dict[str, Out]) -> Row | None:
    """A visit that is planned or under way; the plain row says how it stands."""
    data = record.data
    out = outs.get(data["watch"])
    if out is None or out.state in rules.OVER:
        return None
    when, late = _when(data["on"], f"{data['start']}–{data['back']}")
    tags = {rules.AWAY: (_("on the way"), "amber"), rules.THERE: (_("there now"), "amber")}
    tag, tone = (_("no word"), "brick") if out.alarm or out.no_word else tags.get(out.state, ("", "grey"))
    return Row(
        day=f"{data['on']} {data['start']}",
        when=when,
        late=late or out.alarm,
        what=_("Home visit"),
        url=reverse("visits:watch", args=[out.id]),
        note=" · ".join(filter(None, [data["worker_name"], str(data.get("second", ""))])),
        tag=tag,
        tone=tone,
    )


def appointment_line(found: CasePage, record: Opened) -> Row | None:
    """An appointment to come."""
    data = record.data
    if data["state"] != "planned":
        return None
    when, late = _when(data["on"], data.get("start", ""))
    parts = [data.get("place", "")]
    if data.get("goes_along"):
        parts.append(_("%(name)s goes with her") % {"name": data["worker_name"]})
    else:
        parts.append(_("she goes alone"))
    parts += [data.get("transport", "")]
    if data.get("interpreter"):
        parts.append(_("interpreter: %(name)s") % {"name": data["interpreter"]})
    if data.get("bring"):
        parts.append(_("bring: %(things)s") % {"things": data["bring"]})
    return Row(
        day=f"{data['on']} {data.get('start', '')}",
        when=when,
        late=late,
        what=codes.label("appointment_kinds", data["what"]),
        url=reverse("visits:finish_appointment", args=[found.id, record.id]),
        note=" · ".join(filter(None, parts)),
        calendar=reverse("visits:calendar", args=[found.id, record.id]),
    )


def followup_line(found: CasePage, record: Opened) -> Row | None:
    """A follow-up to come."""
    data = record.data
    if data["state"] != "planned":
        return None
    when, late = _when(data["due"])
    return Row(
        day=data["due"],
        when=when,
        late=late,
        what=_("Follow-up"),
        url=reverse("visits:finish_followup", args=[found.id, record.id]),
        note=data["worker_name"],
    )


@dataclass(frozen=True)
class Search:
    """Looking for her: what was tried, what comes next."""

    attempts: list[dict[str, Any]] = field(default_factory=list)
    next_step: str = ""
    next_code: str = ""
    agreed_only: bool = False
    stop_on: str = ""
    words: str = ""
    paused_until: str = ""
    paused_why: str = ""


def lost_steps() -> list[rules.LostStep]:
    """Steps of looking for somebody, in the library's order."""
    return [
        rules.LostStep(entry.code, int(entry.extra.get("times", 1)), bool(entry.extra.get("agreed")))
        for entry in vocabularies.load("lost_contact_steps").codes
        if not entry.deprecated
    ]


def search(found: CasePage) -> Search | None:
    """The search under way, if there is one."""
    results = {
        "reached": _("She is in touch again"),
        "not_reached": _("Not reached"),
        "skipped": _("Left out"),
    }
    for record in found.case_folder.of_kind("lost_contact"):
        data = record.data
        if data["state"] != "looking":
            continue
        following = rules.next_lost_step(lost_steps(), data["attempts"])
        return Search(
            attempts=[
                {
                    "when": day_words(attempt["on"]),
                    "step": codes.label("lost_contact_steps", attempt["step"]),
                    "result": results[attempt["result"]],
                    "words": attempt.get("words", ""),
                    "by": attempt["by_name"],
                    "unsafe": attempt.get("safe") is False,
                }
                for attempt in data["attempts"]
            ],
            next_step=codes.label("lost_contact_steps", following.code) if following else "",
            next_code=following.code if following else "",
            agreed_only=following.agreed_only if following else False,
            stop_on=day_words(data.get("stop_on")),
            words=data.get("began_words", ""),
            paused_until=day_words((data.get("paused") or {}).get("until")),
            paused_why=(data.get("paused") or {}).get("reason", ""),
        )
    return None


def schedule_choices(closed_on: date) -> list[tuple[str, str]]:
    """The usual follow-ups counted from closure, those to come: ISO day with months, and words."""
    months = {
        int(entry.extra["months"]): entry.code
        for entry in vocabularies.load("followup_schedule").codes
        if not entry.deprecated
    }
    return [
        (f"{count}:{day.isoformat()}", f"{codes.label('followup_schedule', months[count])}: {day_words(day)}")
        for count, day in rules.schedule(closed_on, months)
        if day >= timezone.localdate()
    ]


CONTACTS = ("contact", "visit", "appointment", "followup", "lost_contact", "interpreter")


def past(found: CasePage, at_most: int) -> list[Any]:
    """The newest contacts of every kind, as on the timeline."""
    records = [
        record
        for record in found.timeline
        if record.data["kind"] in CONTACTS and record.data.get("state") not in ("planned", "away", "there")
    ]
    return [line(record) for record in records[:at_most]]


@dataclass(frozen=True)
class AidRow:
    """One entry of aid."""

    id: UUID
    when: str
    what: str
    worth: str
    donor: str
    receipt: str
    text: str
    by: str
    taken_back: bool


def aid_rows(found: CasePage) -> list[AidRow]:
    """Aid, newest first."""
    receipts = {
        "signed": _("signed"),
        "not_safe": _("not signed, a paper is not safe"),
        "not_asked": _("not asked for"),
    }
    records = sorted(
        found.case_folder.of_kind("aid"),
        key=lambda record: (record.data["on"], record.data["at"]),
        reverse=True,
    )
    return [
        AidRow(
            id=record.id,
            when=day_words(record.data["on"]),
            what=codes.label("aid_kinds", record.data["what"]),
            worth=_money(record.data),
            donor=": ".join(filter(None, [record.data.get("donor", ""), record.data.get("line", "")]))
            or _("own means"),
            receipt=receipts[record.data["receipt"]],
            text=record.data.get("text", ""),
            by=record.data["by_name"],
            taken_back=bool(record.data.get("taken_back")),
        )
        for record in records
    ]


def _money(data: dict[str, Any]) -> str:
    if not data.get("amount"):
        return worth(data)
    words = f"{number_format(Decimal(data['amount']), 2, force_grouping=True)} {data['currency']}"
    return f"{words}, {data['quantity']}" if data.get("quantity") else words


def aid_totals(found: CasePage) -> list[dict[str, Any]]:
    """Sums by donor and currency, in words."""
    return [
        {
            "donor": total.donor or _("own means"),
            "amount": f"{number_format(total.amount, 2, force_grouping=True)} {total.currency}"
            if total.currency
            else "",
            "items": total.items,
        }
        for total in rules.totals(record.data for record in found.case_folder.of_kind("aid"))
    ]


def interpreters(found: CasePage) -> list[dict[str, Any]]:
    """Who interprets for her: the newest choice of each."""
    newest: dict[str, dict[str, Any]] = {}
    for record in found.case_folder.of_kind("interpreter"):
        newest[record.data["interpreter"]] = record.data
    return [
        {
            "id": data["interpreter"],
            "name": data["name"],
            "conflicts": ", ".join(codes.labels("interpreter_conflicts", data["conflicts"])),
            "reason": data.get("reason", ""),
        }
        for data in newest.values()
    ]
