"""Daria's plan and kindergarten, Snejana's plan and school, as they came about. Everybody is fictional."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date
from typing import Any
from uuid import UUID

from django.utils import translation

from acasa.cases.childplan import queries, rules
from acasa.cases.childplan.services import drafting, school, versions
from acasa.core.actor import Actor
from acasa.people.models import User

TEMPLATE = "child_default"


class _Child:
    """One child's case before one colleague."""

    def __init__(self, actor: Actor, case: UUID) -> None:
        self.actor, self.case = actor, case

    def line(self, domain: str, **said: Any) -> str:
        who: User | None = said.pop("who", None)
        data = {
            **dict.fromkeys(("need", "goal", "action", "organisation", "resources", "child_view"), ""),
            "child_view_how": rules.NOT_ASKED,
            "consent": rules.NOT_YET,
            "domain": domain,
            **said,
        }
        for name in ("due", "review_on"):
            data[name] = said[name].isoformat() if said.get(name) else ""
        data["responsible_id"] = str(who.id) if who else ""
        data["responsible"] = who.display_name if who else said.get("responsible", "")
        return drafting.save_line(self.actor, self.case, line_id="", data=data, rev=0)

    def nothing(self, domain: str, on: date) -> None:
        drafting.nothing_needed(self.actor, self.case, domain=domain, on=on.isoformat())

    def version(self, on: date, review: date, reason: str) -> None:
        draft = queries.child_file(self.actor, self.case).draft
        assert draft is not None
        versions.make_version(
            self.actor, self.case, on=on, review_on=review, reason=reason, version=draft.version
        )

    def look(self, line: str, level: str, outcome: str, on: date, again: date | None, **said: Any) -> None:
        plan = queries.child_file(self.actor, self.case).plan
        found = rules.line_of(plan.data if plan else None, line)
        assert found is not None
        data = {name: found.get(name, "") for name in ("status", "child_view", "child_view_how")}
        data |= {"outcome": outcome, **said}
        versions.look_again(
            self.actor, self.case, line, data=data, due=None, review_on=again, level=level, on=on,
            rev=int(found["rev"]),
        )  # fmt: skip

    def says(self, who: str, answer: str, words: str, **more: Any) -> None:
        versions.answer(
            self.actor, self.case, who=who, data={"answer": answer, "words": words, **more}, number=1, rev=0
        )


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """`ids`: cases by the names of their tales. Told after all else, on the days on which it was."""

    def on(day: int) -> AbstractContextManager[None]:
        moment: AbstractContextManager[None] = teller._on(day)
        return moment

    def day(offset: int) -> date:
        moment: date = teller._due(offset)
        return moment

    _daria(teller, ids["daria"], on, day)
    _snejana(teller, ids["snejana"], on, day)


def _daria(teller: Any, case: UUID, on: Any, day: Any) -> None:
    users = teller.house.users
    child = _Child(teller.actor("irina"), case)
    with on(-9), translation.override("ru"):
        drafting.begin_from(
            child.actor, case, template=TEMPLATE, chosen=["safe_people"], language="ru", today=day(-9)
        )
        bond = child.line(
            "family", need="Снова привыкнуть к маме, без спешки", goal="Чтобы мама не уезжала.",
            action="Час вместе с мамой, раз в неделю", who=users["irina"], due=day(4), review_on=day(12),
            resources="Комната с игрушками", child_view_how="drawn",
            child_view="Рисует дом. В доме теперь есть дверь.", consent=rules.AGREED,
        )  # fmt: skip
        sleep = child.line(
            "mind", need="Спать без света", goal="Спать, как все.", action="Сказка и ночник; дневник снов",
            who=users["ana"], review_on=day(9), child_view_how="said", child_view="Ночник пусть будет зелёный.",
            consent=rules.AGREED,
        )  # fmt: skip
        child.line(
            "education", need="Быть среди детей", goal="Играть с Мишей во дворе.",
            action="Детский сад, первые дни по часу", who=users["irina"], organisation="Детский сад «Колосок»",
            due=day(2), child_view_how="silent", consent=rules.NOT_YET,
        )  # fmt: skip
        child.line(
            "health", need="Прививки, зубы", action="Осмотр у педиатра", responsible="Доктор Руснак",
            organisation="Центр семейных врачей", due=day(6), resources="Тётя Лидия ведёт её сама",
            child_view_how="shown", child_view="Показала, где болит.", consent=rules.AGREED,
        )  # fmt: skip
        for domain in ("means", "justice"):
            child.nothing(domain, day(-9))
        child.version(day(-9), day(21), "Первый план: тётя Лидия, Ирина и Ана за одним столом.")
        child.says(rules.CHILD, rules.AGREED, "Кивает и прячет рисунок в карман.", how="shown")
    with on(-6), translation.override("ru"):
        child.look(sleep, "begun", "Две ночи с ночником.", day(-6), day(9))
        child.look(bond, "worse", "Спряталась, когда мама вошла.", day(-6), day(12))
    with on(-2), translation.override("ru"):
        child.look(bond, "begun", "Сама подала маме карандаш.", day(-2), day(12))
        child.look(sleep, "well", "Спит до утра.", day(-2), day(9))
        place = school.save(
            child.actor, case, school_id=None, version=0,
            data={
                "state": "kindergarten", "school": "Детский сад «Колосок»", "group": "Средняя группа",
                "language": "ru", "from": day(-2).isoformat(), "to": "", "support": ["one_person", "quiet_place"],
                "catching_up": "", "contact": "Воспитательница Галина Петровна",
                "contact_how": "До девяти утра; звонит тётя Лидия", "may_know": ["moved", "patience", "pick_up"],
                "words": "Даша переехала к тёте, ей нужно время.",
            },
        )  # fmt: skip
        told = {"who": "Воспитательница", "on": day(-2).isoformat(), "told": ["moved", "pick_up"]}
        school.told(child.actor, case, school_id=place, data=told)
        said = {
            "on": day(-1).isoformat(),
            "attendance": "irregular",
            "words": "Плакала у ворот, потом осталась на час.",
        }
        school.note(child.actor, case, data=said)


def _snejana(teller: Any, case: UUID, on: Any, day: Any) -> None:
    users = teller.house.users
    worker = "maria"
    child = _Child(teller.actor(worker), case)
    with on(-7), translation.override("ro"):
        chosen = ["safe_people", "someone_to_talk_to", "back_to_school", "what_happens_next"]
        drafting.begin_from(child.actor, case, template=TEMPLATE, chosen=chosen, language="ro", today=day(-7))
        child.line(
            "friends", goal="Să cânt din nou.", action="Corul de la casa de cultură", who=users[worker],
            due=day(10), child_view_how="said", child_view="Numai dacă nu mă întreabă nimeni.",
            consent=rules.AGREED,
        )  # fmt: skip
        child.version(day(-7), day(14), "Primul plan.")
        child.says(rules.CHILD, "changes", "Fără avocat deocamdată.", how="said")
        school.save(
            child.actor, case, school_id=None, version=0,
            data={
                "state": "waiting", "school": "Liceul din cartier", "group": "", "language": "ro",
                "from": "", "to": "", "support": ["catching_up", "language"], "catching_up": "Matematica, cu Ana",
                "contact": "Diriginta", "contact_how": "La cancelarie, între 12 și 13", "may_know": ["moved"],
                "words": "S-a mutat de curând.",
            },
        )  # fmt: skip
