"""Loads the demonstration into an empty database. ``python -m acasa.config.demo.load``, in a process of its own so
that the supervisor stays small."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from acasa.config import runtime
from acasa.config.secrets import data_folder

NOTE = "demo.json"
"""In the data folder: who can sign in, and that everybody here is fictional."""

REFUSED = 4
"""Exit code when the database holds an organisation that this command did not make."""

HALF = 5
"""Exit code when an earlier loading was broken off."""

DAWN = ("cases-1.yaml", "cases-2.yaml", "cases-3.yaml")


@dataclass(frozen=True)
class Loaded:
    """What was loaded, in numbers."""

    organisations: int
    colleagues: int
    cases: int


def note_path(data_dir: Path) -> Path:
    """Where the demonstration says of itself that it is one."""
    return data_dir / NOTE


def is_empty() -> bool:
    """Whether no organisation is there yet. Django must be set up."""
    from acasa.people.models import Organisation

    return not Organisation.objects.exists()


def standing(data_dir: Path) -> int | None:
    """None when there is nothing yet; else the exit code: 0 for a whole demonstration, HALF, or REFUSED."""
    if is_empty():
        return None
    path = note_path(data_dir)
    if not path.exists():
        return REFUSED
    return 0 if json.loads(path.read_text(encoding="utf-8")).get("complete") else HALF


def load(data_dir: Path, out: Console) -> Loaded:
    """Make the organisations and tell the story, in one transaction for each act. Django must be set up."""
    from acasa.config.demo import (
        assessments,
        childplan,
        children,
        deadlines,
        family,
        identification,
        intake,
        interviews,
        law,
        measures,
        plan,
        questionnaires,
        reintegration,
        reports,
        safety,
        story,
        sync,
        team,
        trafficking,
        visits,
    )
    from acasa.config.demo.founding import Colleague, House, found
    from acasa.people.models import Organisation
    from acasa.vault import tokens

    told = story.yaml.safe_load((story.DATA / "people.yaml").read_text("utf-8"))
    tales = story.tales(*DAWN)
    bridge = story.tales("cases-bridge.yaml")
    # Written first: whatever becomes of the loading, this folder is known to hold nobody real.
    note: dict[str, Any] = {"password": told["password"], "people": [], "kits": {}}
    _keep(data_dir, note)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    brought = colleagues = 0
    with Progress(*columns, console=out, transient=True) as progress:
        task = progress.add_task("Loading the demonstration", total=len(tales) + len(bridge) + 12)
        for row in told["organisations"]:
            people = [_colleague(Colleague, each, row["key"]) for each in row["colleagues"]]
            org = Organisation(
                name=row["name"],
                case_prefix=row["prefix"],
                language=row["language"],
                time_zone=row["time_zone"],
            )
            house: House = found(org, row["teams"], people, told["password"])
            colleagues += len(people)
            today = datetime.now(ZoneInfo(row["time_zone"])).date()
            teller = story.Teller(house, today)
            progress.advance(task, 6)
            if row["key"] == "dawn":
                brought = teller.bring_in("maria", row["teams"][0])
            ids = teller.tell(tales if row["key"] == "dawn" else bridge, lambda: progress.advance(task))
            if row["key"] == "dawn":
                for part in (
                    intake,
                    family,
                    plan,
                    visits,
                    trafficking,
                    deadlines,
                    safety,
                    children,
                    childplan,
                    law,
                    reintegration,
                    team,
                    questionnaires,
                    interviews,
                    sync,
                    identification,
                    assessments,
                    measures,
                    reports,
                ):
                    part.tell(teller, ids)
            note["kits"][row["name"]] = tokens.kit_text(house.kit_seed)
            note["people"] += [
                {
                    "name": each["name"],
                    "email": person.email,
                    "profession": each["profession"].replace("_", " "),
                    "organisation": row["name"],
                    "why": each["why"],
                }
                for each, person in zip(row["colleagues"], people, strict=True)
            ]
    _keep(data_dir, {**note, "complete": True})
    return Loaded(len(told["organisations"]), colleagues, len(tales) + len(bridge) + brought)


def _colleague(kind: Any, row: dict[str, Any], house: str) -> Any:
    facts = {name: value for name, value in row.items() if name != "why"}
    host = "demo.acasa.example" if house == "dawn" else f"{house}.example"
    return kind(**{**facts, "email": f"{row['key']}@{host}", "teams": tuple(row["teams"])})


def _keep(data_dir: Path, note: dict[str, Any]) -> None:
    path = note_path(data_dir)
    with open(os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w", encoding="utf-8") as file:
        json.dump(note, file, ensure_ascii=False, indent=1)


def main() -> int:
    """Prepare the database and load, unless it was done before. Returns the exit code."""
    out = Console(stderr=True)
    folder = data_folder()
    with runtime.installation(migrated=False):
        from acasa.config import preparation

        preparation.migrate()
        if (code := standing(folder)) is not None:
            return code
        loaded = load(folder, out)
    out.print(
        f"{loaded.organisations} fictional organisations, {loaded.colleagues} colleagues, {loaded.cases} cases."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
