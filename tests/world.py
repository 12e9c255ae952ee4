"""A world to attack: the cast, a colleague of another team, and a case with something of every kind in it."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.test import Client

from acasa.accounts.models import SecondFactor
from acasa.accounts.services import colleagues
from acasa.cases.family import services as family
from acasa.cases.imports import read_table, suggest
from acasa.cases.imports.services import preparing, running
from acasa.cases.intake import rules as intake_rules
from acasa.cases.intake import services as intake_services
from acasa.cases.models import Draft
from acasa.cases.nights.services import envelopes, leave
from acasa.cases.nights.services import opening as emergency
from acasa.cases.plan.services import drafting, needs, versions
from acasa.cases.services import drafts, opening, working
from acasa.cases.visits.models import BudgetLine
from acasa.cases.visits.services import aiding, appointments, following, interpreting, watching
from acasa.core.scope import scoped
from acasa.people import rules
from acasa.people.models import Membership, Team, User
from acasa.vault import folders, locks, organisation, tokens
from acasa.vault.testing import Cast, Colleague
from tests import planted
from tests.security.rows import PARTS

NIL = UUID(int=0)


@dataclass
class World:
    """`case` belongs to team north and to Boris; `south_case` to team south; `far_case` to the other organisation."""

    cast: Cast
    sofia: Colleague
    case: UUID
    person: UUID
    step: UUID
    file: UUID
    view: UUID
    south_case: UUID
    south_person: UUID
    far_case: UUID
    closed_case: UUID
    own_case: UUID
    batch: UUID
    prepared: UUID
    # A report that the law demands.
    report: UUID
    # Carmen's app that shows codes; a colleague invited and not come; one who waits for keys after a reset.
    factor: UUID
    invited_id: UUID
    waiting_id: UUID
    # Zina, on duty, opened the case in an emergency; an unused night envelope; Carmen will stand in for Boris.
    opening: UUID
    envelope: UUID
    cover: UUID
    clients: dict[str, Client] = field(default_factory=dict)
    # A child in the family of `case`, with one episode of care, linked with `closed_case`.
    kin: UUID = field(default_factory=uuid4)
    care: UUID = field(default_factory=uuid4)
    # A need and a challenge of `case`, which has a plan with the goal g1 and its action a1, and a draft.
    need: UUID = NIL
    challenge: UUID = NIL
    obligation: UUID = NIL
    # A home visit of Boris, and one record of every other kind of that part, all in `case`.
    watch: UUID = field(default_factory=uuid4)
    appointment: UUID = field(default_factory=uuid4)
    followup: UUID = field(default_factory=uuid4)
    aid: UUID = field(default_factory=uuid4)
    line: UUID = field(default_factory=uuid4)
    interpreter: UUID = field(default_factory=uuid4)

    @property
    def boris_id(self) -> UUID:
        return self.cast.boris.user.id

    def colleague(self, name: str) -> Colleague:
        return self.sofia if name == "sofia" else getattr(self.cast, name)  # type: ignore[no-any-return]

    def client(self, name: str) -> Client:
        """A browser of that role: anonymous, locked (Boris, whose key was taken out), or somebody's name."""
        if name not in self.clients:
            client = Client()
            if name != "anonymous":
                sign_in(client, self.colleague("boris" if name == "locked" else name))
            if name == "locked":
                assert client.post("/lock/").status_code == 302
            self.clients[name] = client
        return self.clients[name]


def sign_in(client: Client, colleague: Colleague) -> None:
    """Through the page, as people do."""
    answer = client.post("/sign-in/", {"email": colleague.email, "password": colleague.password})
    assert answer.status_code == 302, answer.content.decode()


