"""Keeping the sealed caseload true: each change of a folder writes the cards it shows in."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from acasa.cases import columns, names
from acasa.cases.models import Case
from acasa.core.actor import Actor
from acasa.people import rules as people
from acasa.vault import caseload
from acasa.vault.folders import OpenFolder, named_keys
from acasa.vault.keyring import Keyring

CARD_COMPARTMENTS = (people.ESSENTIALS, people.CASEWORK, people.IDENTITY)


def content(
    case: Case, case_folder: OpenFolder, person_folder: OpenFolder, compartment: str
) -> dict[str, Any] | None:
    """The card of one compartment, or None while these keys do not open what it takes."""
    if compartment == people.ESSENTIALS:
        essentials, facts = person_folder.one("essentials"), case_folder.one("case")
        if essentials is None or facts is None:
            return None
        return columns.essentials_card(
            essentials=essentials.data,
            case=facts.data,
            is_open=case.is_open,
            worker_short=case.worker.short,
            language=case.worker.language,
        )
    if compartment == people.CASEWORK:
        course = case_folder.one("course")
        if course is None:
            return None
        steps = [step.data for step in case_folder.of_kind("step") if not step.data.get("done_on")]
        steps.sort(key=lambda step: step["due"])
        contacts = [entry.data["at"] for entry in case_folder.of_kind("contact")]
        return columns.course_card(
            course=course.data,
            next_step=steps[0] if steps else None,
            last_contact=max(contacts, default=None),
            about=facets(case_folder),
        )
    identity = person_folder.one("identity")
    return columns.identity_card(identity.data) if identity else None


def facets(case_folder: OpenFolder) -> dict[str, Any]:
    """What the case is about, as lists filter by it: of what is known, the newest."""
    told = _of_casework(case_folder, "trafficking")
    countries = [code for data in reversed(told) for code in data.get("countries", ())]
    return columns.facets(
        exploitation={code for data in told for code in data.get("exploitation", ())},
        status=next((str(data["status"]) for data in reversed(told) if data.get("status")), ""),
        country=str(countries[0]) if countries else "",
        needs={
            str(data["domain"]) for data in _of_casework(case_folder, "need") if data.get("status") == "open"
        },
        deadline=nearest(case_folder),
    )


def nearest(case_folder: OpenFolder) -> str | None:
    """The first day on which something is due by rule, as lists know it."""
    dues = [data["due"] for data in _of_casework(case_folder, "deadline") if data.get("state") == "open"]
    return min(dues, default=None)


def _of_casework(case_folder: OpenFolder, kind: str) -> list[dict[str, Any]]:
    """What whoever lists the case may read: a card tells nothing of the health and legal compartments."""
    return [r.data for r in case_folder.of_kind(kind) if r.compartment == people.CASEWORK]


def refresh(
    actor: Actor,
    case: Case,
    case_folder: OpenFolder,
    person_folder: OpenFolder,
    compartments: Iterable[str] = CARD_COMPARTMENTS,
) -> list[bytes]:
    """Write the case's cards anew for these compartments, as far as the actor holds their rings."""
    keyring: Keyring = actor.require_keyring()
    if case_folder.restricted:
        return _refresh_named(keyring, case, case_folder, person_folder)
    written = []
    for compartment in compartments:
        if not keyring.holds(case.team_id, compartment):
            continue
        card = content(case, case_folder, person_folder, compartment)
        if card is not None:
            written.append(caseload.put_card(keyring.ring(case.team_id, compartment), case_folder, card))
    return written


def refresh_courses(
    actor: Actor, desks: Sequence[tuple[Case, OpenFolder, OpenFolder]]
) -> dict[UUID, list[bytes]]:
    """Write the casework cards of many cases anew: a few statements for each team, some more for restricted cases."""
    keyring: Keyring = actor.require_keyring()
    written: dict[UUID, list[bytes]] = {}
    by_team: dict[UUID, list[tuple[OpenFolder, dict[str, Any]]]] = {}
    for case, folder, person in desks:
        if folder.restricted:
            written[case.id] = _refresh_named(keyring, case, folder, person)
        elif keyring.holds(case.team_id, people.CASEWORK):
            card = content(case, folder, person, people.CASEWORK)
            if card is not None:
                by_team.setdefault(case.team_id, []).append((folder, card))
    for team_id, items in by_team.items():
        told = caseload.put_cards(keyring.ring(team_id, people.CASEWORK), items)
        written |= {folder.id: [one] for (folder, _card), one in zip(items, told, strict=True)}
    return written


def _refresh_named(
    keyring: Keyring, case: Case, case_folder: OpenFolder, person_folder: OpenFolder
) -> list[bytes]:
    whole: dict[str, Any] = {"parts": {}}
    keys = []
    for compartment in CARD_COMPARTMENTS:
        card = content(case, case_folder, person_folder, compartment)
        if card is None:
            continue
        whole["parts"][compartment] = card.pop("show")
        keys.append(card.pop("find", {}).get("key", ""))
        whole.update(card)
    key = " ".join(part for part in keys if part)
    whole["find"] = {"key": key, "sig": names.signature(key)}
    facts = case_folder.one("case")
    named = set(facts.data.get("named", ())) if facts else set()
    return [
        caseload.put_named_card(keyring, user_key, case_folder, whole)
        for user_key in named_keys(case_folder.id)
        if str(user_key.user_id) in named
    ]


def refresh_person(
    actor: Actor, person_folder: OpenFolder, folders: dict[UUID, OpenFolder], compartments: Iterable[str]
) -> list[bytes]:
    """Write the cards of every case of a person whose own folder changed."""
    written = []
    for case in Case.objects.filter(person_id=person_folder.id).select_related("worker"):
        if case.id in folders:
            written += refresh(actor, case, folders[case.id], person_folder, compartments)
    return written
