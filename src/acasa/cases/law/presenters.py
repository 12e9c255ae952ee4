"""How records of the legal track read on its pages."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from acasa.cases import presenters
from acasa.cases.law import rules, words
from acasa.cases.law.forms import FORMS, Choices, LawForm
from acasa.cases.law.queries import LawFile
from acasa.cases.presenters import day_words
from acasa.cases.queries.case import Colleague
from acasa.ui.forms import DateField
from acasa.ui.html import format_html
from acasa.vault.folders import Opened

# What a heading says already, or what only makes sense while it is typed.
_SAID = frozenset(
    {"version", "what_for", "what", "type", "which", "against", "state", "answer", "share", "meet"}
)
_SAID_OF = {
    rules.HEARING: frozenset({"on", "start", "outcome", "next"}),
    rules.ORDER: frozenset({"since", "until"}),
    rules.STATUS: frozenset({"since", "until"}),
    rules.COMPENSATION: frozenset({"currency", "amount", "awarded", "paid", "paid_on"}),
    rules.DOCUMENT: frozenset({"held_by"}),
    rules.PROCEEDING: frozenset({"authority"}),
    rules.ROLE: frozenset({"roles"}),
}


def make_form(file: LawFile, kind: str, team: list[Colleague], *args: Any, **kwargs: Any) -> LawForm:
    """The form of a kind, with what this case offers to choose."""
    proceedings: Choices = [
        (str(record.id), words.what(rules.PROCEEDING, record.data)) for record in file.of(rules.PROCEEDING)
    ]
    colleagues: Choices = [(str(colleague.id), colleague.name) for colleague in team]
    return FORMS[kind](*args, colleagues=colleagues, proceedings=proceedings, **kwargs)


def plain(form: LawForm) -> dict[str, Any]:
    """A form's answers as a record keeps them: days, hours and lists of codes as text."""
    data = {}
    for name, value in form.cleaned_data.items():
        if name == "version":
            continue
        if value is None:
            data[name] = ""
        elif hasattr(value, "strftime"):
            data[name] = value.isoformat() if isinstance(value, date) else f"{value:%H:%M}"
        else:
            data[name] = value
    if "accompany" in data:
        # The name stays readable when the colleague has left the team.
        data["accompany_name"] = said(form, "accompany", data["accompany"])
    return data


def typed(form_class: type[LawForm], data: dict[str, Any]) -> dict[str, Any]:
    """A record as a form takes it."""
    fields = form_class.base_fields
    return {
        name: date.fromisoformat(value) if isinstance(fields.get(name), DateField) and value else value
        for name, value in data.items()
    }


def said(form: LawForm, name: str, value: Any) -> str:
    """A stored value in words."""
    field = form.fields.get(name)
    if value in (None, "", [], ()):
        return ""
    if isinstance(field, DateField):
        return day_words(str(value))
    if isinstance(field, forms.MultipleChoiceField):
        known = dict(field.choices)  # type: ignore[arg-type]
        return ", ".join(str(known.get(code, code)) for code in value)
    if isinstance(field, forms.ChoiceField):
        return str(dict(field.choices).get(value, value))  # type: ignore[arg-type]
    return str(value)


def label(form: LawForm, name: str) -> str:
    """A field in a word or two, to stand beside its answer."""
    return str(words.SHORT.get(name, form.fields[name].label))


def money(amount: str | Decimal, currency: str) -> str:
    """An amount as people of this language write it."""
    return f"{number_format(Decimal(str(amount)), 2, force_grouping=True)} {currency}" if amount else ""


def span(data: dict[str, Any]) -> str:
    """From when to when."""
    since, until = day_words(data.get("since")), day_words(data.get("until"))
    if since and until:
        return _("%(since)s to %(until)s") % {"since": since, "until": until}
    if until:
        return _("until %(day)s") % {"day": until}
    return _("since %(day)s") % {"day": since} if since else ""