def join(cast: Cast, login: str, shown: str, profession: str, team: Team) -> Colleague:
    """Another colleague of the first organisation, with the rings of the profession in one team."""
    with scoped(cast.org.id):
        user = User.objects.create(
            org=cast.org,
            email=f"{login}@example.org",
            display_name=shown,
            profession=profession,
            short=organisation.new_short(),
        )
        Membership.objects.create(org=cast.org, team=team, user=user)
        wanted: list[tuple[UUID | None, str]] = [
            (None, name) for name in rules.organisation_rings(profession)
        ]
        wanted += [(team.id, name) for name in rules.default_compartments(profession)]
        token, _expires = organisation.invite(cast.alina.actor(), user, wanted)
        bundle = locks.use_link(token, cast.alina.password)
        assert bundle is not None
    return Colleague(user, bundle)


def open_case(colleague: Colleague, team: Team, name: str, **more: Any) -> tuple[UUID, UUID]:
    """A case and its person."""
    with scoped(colleague.user.org_id):
        new = opening.NewCase(essentials={"working_name": name, **more.pop("essentials", {})}, **more)
        case = opening.open_case(colleague.actor(), team_id=team.id, new=new)
    return case.id, case.person_id


def prepare_import(cast: Cast, *, begin: bool) -> UUID:
    """A table of Boris with one planted row, checked; with `begin` its import is begun and left."""
    content = f"Full name;A place\r\n{planted.IMPORTED_NAME};{planted.IMPORTED_COLUMN}\r\n".encode()
    table = read_table(content, "caseload.csv")
    with scoped(cast.org.id):
        boris = cast.boris.actor()
        batch = preparing.prepare(
            boris,
            table,
            suggest(table),
            team_id=cast.north.id,
            worker_id=boris.user_id,
            today=datetime.now(UTC).date(),
        )
        if begin:
            assert running.start(boris, batch)
    return batch


def make_world(cast: Cast) -> World:
    """Everything through the services, as the pages would do it."""
    sofia = join(cast, "sofia", "Sofia Botnari", "case_manager", cast.south)
    soon = datetime.now(UTC).date() + timedelta(days=2)
    case, person = open_case(
        cast.boris,
        cast.north,
        planted.WORKING_NAME,
        essentials={
            "channel": "phone",
            "contact": planted.CONTACT,
            "hours": planted.HOURS,
            "code_word": planted.CODE_WORD,
            "must_not_know": planted.MUST_NOT_KNOW,
            "health_now": planted.HEALTH_NOW,
        },
        identity={
            "given": planted.GIVEN,
            "family": planted.FAMILY,
            "patronymic": planted.PATRONYMIC,
            "other_names": [planted.OTHER_NAMES],
            "birth_date": planted.BIRTH_DATE,
            "document": planted.DOCUMENT,
            "home_place": planted.HOME_PLACE,
        },
        risk="high",
        alerts=["danger_now"],
        first_words=planted.FIRST_WORDS,
        step=opening.Step(planted.STEP, soon),
    )
    with scoped(cast.org.id):
        boris, carmen = cast.boris.actor(), cast.carmen.actor()
        working.add_contact(boris, case, what="call", text=planted.STORY)
        working.add_note(carmen, case, compartment=rules.HEALTH, text=planted.HEALTH_NOTE)
        content = io.BytesIO(planted.FILE_CONTENT.encode())
        size = len(content.getbuffer())
        working.add_file(
            boris,
            case,
            compartment=rules.CASEWORK,
            name=planted.FILE_NAME,
            kind="text/plain",
            size=size,
            source=content,
        )
        drafts.save_view(boris, name=planted.VIEW_NAME, query="status=open")
        opened = folders.open_one(boris, case, verb="case.read")
        step = opened.of_kind("step")[0].id
        file = UUID(opened.of_kind("file")[0].data["file"])
        view = Draft.objects.get(author_id=boris.user_id, kind="view").id
    with scoped(cast.org_id):
        report = make_intake(cast, case)
    closed_case, _ = open_case(cast.boris, cast.north, "Ileana")
    with scoped(cast.org.id):
        assert working.close(
            cast.boris.actor(), closed_case, reason="administrative", on=datetime.now(UTC).date()
        )
    own_case, _ = open_case(cast.alina, cast.north, "Maria")
    south_case, south_person = open_case(sofia, cast.south, "Rodica")
    invited_id, waiting_id = make_colleagues(cast)
    far_case, _ = open_case(cast.olga, cast.far, "Veronica")
    opening_id, envelope, cover = make_nights(cast, case)
    batch = prepare_import(cast, begin=True)
    prepared = prepare_import(cast, begin=False)
    world = World(
        cast=cast,
        sofia=sofia,
        case=case,
        person=person,
        step=step,
        file=file,
        view=view,
        south_case=south_case,
        south_person=south_person,
        far_case=far_case,
        closed_case=closed_case,
        own_case=own_case,
        batch=batch,
        prepared=prepared,
        report=report,
        factor=uuid4(),
        invited_id=invited_id,
        waiting_id=waiting_id,
        opening=opening_id,
        envelope=envelope,
        cover=cover,
    )
    make_family(world)
    make_plan(world)
    make_visits(world)
    for part in PARTS:
        part.prepare(world)
    return world


