"""Families of the demonstration: Natalia's, with the files of her two children, and Oksana's. All are fictional."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from acasa.cases.family import services
from acasa.config.demo.story import Teller
from acasa.core.actor import Actor

GIRL, BOY = "Feminine", "Masculine"


def tell(teller: Teller, ids: Mapping[str, UUID]) -> None:
    """Let Elena record who is around whom, soon after each case was opened."""
    elena = teller.actor("elena")
    # Both on Elena's own day: the children's files were opened the day after Natalia's.
    with teller._on(-60):
        _oksana(elena, ids["oksana"], teller.today)
    with teller._on(-14):
        _natalia(elena, ids, teller.today)


def _ago(today: date, months: int) -> str:
    """The month that lies so many months back, as it is recorded."""
    month = today.year * 12 + today.month - 1 - months
    return f"{month // 12:04d}-{month % 12 + 1:02d}"


def _kin(actor: Actor, case: UUID, relation: str, name: str, **more: Any) -> UUID:
    data: dict[str, Any] = {"relation": relation, "name": name, "gender": "", "birth_year": None}
    data |= {"household": False, "significant": False, "parental_rights": "unknown", "contact": "", **more}
    return services.add_kin(actor, case, data=data)


def _care(actor: Actor, case: UUID, child: UUID, kind: str, name: str, **more: Any) -> None:
    data = {"who_kind": kind, "who_name": name, "carer": "", "relation": "", "from": "", "to": ""}
    data |= {"contact_kept": "", "how_returned": "", **more}
    services.add_care(actor, case, child, data=data)


def _natalia(elena: Actor, ids: Mapping[str, UUID], today: date) -> None:
    case = ids["natalia"]
    services.set_sign(elena, case, gender=GIRL)
    husband = _kin(
        elena,
        case,
        "husband",
        "Sergiu",
        gender=BOY,
        birth_year=1989,
        bond="separated",
        contact="must_not_know",
        parental_rights="yes",
        words="He counts the minutes when I go for bread.",
    )
    _kin(elena, case, "in_law", "His mother", gender=GIRL, contact="must_not_know")
    _kin(
        elena,
        case,
        "sibling",
        "Olga",
        gender=GIRL,
        birth_year=1991,
        household=True,
        significant=True,
        contact="safe",
        contact_how="Her phone, after 18:00; the code word is in the box above.",
        words="With her I can be silent.",
    )
    mother = _kin(elena, case, "mother", "Valentina", gender=GIRL, birth_year=1962, contact="ask_her")
    aunt = _kin(
        elena, case, "aunt_uncle", "Lidia", gender=GIRL, birth_year=1970, side="mother", contact="safe",
        contact_how="By day; she knows that we are from the kindergarten.",
    )  # fmt: skip
    of_both: dict[str, Any] = {"parent": str(husband)}
    daria = _kin(
        elena, case, "child", "Daria", gender=GIRL, birth_year=2020, words="She looks at me as at a stranger.",
        **of_both,
    )  # fmt: skip
    boy = _kin(elena, case, "child", "Mihăiță", gender=BOY, birth_year=2022, **of_both)
    _care(
        elena, case, daria, "known", "Nina, whom the children called aunt", **{"from": _ago(today, 37)},
        to=_ago(today, 14), contact_kept="Money every month; a call when Nina allowed it, never alone.",
        how_returned="Nina brought her to the grandmother's gate with one bag and drove on.",
    )  # fmt: skip
    _care(
        elena, case, daria, "relative", "Her grandmother Valentina", **{"from": _ago(today, 13)},
        to=_ago(today, 5), carer=str(mother), relation="mother",
        contact_kept="Calls on Sundays. Daria stood by and did not speak.",
        how_returned="The grandmother fell and could not carry water any more; Lidia took her in.",
    )  # fmt: skip
    _care(
        elena, case, daria, "relative", "Lidia", **{"from": _ago(today, 4)}, carer=str(aunt),
        relation="aunt_uncle", contact_kept="They see each other with Irina, once a week.",
    )  # fmt: skip
    _care(
        elena, case, boy, "relative", "His father and the father's mother", **{"from": _ago(today, 37)},
        to=_ago(today, 5), contact_kept="None. She was told that he had forgotten her.",
    )  # fmt: skip
    # What lies between nobody knows yet; of this man the intake reports.
    _care(
        elena, case, boy, "stranger", "A man of the yard, who drinks", **{"from": _ago(today, 2)},
        to=_ago(today, 1), how_returned="Olga went for him on a Friday.",
    )  # fmt: skip
    _care(
        elena, case, boy, "relative", "Lidia", **{"from": _ago(today, 0)}, carer=str(aunt),
        relation="aunt_uncle",
    )  # fmt: skip
    for child, file in ((daria, "daria"), (boy, "mihaita")):
        services.link_case(elena, case, child, other_id=ids[file], she_is="mother", name_there="Natalia")
    services.set_sign(elena, ids["daria"], gender=GIRL)
    services.set_sign(elena, ids["mihaita"], gender=BOY)


def _oksana(elena: Actor, case: UUID, today: date) -> None:
    services.set_sign(elena, case, gender=GIRL)
    boy = _kin(
        elena,
        case,
        "child",
        "Назар",
        gender=BOY,
        birth_year=today.year - 9,
        household=True,
        significant=True,
        parental_rights="yes",
        words="Він дорослий не по роках.",
    )
    grandmother = _kin(elena, case, "mother", "Ганна", gender=GIRL, birth_year=1962, contact="safe",
                       contact_how="Signal, по воскресеньям.")  # fmt: skip
    _kin(
        elena, case, "suspected_exploiter", "Хозяин пекарни", gender=BOY, contact="not_safe",
        words="Паспорт держал у себя одиннадцать месяцев.",
    )  # fmt: skip
    _care(
        elena, case, boy, "relative", "Бабушка Ганна", **{"from": _ago(today, 20)}, to=_ago(today, 16),
        carer=str(grandmother), relation="mother", contact_kept="Видеозвонок каждый вечер.",
        how_returned="Приехал с соседкой на автобусе.",
    )  # fmt: skip
