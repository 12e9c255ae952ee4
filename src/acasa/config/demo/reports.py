"""What stands in the way of those who agreed to be counted: the ranking that led to the camp. Everybody is fictional.

Written as the caseload of some years is, many cases at once, and brought into the figures by Vera.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from acasa.cases.intake import library
from acasa.cases.intake import rules as intake
from acasa.cases.models import Case
from acasa.cases.services import cards
from acasa.cases.trafficking.rules import shape
from acasa.core.bulk import insert_many
from acasa.people import rules as people
from acasa.reports import services
from acasa.vault import folders
from acasa.vault.models import Record

# Who was asked, what she said, and what stands in her way: at which stage it showed, and what it blocks.
BOND, BLAME, GUILT, FEAR = "bond_with_child_lost", "stigma_blame", "guilt", "fear_anger"
DISTANT, HUSBAND, HEALTH, WORTH = (
    "relatives_distant",
    "husband_relations",
    "health_problems",
    "low_self_esteem",
)
_FIRST = ("crisis", "stabilisation", "reintegration")
# Each line: what, at which of these stages, what it blocks.
CRISIS, STABLE, HOME = _FIRST
TOLD: Mapping[str, tuple[tuple[str, str, tuple[str, ...]], ...]] = {
    "oksana": ((BOND, STABLE, ("family_broken",)), (BLAME, HOME, ("no_job",)), (FEAR, CRISIS, ())),
    "ecaterina": ((BOND, STABLE, ("family_broken",)), (GUILT, STABLE, ()), (BLAME, HOME, ("no_home",))),
    "tatiana-g": ((FEAR, CRISIS, ("no_trust_medical",)), (DISTANT, STABLE, ("no_home",))),
    "ogulgerek": ((FEAR, CRISIS, ("no_trust_legal",)), (BLAME, CRISIS, ("no_job",))),
    "aygul": ((BOND, HOME, ("family_broken",)), (BLAME, HOME, ("no_job",))),
    "svetlana": ((BOND, STABLE, ()), (WORTH, STABLE, ("no_job",)), (BLAME, HOME, ("no_job",))),
    "galina-p": ((DISTANT, HOME, ("no_home",)), (BLAME, HOME, ("no_job",))),
    "doina": ((FEAR, CRISIS, ("no_trust_medical",)), (GUILT, CRISIS, ())),
    "vasilica": ((HUSBAND, CRISIS, ("no_home",)), (FEAR, CRISIS, ())),
    "parascovia": ((HEALTH, CRISIS, ("no_trust_medical",)), (DISTANT, STABLE, ("no_home",))),
    "karina": ((GUILT, STABLE, ()), (WORTH, STABLE, ("no_job",))),
    "viorica": ((BOND, STABLE, ("family_broken",)), (WORTH, STABLE, ())),
    "rodica": ((BOND, STABLE, ("family_broken",)), (HUSBAND, HOME, ("no_home",)), (BLAME, HOME, ("no_job",))),
    "liuba": ((BOND, STABLE, ()), (GUILT, STABLE, ()), (HEALTH, HOME, ("no_job",))),
    "maral": ((BOND, HOME, ("family_broken",)), (DISTANT, HOME, ("no_home",))),
    "gozel": ((FEAR, CRISIS, ("no_trust_legal",)), (HUSBAND, CRISIS, ("no_home",))),
    "valentina": ((BOND, STABLE, ()), (BLAME, HOME, ("no_job",)), (WORTH, HOME, ())),
    "diana": ((FEAR, CRISIS, ("no_trust_legal",)), (BLAME, CRISIS, ())),
    "iulia": ((HEALTH, STABLE, ("no_trust_medical",)), (BOND, STABLE, ("family_broken",))),
    "inga": ((BOND, STABLE, ("family_broken",)), (BLAME, HOME, ("no_job",))),
    "nadejda": ((GUILT, STABLE, ()), (DISTANT, STABLE, ("no_home",))),
    "silvia": ((BOND, HOME, ("family_broken",)), (BLAME, HOME, ("no_job",)), (GUILT, STABLE, ())),
    "aliona": ((WORTH, STABLE, ("no_job",)), (BOND, HOME, ("family_broken",))),
    "feodora": ((HEALTH, STABLE, ("no_job",)), (BOND, HOME, ("family_broken",))),
    "bahar": ((DISTANT, STABLE, ("no_home",)),),
    "varvara": ((FEAR, CRISIS, ("no_trust_medical",)), (HUSBAND, STABLE, ("family_broken",))),
    "lenuta": ((BOND, STABLE, ("family_broken",)), (BLAME, HOME, ("no_job",))),
    "mariana": ((BOND, HOME, ()), (BLAME, HOME, ("no_job",)), (WORTH, STABLE, ())),
    "zulfiya": ((FEAR, STABLE, ()), (DISTANT, STABLE, ("no_home",))),
    "victoria": ((BOND, HOME, ("family_broken",)), (GUILT, HOME, ())),
    "luminita": ((BOND, STABLE, ("family_broken",)), (BLAME, HOME, ("no_home",))),
    "boy-andrei": (("child_lonely", STABLE, ()), ("child_school_behaviour", HOME, ())),
    "twins": (("child_left_with_strangers", STABLE, ()), ("child_does_not_forgive", STABLE, ())),
    "ilinca": (("child_left_with_family", STABLE, ()),),
    "snejana": (("child_despair", CRISIS, ()),),
}  # fmt: skip
# What each of them leads to.
NEEDS: Mapping[str, str] = {
    BOND: "family_child",
    BLAME: "work",
    GUILT: "mental_health",
    FEAR: "safety",
    DISTANT: "home",
    HUSBAND: "safety",
    HEALTH: "health",
    WORTH: "work",
}
NOT_NOW, NO = ("jeren", "cristina", "sabina"), ("zamfira", "stela")
# What happened, as far as it is known, and where; of the others it is not known yet.
SEXUAL, LABOUR, BEGGING = "SexualExploitation", "ForcedLabour", "ForcedBegging"
HAPPENED: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(
        ("oksana", "viorica", "rodica", "svetlana", "inga", "silvia", "karina", "victoria"), (SEXUAL, "TR")
    ),
    **dict.fromkeys(("ecaterina", "iulia", "aliona", "doina", "gozel"), (SEXUAL, "IT")),
    **dict.fromkeys(
        ("tatiana-g", "valentina", "lenuta", "mariana", "luminita", "feodora", "liuba"), (LABOUR, "RU")
    ),
    **dict.fromkeys(("aygul", "maral", "zulfiya", "ogulgerek", "bahar"), (LABOUR, "TR")),
    **dict.fromkeys(("parascovia", "twins", "boy-andrei"), (BEGGING, "RU")),
}


def tell(teller: Any, ids: Mapping[str, UUID]) -> None:
    """`ids`: cases by the names of their tales. What each of these women was asked, on a day soon after she came."""
    vera = teller.actor("vera")
    known = {ids[name]: name for name in (*TOLD, *NOT_NOW, *NO) if name in ids}
    points = [code for code, _ in library.consent_points(intake.BE_COUNTED, "ro")]
    with teller._on(0):
        cases = {row.id: row for row in Case.objects.select_related("worker").filter(id__in=list(known))}
        opened = folders.open_many(
            vera,
            [part for row in cases.values() for part in (row.id, row.person_id)],
            among=(people.ESSENTIALS, people.CASEWORK, people.IDENTITY),
        )
        new: list[Record] = []
        written: list[bytes] = []
        for case_id, name in known.items():
            row, folder = cases[case_id], opened[case_id]
            by = {"by": str(row.worker_id), "by_name": row.worker.display_name}
            facts = folder.one("case")
            start = datetime.fromisoformat(str(facts.data["opened_on"])).date() if facts else teller.today
            moment = min(start + timedelta(days=3), teller.today - timedelta(days=1))
            at = datetime.combine(max(moment, start), time(9, 40), teller.zone).isoformat()
            answer = intake.NOT_NOW if name in NOT_NOW else intake.REFUSED if name in NO else intake.AGREED
            said = {"explained": points, "language": "ro", "how": "spoken", "interpreter": "", "words": ""}
            told: list[dict[str, Any]] = [
                {"kind": "consent", "purpose": intake.BE_COUNTED, "answer": answer, **said, **by, "at": at}
            ]
            told += [
                {
                    "kind": "challenge", "code": code, "stage": stage, "words": "", "barriers": list(barriers),
                    "leads_to": [], "status": "stands", "about": str(row.person_id), "about_name": "",
                    "history": [], **by, "at": at,
                }
                for code, stage, barriers in TOLD.get(name, ())
            ]  # fmt: skip
            told += [
                {
                    "kind": "need", "domain": domain, "severity": "serious", "status": "open", "words": "",
                    "about": str(row.person_id), "about_name": "", "history": [], **by, "at": at,
                }
                for domain in dict.fromkeys(NEEDS.get(code, "family_child") for code, *_ in TOLD.get(name, ()))
            ]  # fmt: skip
            if name in HAPPENED and folder.one("trafficking") is None:
                how, country = HAPPENED[name]
                told.append(shape.brought({"exploitation": [how], "countries": [country]}, {**by, "at": at}))
            for data in told:
                record, _, bytes_ = folders.seal_new(folder, people.CASEWORK, data)
                new.append(record)
                written.append(bytes_)
        insert_many(new)
        desks = [(row, opened[row.id], opened[row.person_id]) for row in cases.values()]
        for more in cards.refresh_courses(vera, desks).values():
            written += more
        folders.note(vera, "need.add", detail={"cases": len(known)}, written=written)
    with teller._on(0):
        services.begin(vera)
        while not services.step(vera):
            pass
