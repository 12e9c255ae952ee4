"""What stands on a child's plan on paper, and on the child's own copy, in the paper's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from acasa.cases import codes
from acasa.cases.childplan import presenters, rules, words
from acasa.cases.childplan.queries import ChildFile
from acasa.cases.childplan.services.signing import COPY
from acasa.cases.papers.document import (
    Block,
    Document,
    box,
    heading,
    large,
    quote,
    rows,
    signatures,
    table,
    text,
    wish,
)
from acasa.cases.papers.orders import Order
from acasa.cases.presenters import day_words

# Places to sign on a plan that is printed for it: colleagues beside the one who accompanies the child.
MORE_PLACES = 1


def build(
    file: ChildFile,
    order: Order,
    *,
    organisation: str,
    today: date,
    signers: Sequence[Mapping[str, Any]] = (),
) -> Document:
    """The paper as data. `signers` sign now, each with a `drawing`; without them there are places to sign by hand."""
    assert file.plan is not None
    bare = order.without_names
    with translation.override(order.language):
        copy = order.what == COPY
        blocks = _copy(file, order) if copy else _whole(file, order, today, signers)
        return Document(
            what=order.what,
            language=order.language,
            title=_("My plan") if copy else _("Plan of rehabilitation and reintegration of the child"),
            lede=""
            if copy
            else _("What is needed, what is done, by whom and by when; and what the child says to it."),
            blocks=blocks,
            # What a child carries home tells neither who helps nor that there is a case.
            organisation="" if bare or copy else organisation,
            code="" if copy else str(file.page.facts.get("code", "")),
            name="" if bare else file.page.name,
            footer=""
            if copy
            else _("Version %(number)s") % {"number": file.plan.data["number"]}
            + " · "
            + _("Printed on %(date)s") % {"date": date_format(today, "DATE_FORMAT")},
        )


def goals(file: ChildFile) -> list[tuple[str, str]]:
    """Lines that could stand on the child's copy: with a goal, still wanted and not dropped."""
    plan = file.plan.data if file.plan else None
    return [
        (line["id"], str(line["goal"]))
        for line in rules.lines(plan)
        if line.get("goal")
        and line.get("status", rules.OPEN) != rules.DROPPED
        and line.get("consent") != rules.REFUSED
    ]


def _who(line: Mapping[str, Any], *, bare: bool) -> str:
    if not bare:
        return presenters.by(line)
    parts = [
        _("a colleague") if line.get("responsible") else "",
        _("a partner") if line.get("organisation") else "",
    ]
    return ", ".join(part for part in parts if part)


def _copy(file: ChildFile, order: Order) -> list[Block]:
    plan = file.plan.data if file.plan else None
    offered = {name for name, _words in goals(file)}
    chosen = [line for line in rules.lines(plan) if line["id"] in offered & order.ticked]
    helps = _("Who helps me:")
    blocks = [large(_("What I want, and who helps me."))]
    for line in chosen:
        who = _who(line, bare=order.without_names)
        blocks.append(wish(str(line["goal"]), helps, [who] if who else []))
    return [
        *blocks,
        large(_("I may say no. I may change my mind. I may ask anything, at any time.")),
    ]


def _whole(file: ChildFile, order: Order, today: date, signers: Sequence[Mapping[str, Any]]) -> list[Block]:
    assert file.plan is not None
    plan = file.plan.data
    bare = order.without_names
    blocks: list[Block] = []
    for domain in presenters.domains(plan, file, today):
        if domain["opt_in"] and not domain["lines"]:
            continue
        blocks.append(heading(str(domain["name"])))
        its = [line for line in rules.lines(plan) if line["domain"] == domain["code"]]
        for line in its:
            blocks += _line(line, bare=bare)
        if not its:
            looked = domain["looked"]
            said = _("Nothing is needed here now.") if looked else _("Not looked at yet.")
            blocks.append(text(said))
    blocks += [heading(_("Agreed")), rows(_agreed(plan, bare=bare))]
    blocks.append(
        box(
            _("The child may say no to any line, and may change its mind at any time."),
            _("The help does not depend on it."),
        )
    )
    before = [presenters.signed_words(item) for item in rules.signers(plan)]
    if before and not bare:
        blocks.append(rows([(_("Signed before"), "\n".join(before))]))
    return [*blocks, signatures(_now(signers, today) if signers else _places(file, today, bare=bare))]


