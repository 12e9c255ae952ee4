"""Checking a table against its mapping and the caseload, and sealing the rows for what follows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any, Final
from uuid import UUID

import polars as pl

from acasa.cases import columns, names
from acasa.cases.imports import (
    FIELDS,
    ColumnMapping,
    ImportRow,
    KnownContext,
    People,
    Preview,
    Table,
    check,
)
from acasa.cases.imports import content as contents
from acasa.cases.imports import doubles as same
from acasa.cases.imports.services import access, undoing
from acasa.cases.imports.services.sealed import PLAN, put, seal_part
from acasa.cases.models import ImportBatch, ImportPart
from acasa.cases.services import opening
from acasa.core import scope
from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.people import rules as people
from acasa.people.models import Organisation
from acasa.vault import caseload, folders
from acasa.vault.keyring import Keyring

PART: Final = 250
"""Rows in one part: what one request makes into cases."""

ROW_OK, ROW_DOUBTFUL, ROW_REFUSED = 0, 1, 2
SKIP, BRING = "skip", "import"


def known_context(actor: Actor, team_id: UUID) -> KnownContext:
    """Colleagues of the team, case codes in use, and how names are compared."""
    # Given names repeat: each is folded once for this table, and forgotten with it.
    name_key = cache(lambda name: names.search_key(name) or name)
    colleagues = [(str(user.id), [user.email, user.display_name]) for user in access.team_people(team_id)]
    return KnownContext(People.of(colleagues), _codes(actor), name_key)


def _codes(actor: Actor) -> frozenset[str]:
    keyring: Keyring = actor.require_keyring()
    rings = keyring.rings(people.ESSENTIALS)
    former = _frames(caseload.load(keyring, rings, columns.FORMER))
    listed = _frames(caseload.load(keyring, rings, columns.LIST))
    prefix = Organisation.objects.values_list("case_prefix", flat=True).get(id=actor.org_id)
    own = (opening.code(prefix, number) for frame in listed for number in frame["code"])
    return frozenset(
        {code for frame in former for code in frame["former"]} | {columns.former_key(code) for code in own}
    )


def _frames(loaded: caseload.Loaded) -> list[pl.DataFrame]:
    return [*loaded.frames.values(), *([loaded.named] if loaded.named is not None else [])]


def prepare(
    actor: Actor,
    table: Table,
    mapping: ColumnMapping,
    *,
    team_id: UUID,
    worker_id: UUID,
    today: date,
    told: Callable[[int, int], None] | None = None,
) -> UUID:
    """Check every row and keep the rows sealed; returns the batch. An earlier preparation is dropped.

    `told(done, total)` hears of the progress in rows. Refused for a worker who is not of the team.
    """
    access.require_team(actor, team_id, "import.prepare")
    with scope.scoped(actor.org_id):
        if not any(user.id == worker_id for user in access.team_people(team_id)):
            raise Refused("import.prepare", worker_id)
        undoing.drop_prepared(ImportBatch.objects.filter(created_by=actor.user_id, started_at=None))
        preview = check(table, mapping, today, known_context(actor, team_id), progress=told)
        packed = [contents.pack(row) for row in preview.rows]
        batch = ImportBatch.objects.create(org_id=actor.org_id, team_id=team_id, created_by=actor.user_id)
        _seal_parts(actor, batch, packed)
        found = _doubles(actor, preview, packed)
        plan = {
            "filename": table.filename,
            "headers": _headers(preview.mapping),
            "language": actor.language,
            "worker": str(worker_id),
            "today": today.isoformat(),
            "problems": [[p.code, p.severity, p.column, dict(p.params)] for p in preview.problems],
            "ready": bool(preview.ready),
            "rows": [[row.number, _level(row)] for row in preview.rows],
            "doubles": found,
            "choices": {},
        }
        put(actor, PLAN, batch.id, plan)
        folders.note(actor, "import.check", batch.id, detail={"rows": len(packed), "doubles": len(found)})
    return batch.id


def _level(row: ImportRow) -> int:
    if not row.ok:
        return ROW_REFUSED
    return ROW_DOUBTFUL if row.problems else ROW_OK


def _headers(mapping: ColumnMapping) -> dict[str, str]:
    """Field to the first column that it came from."""
    found: dict[str, str] = {}
    for column in mapping.columns:
        if column.target in FIELDS:
            found.setdefault(column.target, column.header)
    return found


def _seal_parts(actor: Actor, batch: ImportBatch, packed: list[dict[str, Any]]) -> None:
    parts = []
    for number, start in enumerate(range(0, len(packed), PART)):
        part = ImportPart(org_id=actor.org_id, batch=batch, number=number)
        seal_part(actor, part, {"rows": packed[start : start + PART]})
        parts.append(part)
    ImportPart.objects.bulk_create(parts, batch_size=50)


def _doubles(actor: Actor, preview: Preview, packed: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Row number to the earlier row (`row`) and the cases (`cases`) that may be of the same person."""
    asked = [
        same.Known(row["n"], names.search_key(*contents.name_parts(row)), contents.birth_year(row))
        for row in packed
        if row["ok"]
    ]
    found: dict[str, dict[str, Any]] = {}
    for row in preview.rows:
        if row.ok and row.duplicate_of:
            found[str(row.number)] = {"row": row.duplicate_of, "cases": []}
    for number, earlier in same.within(asked):
        found.setdefault(str(number), {"row": earlier, "cases": []})
    for number, cases in _among_cases(actor, asked).items():
        found.setdefault(str(number), {"row": 0, "cases": []})["cases"] = cases
    return found


