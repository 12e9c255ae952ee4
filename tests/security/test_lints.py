"""Rules about the code itself that no other tool checks."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection, models
from django.db.migrations.loader import MigrationLoader

import acasa

PACKAGE = Path(acasa.__file__).parent
TEMPLATES = sorted([*PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("templates/**/*.txt")])
MODULES = sorted(
    path for path in PACKAGE.rglob("*.py") if not {"migrations", "node_modules"} & set(path.parts)
)
CODE = [path for path in MODULES if "tests" not in path.parts and not path.name.startswith("testing")]
AT_MOST = 400
# A little longer, each because it is one thing.
MAY_BE_LONGER = {
    "config/backup/restore.py": 440,
    "config/cluster.py": 410,
}
# Where a string is declared to be safe HTML: each builds it from escaped parts, and nothing else may.
MAY_MARK_SAFE = {"ui/html.py", "ui/rich.py", "ui/components", "ui/renderer.py", "ui/templatetags"}
# Programs that talk to their parent or to a developer's terminal over standard output.
MAY_PRINT = {"config/bench/", "config/translations.py", "cases/imports/calamine_child.py"}

# Highest first, as in the contract of import-linter: a relation may point down or sideways, never up.
LAYERS = [
    "reports",
    "sync",
    "assessments",
    "identification",
    "cases",
    "questionnaires",
    "vocabularies",
    "accounts",
    "vault",
    "audit",
    "people",
]


def name(path: Path) -> str:
    return str(path.relative_to(PACKAGE))


def test_templates_hold_no_script_style_or_unescaped_text() -> None:
    assert len(TEMPLATES) > 40
    wrong = []
    for path in TEMPLATES:
        text = path.read_text()
        bare = re.sub(r"\{#.*?#\}", "", text)
        for pattern, what in (
            (r"\|\s*safe(?:seq)?\b", "|safe"),
            (r"autoescape\s+off", "autoescape off"),
            (r"<script(?![^>]*\bsrc=)", "a script in the page"),
            (r"<style\b", "a style in the page"),
            (r"\sstyle\s*=", "a style attribute"),
            (r"[\s\"']on[a-z]+\s*=\s*[\"']", "an event attribute"),
            (r"javascript:", "javascript:"),
            (r"\bhx-on|\bhx-vals\s*=\s*[\"']js:|\bhx-headers\s*=\s*[\"']js:", "htmx that evaluates"),
            (r"(?:src|href|action)\s*=\s*[\"'](?:https?:)?//", "another host"),
            (r"<(?:iframe|object|embed|base)\b", "an embedded thing"),
            (r"<form\b(?![^>]*method=)", "a form without its method"),
        ):
            wrong += [f"{name(path)}: {what}" for _ in re.finditer(pattern, bare, re.I)]
        posts = len(re.findall(r"<form\b[^>]*method=\"post\"", bare, re.I))
        tokens = len(re.findall(r"csrf_token", bare))
        if posts > tokens:
            wrong.append(f"{name(path)}: a form without its token")
    assert not wrong, "\n".join(wrong)


def test_only_the_design_system_marks_text_as_safe() -> None:
    wrong = []
    for path in CODE:
        here = name(path)
        if any(here.startswith(place) for place in MAY_MARK_SAFE):
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            called = getattr(node, "func", None)
            word = getattr(called, "id", getattr(called, "attr", ""))
            if isinstance(node, ast.Call) and word in ("mark_safe", "SafeString"):
                wrong.append(f"{here}:{node.lineno}")
    assert not wrong, "\n".join(wrong)


def test_formatted_html_is_formatted_from_a_literal() -> None:
    """format_html of anything but a literal, or a name for literals, would be marking text as safe."""
    wrong = []
    for path in CODE:
        tree = ast.parse(path.read_text())
        given: dict[str, list[bool]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign):
                for target in node.targets:
                    given.setdefault(getattr(target, "id", ""), []).append(
                        isinstance(node.value, ast.Constant)
                    )
        literals = {word for word, all_literal in given.items() if all(all_literal)}
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            called = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if called not in ("format_html", "format_html_join"):
                continue
            first = node.args[called == "format_html_join"]
            if not isinstance(first, ast.Constant) and getattr(first, "id", "") not in literals:
                wrong.append(f"{name(path)}:{node.lineno}")
    assert not wrong, "\n".join(wrong)


def test_nothing_is_printed_evaluated_or_unpickled() -> None:
    """`print` is for commands (through their console); eval, exec, pickle and shells are for nobody."""
    wrong = []
    for path in CODE:
        tree = ast.parse(path.read_text())
        for node in ast.walk(tree):
            if isinstance(node, ast.Import | ast.ImportFrom):
                modules = (
                    [alias.name for alias in node.names]
                    if isinstance(node, ast.Import)
                    else [node.module or ""]
                )
                for module in modules:
                    if module.split(".")[0] in {"pickle", "marshal", "shelve", "dill"}:
                        wrong.append(f"{name(path)}:{node.lineno} {module}")
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", "")
                printing = called == "print" and not any(name(path).startswith(place) for place in MAY_PRINT)
                if printing or called in {"eval", "exec", "breakpoint", "compile"}:
                    wrong.append(f"{name(path)}:{node.lineno} {called}")
                if any(word.arg == "shell" and getattr(word.value, "value", False) for word in node.keywords):
                    wrong.append(f"{name(path)}:{node.lineno} shell")
    assert not wrong, "\n".join(wrong)


def test_logs_are_written_without_values() -> None:
    """A logger's message is a literal without places for values, and no exception's text goes into one."""
    wrong = []
    for path in CODE:
        if path.name == "logs.py":
            continue
        for node in ast.walk(ast.parse(path.read_text())):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            owner = getattr(node.func.value, "id", "")
            if owner in {"log", "logger", "logging", "_log"} and node.func.attr in {
                "debug",
                "info",
                "warning",
                "error",
                "exception",
                "critical",
            }:
                literal = isinstance(node.args[0], ast.Constant)
                if not literal or len(node.args) > 1:
                    wrong.append(f"{name(path)}:{node.lineno}")
    assert not wrong, "\n".join(wrong)


def test_secrets_do_not_show_themselves() -> None:
    """Dataclasses with a key, seed, secret or password in a field keep it out of their repr."""
    wrong = []
    for path in CODE:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ClassDef):
                continue
            data = [d for d in node.decorator_list if "dataclass" in ast.unparse(d)]
            own = any(isinstance(part, ast.FunctionDef) and part.name == "__repr__" for part in node.body)
            if not data or own or "repr=False" in ast.unparse(data[0]):
                continue
            for part in node.body:
                if (
                    isinstance(part, ast.AnnAssign)
                    and isinstance(part.target, ast.Name)
                    and re.search(r"(^|_)(seed|secret|password|private|pin)(_|$)|_key$", part.target.id)
                    and "bytes" in ast.unparse(part.annotation)
                    and "repr=False" not in (ast.unparse(part.value) if part.value else "")
                    and "public" not in part.target.id
                ):
                    wrong.append(f"{name(path)}:{part.lineno} {node.name}.{part.target.id}")
    assert not wrong, "\n".join(wrong)


def test_modules_stay_small() -> None:
    sizes = {name(path): len(path.read_text().splitlines()) for path in CODE}
    big = [f"{path}: {size}" for path, size in sizes.items() if size > MAY_BE_LONGER.get(path, AT_MOST)]
    assert not big, "\n".join(big)


@pytest.mark.django_db
def test_migrations_are_one_line() -> None:
    """Each app has one first and one last migration: nobody's branch was forgotten."""
    loader = MigrationLoader(connection)
    assert loader.detect_conflicts() == {}
    for app in {app for app, _name in loader.graph.nodes if app in {config.label for config in ours()}}:
        own = [key for key in loader.graph.nodes if key[0] == app]
        for key in own:
            parents = [parent for parent in loader.graph.node_map[key].parents if parent.key[0] == app]
            assert len(parents) == (0 if key[1].startswith("0001") else 1), key
        numbers = sorted(int(key[1][:4]) for key in own)
        assert numbers == list(range(1, len(own) + 1)), app


