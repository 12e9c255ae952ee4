"""Three children of the demonstration: what is best for Daria, Snejana's guardian, Настя's eighteenth birthday."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from typing import Any
from uuid import UUID

from acasa.cases.children import library, queries
from acasa.cases.children.services import aging, caring, deciding, guarding, turning
from acasa.core.actor import Actor

CLEAR = dict.fromkeys(library.questions(), "no")


def _guardian(actor: Actor, case: UUID, name: str, by_whom: str, since: str, **more: Any) -> None:
    data = {"kin": "", "name": name, "by_whom": by_whom, "from": since, "to": "", "contact": "", "tasks": ""}
    guarding.save(actor, case, data={**data, "words": "", "answers": CLEAR, **more})


def _assess(actor: Actor, case: UUID, findings: Mapping[str, tuple[str, str, str]], **more: Any) -> None:
    data = {"child_view": "", "heard_how": "", "heard_by": "", "not_heard_why": "", "took_part": ""}
    elements = {
        code: dict(zip(("findings", "source", "certainty"), told, strict=True))
        for code, told in findings.items()
    }
    finished = bool(more.pop("finished", False))
    told: dict[str, Any] = {**data, **more, "elements": elements}
    deciding.save_assessment(actor, case, data=told, version=0, finished=finished)


def _draft(actor: Actor, case: UUID) -> int:
    draft = queries.need(actor, case, "child.read")[1].draft
    assert draft is not None
    return draft.version


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """What was written in these cases, as it came about."""

    def on(day: int) -> AbstractContextManager[None]:
        moment: AbstractContextManager[None] = teller._on(day)
        return moment

    _daria(teller, ids["daria"], on)
    _snejana(teller, ids["snejana"], on)
    _nastea(teller, ids["nastea"], on)


def _daria(teller: Any, case: UUID, on: Any) -> None:
    irina = teller.actor("irina")
    with on(-15):
        guarding.notify(
            irina, case, on=teller._day(-15), to="Autoritatea tutelară locală", how="Telefon, apoi scrisoare"
        )
        since = teller._day(-120).isoformat()
        care = {"placement": "kin", "who_name": "Lidia, mătușa mamei", "from": since, "danger": ""}
        caring.place(irina, case, data={**care, "decided_by": "", "next_visit": teller._due(-12)})
    with on(-12):
        _guardian(
            irina, case, "Doamna Rodica Bejan", "Autoritatea tutelară, dispoziția 41", teller._day(-12).isoformat(),
            contact="La primărie, marți și joi", tasks="Semnează pentru grădiniță și medic",
        )  # fmt: skip
        place = queries.need(irina, case, "child.read")[1].care
        assert place is not None
        visit = {"on": teller._due(-12), "alone": "yes", "next_visit": teller._due(3)}
        words = "Тихо. Спит с тётей в одной комнате, хлеб больше не прячет."
        caring.visited(irina, case, place.id, data={**visit, "words": words, "said": "Aici e lumină seara."})
    with on(-6):
        told = ("Limba română; desenează case.", "Irina", "sure")
        findings = {
            "identity": told,
            "family": ("Тянется к матери и боится, что она уедет.", "Совместные занятия", "likely"),
            "safety": ("У тёти спокойно. Отец не знает адреса.", "Посещение дома", "sure"),
            "vulnerability": (
                "Два года у малознакомых людей; что там было, пока никто не знает.",
                "",
                "unsure",
            ),
            "health": ("Здорова, мало спит.", "Dr. Rusu", "sure"),
            "education": ("В детский сад ещё не ходит; место в «Колоске» есть.", "Лидия", "sure"),
            "solutions": ("Остаться у тёти и видеться с мамой; позже вместе с мамой.", "Команда", "likely"),
        }
        _assess(
            irina,
            case,
            findings,
            child_view="Vreau la Lidia. Și mama să vină în fiecare zi. Și să nu plece.",
            heard_how="play",
            heard_by="Irina Moraru",
            took_part="Ana Ceban, psiholog; Natalia, mama; Lidia, mătușa",
            finished=True,
        )
    with on(-4):
        deciding.begin(irina, case)
        for name, profession, organisation in (
            ("Ana Ceban", "psychologist", "Zori"),
            ("Dr. Mihai Rusu", "doctor", "Zori"),
            ("Rodica Bejan", "other", "Autoritatea tutelară"),
            ("Irina Moraru", "psychopedagogue", "Zori"),
        ):
            member = {"name": name, "profession": profession, "organisation": organisation, "conflict": False}
            deciding.add_member(irina, case, member=member)
        for code, pros, cons, risks, view in (
            (
                "family_care",
                "Doarme, mănâncă, o cunoaște pe Lidia.",
                "Lidia a obosit.",
                "Sprijin pentru Lidia de două ori pe săptămână.",
                "Aici e lumină seara.",
            ),
            (
                "reunification_here",
                "Mama este acum aproape.",
                "Fetița se ascunde încă de ea.",
                "O nouă despărțire, dacă locuința mamei se pierde.",
                "Mai târziu. Când vine și luni, și marți.",
            ),
        ):
            option = {"code": code, "pros": pros, "cons": cons, "risks": risks, "child_view": view}
            deciding.weigh(irina, case, option=option, version=_draft(irina, case))
        deciding.decide(
            irina,
            case,
            decision="family_care",
            reasons="Rămâi la Lidia. Mama vine la tine în fiecare săptămână, cu Ana. După sărbători vorbim din nou.",
            dissent=[
                {"name": "Dr. Mihai Rusu", "words": "Aș fi încercat deja nopți la mama, una pe săptămână."}
            ],
            on=teller._day(-4),
            review_on=teller._due(60),
            version=_draft(irina, case),
        )
    with on(-3):
        told_child = {"on": teller._day(-3).isoformat(), "how": "play", "told_by": "Irina Moraru"}
        deciding.tell_child(
            irina, case, number=1, told={**told_child, "said": "Bine. Dar casa are două uși."}
        )


def _snejana(teller: Any, case: UUID, on: Any) -> None:
    maria = teller.actor("maria")
    with on(-23):
        answers = {**CLEAR, "suspect": "yes", "refuses_alone": "yes", "related_to_suspect": "unknown"}
        _guardian(
            maria, case, "Unchiul Grigore", "Procură a părinților, plecați în Italia",
            teller._day(-400).isoformat(), answers=answers,
            words="I-a dat telefonul. A vrut să stea în cameră la fiecare discuție.",
        )  # fmt: skip
    with on(-21):
        guarding.notify(
            maria,
            case,
            on=teller._day(-21),
            to="Autoritatea tutelară a sectorului",
            how="Fișa de sesizare 118",
        )
        _guardian(
            maria, case, "Doamna Valeria Stratan", "Autoritatea tutelară, dispoziția 77",
            teller._day(-21).isoformat(), contact="Prin secretariat, 9:00–16:00",
            tasks="Merge cu ea la audiere; semnează pentru școală.",
        )  # fmt: skip
    with on(-8):
        _assess(
            maria,
            case,
            {
                "identity": ("Clasa a zecea. Îi place chimia.", "Școala", "sure"),
                "family": ("Părinții în Italia, sună duminica.", "Ea însăși", "sure"),
                "safety": ("", "", ""),
                "vulnerability": (
                    "Telefoane scumpe, absențe, un unchi care „ajută”.",
                    "Profesoara",
                    "likely",
                ),
                "health": ("", "", ""),
                "education": ("Vrea să termine anul.", "Ea însăși", "sure"),
                "solutions": ("", "", ""),
            },
        )


def _nastea(teller: Any, case: UUID, on: Any) -> None:
    maria = teller.actor("maria")
    with on(-11):
        if not queries.need(maria, case, "child.read")[1].standing.child:
            # The years pass for her too: on such a day she is of age.
            return
        age = {"stated": "Говорит, что ей семнадцать; в чужом паспорте двадцать один.", "doubt": False}
        age |= {"estimated_from": None, "estimated_to": None, "source": "document"}
        method = "Свидетельство о рождении, копия из консульства"
        aging.set_age(
            maria, case, data={**age, "method": method, "on": teller._day(-11).isoformat()}, version=0
        )
        care = {"placement": "shelter", "who_name": "Наш центр, комната 1", "decided_by": "Maria Cojocaru"}
        danger = "Вербовщик ждал её у вокзала с билетом."
        place = {**care, "from": teller._day(-11).isoformat(), "danger": danger}
        caring.place(maria, case, data=place, emergency=True)
        turning.prepare(maria, case)
    with on(-9):
        stays = queries.need(maria, case, "child.read")[1].emergencies[0]
        caring.review_emergency(
            maria,
            case,
            stays.id,
            result="extended",
            on=teller._day(-9),
            until=teller._due(12),
            reason="Его ещё видят у вокзала. Комиссия собирается.",
        )
    with on(-5):
        turning.done(
            maria, case, "wishes", on=teller._day(-5), result="Хочет учиться на кондитера и жить не одна."
        )