def entry(file: LawFile, record: Opened, form: LawForm, today: date) -> dict[str, Any]:
    """One record as a line of its card."""
    data, kind = record.data, str(record.data["kind"])
    state, tone = words.state(kind, data)
    skip = _SAID | _SAID_OF.get(kind, frozenset())
    told = {name: said(form, name, data.get(name)) for name in form.fields if name not in skip}
    if data.get("accompany"):
        told["accompany"] = str(data.get("accompany_name", ""))
    lines = [(label(form, name), text) for name, text in told.items() if text]
    when, late = "", False
    if kind == rules.HEARING:
        when, late = _hearing_when(data, today)
        lines += [(label(form, name), str(data[name])) for name in ("outcome", "next") if data.get(name)]
    elif kind in (rules.ORDER, rules.STATUS):
        when = span(data)
        if kind == rules.ORDER and data.get("against"):
            lines.insert(0, (label(form, "against"), str(data["against"])))
    elif kind == rules.COMPENSATION:
        lines += _money_lines(data)
    elif data.get("returned_on"):
        when = _("given back %(day)s") % {"day": day_words(str(data["returned_on"]))}
    return {
        "id": record.id,
        "kind": kind,
        "title": words.what(kind, data),
        "state": state,
        "tone": tone,
        "when": when,
        "late": late,
        "lines": lines,
        "by": data.get("by_name", ""),
        "on": presenters.moment_words(str(data.get("changed_at") or data["at"])),
        "shared": bool(data.get("appointment")),
        "held_by_us": kind == rules.DOCUMENT and data.get("held_by") == "us",
        "kept": data.get("kept_at", ""),
        "history": history(record, form),
        "url": reverse("law:change", args=[file.page.id, record.id]),
    }


def _hearing_when(data: dict[str, Any], today: date) -> tuple[str, bool]:
    day = date.fromisoformat(str(data["on"]))
    if data.get("state") != rules.PLANNED:
        return day_words(day), False
    when, late = presenters.due_words(day, today)
    near = f"{day_words(day)}, {data['start']}" if data.get("start") else day_words(day)
    return f"{near} ({when})" if when != day_words(day) else near, late


def _money_lines(data: dict[str, Any]) -> list[tuple[str, str]]:
    currency = str(data.get("currency", ""))
    lines = [
        (_("Claimed"), money(data.get("amount", ""), currency)),
        (_("Awarded"), money(data.get("awarded", ""), currency)),
    ]
    payments = data.get("payments", ())
    for payment in payments:
        words_ = f"{money(payment['amount'], payment['currency'])}, {day_words(payment['on'])}"
        lines.append((_("Paid"), words_))
    if len(payments) > 1:
        sums = ", ".join(money(amount, code) for code, amount in rules.paid(payments).items())
        lines.append((_("Paid altogether"), sums))
    return [line for line in lines if line[1]]


def history(record: Opened, form: LawForm) -> list[dict[str, Any]]:
    """What stood before, newest first."""
    return [
        {
            "when": presenters.moment_words(str(before["at"])),
            "who": before["by_name"],
            "was": [
                (label(form, name), said(form, name, value) or "–")
                for name, value in before["was"].items()
                if name in form.fields
            ],
        }
        for before in reversed(record.data.get("history", ()))
    ]


def dial(clock: rules.Clock) -> SafeString:
    """The clock of a period: how much of it has gone. The words beside it say the same."""
    return format_html(
        '<svg width="96" height="96" viewBox="0 0 96 96" aria-hidden="true" focusable="false">'
        '<circle cx="48" cy="48" r="40" fill="none" stroke="#e6dfd3" stroke-width="10"/>'
        '<circle cx="48" cy="48" r="40" fill="none" stroke="#1d5a52" stroke-width="10" pathLength="100"'
        ' stroke-dasharray="{} 100" transform="rotate(-90 48 48)"/>'
        '<text x="48" y="56" text-anchor="middle" font-size="24" font-weight="700" fill="#1f2b2a">{}</text></svg>',
        clock.share,
        clock.left,
    )


def reflection(file: LawFile, today: date) -> dict[str, Any] | None:
    """The reflection period in words and as a dial."""
    record = file.reflection
    if record is None:
        return None
    found = rules.clock(str(record.data.get("since") or ""), str(record.data.get("until") or ""), today)
    if found is None:
        return None
    numbers = {"day": found.day, "length": found.length}
    said_ = {
        "running": _("Day %(day)s of %(length)s") % numbers,
        "ahead": _("It has not begun yet"),
        "over": _("It is over"),
    }
    left = ngettext("%(count)d day left, today counted", "%(count)d days left, today counted", found.left)
    return {
        "dial": dial(found),
        "said": said_[found.state],
        "left": left % {"count": found.left} if found.state == "running" else "",
        "tone": "amber" if found.state == "running" and found.left <= 7 else "pine",
        "over": found.state == "over",
        "span": span(record.data),
        "authority": record.data.get("authority", ""),
        "url": reverse("law:change", args=[file.page.id, record.id]),
    }