def ours() -> list[object]:
    return [config for config in apps.get_app_configs() if config.name.startswith("acasa.")]


def test_relations_follow_the_layers() -> None:
    """A foreign key by its model's name is an import that import-linter does not see."""
    wrong = []
    relations = 0
    for config in ours():
        for model in config.get_models():  # type: ignore[attr-defined]
            for relation in model._meta.get_fields():
                if not isinstance(relation, models.ForeignKey | models.ManyToManyField):
                    continue
                relations += 1
                # The slice, of which an app may be a part: acasa.cases.nights stands with acasa.cases.
                here, there = (str(m.__module__).split(".")[1] for m in (model, relation.related_model))
                if there not in LAYERS or LAYERS.index(here) > LAYERS.index(there):
                    wrong.append(f"{model._meta.label}.{relation.name} points up to {there}")
    assert wrong == [] and relations > 20


def test_every_claim_names_tests_that_exist() -> None:
    """docs/security-claims.md: sixty lines, and no name of a test that was renamed or removed."""
    root = PACKAGE.parents[1]
    text = (root / "docs" / "security-claims.md").read_text()
    numbers = [int(found) for found in re.findall(r"^\| (\d+) \|", text, re.M)]
    assert numbers == list(range(1, 61))
    missing, named, where = [], 0, {}
    for path, test in re.findall(r"`([\w/]*test_\w+\.py)::(\w+)`", text):
        # After the first mention a file is named without its folder.
        if "/" in path:
            where[path.rsplit("/", 1)[1]] = path
        whole = root / where.get(path.rsplit("/", 1)[-1], path)
        named += 1
        if not whole.exists() or f"def {test}(" not in whole.read_text():
            missing.append(f"{path}::{test}")
    assert not missing, "\n".join(missing)
    assert named > 70
