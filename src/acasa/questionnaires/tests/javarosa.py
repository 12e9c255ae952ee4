"""JavaRosa, the engine of ODK's devices, asked about the same form and answers as ours."""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any
from zoneinfo import ZoneInfo

import pyxform

from acasa.questionnaires.engine.expressions import lexical
from acasa.questionnaires.engine.instance import parse
from acasa.questionnaires.engine.model import Form, Node
from acasa.questionnaires.engine.session import Session

ZONE = ZoneInfo("Europe/Chisinau")
NOW = datetime(2026, 3, 14, 15, 9, 26, tzinfo=ZONE)
ROOT = Path(__file__).resolve().parents[4]
FORMS = ROOT / "tests" / "forms"
_SOURCE = ROOT / "tests" / "javarosa" / "Evaluate.java"
_JAR = Path(pyxform.__file__).parent / "validators" / "odk_validate" / "bin" / "ODK_Validate.jar"
_STEP = re.compile(r"(?<=[^\]/])(?=/|$)")


class JavaRosa:
    """One process that evaluates form after form."""

    def __enter__(self) -> JavaRosa:
        # What it says beside its answers would fill a pipe that nobody reads.
        self._said = tempfile.TemporaryFile()
        self._process = subprocess.Popen(
            [
                "java",
                f"-Duser.timezone={ZONE.key}",
                "-Duser.language=en",
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                str(_JAR),
                str(_SOURCE),
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._said,
            text=True,
            encoding="utf-8",
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._process.stdin and self._process.stdout
        self._process.stdin.close()
        self._process.wait(timeout=60)
        self._process.stdout.close()
        self._said.close()

    def evaluate(self, form: Form, answers: Mapping[str, Any]) -> dict[str, Any]:
        """What JavaRosa makes of a form that is answered from its beginning to its end."""
        flat: dict[str, str] = {}
        counts: dict[str, int] = {}
        _flatten(form.nodes, answers, f"/{form.root}[1]", flat, counts)
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"xform": form.xml, "answers": flat, "counts": counts}) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        if not line:
            self._said.seek(0)
            raise AssertionError(f"JavaRosa ended: {self._said.read().decode()[-2000:]}")
        found: dict[str, Any] = json.loads(line)
        return found


def _flatten(
    nodes: tuple[Node, ...],
    answers: Mapping[str, Any],
    path: str,
    flat: dict[str, str],
    counts: dict[str, int],
) -> None:
    for node in nodes:
        if node.name not in answers:
            continue
        value = answers[node.name]
        if node.kind == "repeat":
            counts[f"{path}/{node.name}"] = len(value)
            for place, inner in enumerate(value, start=1):
                _flatten(node.children, inner, f"{path}/{node.name}[{place}]", flat, counts)
        elif node.kind == "group":
            _flatten(node.children, value, f"{path}/{node.name}[1]", flat, counts)
        else:
            flat[f"{path}/{node.name}[1]"] = " ".join(value) if isinstance(value, list) else str(value)


def placed(path: str) -> str:
    """A path with a position at each step."""
    return _STEP.sub("[1]", path)


def ours(form: Form, answers: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """What our engine makes of the same, by path, in JavaRosa's terms."""
    session = Session(form, answers, now=NOW)
    found: dict[str, dict[str, Any]] = {}
    for state in session.states():
        told: dict[str, Any] = {"relevant": state.relevant, "value": state.value}
        # JavaRosa has neither faults nor rules for what is not asked.
        if state.relevant:
            told |= {"required": state.required, "readonly": state.readonly}
            told["constraint"] = state.fault != "constraint"
            if state.node.choices or state.node.itemset:
                told["choices"] = [choice.name for choice in session.choices(state.path)]
        found[placed(state.path)] = told
    return found


@dataclass(frozen=True)
class Difference:
    """Where the two engines differ: `what` is "relevant", "value", …, or "place" when only one has it."""

    path: str
    what: str
    ours: Any
    theirs: Any

    @property
    def name(self) -> str:
        """The question's name."""
        return self.path.rsplit("/", 1)[-1].partition("[")[0]


def _same(node: Node, first: str, second: str) -> bool:
    """Whether two written answers say the same: we keep them as they were given, devices write them anew."""
    if first == second:
        return True
    if node.calculate and node.data_type == "string":
        return False
    if node.data_type in ("geopoint", "geotrace", "geoshape"):
        one, other = ([float(part) for part in re.split(r"[ ;]+", text) if part] for text in (first, second))
        return one == other
    return lexical.read(first, node.data_type, NOW) == lexical.read(second, node.data_type, NOW)


def sent(form: Form, answers: Mapping[str, Any], engine: JavaRosa) -> tuple[dict[str, Any], dict[str, Any]]:
    """What we would send of these answers, and what JavaRosa sends, as we read it; written answers made alike."""
    found = parse(form, engine.evaluate(form, answers)["submission"].encode())
    assert found.instance_id.startswith("uuid:")
    assert (found.form_id, found.others) == (form.id, {})
    mine = Session(form, answers, now=NOW).relevant_answers()
    return _plain(form.nodes, mine), _plain(form.nodes, found.answers)


def _plain(nodes: tuple[Node, ...], answers: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for node in nodes:
        value = answers.get(node.name)
        if node.kind == "repeat":
            found[node.name] = [_plain(node.children, each) for each in value or ()]
        elif node.kind == "group":
            found[node.name] = None if value is None else _plain(node.children, value)
        elif value is not None and not node.calculate:
            found[node.name] = str(lexical.read(value, node.data_type, NOW)[0])
        else:
            # White space around a value is not read back.
            found[node.name] = value if value is None else value.strip()
    return found


def differences(form: Form, answers: Mapping[str, Any], engine: JavaRosa) -> list[Difference]:
    """Where the two engines differ over a form and its answers. Raises AssertionError when JavaRosa refuses them."""
    theirs = engine.evaluate(form, answers)
    if "error" in theirs:
        raise AssertionError(f"JavaRosa: {theirs['error']}")
    mine = ours(form, answers)
    nodes = {node.path: node for node in form.walk()}
    found = []
    for node in theirs["nodes"]:
        path = node["path"]
        if f"/{form.root}[1]/meta[1]" in path:
            continue
        other = mine.pop(path, None)
        if other is None:
            found.append(Difference(path, "place", None, node))
            continue
        for what, value in other.items():
            if what not in node or node[what] == value:
                continue
            if what == "value" and _same(nodes[re.sub(r"\[\d+\]", "", path)], value, node[what]):
                continue
            found.append(Difference(path, what, value, node[what]))
    return found + [Difference(path, "place", other, None) for path, other in mine.items()]
