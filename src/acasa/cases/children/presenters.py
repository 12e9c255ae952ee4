"""How a child's file reads on its pages."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from acasa.cases import codes, presenters
from acasa.cases.children import library, queries, rules, words
from acasa.cases.children.queries import Child
from acasa.cases.intake.words import PURPOSES
from acasa.cases.queries.case import CasePage
from acasa.vault.folders import Opened

day = presenters.day_words
# So many days before a birthday there is nothing to prepare yet.
FAR = 3 * 365


def profession(code: str) -> str:
    return _("Something else") if code == "other" else codes.label("professions", code)


def assessment(record: Opened) -> dict[str, Any]:
    """An assessment in words."""
    data = record.data
    return {
        "id": record.id,
        "finished": data["state"] == "decided",
        "on": day(data["on"]),
        "by": data["by_name"],
        "child_view": data["child_view"],
        "heard": codes.label("heard_how", data["heard_how"]),
        "heard_by": data["heard_by"],
        "not_heard_why": data["not_heard_why"],
        "took_part": data["took_part"],
        "elements": [
            {
                "label": codes.label("child_interests", code),
                "findings": one["findings"],
                "source": one["source"],
                "certainty": codes.label("finding_certainty", one["certainty"]),
            }
            for code, one in data["elements"].items()
        ],
    }


def determination(record: Opened, child: Child) -> dict[str, Any]:
    """A determination in words, with whether the child was told."""
    data = record.data
    tellings = [one.data for one in child.tellings if int(one.data["number"]) == int(data["number"])]
    review = str(data.get("review_on") or "")
    return {
        "number": data["number"],
        "decided": data["state"] == "decided",
        "decision": codes.label("durable_solutions", str(data.get("decision") or "")),
        "reasons": data.get("reasons", ""),
        "on": day(data.get("on")),
        "review": day(review),
        "late": bool(review) and review < queries.today().isoformat(),
        "reopened_why": data.get("reopened_why", ""),
        "dissent": data.get("dissent", ()),
        "panel": [{**one, "profession": profession(str(one["profession"]))} for one in data["panel"]],
        "options": [
            {**one, "label": codes.label("durable_solutions", str(one["code"]))} for one in data["options"]
        ],
        "told": [
            {
                "on": day(one["on"]),
                "how": codes.label("heard_how", one["how"]),
                "by": one["told_by"],
                "said": one["said"],
            }
            for one in tellings
        ],
    }


def standing(child: Child) -> dict[str, Any]:
    """Whether somebody is a child, why, and until when."""
    it, age = child.standing, child.age.data if child.age else {}
    low, high = age.get("estimated_from"), age.get("estimated_to")
    return {
        "child": it.child,
        "why": words.WHY.get(it.why, ""),
        "birthday": day(it.eighteenth),
        "exact": it.exact,
        "stated": age.get("stated", ""),
        "estimate": _("%(low)s to %(high)s years") % {"low": low, "high": high} if low is not None else "",
        "estimated_on": day(age.get("on")),
        "source": codes.label("age_sources", str(age.get("source") or "")),
        "method": age.get("method", ""),
        "review": day(age.get("review_on")),
        "by": age.get("by_name", ""),
        "looked_at": bool(age),
        "former": [
            {
                "when": presenters.moment_words(str(one["at"])),
                "by": one["by_name"],
                "source": codes.label("age_sources", str(one.get("source") or "")),
                "method": one.get("method", ""),
                "presumed": one.get("presumed_minor"),
            }
            for one in reversed(age.get("history", ()))
        ],
    }


def guardian(record: Opened, on: date) -> dict[str, Any]:
    """A guardian, and whether they may sign."""
    data = record.data
    label, tone = words.CONFLICTS[data["conflict"]]
    return {
        "id": record.id,
        "name": data["name"],
        "by_whom": data["by_whom"],
        "since": day(data["from"]),
        "until": day(data.get("to")),
        "contact": data["contact"],
        "tasks": data["tasks"],
        "conflict": label,
        "tone": tone,
        "words": data["words"],
        "says": [
            codes.label("guardian_conflicts", code) for code, said in data["answers"].items() if said == "yes"
        ],
        "against": words.reasons(rules.guardian_may_sign(data, on)),
        "in_office": rules.in_office(data, on),
    }


def care(record: Opened, child: Child) -> dict[str, Any]:
    """Where the child lives or lived, and the visits there."""
    data = record.data
    visits = [one.data for one in child.care_visits if one.data["care"] == str(record.id)]
    until = data.get("extended_to") or data.get("review_by")
    open_ = bool(data.get("emergency")) and not data.get("to") and not data.get("reviewed_on")
    return {
        "id": record.id,
        "placement": codes.label("placements", str(data["placement"])),
        "who": data["who_name"],
        "since": day(data["from"]),
        "until": day(data.get("to")),
        "decided_by": data.get("decided_by", ""),
        "determination": data.get("determination") or "",
        "emergency": data.get("emergency"),
        "emergency_open": open_,
        "danger": data.get("danger", ""),
        "review_by": presenters.moment_words(until) if until else "",
        "late": open_ and bool(until) and _past(str(until)),
        "planned": [day(one["on"]) for one in visits if one["state"] == "planned"],
        "visits": [
            {**one, "on": day(one["on"]), "alone": one["alone"] == "yes"}
            for one in reversed(visits)
            if one["state"] == "done"
        ],
    }


def _past(value: str) -> bool:
    if len(value) == 10:
        return value < queries.today().isoformat()
    return datetime.fromisoformat(value) < timezone.now()


def acts(child: Child) -> list[dict[str, Any]]:
    """What the determination allows today, and why not."""
    names = {
        "return": _("Return"),
        "reunification": _("Reunification with the family"),
        "care_change": _("A change of care"),
    }
    allows, on = library.allows(), queries.today()
    grouped: dict[tuple[str, ...], list[str]] = {}
    for act, name in names.items():
        against = rules.against(act, child=True, records=child.records, told=child.told, allows=allows, on=on)
        grouped.setdefault(tuple(against), []).append(name)
    # What waits for the same is said once.
    return [{"name": ", ".join(same), "against": words.reasons(against)} for against, same in grouped.items()]


def eighteen(child: Child) -> dict[str, Any]:
    """The checklist before the birthday."""
    on = queries.today()
    record = child.eighteen.data if child.eighteen else None
    birthday = child.birthday
    items = []
    for code, one in (record["items"] if record else {}).items():
        when, late = presenters.due_words(date.fromisoformat(one["due"]), on)
        items.append(
            {
                "code": code,
                "label": codes.label("turning_eighteen", code),
                "done": one["state"] == "done",
                "when": day(one.get("done_on")) if one["state"] == "done" else when,
                "late": late and one["state"] != "done",
                "words": one.get("words", ""),
                "by": one.get("by", ""),
                "due": one["due"],
            }
        )
    return {
        "prepared": record is not None,
        "moved": record is not None and birthday is not None and record["birthday"] != birthday.isoformat(),
        "items": sorted(items, key=lambda one: (one["done"], one["due"])),
        "birthday": day(birthday),
        "days": (birthday - on).days if birthday else None,
        "far": birthday is not None and (birthday - on).days > FAR,
    }


def consents(found: CasePage, birthday: date) -> list[str]:
    """Consents that were agreed to in childhood: each is asked anew."""
    newest: dict[str, dict[str, Any]] = {}
    for record in found.case_folder.of_kind("consent"):
        newest[str(record.data["purpose"])] = record.data
    return [
        str(PURPOSES.get(purpose, purpose))
        for purpose, data in newest.items()
        if data.get("answer") == "agreed" and str(data["at"])[:10] < birthday.isoformat()
    ]
