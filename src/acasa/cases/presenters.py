"""How records read on a page: labels in the reader's language, days in words, lines of the timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.utils import dateformat, timezone
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from acasa.cases import codes, rooms
from acasa.people import rules as people
from acasa.vault.folders import Opened

RISK_TONES = {"high": "brick", "medium": "amber", "low": "pine", "": "grey"}


def risk_label(risk: str) -> str:
    return codes.label("risk_levels", risk) if risk else _("risk not assessed")


def risk_tone(risk: str) -> str:
    return RISK_TONES.get(risk, "grey")


def day_words(value: str | date | None) -> str:
    """A day as people write it: Tue 24 Nov, with the year when it is another one."""
    if not value:
        return ""
    day = value if isinstance(value, date) else date.fromisoformat(value[:10])
    return _day_words(day.toordinal(), day.year == timezone.localdate().year, get_language())


@lru_cache(4096)
def _day_words(ordinal: int, this_year: bool, _language: str | None) -> str:
    # Not date_format, which first looks up for each day how the language writes days: the pattern says it.
    pattern = pgettext("date format", "D j M") if this_year else pgettext("date format", "j M Y")
    return dateformat.format(date.fromordinal(ordinal), pattern)


def moment_words(value: str) -> str:
    """A record's instant in the organisation's time zone; noon in UTC stands for a day without an hour."""
    if len(value) == 10 or value.endswith("T12:00:00+00:00"):
        return day_words(value)
    at = timezone.localtime(datetime.fromisoformat(value))
    # Hours are written alike in our languages; asking for the format of each would cost more than the rest of a line.
    return f"{day_words(at.date())}, {at:%H:%M}"


def due_words(due: date, today: date) -> tuple[str, bool]:
    """When something is due, seen from today; and whether it is late."""
    late = (today - due).days
    if late > 0:
        return ngettext("%(count)d day late", "%(count)d days late", late) % {"count": late}, True
    if late == 0:
        return _("today"), False
    if late == -1:
        return _("tomorrow"), False
    return day_words(due), False


@dataclass(frozen=True)
class Line:
    """One line of the timeline."""

    when: str
    iso: str
    who: str
    title: str
    text: str
    compartment: str = ""
    tone: str = ""
    file_id: UUID | None = None
    size: int = 0


def compartment_label(compartment: str) -> str:
    from acasa.cases.forms import COMPARTMENT_LABELS

    return str(COMPARTMENT_LABELS.get(compartment, compartment))


def line(record: Opened) -> Line:
    """A record as a line of the timeline."""
    data = record.data
    at = str(data.get("done_at") or data.get("at", ""))
    title, text, tone = rooms.titles()[data["kind"]](data)
    outside = record.compartment if record.compartment != people.CASEWORK else ""
    return Line(
        when=moment_words(at),
        iso=at[:10],
        who=str(data.get("done_by") or data.get("by_name", "")),
        title=title,
        text=text,
        compartment=compartment_label(outside) if outside else "",
        tone=tone,
        file_id=UUID(data["file"]) if data["kind"] in ("file", "paper") and data["file"] else None,
        size=int(data.get("size", 0)),
    )


def _contact(data: dict[str, Any]) -> tuple[str, str, str]:
    title = codes.label("contact_kinds", data["what"])
    if data.get("minutes"):
        title += ", " + ngettext("%(count)d minute", "%(count)d minutes", data["minutes"]) % {
            "count": data["minutes"]
        }
    if data.get("result"):
        title += ": " + codes.label("attempt_results", data["result"])
    return title, _contact_words(data), "amber" if data["what"] == "attempt" else ""


def _contact_words(data: dict[str, Any]) -> str:
    """What was said, and beneath it how, where and with whom, as far as that was recorded."""
    parts = [
        codes.label("contact_channels", data.get("way", "")),
        data.get("where", ""),
        data.get("with_whom", ""),
    ]
    if data.get("interpreter"):
        parts.append(_("interpreter: %(name)s") % {"name": data["interpreter"]})
    if data.get("message_left"):
        parts.append(_("a message was left"))
    around = " · ".join(part for part in parts if part)
    return "\n".join(part for part in (str(data.get("text", "")), around) if part)


def _note(data: dict[str, Any]) -> tuple[str, str, str]:
    return _("Note"), str(data["text"]), ""


def _file(data: dict[str, Any]) -> tuple[str, str, str]:
    return _("File"), str(data["name"]), ""


def _step(data: dict[str, Any]) -> tuple[str, str, str]:
    result = str(data.get("result", ""))
    words = {
        "": _("Done"),
        "done": _("Done"),
        "not_needed": _("No longer needed"),
        "closed": _("Ended with the case"),
    }
    return words.get(result, _("Done")), str(data["text"]), "pine"


def _event(data: dict[str, Any]) -> tuple[str, str, str]:
    what = data["what"]
    before, after = data.get("before", ""), data.get("after", "")
    if what == "opened":
        return _("Case opened"), "", "plum"
    if what == "imported":
        return _("Brought in from a spreadsheet"), "", "plum"
    if what == "stage":
        stages = {"before": codes.label("stages", before), "after": codes.label("stages", after)}
        return _("%(before)s to %(after)s") % stages, str(data.get("reason", "")), "plum"
    if what == "close":
        reason = codes.label("closure_reasons", str(data.get("reason", "")))
        return _("Case closed: %(reason)s") % {"reason": reason}, str(data.get("words", "")), "plum"
    if what == "reopen":
        return _("Case reopened"), str(data.get("reason", "")), "plum"
    if what == "assigned" and data.get("team"):
        to = {"name": data.get("to", ""), "team": data["team"]}
        return _("Given to %(name)s, team %(team)s") % to, str(data.get("words", "")), "plum"
    if what == "assigned":
        return _("Given to %(name)s") % {"name": data.get("to", "")}, str(data.get("words", "")), "plum"
    if what == "named":
        return _("%(name)s may open this case") % {"name": data.get("to", "")}, "", "plum"
    if what == "unnamed":
        return _("%(name)s no longer opens this case") % {"name": data.get("to", "")}, "", "plum"
    if what == "risk":
        return (
            _("Risk: %(before)s to %(after)s") % {"before": risk_label(before), "after": risk_label(after)},
            "",
            "amber",
        )
    return str(what), "", ""


TITLES = {"contact": _contact, "note": _note, "file": _file, "step": _step, "event": _event}


def field_words(name: str, value: Any) -> str:
    """A stored value of the forms of safe contact, identity and risk, in words."""
    if isinstance(value, list):
        return ", ".join(field_words(name, item) for item in value)
    lists = {
        "channel": "contact_channels",
        "language": "languages",
        "nationality": "countries",
        "gender": "htcds/gender",
        "risk": "risk_levels",
        "alerts": "alerts",
    }
    if name in lists:
        return codes.label(lists[name], str(value))
    return str(value) if value not in (None, False) else ""
