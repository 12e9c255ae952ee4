"""Law and ecomap in the demonstration: what Natalia decided and what carries her, Ogulgerek's time to think,
Vasilica's order, Galina's wages. Everybody is fictional."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.law import rules, services
from acasa.cases.pictures import queries
from acasa.cases.pictures import services as services_of_pictures


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """What was written in these cases, as it came about."""
    daniel, users = teller.actor("daniel"), teller.house.users

    def on(offset: int) -> AbstractContextManager[None]:
        moment: AbstractContextManager[None] = teller._on(offset)
        return moment

    def day(offset: int) -> str:
        when: date = teller._day(offset)
        return when.isoformat()

    def working_day(offset: int) -> str:
        when: date = teller._due(offset)
        return when.isoformat()

    def write(who: str, kind: str, **data: Any) -> UUID:
        return services.add(daniel, ids[who], kind=kind, data=data)

    def hearing(who: str, **data: Any) -> UUID:
        empty = {"start": "", "place": "", "protection": [], "accompany": "", "share": "", "meet": ""}
        return write(who, rules.HEARING, **{**empty, "state": "planned", "outcome": "", "next": "", **data})

    _natalia(write, on, day)
    with on(-12):
        write(
            "ogulgerek", rules.STATUS, what="reflection", state="granted", since=day(-12), until=day(17),
            authority="Migration office", words="She asked for it herself, after a night's sleep.",
        )  # fmt: skip
        write(
            "ogulgerek", rules.DOCUMENT, type="passport", held_by="exploiter",
            words="Kept by the owner of the workshop; written to by registered letter.",
        )  # fmt: skip
    with on(-4):
        write(
            "ogulgerek", rules.COOPERATION, answer="not_now", on=day(-4), told="yes",
            words="Сначала врач и сон. Потом скажу.",
        )  # fmt: skip
        hearing(
            "ogulgerek", what_for="office", on=working_day(3), start="10:00",
            place="Migration office, window 4", protection=["same_gender", "interpreter", "separate_waiting"],
            protection_state="granted", accompany=str(users["elena"].id), accompany_name="Elena Munteanu",
            share="yes", meet="At our door at nine, our car",
        )  # fmt: skip
    with on(-2):
        _ties(teller.actor("elena"), ids["natalia"])
    _vasilica(write, hearing, on, day)
    with on(-120):
        claim = write(
            "galina-p", rules.COMPENSATION, against="employer", basis="Eight months of unpaid wages",
            amount="64000.00", currency="MDL", asked_on=day(-250), state="granted", decided_on=day(-125),
            awarded="64000.00", decision="Settled before the court.", paid="32000.00", paid_on=day(-120),
        )  # fmt: skip
    with on(-90):
        services.change(
            daniel, ids["galina-p"], claim, data={"paid": "32000.00", "paid_on": day(-90)}, version=1
        )


def _natalia(write: Any, on: Any, day: Any) -> None:
    with on(-8):
        write(
            "natalia", rules.COOPERATION, answer="not_now", on=day(-8), told="yes",
            words="Not now. First my girl. Tell me what I could do later.",
        )  # fmt: skip
        write("natalia", rules.ROLE, roles=["injured_party"], counsel_kind="ours", counsel="Daniel Botnaru")
        write(
            "natalia", rules.DOCUMENT, type="passport", held_by="exploiter",
            words="Taken on the second day, abroad.",
        )  # fmt: skip
    with on(-3):
        write(
            "natalia", rules.DOCUMENT, type="identity_card", held_by="applied",
            applied_at="Documents office, second floor", applied_on=day(-3), expected_on=day(11),
        )  # fmt: skip
        write(
            "natalia", rules.DOCUMENT, type="travel_document", held_by="us", asked_on=day(-3),
            kept_at="The small safe, envelope 14", words="She is afraid that her husband looks through her bag.",
        )  # fmt: skip
        write(
            "natalia", rules.NON_PUNISHMENT, offences="Crossed a border with a passport that was not hers.",
            forced="It was put into her hand at the bus, with her own taken away.", state="preparing",
        )  # fmt: skip


def _ties(elena: Any, case: UUID) -> None:
    """What carries Natalia, and what weighs on her, as she told Elena over tea."""
    found = {node.name: node for node in queries.nodes(queries.page(elena, case))}
    said = {
        "Olga": ("strong", "to_her"),
        "Daria": ("stressful", "both"),
        "Mihăiță": ("strong", "both"),
        "Reintegrare": ("strong", "to_her"),
        "Workshop „Meșter”": ("weak", "to_her"),
    }
    ties: dict[str, dict[str, str]] = {}
    for name, node in found.items():
        for start, (strength, direction) in said.items():
            if name.startswith(start):
                ties[node.id] = {"strength": strength, "direction": direction}
    added = [{"name": "The woman at the bakery", "group": "friend"}]
    services_of_pictures.set_ties(elena, case, ties=ties, added=added, version=0)


def _vasilica(write: Any, hearing: Any, on: Any, day: Any) -> None:
    with on(-8):
        case = write(
            "vasilica", rules.PROCEEDING, type="family", role="applicant", authority="Judecătoria, sediul Centru",
            number="2p/o-118", opened_on=day(-8), state="decided",
        )  # fmt: skip
    with on(-7):
        hearing(
            "vasilica", what_for="court_hearing", proceeding=str(case), on=day(-7), start="09:30",
            place="Judecătoria, sala 5", protection=["separate_waiting", "closed_doors"],
            protection_state="granted", state="held",
            outcome="Ordonanța a fost emisă. A vorbit o singură dată, cu spatele la el.",
        )  # fmt: skip
        write(
            "vasilica", rules.ORDER, what="no_contact", state="granted", against="Soțul",
            authority="Judecătoria, sediul Centru", since=day(-7), until=day(83),
        )  # fmt: skip
