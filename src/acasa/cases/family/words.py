"""How a family reads on a page and in the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from acasa.cases import codes, presenters

VERBS: Final[dict[str, Any]] = {
    "family.read": gettext_lazy("Looking at a family"),
    "family.add": gettext_lazy("Recording a person of the family"),
    "family.change": gettext_lazy("Changing a person of the family"),
    "family.end": gettext_lazy("Ending a relation of the family"),
    "family.remove": gettext_lazy("Taking back a mistake in the family"),
    "family.care": gettext_lazy("Recording who cared for a child"),
    "family.sign": gettext_lazy("Changing how she is drawn"),
    "family.open": gettext_lazy("Opening a case for one of the family"),
    "family.link": gettext_lazy("Linking two files of a family"),
    "family.unlink": gettext_lazy("Parting two files of a family"),
}


def relation(data: Mapping[str, Any]) -> str:
    """What the person is to her, in the words of the code list."""
    return codes.label("kin_relations", str(data.get("relation", "")))


def called(data: Mapping[str, Any]) -> str:
    """The name, or the relation where none is recorded."""
    return str(data.get("name") or "") or relation(data)


def both(data: Mapping[str, Any]) -> str:
    """Relation and name."""
    name = str(data.get("name") or "")
    return f"{relation(data)}: {name}" if name else relation(data)


def month(value: str) -> str:
    """A partial date as people write it: 3.2025, 2025."""
    if len(value) >= 10:
        return presenters.day_words(value)
    return f"{int(value[5:7])}.{value[:4]}" if len(value) > 4 else value


def span(data: Mapping[str, Any]) -> str:
    """From when to when."""
    since, until = str(data.get("from") or ""), str(data.get("to") or "")
    if since and until:
        return _("%(since)s to %(until)s") % {"since": month(since), "until": month(until)}
    if since:
        return _("since %(since)s") % {"since": month(since)}
    if until:
        return _("until %(until)s") % {"until": month(until)}
    return _("when is not known")


def event(data: Mapping[str, Any]) -> tuple[str, str, str]:
    """What was changed in a family, as a line of a timeline: title, text, tone."""
    who = {"person": both(data)}
    words = str(data.get("words", ""))
    what = str(data.get("what", ""))
    if what == "conflict":
        return (
            _("Possible conflict of interest: %(person)s") % who,
            _("Another guardian must be appointed."),
            "brick",
        )
    titles = {
        "added": _("In the family: %(person)s"),
        "changed": _("Changed in the family: %(person)s"),
        "ended": _("Over: %(person)s"),
        "removed": _("Recorded by mistake: %(person)s"),
        "care": _("Who cared for the child: %(person)s"),
        "care_changed": _("Who cared, changed: %(person)s"),
        "care_removed": _("Who cared, recorded by mistake: %(person)s"),
    }
    if what not in titles:
        # A link tells of another file: whoever can't open that one learns only that something was changed.
        return titles["changed"] % who, "", ""
    return titles[what] % who, words, "plum" if what in ("added", "care") else ""


TITLES: Final = {"family_event": event}


def value(name: str, stored: Any) -> str:
    """A stored value of the forms of a family, in words."""
    lists = {
        "relation": "kin_relations",
        "gender": "htcds/gender",
        "bond": "kin_bonds",
        "contact": "kin_contact",
        "parental_rights": "parental_rights",
        "who_kind": "carer_kinds",
    }
    if stored is True:
        return pgettext("ticked", "yes")
    if stored in (None, False, ""):
        return ""
    if name in lists:
        return codes.label(lists[name], str(stored))
    if name == "side":
        return {"mother": _("Her mother's side"), "father": _("Her father's side")}.get(str(stored), "")
    return str(stored)


_TOLD: Final = (
    "name", "birth_year", "gender", "bond", "side", "contact", "contact_how", "parental_rights", "rights_paper",
    "conflict_words", "words", "who_name", "who_kind", "contact_kept", "how_returned", "ended_on", "ended_words",
)  # fmt: skip


def summary(before: Mapping[str, Any]) -> str:
    """What stood there before a change, in one line."""
    parts = [relation(before)] if before.get("relation") else []
    if before.get("who_kind"):
        parts.append(span(before))
    return "; ".join([*parts, *(text for name in _TOLD if (text := value(name, before.get(name, ""))))])
