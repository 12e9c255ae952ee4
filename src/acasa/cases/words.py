"""What the record calls the acts of cases."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

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