def enter(world: World) -> None:
    """What a world that was kept can't bring: sessions, which grow old."""
    world.clients = {}
    world.client("carmen")
    # Only now: with it, a password alone would not let her in.
    world.factor = SecondFactor.objects.create(
        user=world.cast.carmen.user, kind=SecondFactor.TOTP, name="Telephone", sealed=b"not opened here"
    ).id


def make_intake(cast: Cast, case: UUID) -> UUID:
    """An answer of the intake, and a report with planted facts."""
    boris = cast.boris.actor()
    soon = datetime.now(UTC).date() + timedelta(days=1)
    section = intake_rules.REST[0]
    answers = {"wants": {"answer": "told", "words": planted.WISH}}
    intake_services.save_section(boris, case, section=section, answers=answers, version=0)
    return intake_services.save_report(
        boris,
        case,
        report=intake_services.Report(
            duty="child_in_danger",
            what="",
            to="The guardianship authority",
            facts=planted.REPORT_FACTS,
            due=soon,
            text="Report",
            tell_text="Tell her",
            look_again=soon,
        ),
    )


def make_family(world: World) -> None:
    """A child with an episode of care, who has a file of her own."""
    with scoped(world.cast.org.id):
        boris = world.cast.boris.actor()
        child = {"relation": "child", "name": planted.KIN_NAME, "words": planted.KIN_WORDS}
        world.kin = family.add_kin(boris, world.case, data=child)
        care = {"who_name": planted.CARER, "who_kind": "stranger", "from": "2025", "to": ""}
        world.care = family.add_care(boris, world.case, world.kin, data=care)
        family.link_case(
            boris, world.case, world.kin, other_id=world.closed_case, she_is="mother", name_there=""
        )


def make_visits(world: World) -> None:
    """Contacts and visits of `case`: a planned visit, an appointment, a follow-up, aid, an interpreter, a search."""
    cast, case = world.cast, world.case
    day = datetime.now(UTC).date() + timedelta(days=2)
    with scoped(cast.org.id):
        boris, alina = cast.boris.actor(), cast.alina.actor()
        told = {
            "address": planted.VISIT_PLACE,
            "phone": planted.VISIT_PHONE,
            "agreed": "yes",
            "safe_to_go": "yes",
            "pair": "pair",
            "help_words": planted.HELP_WORDS,
        }
        visit = watching.Plan(on=day, start=time(10), back=time(11), grace=15, told=told)
        world.watch = watching.plan_visit(boris, case, plan=visit)
        meeting = appointments.Appointment("court", day, time(10), {"place": planted.APPOINTMENT_PLACE})
        world.appointment = appointments.add(boris, case, new=meeting)
        following.plan(boris, case, days=[(0, day)])
        following.begin_search(boris, case, stop_on=day, words=planted.LOST_WORDS)
        aiding.add_line(alina, donor="Fundația Speranța")
        world.line = BudgetLine.objects.get(org_id=cast.org.id).id
        gift = aiding.Aid("heating", day, quantity="3 m³", line_id=world.line, text=planted.AID_WORDS)
        world.aid = aiding.add(boris, case, aid=gift)
        about = {"name": planted.INTERPRETER, "languages": ["ru"], "phone": "", "gender": ""}
        world.interpreter = interpreting.add(boris, team_id=cast.north.id, told=about)
        opened = folders.open_one(boris, case, verb="case.read")
        world.followup = opened.of_kind("followup")[0].id


