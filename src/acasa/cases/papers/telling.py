"""Papers that tell about her: referral letter and summary. Nothing stands on them unless it was ticked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from acasa.cases import codes, presenters
from acasa.cases.papers.document import Block, heading, quote, rows, signatures, table, text
from acasa.cases.papers.orders import Order
from acasa.cases.papers.words import ACTION_STATES, ANSWERS, PURPOSES, label, plan_of
from acasa.cases.queries.case import CasePage
from acasa.people import rules as people

CONTACTS_AT_MOST = 30


@dataclass(frozen=True)
class Fact:
    """One thing that may be told. Identity is named by its kind only until it is ticked: showing it is a look."""

    id: str
    label: str
    value: str


_IDENTITY = ("name", "birth", "nationality", "document")


def facts(found: CasePage, identity: dict[str, Any] | None = None) -> list[Fact]:
    """What a letter could tell a partner, of what the reader's keys open; in the language in use."""
    told = found.essentials
    reach = [
        codes.label("contact_channels", str(told.get("channel", ""))),
        told.get("contact"),
        told.get("hours"),
    ]
    offered = [
        Fact("working_name", _("The name she goes by"), found.name),
        Fact("language", _("Language she speaks"), codes.label("languages", str(told.get("language", "")))),
        Fact("reach", _("How to reach her safely"), ", ".join(str(part) for part in reach if part)),
        Fact("code_word", _("Code word, or what to say"), str(told.get("code_word", ""))),
        Fact("must_not_know", _("Who must not know"), str(told.get("must_not_know", ""))),
        Fact("health_now", _("Allergies, medicines, whom to call at night"), str(told.get("health_now", ""))),
    ]
    if found.can_see_identity:
        labels = (_("Her legal name"), _("Born"), _("Nationality"), _("Document and its number"))
        values = _identity(identity) if identity is not None else ("…",) * len(_IDENTITY)
        offered += [
            Fact(f"identity.{part}", name, value)
            for part, name, value in zip(_IDENTITY, labels, values, strict=True)
        ]
    for record in found.case_folder.of_kind("need"):
        if record.data.get("status", "open") == "open":
            kind = label("need_domains", str(record.data.get("domain", "")))
            said = str(record.data.get("words", "")) or kind
            offered.append(Fact(f"need:{record.id}", _("A need: %(kind)s") % {"kind": kind}, said))
    offered += [
        Fact(
            f"challenge:{record.id}", _("A challenge"), label("challenges", str(record.data.get("code", "")))
        )
        for record in found.case_folder.of_kind("challenge")
    ]
    plan = plan_of(found.case_folder)
    offered += [
        Fact(f"goal:{goal.get('id', '')}", _("A goal of hers"), str(goal.get("words", "")))
        for goal in (plan or {}).get("goals", [])
    ]
    return [fact for fact in offered if fact.value]


def _identity(identity: dict[str, Any]) -> tuple[str, ...]:
    names = [identity.get("given"), identity.get("patronymic"), identity.get("family")]
    return (
        " ".join(str(part) for part in names if part),
        str(identity.get("birth_date", "")),
        codes.label("countries", str(identity.get("nationality", ""))),
        str(identity.get("document", "")),
    )


def asks_identity(ticked: frozenset[str]) -> bool:
    """Whether a letter tells who she is, which is a look at her identity."""
    return any(fact.startswith("identity.") for fact in ticked)


def referral(found: CasePage, order: Order, identity: dict[str, Any] | None) -> tuple[str, list[Block]]:
    """A letter to a partner: what is asked, the facts that were ticked, how she agreed."""
    bare = order.without_names
    to = [(_("To"), order.said("to"))]
    if order.said("person"):
        to.append((_("For the attention of"), order.said("person")))
    to.append((_("From"), found.worker.name if not bare else _("her social worker")))
    if order.said("reply_to"):
        to.append((_("Please answer to"), order.said("reply_to")))
    asked = codes.label("assistance_types", order.said("assistance"))
    blocks = [rows(to), heading(_("What we ask"))]
    blocks.append(text(f"{asked}. {order.said('asked')}" if asked else order.said("asked")))
    chosen = [fact for fact in facts(found, identity or {}) if fact.id in order.ticked]
    if bare:  # her name in any form stays away, even if it was ticked
        chosen = [
            fact for fact in chosen if fact.id != "working_name" and not asks_identity(frozenset({fact.id}))
        ]
    if chosen:
        blocks += [heading(_("What she agreed that you may know")), rows((f.label, f.value) for f in chosen)]
    consent = {
        "spoken": _("She agreed to this letter, to these facts and to this receiver, in spoken words."),
        "signed": _("She agreed to this letter, to these facts and to this receiver, with her signature."),
    }.get(
        order.said("agreed"),
        _("This letter holds no facts about her: she tells you herself what she wants to."),
    )
    blocks += [
        heading(_("Her consent")),
        text(consent),
        text(
            _(
                "Please use this only for what is asked, do not pass it on, and do not contact her in any "
                "other way than the one above. She may take her consent back; we will tell you."
            )
        ),
        signatures([(_("Social worker"), found.worker.name if not bare else "", "", _today())]),
    ]
    return "", blocks


def _today() -> str:
    return date_format(localdate(), "DATE_FORMAT")


Section = Callable[[CasePage], list[Block]]


