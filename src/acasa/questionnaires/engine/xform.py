"""From the XForm that pyxform writes to our Form: one language for pages and devices."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from acasa.questionnaires.engine.itext import JR, XF, Words, local
from acasa.questionnaires.engine.model import Choice, Form, Node, Texts

XHTML = "{http://www.w3.org/1999/xhtml}"
ODK = "{http://www.opendatakit.org/xforms}"

_INSTANCE = re.compile(r"^instance\(\s*['\"]([^'\"]+)['\"]\s*\)/root/item\s*(?:\[(.*)\])?$", re.DOTALL)
_FIRST_LOAD = "odk-instance-first-load"
_NEW_REPEAT = "odk-new-repeat"
_CONTROLS = ("input", "select1", "select", "rank", "range", "trigger", "upload", "secret")
_OWN_ATTRIBUTES = {"ref", "nodeset", "appearance", "mediatype", "query", "class"}
_DATA_TYPES = (
    "int",
    "decimal",
    "date",
    "time",
    "dateTime",
    "geopoint",
    "geotrace",
    "geoshape",
    "barcode",
    "binary",
)


def top_level_commas(expression: str) -> list[str]:
    """The arguments of a call, split where no bracket and no quotes are open."""
    parts, depth, quote, begin = [], 0, "", 0
    for index, letter in enumerate(expression):
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "'\"":
            quote = letter
        elif letter in "([":
            depth += 1
        elif letter in ")]":
            depth -= 1
        elif letter == "," and depth == 0:
            parts.append(expression[begin:index])
            begin = index + 1
    parts.append(expression[begin:])
    return [part.strip() for part in parts]


@dataclass
class _Reader(Words):
    """What is found on the way."""

    binds: dict[str, Element] = field(default_factory=dict)
    controls: dict[str, Element] = field(default_factory=dict)
    groups: dict[str, Element] = field(default_factory=dict)
    repeats: dict[str, Element] = field(default_factory=dict)
    # path to the expression of its dynamic default, and to (paths that trigger it, expression).
    defaults: dict[str, str] = field(default_factory=dict)
    triggers: dict[str, tuple[list[str], str]] = field(default_factory=dict)
    special: dict[str, str] = field(default_factory=dict)
    choices: dict[str, tuple[Choice, ...]] = field(default_factory=dict)
    external: dict[str, str] = field(default_factory=dict)
    rows: Callable[[str], int] = lambda path: 0
    others: Mapping[str, tuple[Choice, ...]] = field(default_factory=dict)
    files: Callable[[str, str, str], tuple[Choice, ...]] = lambda name, value, label: ()

    # --- lists ---

    def instance(self, element: Element) -> None:
        """A list that stands in the form, or a file that it names."""
        name = element.get("id", "")
        source = element.get("src", "")
        if source:
            self.external[name] = "" if source.startswith("jr://instance/") else source.rsplit("/", 1)[-1]
            if self.external[name]:
                self.media[self.external[name]] = None
            return
        found = []
        for item in element.iter(XF + "item"):
            values = {local(child.tag): child for child in item}
            plain = {key: (child.text or "").strip() for key, child in values.items()}
            label: Texts = {}
            if "itextId" in plain:
                label = self.texts(plain["itextId"])[0]
            elif "label" in values:
                label = {"": self.text_of(values["label"])}
            columns = {key: value for key, value in plain.items() if key not in ("itextId", "name", "label")}
            found.append(Choice(plain.get("name", ""), label, columns))
        self.choices[name] = tuple(found)

    def itemset(self, control: Element, path: str) -> dict[str, Any]:
        """Where the answers of a select come from."""
        if control.get("query"):
            match = _INSTANCE.match(control.get("query", "").strip())
            name = match[1] if match else ""
            self.choices.setdefault(name, self.others.get(name, ()))
            return {"choices": name, "choice_filter": ((match[2] if match else "") or "").strip()}
        itemset = control.find(XF + "itemset")
        if itemset is None:
            items = control.findall(XF + "item")
            if not items:
                return {}
            found = []
            for item in items:
                value = item.find(XF + "value")
                found.append(
                    Choice((value.text or "").strip() if value is not None else "", self.of(item, "label")[0])
                )
            self.choices[path] = tuple(found)
            return {"choices": path}
        nodeset = itemset.get("nodeset", "").strip()
        given: dict[str, Any] = {}
        if nodeset.startswith("randomize(") and nodeset.endswith(")"):
            inner = top_level_commas(nodeset[len("randomize(") : -1])
            nodeset = inner[0]
            given["parameters"] = {"randomize": "true", **({"seed": inner[1]} if len(inner) > 1 else {})}
        value = itemset.find(XF + "value")
        label = itemset.find(XF + "label")
        value_name = value.get("ref", "name") if value is not None else "name"
        label_name = label.get("ref", "label") if label is not None else "label"
        match = _INSTANCE.match(nodeset)
        if not match:
            return given | {"itemset": nodeset, "item_value": value_name, "item_label": label_name}
        name = match[1]
        given["choice_filter"] = (match[2] or "").strip()
        if name in self.external:
            key = self._from_file(name, value_name, label_name)
            return given | {"choices": key, "item_value": value_name, "item_label": label_name}
        return given | {"choices": name}

    def _from_file(self, name: str, value: str, label: str) -> str:
        """The list of a file; one file may serve two questions that take other columns."""
        known = self.choices.get(name)
        key = name
        if known is not None and self._columns.get(name) != (value, label):
            key = f"{name}#{value},{label}"
        self._columns.setdefault(key, (value, label))
        self.external.setdefault(key, self.external[name])
        self.choices[key] = self.files(self.external[name], value, label)
        return key

    _columns: dict[str, tuple[str, str]] = field(default_factory=dict)

    # --- questions ---

    def setvalue(self, element: Element, within: str) -> None:
        """A default that is calculated, or a value that follows another answer."""
        path = element.get("ref", "").strip()
        events = element.get("event", "").split()
        value = element.get("value")
        expression = value.strip() if value is not None else f"'{element.text or ''}'"
        if "xforms-value-changed" in events:
            paths, _ = self.triggers.setdefault(path, ([], expression))
            paths.append(within)
        if _FIRST_LOAD in events or "odk-instance-load" in events or _NEW_REPEAT in events:
            self.defaults[path] = expression

    def body(self, element: Element) -> None:
        """Everything that is shown."""
        for child in element:
            tag = local(child.tag)
            if tag == "group":
                if child.get("ref"):
                    self.groups[child.get("ref", "").strip()] = child
                self.body(child)
            elif tag == "repeat":
                self.repeats[child.get("nodeset", "").strip()] = child
                self.body(child)
            elif tag == "setvalue":
                self.setvalue(child, "")
            elif tag in _CONTROLS:
                path = child.get("ref", "").strip()
                self.controls.setdefault(path, child)
                for inner in child:
                    if local(inner.tag) == "setvalue":
                        self.setvalue(inner, path)
                    elif local(inner.tag) == "setgeopoint":
                        self.special[inner.get("ref", "").strip()] = "geopoint"

    def node(self, element: Element, parent: str) -> Node | None:
        """A question, group or repeat of the instance, with all that the form says of it elsewhere."""
        name = local(element.tag)
        path = f"{parent}/{name}"
        if path in self.repeats or path in self.groups or len(element):
            return self.container(element, path, name)
        return self.question(element, path, name)

    def children(self, element: Element, path: str) -> tuple[Node, ...]:
        """What stands inside, each once: a repeat stands in the instance as a pattern and as its first occurrence."""
        seen: dict[str, Node] = {}
        for child in element:
            key = local(child.tag)
            if key not in seen:
                node = self.node(child, path)
                if node is not None:
                    seen[key] = node
        return tuple(seen.values())

    def container(self, element: Element, path: str, name: str) -> Node:
        """A group or a repeat."""
        group = self.groups.get(path)
        repeat = self.repeats.get(path)
        bind = self.binds.get(path)
        label, _ = self.of(group, "label")
        hint, guidance = self.of(group, "hint")
        appearances = [each.get("appearance", "") for each in (group, repeat) if each is not None]
        return Node(
            path=path,
            name=name,
            kind="repeat" if repeat is not None else "group",
            label=label,
            hint=hint,
            guidance=guidance,
            relevant=_attribute(bind, "relevant"),
            readonly=_attribute(bind, "readonly"),
            appearance=tuple(dict.fromkeys(" ".join(appearances).split())),
            count=(repeat.get(JR + "count", "").strip() if repeat is not None else ""),
            children=self.children(element, path),
            row=self.rows(path),
        )

    def question(self, element: Element, path: str, name: str) -> Node:
        """A question, seen or not."""
        bind = self.binds.get(path)
        control = self.controls.get(path)
        label, _ = self.of(control, "label")
        hint, guidance = self.of(control, "hint")
        data_type = _attribute(bind, "type") or "string"
        default = (element.text or "").strip()
        if default.startswith("jr://"):
            default = default.rsplit("/", 1)[-1]
            self.media[default] = None
        paths, on_trigger = self.triggers.get(path, ([], ""))
        node = Node(
            path=path,
            name=name,
            kind="question",
            label=label,
            hint=hint,
            guidance=guidance,
            relevant=_attribute(bind, "relevant"),
            required=_attribute(bind, "required"),
            required_message=self.message(bind, "requiredMsg"),
            constraint=_attribute(bind, "constraint"),
            constraint_message=self.message(bind, "constraintMsg"),
            readonly=_attribute(bind, "readonly"),
            calculate=_attribute(bind, "calculate"),
            default=default,
            dynamic_default=self.defaults.get(path, ""),
            triggers=tuple(paths),
            on_trigger=on_trigger,
            appearance=tuple((control.get("appearance", "") if control is not None else "").split()),
            parameters=_parameters(control, bind),
            mediatype=control.get("mediatype", "") if control is not None else "",
            preload=_preload(bind) or self.special.get(path, ""),
            data_type=data_type.rsplit(":", 1)[-1],
            row=self.rows(path),
        )
        extra = self.itemset(control, path) if control is not None else {}
        extra["parameters"] = {**node.parameters, **extra.get("parameters", {})}
        return replace(
            node, type=_type(node, control, bool(extra.get("choices") or extra.get("itemset"))), **extra
        )


def _attribute(element: Element | None, name: str) -> str:
    return element.get(name, "").strip() if element is not None else ""


def _preload(bind: Element | None) -> str:
    """What fills a hidden value: "start", "end", "today", "deviceid", "username", "uid"."""
    kind = _attribute(bind, JR + "preload")
    what = _attribute(bind, JR + "preloadParams")
    return what or kind


def _parameters(control: Element | None, bind: Element | None) -> dict[str, str]:
    """What the control and its bind say besides what has a place of its own."""
    found: dict[str, str] = {}
    for name, value in control.attrib.items() if control is not None else ():
        if local(name) not in _OWN_ATTRIBUTES:
            found[local(name)] = value
    for name, value in bind.attrib.items() if bind is not None else ():
        if name.startswith("{") and not name.startswith(JR):
            found[local(name)] = value
    return found


def _type(node: Node, control: Element | None, chosen: bool) -> str:
    """The kind of question."""
    if control is None:
        if node.calculate or node.triggers or node.dynamic_default:
            return "calculate"
        return "hidden"
    tag = local(control.tag)
    if tag in ("select1", "select", "rank", "range"):
        return tag
    if tag == "input" and chosen:
        return "select1"
    if tag == "trigger":
        return "acknowledge"
    if tag == "upload":
        return "binary"
    if node.data_type in _DATA_TYPES:
        return node.data_type
    # Read and never answered. One that shows a calculated value stays a text.
    if node.readonly == "true()" and not (
        node.calculate or node.default or node.dynamic_default or node.triggers
    ):
        return "note"
    return "string"


def form_of(
    xml: str,
    *,
    rows: Callable[[str], int] = lambda path: 0,
    others: Mapping[str, tuple[Choice, ...]] | None = None,
    files: Callable[[str, str, str], tuple[Choice, ...]] = lambda name, value, label: (),
    warnings: tuple[str, ...] = (),
) -> Form:
    """The form. `rows` knows the spreadsheet's row of a path, `others` lists of external choices by name, `files`
    the lists in files (by file, value and label column)."""
    document = ElementTree.fromstring(xml.encode())
    head, body = document.find(XHTML + "head"), document.find(XHTML + "body")
    model = head.find(XF + "model") if head is not None else None
    if head is None or body is None or model is None:
        raise ValueError("not an XForm")
    reader = _Reader(rows=rows, others=others or {}, files=files)
    languages: list[str] = []
    for translation in model.iter(XF + "translation"):
        language = translation.get("lang", "")
        language = "" if language == "default" else language
        if language:
            languages.insert(0, language) if translation.get("default") else languages.append(language)
        for entry in translation:
            reader.itext.setdefault(entry.get("id", ""), {})[language] = entry
    for bind in model.iter(XF + "bind"):
        reader.binds[bind.get("nodeset", "").strip()] = bind
    for setvalue in model.findall(XF + "setvalue"):
        reader.setvalue(setvalue, "")
    for action in model:
        if local(action.tag) == "setgeopoint":
            reader.special[action.get("ref", "").strip()] = "geopoint"
        elif local(action.tag) == "recordaudio":
            reader.special[action.get("ref", "").strip()] = "recordaudio"
    instances = model.findall(XF + "instance")
    for instance in instances[1:]:
        reader.instance(instance)
    reader.body(body)
    root = instances[0][0]
    root_path = f"/{local(root.tag)}"
    inside = reader.children(root, root_path)
    meta = next((node for node in inside if node.name == "meta" and node.path not in reader.groups), None)
    title = head.find(XHTML + "title")
    submission = model.find(XF + "submission")
    hidden = meta.children if meta else ()
    return Form(
        id=root.get("id", ""),
        version=root.get("version", ""),
        title=(title.text or "").strip() if title is not None else "",
        languages=tuple(languages),
        nodes=tuple(node for node in inside if node is not meta),
        choices=reader.choices,
        xml=xml,
        root=local(root.tag),
        instance_name=next((node.calculate for node in hidden if node.name == "instanceName"), ""),
        media=tuple(reader.media),
        external={name: file for name, file in reader.external.items() if file},
        public_key=submission.get("base64RsaPublicKey", "") if submission is not None else "",
        warnings=warnings,
        meta=hidden,
    )
