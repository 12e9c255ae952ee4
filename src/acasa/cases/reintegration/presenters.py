"""How phases, outcomes and joint sessions read on a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acasa import vocabularies
from acasa.cases import codes
from acasa.cases.presenters import day_words, due_words
from acasa.cases.queries.case import CasePage
from acasa.cases.reintegration import drawing, queries, rules, words
from acasa.cases.reintegration.levels import level_words

Shown = dict[str, Any]

ATTENDANCE_TONES = {"came": "pine", "late": "pine", "left": "amber", "chose_not": "plum"}


# --- phases


def stays(found: CasePage) -> list[Shown]:
    """The stages of the case with the days on which they began."""
    events = [record.data for record in found.case_folder.of_kind("event")]
    told = rules.stays(events, opened_on=str(found.facts.get("opened_on") or ""), stage=found.stage)
    return [
        {
            "label": codes.label("stages", stay.stage),
            "state": stay.state,
            "since": _since(stay),
        }
        for stay in told
    ]


def _since(stay: rules.Stay) -> str:
    days = [day_words(day) for day in stay.since]
    if not days:
        return ""
    if len(days) > 1:
        return _("%(first)s, and again %(others)s") % {"first": days[0], "others": ", ".join(days[1:])}
    return _("since %(day)s") % {"day": days[0]} if stay.state == "now" else days[0]


def phases(found: CasePage) -> list[Shown]:
    """What is typical of each phase, which of it stands on this case, and what usually comes."""
    here: dict[str, str] = {}
    for record in found.case_folder.of_kind("challenge"):
        code, status = str(record.data["code"]), str(record.data.get("status", "stands"))
        # What stands in the way of one of them stands in the way, whatever has eased for another.
        if here.get(code) != "stands":
            here[code] = status
    language = codes.language()
    found_phases = []
    for entry in vocabularies.load("phases").codes:
        typical = list(entry.extra.get("challenges", ()))
        found_phases.append(
            {
                "code": entry.code,
                "label": entry.label(language),
                "now": entry.code == found.stage,
                "typical": [
                    {"label": codes.label("challenges", code), "status": here.get(code, "")}
                    for code in sorted(typical, key=lambda code: here.get(code) != "stands")
                ],
                "usual": [str(line.get(language) or line["en"]) for line in entry.extra.get("usual", ())],
            }
        )
    return found_phases


def standing(found: CasePage) -> list[Shown]:
    """What stands in the way on this case now, with the stage at which it showed."""
    return [
        {
            "id": record.id,
            "label": codes.label("challenges", str(record.data["code"])),
            "words": record.data.get("words", ""),
            "stage": codes.label("stages", str(record.data.get("stage", ""))),
            "barriers": codes.labels("challenges", list(record.data.get("barriers", ()))),
        }
        for record in found.case_folder.of_kind("challenge")
        if record.data.get("status", "stands") == "stands"
    ]


# --- outcomes


def profile(outcomes: list[dict[str, Any]]) -> list[Shown]:
    """A chart for each domain that was ever asked, with what holds now in words."""
    by_domain = rules.points(outcomes)
    if not by_domain:
        return []
    every = [point.on for points in by_domain.values() for point in points]
    days = (min(every), max(every))
    return [
        {
            "code": entry.code,
            "label": entry.label(codes.language()),
            "picture": drawing.profile(entry.label(codes.language()), by_domain[entry.code], days),
            "hers": _now(entry.code, by_domain[entry.code], hers=True),
            "ours": _now(entry.code, by_domain[entry.code], hers=False),
        }
        for entry in vocabularies.load("outcome_domains").codes
        if entry.code in by_domain
    ]


def _now(domain: str, points: list[rules.Point], *, hers: bool) -> str:
    """The newest answer of one of the two, in words."""
    said = [point.hers_said if hers else point.ours_said for point in points]
    newest = next((value for value in reversed(said) if value), "")
    return cell(domain, newest)


def newest(outcomes: list[dict[str, Any]]) -> list[Shown]:
    """The newest answers of each domain, hers before ours, without drawing anything. `outcomes`: earliest first."""
    by_domain = rules.points(outcomes)
    words = {str(item["domain"]): str(item["words"]) for item in outcomes if item.get("words")}
    return [
        {
            "label": entry.label(codes.language()),
            "hers": _now(entry.code, by_domain[entry.code], hers=True),
            "ours": _now(entry.code, by_domain[entry.code], hers=False),
            "words": words.get(entry.code, ""),
        }
        for entry in vocabularies.load("outcome_domains").codes
        if entry.code in by_domain
    ]


def cell(domain: str, value: str) -> str:
    """An answer as a table says it: the number with its words, or the refusal."""
    number = rules.level(value)
    return f"{value}: {level_words(domain, number)}" if number else words.answer(value)


def outcome_rows(outcomes: list[dict[str, Any]]) -> list[Shown]:
    """The table behind the pictures: by domain, and within it by day."""
    order = [entry.code for entry in vocabularies.load("outcome_domains").codes]
    known = sorted(
        outcomes,
        key=lambda item: (
            order.index(item["domain"]) if item["domain"] in order else len(order),
            str(item["on"]),
            str(item["at"]),
        ),
    )
    return [
        {
            "domain": codes.label("outcome_domains", str(item["domain"])),
            "when": day_words(item["on"]),
            "moment": codes.label("outcome_moments", str(item["moment"])),
            "hers": cell(str(item["domain"]), str(item.get("her_level", ""))),
            "ours": cell(str(item["domain"]), str(item.get("level", ""))),
            "words": item.get("words", ""),
            "by": item.get("by_name", ""),
        }
        for item in known
    ]


# --- with whom


def partners(found: CasePage) -> list[Shown]:
    """With whom the present plan works: how much of it is done. Those without an action are named as well."""
    from acasa.cases.plan.rules import plans

    plan = plans.present([record.data for record in found.case_folder.of_kind("plan")])
    if plan is None:
        return []
    counted = rules.partners(action for _goal, action in plans.actions(plan))
    return [
        {
            "label": label,
            "words": ngettext("%(done)d of %(count)d action done", "%(done)d of %(count)d actions done", all_)
            % {"done": done, "count": all_}
            if all_
            else "",
        }
        for code, label in codes.choices("action_partners")
        for done, all_ in (counted.get(code, (0, 0)),)
    ]


# --- joint sessions


def series(item: queries.Series, today: date) -> Shown:
    """A series with its sessions, and the pictures of what was observed while she agrees."""
    data = item.data
    order = codes.choices("dyad_items")
    rated = rules.seen(
        {"on": one.data["on"], "rates": one.data.get("rates", {})} for one in item.observations.values()
    )
    days = [on for marks in rated.values() for on, _value in marks]
    return {
        "id": item.record.id,
        "child": data.get("child_name", ""),
        "aim": data.get("aim", ""),
        "lead": data.get("lead_name", ""),
        "rhythm": codes.label("session_rhythms", str(data.get("rhythm", ""))),
        "place": codes.label("session_place", str(data["place"])) if data.get("place") != "none" else "",
        "running": data["state"] == "running",
        "ended_words": data.get("ended_words", ""),
        "held": len(item.held),
        "number": data["number"],
        "sessions": [session(one, item, today) for one in item.sessions],
        "coming": [session(one, item, today) for one in item.coming],
        "charts": [
            {
                "label": label,
                "easier": bool(_extra(code).get("less_is_easier")),
                "picture": drawing.seen(label, rated[code], (min(days), max(days))),
            }
            for code, label in order
            if code in rated
        ],
        "seen_rows": _seen_rows(item, order),
    }


def in_short(item: queries.Series, today: date) -> Shown:
    """A series in one line: with whom, how far, and what comes next. Nothing is drawn."""
    following = item.coming[0] if item.coming else None
    return {
        "child": item.data.get("child_name", ""),
        "aim": item.data.get("aim", ""),
        "held": len(item.held),
        "number": item.data["number"],
        "next": session(following, item, today) if following else None,
    }


def _extra(code: str) -> Mapping[str, Any]:
    entry = vocabularies.load("dyad_items").get(code)
    return entry.extra if entry else {}


def _seen_rows(item: queries.Series, order: Iterable[tuple[str, str]]) -> list[Shown]:
    """The table behind the curves: one line for each thing looked at in a session."""
    rows = []
    for one in item.held:
        observed = item.observations.get(str(one.id))
        if observed is None:
            continue
        for code, label in order:
            value = str(observed.data.get("rates", {}).get(code, ""))
            if value:
                said = f"{value}: {codes.label('dyad_levels', value)}"
                rows.append({"when": day_words(one.data["on"]), "what": label, "said": said})
    return rows


def session(one: Any, item: queries.Series, today: date) -> Shown:
    """A session in words."""
    data = one.data
    planned = data["state"] == rules.PLANNED
    when, late = due_words(date.fromisoformat(data["due"]), today) if planned else ("", False)
    attended = {
        who: {
            "words": codes.label("session_attendance", str(data.get(who, ""))),
            "tone": ATTENDANCE_TONES.get(str(data.get(who, "")), "grey"),
        }
        for who in ("her_attendance", "child_attendance")
    }
    return {
        "id": one.id,
        "number": data["number"],
        "when": when if planned else day_words(data.get("on", "")),
        "late": late,
        "planned": planned,
        "held": data["state"] == rules.HELD,
        "her": attended["her_attendance"],
        "child": attended["child_attendance"],
        "techniques": ", ".join(codes.labels("session_techniques", list(data.get("techniques", ())))),
        "methods": ", ".join(codes.labels("session_methods", list(data.get("methods", ())))),
        "by": data.get("done_by", ""),
        "notes": [note.data["text"] for note in item.notes.get(str(one.id), ())],
        "observed": str(one.id) in item.observations,
        **{name: data.get(name, "") for name in ("done", "mood_before", "mood_after", "child_mood")},
    }


def session_value(name: str, value: Any) -> str:
    """A stored value of a session in words, for two versions side by side."""
    lists = {"techniques": "session_techniques", "methods": "session_methods"}
    if name in lists:
        return ", ".join(codes.labels(lists[name], list(value or ())))
    if name in ("her_attendance", "child_attendance"):
        return codes.label("session_attendance", str(value or ""))
    if name == "state":
        said = {
            rules.HELD: _("It was held"),
            rules.PLANNED: _("It is put off"),
            rules.CANCELLED: _("It does not take place"),
        }
        return said.get(str(value), str(value))
    return day_words(str(value)) if name == "on" and value else str(value or "")


def consent_value(name: str, value: Any) -> str:
    """What she said, for two versions side by side."""
    if name == "answer":
        return words.consent_words(str(value))
    return day_words(str(value)) if name == "on" and value else str(value or "")


def consent(joint: queries.Together) -> Shown:
    """What she says to being observed; nothing was asked until somebody did."""
    data = joint.consent.data if joint.consent else {}
    return {
        "answer": words.consent_words(str(data.get("answer", ""))) if data else _("Not asked yet"),
        "agreed": joint.may_observe,
        "on": day_words(data.get("on")),
        "words": data.get("words", ""),
        "by": data.get("by_name", ""),
        "hidden": joint.kept if not joint.may_observe else 0,
        "history": [
            {
                "when": day_words(item.get("on")),
                "answer": words.consent_words(str(item.get("answer", ""))),
                "words": item.get("words", ""),
                "by": item.get("by_name", ""),
            }
            for item in reversed(data.get("history", ()))
        ],
    }


# --- closing


def closing(found: CasePage) -> list[Shown]:
    """What is open, each with where it is looked at. Nothing of it keeps anybody from closing."""
    return [
        {
            "what": item.what,
            "title": _closing_title(item),
            "lines": [_closing_line(item.what, line) for line in item.lines],
        }
        for item in rules.open_at_closing(queries.at_closing(found))
    ]


def _closing_line(what: str, line: str) -> str:
    if what == "needs":
        return codes.label("need_domains", line)
    return day_words(line) if what in ("sessions", "appointments", "conferences", "returns") else line


def _closing_title(item: rules.Open) -> str:
    count = {"count": item.count}
    titles = {
        "searching": _("We are still looking for her"),
        "needs": ngettext("%(count)d need is open", "%(count)d needs are open", item.count) % count,
        "actions": ngettext(
            "%(count)d action of the plan is open", "%(count)d actions of the plan are open", item.count
        )
        % count,
        "sessions": ngettext(
            "%(count)d joint session is planned", "%(count)d joint sessions are planned", item.count
        )
        % count,
        "appointments": ngettext(
            "%(count)d appointment is planned", "%(count)d appointments are planned", item.count
        )
        % count,
        "steps": ngettext("%(count)d next step is open", "%(count)d next steps are open", item.count) % count,
        "child_lines": _("Child's plan"),
        "tasks": _("Tasks"),
        "conferences": _("Case conferences"),
        "returns": _("Return and repatriation"),
        "plan_draft": _("A draft of the plan is being worked on"),
        "plan_unanswered": _("She has not yet said what she thinks of the plan"),
        "closing_round": _("How life goes at closure is not written down"),
        "followups": _("Nobody has agreed with her when we ask how she is"),
        "safe_way": _("No safe way to reach her is recorded"),
    }
    return titles[item.what]
