"""A submission's values, laid over the questionnaire that they answer."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from xml.etree.ElementTree import Element

from acasa.questionnaires.engine.model import Form, Node, Text
from acasa.sync.rules import came

_POSITION = re.compile(r"\[(\d+)\]")


def _nodes(form: Form) -> dict[str, Node]:
    return {node.path: node for node in form.walk()}


def nested(form: Form, root: Element) -> dict[str, Any]:
    """Answers as interviews keep them: groups as dictionaries, repeats as lists, values as the device wrote them.

    What the form does not know is kept too, under its own name: a device may have had another version.
    """
    nodes = _nodes(form)

    def of(node: Element, path: str) -> dict[str, Any]:
        found: dict[str, Any] = {}
        several: dict[str, list[Any]] = {}
        for one in node:
            name = came.local(one.tag)
            if not name or (node is root and name == "meta"):
                continue
            here = f"{path}/{name}"
            known = nodes.get(here)
            inside = bool(len(one)) or (known is not None and known.kind != "question")
            value: Any = of(one, here) if inside else came.text(one)
            if inside and (known is not None and known.kind == "repeat"):
                # The device keeps an empty model of a repeat among its occurrences.
                if not any(came.local(key) == "template" for key in one.attrib):
                    found.setdefault(name, []).append(value)
            elif name in found:
                if name not in several:
                    several[name] = found[name] if isinstance(found[name], list) else [found[name]]
                    found[name] = several[name]
                several[name].append(value)
            else:
                found[name] = value
        return found

    return of(root, f"/{came.local(root.tag)}")


def files(form: Form, root: Element) -> dict[str, str]:
    """Where the answers name an attachment: path with positions to the file's name."""
    nodes = _nodes(form)
    return {
        leaf.place: leaf.value
        for leaf in came.leaves(root)
        if (node := nodes.get(leaf.path)) is not None and node.type == "binary"
    }


def preloaded(form: Form, root: Element, what: str) -> str:
    """What the device filled in by itself: "start", "end"; "" where the form does not ask for it."""
    values = {leaf.path: leaf.value for leaf in came.leaves(root)}
    return next((values.get(node.path, "") for node in form.walk() if node.preload == what), "")


@dataclass(frozen=True)
class Line:
    """An answer in words: the question, what was answered, and the file that it names, if any."""

    question: str
    answer: str
    file: str
    place: str
    path: str
    # Which child, which journey: "2", or "2, 1" within another; "" outside of repeats.
    occurrence: str


def lines(form: Form, root: Element, language: str) -> list[Line]:
    """Every answer, in the order in which it came; questions and choices in a language of the form near to this."""
    nodes = _nodes(form)
    found = []
    for leaf in came.leaves(root):
        node = nodes.get(leaf.path)
        if node is not None and (node.preload or node.type in ("hidden", "note")):
            continue
        question = said(node.label, form, language) if node else ""
        file = leaf.value if node is not None and node.type == "binary" else ""
        question = question or leaf.path.rpartition("/")[2].replace("_", " ")
        occurrence = ", ".join(_POSITION.findall(leaf.place))
        found.append(
            Line(question, _answer(form, node, leaf.value, language), file, leaf.place, leaf.path, occurrence)
        )
    return found


def _answer(form: Form, node: Node | None, value: str, language: str) -> str:
    if node is None or node.type not in ("select1", "select", "rank") or not node.choices:
        return value
    labels = {
        choice.name: said(choice.label, form, language) for choice in form.choices.get(node.choices, ())
    }
    codes = [value] if node.type == "select1" else value.split()
    return ", ".join(labels.get(code) or code for code in codes)


def said(texts: Mapping[str, Text], form: Form, language: str) -> str:
    """A text in the language of the reader, else of the form; values of other questions in it are left out."""
    wanted = [name for name in form.languages if f"({language})" in name or name.lower() == language]
    for name in [*wanted, *form.languages, "", *texts]:
        if name in texts:
            parts = [part if isinstance(part, str) else "…" for part in texts[name].parts]
            return "".join(parts).strip()
    return ""
