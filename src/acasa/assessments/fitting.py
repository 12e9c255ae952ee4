"""Does a form ask what its instrument counts? Pure: for the library's own forms and for those that are added."""

from __future__ import annotations

from dataclasses import dataclass

from acasa.assessments.scoring.model import Instrument
from acasa.questionnaires.engine.model import Form, Node


@dataclass(frozen=True)
class Misfit:
    """What doesn't fit. `code`: lost (an item is not asked), type (it can't be counted so) or answers (others)."""

    code: str
    item: str
    details: str = ""


def questions(form: Form) -> dict[str, Node]:
    """Questions by name; no instrument asks the same name twice."""
    return {node.name: node for node in form.walk() if node.kind == "question"}


def named(form: Form, instrument: Instrument) -> dict[str, str]:
    """Item ids by the name of the question: the item's own name, or q1 … qN in the first published order."""
    asked = questions(form)
    places = dict(zip((f"q{number}" for number in range(1, 10**4)), instrument.order(), strict=False))
    own = {name: name for name in asked if name in instrument.by_id}
    return own or {name: places[name] for name in asked if name in places}


def misfits(form: Form, instrument: Instrument) -> list[Misfit]:
    """Everything by which answers of this form could not be counted."""
    found: list[Misfit] = []
    asked, names = questions(form), named(form, instrument)
    there = set(names.values())
    found += [Misfit("lost", item.id) for item in instrument.items if item.scored and item.id not in there]
    for name, item_id in names.items():
        node, item = asked[name], instrument.by_id[item_id]
        if node.type in ("int", "range"):
            continue
        if node.type != "select1":
            found.append(Misfit("type", item_id, node.type))
            continue
        offered = [choice.name for choice in form.choices.get(node.choices, ())]
        if not set(offered) <= set(item.options):
            found.append(Misfit("answers", item_id, f"{', '.join(offered)} / {', '.join(item.options)}"))
    return found
