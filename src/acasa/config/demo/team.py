"""This part of the demonstration's stories."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from acasa.cases.services import working
from acasa.cases.team import rules
from acasa.cases.team.services import approving, conferences, members, own, tasks
from acasa.cases.team.services.conferences import Decision
from acasa.people import rules as people

CONFERENCE = "Case conference"


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """What was written in these cases, as it came about."""
    users = teller.house.users
    elena, ana, vera, irina = (teller.actor(key) for key in ("elena", "ana", "vera", "irina"))
    natalia, daria = ids["natalia"], ids["daria"]
    organisation = elena.organisation_name
    with teller._on(-10):
        for data in (
            {"user": str(users["ana"].id), "role": "specialist", "brings": "Each Thursday at ten; breathing, sleep."},
            {
                "user": "",
                "name": "Petru Sârbu",
                "profession": "doctor",
                "organisation": "Clinica „Salcia”",
                "role": "adviser",
                "brings": "Blood test, and nothing she does not want.",
            },
            {
                "user": "",
                "name": "Tanti Liuba",
                "profession": "",
                "organisation": "",
                "role": "trusted",
                "brings": "Her sister’s neighbour. Natalia wants her to know.",
            },
        ):  # fmt: skip
            told = {"from": teller._day(-10).isoformat(), "to": "", **data}
            members.add(elena, natalia, data=told)
    with teller._on(-9):
        talk: dict[str, Any] = {
            "hour": "11:00",
            "place": "Our office, small room",
            "agenda": ["A room for the three of them", "Sleep", "Who tells the kindergarten, and what"],
            "invited": [str(users["ana"].id), str(users["vera"].id)],
            "guests": "Petru Sârbu, doctor, Clinica „Salcia”",
        }
        held = conferences.plan(elena, natalia, data=talk, on=teller._day(-6), words=CONFERENCE)
    with teller._on(-6):
        present = [
            {"name": elena.display_name, "profession": elena.profession, "organisation": organisation},
            {"name": ana.display_name, "profession": ana.profession, "organisation": organisation},
            {"name": "Petru Sârbu", "profession": "doctor", "organisation": "Clinica „Salcia”"},
        ]
        minutes = {
            "on": teller._day(-6).isoformat(),
            "present": present,
            "her_part": rules.TOOK_PART,
            "her_view": "Ask me before you ask the aunt.",
            "discussed": "Natalia came for the first half and said what she wants first: a door that shuts. The "
            "girl is calmer since the Sundays. Nobody speaks with the kindergarten before she says so.",
        }
        decisions = [
            Decision("Ask the municipality for the list of rooms", rules.TASK, users["elena"].id, teller._due(2)),
            Decision("Write down for her how the joint sessions go", rules.TASK, users["ana"].id, teller._due(1)),
            Decision("The kindergarten is told nothing until she says so"),
        ]  # fmt: skip
        conferences.hold(elena, natalia, held, minutes=minutes, decisions=decisions, version=1)
    with teller._on(-4):
        approving.ask(
            elena,
            natalia,
            what=rules.ASSESSMENT,
            words="Is the bond with the girl to go first?",
        )
    with teller._on(-3):
        approving.return_(
            vera,
            natalia,
            what=rules.ASSESSMENT,
            words="Yes. Ask her about papers too: nothing is written down about them.",
            day_words="Returned for changes: Assessment",
        )
        working.add_note(
            ana,
            natalia,
            compartment=people.CASEWORK,
            text="She counts the doors. We sit where she sees it. "
            "The kindergarten may know, she says: that the girl has moved, and who fetches her.",
        )
    with teller._on(-2):
        wish = "Be at the joint session on time: she waits by the window"
        tasks.add(elena, natalia, text=wish, who=users["ana"].id, due_on=teller._due(3))
        approving.ask(
            irina, daria, what=rules.PLAN, words="Первый план. Достаточно ли двух занятий в неделю?"
        )
        later: dict[str, Any] = {
            "hour": "15:00",
            "place": "Our office",
            "agenda": ["Kindergarten", "The aunt"],
            "guests": "",
        }
        later |= {"invited": [str(users["vera"].id)]}
        conferences.plan(irina, daria, data=later, on=teller._due(5), words=CONFERENCE)
    with teller._on(-1):
        note = {
            "what": "supervision",
            "on": teller._day(-1).isoformat(),
            "with_whom": "Vera",
            "text": "I dreamt of her corridor. Said it aloud; it grew smaller.",
            "takes": "To walk home after a conference, not to the next call.",
            "at": teller._day(-1).isoformat(),
        }
        own.write(elena, data=note)
        own.share(elena, supervisor_id=users["vera"].id, on=teller._day(-1))
