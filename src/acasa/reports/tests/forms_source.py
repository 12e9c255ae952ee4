"""A questionnaire for tests: a source of forms, as settings name them."""

from __future__ import annotations

from acasa.core.actor import Actor
from acasa.core.errors import Refused
from acasa.questionnaires.catalogue import Listed, Published
from acasa.questionnaires.engine.model import Choice, Form, Node, Text


def text(words: str, romanian: str) -> dict[str, Text]:
    return {"English (en)": Text((words,)), "Română (ro)": Text((romanian,))}


def chosen(path: str, kind: str, label: dict[str, Text], choices: str) -> Node:
    return Node(path, path.rpartition("/")[2], "question", kind, label=label, choices=choices)


HOME = (
    chosen("/data/home/region", "select1", text("Which region?", "Ce raion?"), "regions"),
    chosen("/data/home/helped", "select", text("Who helped?", "Cine a ajutat?"), "who"),
)
FORM = Form(
    id="return",
    version="1",
    title="After the return",
    languages=("English (en)", "Română (ro)"),
    nodes=(
        Node("/data/name", "name", "question", "string"),
        Node("/data/home", "home", "group", children=HOME),
        Node(
            "/data/kids",
            "kids",
            "repeat",
            children=(chosen("/data/kids/school", "select1", text("At school?", "La școală?"), "yes_no"),),
        ),
    ),
    choices={
        "regions": (Choice("north", text("North", "Nord")), Choice("south", text("=South", "Sud"))),
        "who": (Choice("sister", text("Her sister", "Sora")), Choice("nobody", text("Nobody", "Nimeni"))),
        "yes_no": (Choice("yes", text("Yes", "Da")), Choice("no", text("No", "Nu"))),
    },
    xml="",
)
PUBLISHED = Published("sample:return", FORM.title, "casework", FORM)


def find(actor: Actor, key: str) -> Published:
    if key != "return":
        raise Refused("form.open", None)
    return PUBLISHED


def listing(actor: Actor) -> list[Listed]:
    return [Listed(PUBLISHED.ref, PUBLISHED.title, PUBLISHED.compartment)]
