"""Pure rules of interviews: what one may be, who answers, whom it is about."""

from __future__ import annotations

from typing import Final

KIND: Final = "interview"

DONE: Final = "done"
STOPPED: Final = "stopped"
STATES: Final = (DONE, STOPPED)

SELF: Final = "self"
PARENT: Final = "parent"
CHILD: Final = "child"
WORKER: Final = "worker"
RESPONDENTS: Final = (SELF, PARENT, CHILD, WORKER)

PAGE: Final = "page"
DEVICE: Final = "device"
SOURCES: Final = (PAGE, DEVICE)
