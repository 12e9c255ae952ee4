"""Benchmark `forms`, its pages: a page of a long questionnaire, read and sent by four users at once.

Each user has an interview under way, half of it answered, and goes to and fro between its pages.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any
from uuid import UUID

from rich.console import Console

from acasa.config.bench import forms, scene, server
from acasa.config.bench.caseload import USERS
from acasa.config.bench.keeping import Kept
from acasa.config.bench.report import Row, latency, quantile
from acasa.config.bench.scene import Request

# A caseload of its own: each run opens another case in it.
SIZE = 500
READ, SENT, LIVE, TARGET = "form_page", "form_sent", "form_live", 120.0


def _sources() -> list[tuple[str, str, bytes]]:
    found = [("500 questions", "long.md", forms.long_form().encode())]
    official = sorted(forms._official().glob("*xlsform*.xlsx"))
    return found + [(f"HTCDS, {path.name}", path.name, path.read_bytes()) for path in official]


def prepare(kept: Kept, filename: str, content: bytes) -> tuple[int, list[list[Request]]]:
    """Publish the form, open a case, begin an interview for each user; returns how many questions, and what they do."""
    from acasa.cases.interviews import languages, rules
    from acasa.cases.interviews.services import drafting
    from acasa.cases.services import opening
    from acasa.core.scope import scoped
    from acasa.people.models import User
    from acasa.questionnaires import catalogue, services
    from acasa.questionnaires.models import FormVersion

    with scoped(kept.org_id):
        actors = [_actor(kept, User.objects.get(email=email)) for email in kept.emails[:USERS]]
        version = FormVersion.objects.filter(filename=filename, state="published").first()
        version_id = version.id if version else None
        if version_id is None:
            settings = services.Settings(compartment="casework")
            version_id = services.add(actors[0], content=content, filename=filename, settings=settings)
            services.publish(actors[0], version_id)
        new = opening.NewCase(essentials={"working_name": "A long interview"})
        case = opening.open_case(actors[0], team_id=kept.team_id, new=new).id
        published = catalogue.find(actors[0], f"form:{version_id}")
        language = languages.nearest(published.form.languages, ("en",))
        work = []
        for actor in actors:
            draft = drafting.begin(actor, case, published=published, language=language, respondent=rules.SELF)
            work.append(_requests(actor, case, draft, published))
    return sum(node.kind == "question" for node in published.form.walk()), work


def _actor(kept: Kept, user: Any) -> Any:
    from acasa.config.bench import world
    from acasa.core.actor import Actor
    from acasa.vault import locks
    from acasa.vault.keyring import Keyring

    bundle = locks.open_with_password(user.id, world.PASSWORD)
    if bundle is None:
        raise server.ServeError("The benchmark's colleague can't sign in.")
    return Actor(
        user.id,
        kept.org_id,
        "",
        user.profession,
        is_supervisor=True,
        is_key_keeper=True,
        teams=frozenset({kept.team_id}),
        keyring=Keyring(user_id=user.id, org_id=kept.org_id, bundle=bundle),
    )


def _requests(actor: Any, case: UUID, draft: UUID, published: Any) -> list[Request]:
    """Answers into the draft, then each page read, asked while typing, and sent as it stands."""
    from acasa.cases.interviews import underway
    from acasa.cases.interviews.services import drafting
    from acasa.questionnaires.engine.session import Session

    given = forms.some_answers(published.form)

    def step(state: dict[str, Any]) -> Any:
        session = Session(published.form, given, now=forms.NOW, language=state["language"])
        state["answers"] = session.answers()
        return underway.filling(actor, published, state)

    filling = drafting.work(actor, case, draft, step)
    found: list[Request] = []
    for place in filling.shown():
        if place.page.repeat:
            continue
        url = f"/cases/{case}/interviews/draft/{draft}/page/{place.key}/"
        form = filling.form(place)
        # One question of the page is sent anew: the load generator knows plain fields only.
        asked = [each for each in form.questions if each.kind == "question" and each.state]
        data = {"do": "stay"}
        if asked and asked[0].state and " " not in asked[0].state.value:
            data |= {"on-page": asked[0].name, asked[0].name: asked[0].state.value}
        found.append((READ, "GET", url, None))
        found.append((LIVE, "POST", f"{url}live/", data))
        found.append((SENT, "POST", url, data))
    return found


def measure(kept: Kept, data_dir: Path, out: Console, *, count: int, rounds: int) -> list[Row]:
    """Of each form the round whose 95th percentile of reading is the middle one."""
    from acasa.config.bench import world

    rows: list[Row] = []
    for name, filename, content in _sources():
        with out.status(f"Forms, {name}: interviews under way…"):
            questions, work = prepare(kept, filename, content)
        work = [(user * (1 + count * 3 // len(user)))[: count * 3] for user in work]
        driven = []
        with server.running(data_dir) as own, out.status(f"Four users, {name}…"):
            for _round in range(rounds):
                driven.append(own.drive(scene.people(kept.emails[:USERS], world.PASSWORD, work)))
        middle = sorted(driven, key=lambda one: quantile(one.latencies[READ], 0.95))[len(driven) // 2]
        for kind, said in ((READ, "a page"), (LIVE, "while typing"), (SENT, "sent and kept")):
            target = TARGET if kind == READ else None
            rows.append(
                latency(
                    kind,
                    questions,
                    middle.latencies[kind],
                    users=USERS,
                    target=target,
                    cpu=middle.cpu,
                    note=f"{name}: {said}",
                )
            )
    return rows