def make_nights(cast: Cast, case: UUID) -> tuple[UUID, UUID, UUID]:
    """An emergency opening of this case, a night envelope, and a cover that lies ahead."""
    with scoped(cast.org.id):
        user = User.objects.create(
            org=cast.org,
            email="zina@example.org",
            display_name="Zina Moraru",
            profession="shelter_staff",
            short=organisation.new_short(),
        )
        rings: list[tuple[UUID | None, str]] = [(None, rules.ON_DUTY), (None, rules.EMERGENCY)]
        token, _expires = organisation.invite(cast.alina.actor(), user, rings)
        bundle = locks.use_link(token, cast.alina.password)
        assert bundle is not None
        opening_id, _new = emergency.begin(
            Colleague(user, bundle).actor(),
            case,
            compartments=[rules.HEALTH],
            reason=planted.REASON,
            token=tokens.new_token(),
        )
        envelope, _code = envelopes.make(cast.alina.actor(), team_id=cast.north.id, days=7)
        ahead = datetime.now(UTC).date() + timedelta(days=40)
        cover = leave.make(
            cast.boris.actor(),
            absent_id=cast.boris.user.id,
            covering_id=cast.carmen.user.id,
            first=ahead,
            last=ahead + timedelta(days=7),
        )
    return opening_id, envelope, cover


def make_colleagues(cast: Cast) -> tuple[UUID, UUID]:
    """A colleague who was invited and has not come, and one who waits for keys after a reset."""
    waits = join(cast, "wanda", "Wanda Ciobanu", "case_manager", cast.north)
    with scoped(cast.org.id):
        alina = cast.alina.actor()
        details = {
            "display_name": "Ion Tataru",
            "email": "ion@example.org",
            "profession": "lawyer",
            "is_supervisor": False,
            "is_key_keeper": False,
        }
        invited, _link = colleagues.invite(
            alina, details, [cast.north.id], [(cast.north.id, rules.ESSENTIALS)]
        )
        link = colleagues.reset(alina, waits.user.id, second_factor=False)
        assert locks.use_link(link.token, waits.password) is not None
    return invited.id, waits.user.id


def make_plan(world: World) -> None:
    """Needs, a challenge, one version of a plan and a draft of the next, in the case of Boris."""
    with scoped(world.cast.org.id):
        boris = world.cast.boris.actor()
        about = {"about": str(world.person), "about_name": ""}
        need = {"domain": "home", "severity": "urgent", "status": "open", "words": planted.NEED, **about}
        world.need = needs.add(boris, world.case, kind="need", data=need)
        challenge = {
            "code": "stigma_blame",
            "stage": "crisis",
            "words": planted.CHALLENGE,
            "barriers": ["no_job"],
        }
        challenge |= {"leads_to": [str(world.need)], "status": "stands", **about}
        world.challenge = needs.add(boris, world.case, kind="challenge", data=challenge)
        goal = {"words": planted.GOAL, "needs": [str(world.need)], "challenges": []}
        action = {"text": planted.ACTION, "assistance": "", "who": "", "who_name": "", "organisation": ""}
        action["due"] = datetime.now(UTC).date().isoformat()
        drafting.save_goal(boris, world.case, goal_id="", data=goal, rev=0)
        drafting.save_action(boris, world.case, goal_id="g1", action_id="", data=action, rev=0)
        versions.make_version(boris, world.case, review_on=None, review_words="", version=2)
        drafting.save_goal(boris, world.case, goal_id="", data={**goal, "needs": []}, rev=0)
        plan = folders.open_one(boris, world.case, verb="case.read").of_kind("plan")[0].data
        world.obligation = UUID(plan["goals"][0]["actions"][0]["obligation"])
