"""What the sealed caseload says of the trafficking: codes only, for lists and counts."""

from __future__ import annotations

from typing import Any

from acasa.cases.trafficking.rules import shape
from acasa.vault.folders import OpenFolder


def card(case_folder: OpenFolder) -> dict[str, Any]:
    """`exploitation`, `control` and `countries` as codes, `status`, `returned_from`; empty where not known."""
    record = case_folder.one("trafficking")
    data = record.data if record else {}
    back = shape.latest_return([item.data for item in case_folder.of_kind("return")])
    return {
        "exploitation": list(data.get("exploitation", ())),
        "control": list(data.get("control", ())),
        "countries": list(data.get("countries", ())),
        "status": str(data.get("status", "")),
        "returned_from": str((back or {}).get("from_country", "")),
    }
