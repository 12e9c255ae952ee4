"""What is wrong with a form, and where."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any


@dataclass(frozen=True)
class Problem:
    """One thing to mend. `code` is stable and has words in each language; `message` is English, with the details.

    `sheet` is "survey", "choices", "settings", … or ""; `row` from 1 as the spreadsheet counts, 0 for none; `column`
    is its header, "" for none.
    """

    code: str
    message: str
    sheet: str = ""
    row: int = 0
    column: str = ""
    level: str = "error"
    details: dict[str, str] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """For the command line."""
        return asdict(self)


class Problems(Exception):
    """The form can't be used; what must be mended first."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("; ".join(each.message for each in problems))
        self.problems = problems