def _among_cases(actor: Actor, asked: list[same.Known]) -> dict[int, list[dict[str, str]]]:
    keyring: Keyring = actor.require_keyring()
    rings = [*keyring.rings(people.ESSENTIALS), *keyring.rings(people.IDENTITY)]
    index = same.Index()
    for frame in _frames(caseload.load(keyring, rings, columns.FIND)):
        for short, key in frame.select("short", "key").iter_rows():
            index.add(same.Known(short, key))
    like = {known.owner: found for known in asked if (found := index.like(known))}
    shorts = {short for found in like.values() for short, _ in found}
    cards = caseload.open_cards(keyring, rings, list(shorts))
    years = {known.owner: known.year for known in asked}
    told: dict[int, list[dict[str, str]]] = {}
    for number, found in like.items():
        cases = [
            _case(cards[short]) for short, _ in found if short in cards and people.ESSENTIALS in cards[short]
        ]
        cases = [case for case in cases if not same.apart(years[number], case["year"])]
        if cases:
            told[number] = cases
    return told


def _case(card: dict[str, Any]) -> dict[str, str]:
    shown = card[people.ESSENTIALS].get("show", card[people.ESSENTIALS])
    identity = card.get(people.IDENTITY, {})
    return {
        "id": str(card["folder"]),
        "name": shown["name"],
        "code": shown["code"],
        "open": "yes" if shown["open"] else "",
        "year": str(identity.get("show", identity).get("birth_year", "")),
    }


def counts(plan: dict[str, Any]) -> dict[str, int]:
    """What the present choices come to: all, refused, doubtful, doubles, skipped, bring."""
    refused = sum(1 for _, level in plan["rows"] if level == ROW_REFUSED)
    skipped = sum(1 for number in plan["doubles"] if plan["choices"].get(number, SKIP) == SKIP)
    return {
        "all": len(plan["rows"]),
        "refused": refused,
        "doubtful": sum(1 for _, level in plan["rows"] if level == ROW_DOUBTFUL),
        "doubles": len(plan["doubles"]),
        "skipped": skipped,
        "bring": len(plan["rows"]) - refused - skipped if plan["ready"] else 0,
    }


def is_brought(plan: dict[str, Any], number: int, level: int) -> bool:
    """Whether a row becomes a case."""
    if level == ROW_REFUSED or not plan["ready"]:
        return False
    key = str(number)
    return key not in plan["doubles"] or plan["choices"].get(key, SKIP) == BRING
