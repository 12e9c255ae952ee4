"""What stands on each paper, in the paper's language."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from acasa.cases import codes, presenters
from acasa.cases.papers import blank, rules, telling
from acasa.cases.papers.document import (
    Block,
    Document,
    box,
    choices,
    heading,
    large,
    lines,
    numbers,
    points,
    quote,
    rows,
    signatures,
    table,
    text,
)
from acasa.cases.papers.orders import Order
from acasa.cases.papers.words import ACTION_STATES, ANSWERS, PURPOSES, TITLES, plan_of
from acasa.cases.queries.case import CasePage

GOALS_OF_A_BLANK_PLAN = 3


def build(
    found: CasePage, order: Order, *, organisation: str, identity: dict[str, Any] | None = None
) -> Document:
    """The paper as data. `identity` is given only when the order ticks facts of it."""
    with translation.override(order.language):
        if order.what == rules.REFERRAL:
            lede, blocks = telling.referral(found, order, identity)
        else:
            lede, blocks = _MAKERS[order.what](found, order)
        bare = order.without_names
        # The safety sheet holds the least facts: whoever finds it learns neither who helps nor that there is a case.
        tells_who = not bare and order.what != rules.SAFETY
        addressed = order.what in (rules.CONSENT, rules.PLAN, rules.SUMMARY)
        return Document(
            what=order.what,
            language=order.language,
            title=str(TITLES[order.what]),
            lede=lede,
            blocks=blocks,
            organisation=organisation if tells_who else "",
            code="" if order.what == rules.SAFETY else str(found.facts.get("code", "")),
            name=found.name if not bare and addressed else "",
            footer="" if order.what == rules.SAFETY else _made_on(),
            size="a5" if order.what == rules.SAFETY else "a4",
        )


def blank_intake(language: str, organisation: str) -> Document:
    """The intake form to fill in by hand, about nobody."""
    with translation.override(language):
        return Document(
            what=rules.INTAKE,
            language=language,
            title=str(TITLES[rules.INTAKE]),
            blocks=blank.intake(),
            organisation=organisation,
            footer=_made_on(),
        )


def _made_on() -> str:
    return _("Printed on %(date)s") % {"date": date_format(localdate(), "DATE_FORMAT")}


def _today() -> str:
    return date_format(localdate(), "DATE_FORMAT")


def _sign(found: CasePage, order: Order) -> Block:
    """Places to sign: hers, her worker's, a guardian's when there is one."""
    whose = {rules.HER: _("Signature"), rules.WORKER: _("Social worker"), rules.GUARDIAN: _("Guardian")}
    names = {rules.HER: found.name, rules.WORKER: found.worker.name, rules.GUARDIAN: ""}
    signers = [s for s in rules.SIGNERS if s != rules.GUARDIAN or order.guardian or s in order.drawings]
    blank_date = _("Date:") + " ________________"
    return signatures(
        (
            whose[signer],
            "" if order.without_names else names[signer],
            order.drawings.get(signer, ""),
            _("Signed on %(date)s") % {"date": _today()} if signer in order.drawings else blank_date,
        )
        for signer in signers
    )


def _consent(found: CasePage, order: Order) -> tuple[str, list[Block]]:
    newest: dict[str, dict[str, Any]] = {}
    for record in found.case_folder.of_kind("consent"):
        newest[str(record.data.get("purpose", ""))] = record.data
    asked = list(ANSWERS)
    blocks = [
        numbers(
            [
                _("Help does not depend on your answers. Whatever you say, we go on helping you."),
                _(
                    "We write down only what we need to help you: how to reach you, what you need, what we do."
                ),
                _("What is written is locked. Only the colleagues who work with you can open it."),
                _("Nobody outside learns anything about you without your yes, given for that one time."),
                _(
                    "Some things we cannot keep secret: danger to the life of a child or to yours, and what the "
                    "law orders us to report. Whenever it is safe, you hear it first."
                ),
                _("You need not answer. “Rather not say” is always an answer."),
                _("You may read what is written about you and have mistakes mended."),
                _("You may change each answer at any time and need give no reason."),
                _(
                    "You may ask for everything to be erased. What others have received by then we cannot "
                    "call back."
                ),
                _("You may complain about us to somebody who is not your social worker."),
            ]
        ),
        heading(_("Your answers")),
    ]
    for purpose, label in PURPOSES.items():
        known = newest.get(purpose, {})
        answer = str(known.get("answer", ""))
        note = ""
        if answer in asked:
            day = presenters.day_words(str(known.get("at", ""))[:10])
            note = _("Recorded on %(date)s") % {"date": day}
            if known.get("words"):
                note += f": “{known['words']}”"
        chosen = asked.index(answer) if answer in asked else -1
        blocks.append(choices(str(label), [str(ANSWERS[a]) for a in asked], chosen, note))
    receivers = order.said("receivers")
    blocks += [
        heading(_("Who receives something about me")),
        text(receivers) if receivers else lines(_("Name of the organisation, and what it is told:"), 3),
        box(_("If I change my mind"), _("I tell any colleague, in any words. It holds from that moment.")),
        _sign(found, order),
    ]
    lede = _("Before anything is written or passed on: what you should know, and what you decide.")
    return lede, blocks


def _plan(found: CasePage, order: Order) -> tuple[str, list[Block]]:
    plan = plan_of(found.case_folder)
    lede = _("What I want, in my own words, and who does what by when.")
    head = [_("What we do"), _("Who"), _("By when"), _("State")]
    widths = [9, 6, 4, 4]
    blocks: list[Block] = []
    if plan is None:
        for number in range(1, GOALS_OF_A_BLANK_PLAN + 1):
            blocks += [
                heading(_("Goal %(number)s") % {"number": number}),
                lines(_("In my own words:"), 2),
                table(head, [["", "", "", ""]] * 2, widths),
            ]
        blocks += [rows([(_("We look at it again on"), "")]), lines(_("What the child says:"), 3)]
        return lede, [*blocks, _sign(found, order)]
    needs = {str(r.id): r.data for r in found.case_folder.of_kind("need")}
    for number, goal in enumerate(plan.get("goals", []), 1):
        blocks += [heading(_("Goal %(number)s") % {"number": number}), quote(str(goal.get("words", "")))]
        about = [str(needs[n].get("words", "")) for n in goal.get("needs", []) if n in needs]
        if any(about):
            blocks.append(text(_("What it answers to:") + " " + "; ".join(part for part in about if part)))
        actions = [_action(action, bare=order.without_names) for action in goal.get("actions", [])]
        blocks.append(table(head, actions or [["", "", "", ""]], widths))
        if goal.get("child_view"):
            blocks += [text(_("What the child says:")), quote(str(goal["child_view"]))]
    if plan.get("child_view"):
        blocks += [heading(_("What the child says")), quote(str(plan["child_view"]))]
    elif order.typed.get("child_view") and not any(goal.get("child_view") for goal in plan.get("goals", [])):
        blocks.append(lines(_("What the child says:"), 3))
    blocks.append(rows([(_("We look at it again on"), _long_day(plan.get("review_on")))]))
    blocks.append(
        box(
            _("This is my plan."),
            _("I may change it, or stop, at any time. Nothing is taken from me for it."),
        )
    )
    return lede, [*blocks, _sign(found, order)]


def _action(action: dict[str, Any], *, bare: bool) -> list[str]:
    who = [str(action.get("who_name", "")), str(action.get("organisation", ""))]
    if bare:
        who = [_("a colleague") if who[0] else "", _("a partner") if who[1] else ""]
    said = str(action.get("text", "")) or codes.label("assistance_types", str(action.get("assistance", "")))
    state = ACTION_STATES.get(str(action.get("status", "")))
    return [
        said,
        ", ".join(part for part in who if part) or "–",
        presenters.day_words(action.get("due")) or "–",
        str(state) if state else "–",
    ]


def _long_day(value: Any) -> str:
    return date_format(date.fromisoformat(str(value)[:10]), "DATE_FORMAT") if value else ""


def _safety(found: CasePage, order: Order) -> tuple[str, list[Block]]:
    blocks: list[Block] = []
    emergency = order.said("emergency")
    if emergency:
        blocks.append(
            box(_("In danger now"), _("Call %(number)s. Say where you are.") % {"number": emergency})
        )
    for label, name in (
        (_("Whom I call"), "call"),
        (_("Where I go"), "go"),
        (_("The word we agreed on"), "code_word"),
        (_("What I take with me"), "take"),
    ):
        words = order.said(name)
        if words:
            blocks += [heading(label), large(words) if name in ("call", "code_word") else text(words)]
    if not blocks:
        blocks = [lines(_("Whom I call"), 2), lines(_("Where I go"), 2)]
    blocks.append(
        points(
            [
                _("Keep this where only you look, or learn it by heart and tear it up."),
                _("After a call, delete the number from the list of calls."),
            ]
        )
    )
    return "", blocks


_MAKERS: dict[str, Callable[[CasePage, Order], tuple[str, list[Block]]]] = {
    rules.CONSENT: _consent,
    rules.PLAN: _plan,
    rules.SAFETY: _safety,
    rules.SUMMARY: telling.summary,
    rules.INTAKE: lambda found, order: ("", blank.intake()),
}