def _reach(found: CasePage) -> list[Block]:
    told = found.essentials
    pairs = [
        (_("Safest way to reach her"), codes.label("contact_channels", str(told.get("channel", "")))),
        (_("Number or address for it"), str(told.get("contact", ""))),
        (_("When?"), str(told.get("hours", ""))),
        (_("Code word, or what to say"), str(told.get("code_word", ""))),
        (_("Who must not know?"), str(told.get("must_not_know", ""))),
        (_("Allergies, medicines, whom to call at night"), str(told.get("health_now", ""))),
    ]
    given = [pair for pair in pairs if pair[1]]
    return [rows(given)] if given else []


def _course(found: CasePage) -> list[Block]:
    facts_ = found.facts
    pairs = [
        (_("Opened"), presenters.day_words(facts_.get("opened_on"))),
        (_("Stage"), codes.label("stages", found.stage)),
        (_("Risk"), presenters.risk_label(str(facts_.get("risk", "")))),
        (_("Alerts"), ", ".join(codes.labels("alerts", facts_.get("alerts", [])))),
        (_("What comes next"), found.next_step.data["text"] if found.next_step else ""),
    ]
    return [rows(pair for pair in pairs if pair[1])]


def _needs(found: CasePage) -> list[Block]:
    pairs = [
        (label("need_domains", str(r.data.get("domain", ""))), str(r.data.get("words", "")) or "–")
        for r in found.case_folder.of_kind("need")
        if r.data.get("status", "open") == "open"
    ]
    return [rows(pairs)] if pairs else []


def _challenges(found: CasePage) -> list[Block]:
    pairs = [
        (label("challenges", str(r.data.get("code", ""))), str(r.data.get("words", "")) or "–")
        for r in found.case_folder.of_kind("challenge")
    ]
    return [rows(pairs)] if pairs else []


def _plan(found: CasePage) -> list[Block]:
    blocks: list[Block] = []
    for goal in (plan_of(found.case_folder) or {}).get("goals", []):
        blocks.append(quote(str(goal.get("words", ""))))
        done = [
            (
                str(action.get("text", "")),
                presenters.day_words(action.get("due")) or "–",
                str(ACTION_STATES.get(str(action.get("status", "")), "–")),
            )
            for action in goal.get("actions", [])
        ]
        if done:
            blocks.append(table([_("What we do"), _("By when"), _("State")], done, [10, 4, 4]))
    return blocks


def _consents(found: CasePage) -> list[Block]:
    newest: dict[str, str] = {}
    for record in found.case_folder.of_kind("consent"):
        answer = str(ANSWERS.get(str(record.data.get("answer", "")), "–"))
        newest[str(record.data.get("purpose", ""))] = (
            f"{answer}, {presenters.day_words(str(record.data.get('at', ''))[:10])}"
        )
    return (
        [rows((str(PURPOSES.get(purpose, purpose)), said) for purpose, said in newest.items())]
        if newest
        else []
    )


def _contacts(found: CasePage) -> list[Block]:
    told = [r for r in found.timeline if r.data.get("kind") == "contact"][:CONTACTS_AT_MOST]
    pairs = [
        (
            f"{presenters.moment_words(str(r.data.get('at', '')))}\n"
            f"{codes.label('contact_kinds', str(r.data.get('what', '')))}",
            str(r.data.get("text", "")),
        )
        for r in told
    ]
    return [rows(pairs)] if pairs else []


def _notes(compartment: str) -> Section:
    def made(found: CasePage) -> list[Block]:
        pairs = [
            (presenters.moment_words(str(r.data.get("at", ""))), str(r.data.get("text", "")))
            for r in found.case_folder.of_kind("note")
            if r.compartment == compartment
        ]
        return [rows(pairs)] if pairs else []

    return made


def _sections() -> list[tuple[str, str, Section]]:
    return [
        ("course", _("Where the work stands"), _course),
        ("reach", _("How to reach her safely"), _reach),
        ("needs", _("Needs"), _needs),
        ("challenges", _("Challenges"), _challenges),
        ("plan", _("Plan"), _plan),
        ("consents", _("What she agreed to"), _consents),
        ("contacts", _("What happened"), _contacts),
        ("casework", _("Notes of the case work"), _notes(people.CASEWORK)),
        ("health", _("Notes on health"), _notes(people.HEALTH)),
        ("legal", _("Legal notes"), _notes(people.LEGAL)),
    ]


def sections(found: CasePage) -> list[tuple[str, str]]:
    """Parts that a summary of this reader could have: those with something in them that the keys open."""
    return [(name, title) for name, title, make in _sections() if make(found)]


def part(found: CasePage, name: str) -> list[Block]:
    """One part of what could be told, with its heading; nothing where these keys open nothing of it."""
    title, make = next((title, make) for own, title, make in _sections() if own == name)
    made = make(found)
    return [heading(title), *made] if made else []


def summary(found: CasePage, order: Order) -> tuple[str, list[Block]]:
    """The parts that were chosen, each from what its maker's keys open."""
    head = [(_("For whom"), order.said("to")), (_("What for"), order.said("purpose"))]
    blocks: list[Block] = [rows(pair for pair in head if pair[1])] if any(v for _n, v in head) else []
    for name, title, make in _sections():
        if name in order.ticked and (made := make(found)):
            blocks += [heading(title), *made]
    worker = "" if order.without_names else found.worker.name
    blocks.append(signatures([(_("Social worker"), worker, "", _today())]))
    return _("It holds only the parts that were chosen for this purpose."), blocks
