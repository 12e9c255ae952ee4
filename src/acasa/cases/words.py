"""What the record calls the acts of cases."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from acasa.cases import codes

VERBS: Final[dict[str, Any]] = {
    "day.read": _("Looking at the day"),
    "caseload.list": _("Looking at the list"),
    "caseload.search": _("Searching for a person"),
    "caseload.duplicates": _("Looking for the same person"),
    "caseload.merge": _("Tidying the sealed list"),
    "case.open": _("Opening a case"),
    "case.read": _("Reading a case"),
    "case.stage": _("Changing the stage"),
    "case.close": _("Closing a case"),
    "case.reopen": _("Reopening a case"),
    "case.assign": _("Giving a case to a colleague"),
    "identity.reveal": _("Looking at an identity"),
    "identity.change": _("Changing an identity"),
    "essentials.change": _("Changing how she may be reached"),
    "risk.change": _("Changing risk and alerts"),
    "contact.add": _("Recording what happened"),
    "note.add": _("Adding a note"),
    "step.add": _("Planning a next step"),
    "step.finish": _("Finishing a step"),
    "step.move": _("Putting a step off"),
    "step.read": _("Reading a step"),
    "file.add": _("Adding a file"),
    "file.read": _("Reading a file"),
    "person.read": _("Reading a person"),
    "import.upload": _("Reading a file to import"),
    "import.prepare": _("Preparing an import"),
    "import.check": _("Checking the rows of an import"),
    "import.choose": _("Choosing among rows of an import"),
    "import.read": _("Looking at an import"),
    "import.start": _("Beginning an import"),
    "import.rows": _("Sealing rows of an import"),
    "import.cards": _("Listing the cases of an import"),
    "import.removed": _("Removing cases of an import"),
    "import.done": _("Bringing a caseload in"),
    "import.undo": _("Taking an import back"),
    "draft.keep": _("Keeping an unfinished form"),
    "draft.drop": _("Dropping an unfinished form"),
}


def _coded(vocabulary: str) -> Any:
    return lambda value: codes.label(vocabulary, value)


_STATUS: Final[dict[str, Any]] = {
    "open": pgettext_lazy("cases", "Open"),
    "closed": pgettext_lazy("cases", "Closed"),
    "all": pgettext_lazy("cases", "All"),
}
_SORTS: Final[dict[str, Any]] = {
    "name": _("Name"),
    "risk": _("Risk"),
    "due": _("Next step"),
    "contact": _("Last contact"),
    "opened": _("Opened"),
    "code": _("Number"),
}

# Words of what an entry's details hold: a label, and how its value is said where that is a code. A value that is
# said as None is left out: the first page is no news.
DETAILS: Final[dict[str, Any]] = {
    "status": (_("Cases"), lambda value: _STATUS.get(value, value)),
    "worker": (_("Whose"), lambda value: _("Mine") if value == "me" else value),
    "stages": (_("Stage"), _coded("stages")),
    "risks": (_("Risk"), _coded("risk_levels")),
    "alert": (_("Alert"), _coded("alerts")),
    "late": (_("Next step is late"), None),
    "sort": (_("Sorted by"), lambda value: _SORTS.get(value, value)),
    "descending": (_("Backwards"), None),
    "page": (_("Page"), lambda value: None if value == 1 else value),
    # What somebody typed stays as it was typed, also where it looks like a code.
    "query": (_("Looked for"), str),
    "filename": (_("File"), str),
    "bytes": (_("Bytes"), None),
    "part": (_("Part"), None),
    "cases": (_("Cases"), None),
    "rows": (_("Rows"), None),
    "stay": (_("Cases that stay"), None),
    "all": (_("Rows"), None),
    "refused": (_("Rows refused"), None),
    "doubtful": (_("Rows in doubt"), None),
    "doubles": (_("Known already, perhaps"), None),
    "skipped": (_("Rows left out"), None),
    "bring": (_("Rows brought in"), None),
}