def _line(line: Mapping[str, Any], *, bare: bool) -> list[Block]:
    blocks: list[Block] = [quote(str(line["goal"]))] if line.get("goal") else []
    view = str(line.get("child_view") or "")
    how = words.way(line.get("child_view_how"))
    pairs = [
        (_("What is needed"), str(line.get("need", ""))),
        (_("What it takes"), str(line.get("resources", ""))),
        (_("The child's view"), f"{how}: {view}" if view else how),
        (_("The child agrees"), str(words.CONSENT_WORDS.get(str(line.get("consent", "")), ""))),
    ]
    blocks.append(rows(pair for pair in pairs if pair[1]))
    status = str(line.get("status", rules.OPEN))
    done = [
        str(line.get("action", "")) or "–",
        _who(line, bare=bare) or "–",
        day_words(line.get("due")) or "–",
        day_words(line.get("review_on")) or "–",
        str(words.STATUS_WORDS.get(status, status)),
    ]
    head = [_("What we do"), _("Who"), _("By when"), _("Look again"), _("State")]
    return [*blocks, table(head, [done], [10, 6, 4, 4, 4])]


def _agreed(plan: Mapping[str, Any], *, bare: bool) -> list[tuple[str, str]]:
    found = []
    labels = {rules.CHILD: _("What the child says to the plan"), rules.GUARDIAN: _("What the guardian says")}
    for who, label in labels.items():
        said = rules.answer_of(plan, who)
        answer = str(words.ANSWER_WORDS.get(str(said.get("answer", "")), ""))
        parts = [answer, str(said.get("words", ""))]
        if said.get("guardian_name") and not bare:
            parts.insert(0, str(said["guardian_name"]))
        found.append((label, ": ".join(part for part in parts if part)))
    review = str(plan.get("review_on", ""))
    again = date_format(date.fromisoformat(review), "DATE_FORMAT") if review else ""
    return [*found, (_("We look at it again on"), again)]


def _now(signers: Iterable[Mapping[str, Any]], today: date) -> list[tuple[str, str, str, str]]:
    day = _("Signed on %(date)s") % {"date": date_format(today, "DATE_FORMAT")}
    return [(_label(one), str(one["name"]), str(one["drawing"]), day) for one in signers]


def _label(one: Mapping[str, Any]) -> str:
    """Whose signature it is: of the team by profession."""
    if one["who"] == rules.TEAM:
        return codes.label("professions", str(one.get("profession", ""))) or str(words.WHO_WORDS[rules.TEAM])
    if one["who"] == rules.OTHER:
        told = [str(one.get(name, "")) for name in ("profession", "organisation")]
        return ", ".join(part for part in told if part) or str(words.WHO_WORDS[rules.OTHER])
    return str(words.WHO_WORDS[one["who"]])


def _places(file: ChildFile, today: date, *, bare: bool) -> list[tuple[str, str, str, str]]:
    blank = _("Date:") + " ________________"
    guardian = next((one.name for one in file.guardians(today) if one.may_sign), "")
    worker = file.page.worker
    found = [(codes.label("professions", worker.profession), "" if bare else worker.name, "", blank)]
    found += [(_("Name and profession"), "", "", blank)] * MORE_PLACES
    found.append((str(words.WHO_WORDS[rules.GUARDIAN]), "" if bare else guardian, "", blank))
    found.append((str(words.WHO_WORDS[rules.CHILD]), "" if bare else file.page.name, "", blank))
    return found
