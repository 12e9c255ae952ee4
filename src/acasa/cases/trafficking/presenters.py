"""How the facts read on a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from acasa.cases import codes, presenters
from acasa.cases.trafficking import words
from acasa.cases.trafficking.queries import TraffickingFile, standing
from acasa.cases.trafficking.rules import bringing, shape
from acasa.people import rules as people
from acasa.vault.folders import Opened

_RETURN_LISTS = {
    "from_country": "countries",
    "by_whom": "return_organisers",
    "travel": "travel_ways",
    "first_place": "first_places",
    "assistance": "assistance_types",
}


def steps(file: TraffickingFile) -> list[dict[str, Any]]:
    """The short steps with what each says."""
    return [
        {
            "title": words.SECTIONS[section.code][0],
            "url": reverse("trafficking:step", args=[file.page.id, section.code]) if file.may_write else "",
            "code": section.code,
            "done": state == shape.DONE,
            "told": words.TOLD.get(shape.told_of(section, file.data), "")
            if shape.told_of(section, file.data)
            else "",
            "tag": _status_tag(file.data) if section is shape.STATUS else None,
            "rows": [
                (words.SHORT[name], words.value(name, value))
                for name, value in shape.values_of(section, file.data).items()
                if name != "status"
            ],
            "saved": _saved(file.data, section),
        }
        for section, state in standing(file)
    ]


def _status_tag(data: Mapping[str, Any]) -> tuple[str, str] | None:
    status = str(data.get("status", ""))
    return (words.code("status", status), words.STATUS_TONES.get(status, "grey")) if status else None


def _saved(data: Mapping[str, Any], section: shape.Section) -> str:
    saved = (data.get("saved") or {}).get(section.code)
    return f"{presenters.moment_words(saved['at'])} · {saved['by_name']}" if saved else ""


def history(data: Mapping[str, Any], section: shape.Section) -> list[dict[str, Any]]:
    """What stood in a step before, newest first."""
    return [
        {
            "when": presenters.moment_words(item["at"]),
            "who": item.get("by_name", ""),
            "rows": [
                (words.LABELS[name], words.value(name, value))
                for name, value in item.get("before", {}).items()
                if name in words.LABELS
            ],
            "told": words.TOLD[item["told"]] if item.get("told") else "",
        }
        for item in reversed(data.get("history") or ())
        if item.get("section") == section.code
    ]


def party(record: Opened) -> dict[str, Any]:
    """Somebody's part, in words."""
    data = record.data
    return {
        "id": record.id,
        "name": data.get("name", ""),
        "roles": [words.role(code) for code in data.get("roles", ())],
        "relation": words.RELATION.get(data.get("relation", ""), ""),
        "near": words.NEAR.get(data.get("near", ""), ""),
        "near_now": data.get("near") == "yes",
        "legal": record.compartment == people.LEGAL,
    }


def party_value(name: str, value: Any) -> str:
    """A field of a person's part, in words."""
    if name == "roles":
        return "; ".join(words.role(code) for code in value or ())
    if name == "relation":
        return str(words.RELATION.get(value or "", ""))
    if name == "near":
        return str(words.NEAR.get(value or "", value or ""))
    return str(value or "")


def going_home(record: Opened) -> dict[str, Any]:
    """A return, in words."""
    data = record.data
    state = str(data.get("state", ""))
    rows = [
        (pgettext("return", "Planned for"), "planned_on"),
        (pgettext("return", "Arrived"), "arrived_on"),
        (pgettext("return", "Her wish"), "wish"),
        (pgettext("return", "Arranged by"), "by_whom"),
        (pgettext("return", "Travel"), "travel"),
        (pgettext("return", "With her"), "escort"),
        (pgettext("return", "Arrival"), "arrival"),
        (pgettext("return", "Met by"), "met_by"),
        (pgettext("return", "First place"), "first_place"),
        (pgettext("return", "Checked as safe"), "safe_place"),
        (pgettext("return", "Help"), "assistance"),
        (pgettext("return", "Agreed"), "agreed"),
    ]
    said = [(label, return_value(name, data.get(name))) for label, name in rows]
    country = words.country(str(data.get("from_country", "")))
    return {
        "id": record.id,
        "title": _("From %(country)s") % {"country": country} if country else _("Return"),
        "state": words.STATES.get(state, state),
        "tone": words.STATE_TONES.get(state, "grey"),
        "rows": [(label, text) for label, text in said if text],
        "missing": list(data.get("missing") or ()),
        "saved": f"{presenters.moment_words(str(data['at']))} · {data.get('by_name', '')}",
    }


def return_value(name: str, value: Any) -> str:
    """A field of a return, in words."""
    if shape.empty(value):
        return ""
    if name in _RETURN_LISTS:
        several = value if isinstance(value, list) else [value]
        return "; ".join(codes.labels(_RETURN_LISTS[name], [str(code) for code in several]))
    if name in ("planned_on", "arrived_on"):
        return words.when(str(value))
    if name == "wish":
        return str(words.WISH.get(value, value))
    if name == "state":
        return str(words.STATES.get(value, value))
    if name == "safe_place":
        answers = {"yes": _("Yes"), "no": _("No"), "rather_not_say": _("Rather not say")}
        return answers.get(value, str(value))
    return str(value)


def brought(item: bringing.Item, number: int) -> dict[str, Any]:
    """A value of a spreadsheet: what stood there, what it becomes, and what stands there now."""
    party_item = item.fact == bringing.PARTY
    label = _("Somebody's part in it") if party_item else words.LABELS[item.fact]
    becomes = party_value("roles", item.value) if party_item else words.value(item.fact, item.value)
    return {
        "id": f"take-{number}",
        "key": item.key,
        "column": item.column or label,
        "text": item.text,
        "label": label,
        "becomes": becomes,
        "now": "" if party_item else words.value(item.fact, item.now),
        "state": item.state,
        "ticked": item.state != "other",
        "stays": not item.leaves,
    }
