"""A rule that may be put off once, as no pack of the library has one: an emergency placement of 72 hours.

The children's own room keeps that day, and extends it.
"""

from __future__ import annotations

from acasa.cases.deadlines.rules.reading import build

_TITLE = {"en": "End or extend it", "ro": "De încheiat sau prelungit", "ru": "Закончить или продлить"}
PACK = build(
    "made.yaml",
    {
        "kind": "deadline-pack",
        "title": _TITLE,
        "source": "a test",
        "licence": "Apache-2.0",
        "version": "1",
        "certainty": "low",
        "holidays": {},
        "rules": [
            {
                "id": "emergency_placement",
                "title": _TITLE,
                "from": "placed_on",
                "after": {"hours": 72},
                "when": [{"fact": "is_child", "is": "yes"}],
                "extension": {"to": {"days": 45}},
                "source": "a test",
                "certainty": "low",
            }
        ],
    },
)
