"""What a questionnaire is, once read: made from the XForm that pyxform writes, so that a device asks the same.

Expressions are XPath 1 as pyxform wrote them (`${name}` is already a path). Paths are absolute, as in the XForm:
`/data/group/question`. An occurrence is written with positions of repeats, from 1: `/data/kids[2]/name`. Texts are
dictionaries of language name to Text; the key "" holds what has no language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["group", "repeat", "question"]


@dataclass(frozen=True)
class Text:
    """A text of a form: `parts` alternates plain strings and expressions (Output) whose value stands there."""

    parts: tuple[str | Output, ...] = ()
    # Media by form: "image", "audio", "video" to a file name.
    media: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Output:
    """An expression within a text."""

    expression: str


Texts = Mapping[str, Text]


@dataclass(frozen=True)
class Choice:
    """One answer of a list. `columns` are the other columns of the choices sheet, for filters."""

    name: str
    label: Texts
    columns: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Node:
    """A question, group or repeat, in the order of the form.

    `type` of a question: string, int, decimal, date, time, dateTime, select1, select, rank, range, geopoint, geotrace,
    geoshape, barcode, binary (with `mediatype`), acknowledge, note, calculate, hidden (metadata). Of others "".
    """

    path: str
    name: str
    kind: Kind
    type: str = ""
    label: Texts = field(default_factory=dict)
    hint: Texts = field(default_factory=dict)
    guidance: Texts = field(default_factory=dict)
    relevant: str = ""
    required: str = ""
    required_message: Texts = field(default_factory=dict)
    constraint: str = ""
    constraint_message: Texts = field(default_factory=dict)
    readonly: str = ""
    calculate: str = ""
    # A fixed default, or an expression that is evaluated once when the instance (or the repeat) begins.
    default: str = ""
    dynamic_default: str = ""
    # Paths whose change sets this value anew, and to what (`trigger` of XLSForm).
    triggers: tuple[str, ...] = ()
    on_trigger: str = ""
    appearance: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
    mediatype: str = ""
    # The list of a select or rank, and the predicate over its items ("" for all).
    choices: str = ""
    choice_filter: str = ""
    # A select over earlier answers instead: the expression of its items, and each item's value and label (paths in
    # it; of a list from a file the columns).
    itemset: str = ""
    item_value: str = ""
    item_label: str = ""
    # The bind's type as the XForm has it (int, decimal, string, …), also of ranges and calculations.
    data_type: str = ""
    # Of a repeat: the expression of how many; "" when the person adds them.
    count: str = ""
    # Metadata of the device or session: "start", "end", "today", "deviceid", "username", …
    preload: str = ""
    children: tuple[Node, ...] = ()
    # Where it stands in the spreadsheet, from 1; 0 where unknown.
    row: int = 0

    def walk(self) -> Iterator[Node]:
        """Itself and everything inside, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True)
class Form:
    """One version of a questionnaire."""

    id: str
    version: str
    title: str
    # Names of languages as the form writes them ("English (en)"), the default one first; () when it has none.
    languages: tuple[str, ...]
    # What stands directly in the form.
    nodes: tuple[Node, ...]
    choices: Mapping[str, tuple[Choice, ...]]
    # The XForm, as devices get it.
    xml: str
    # Name of the root element of an answer ("data").
    root: str = "data"
    instance_name: str = ""
    # Files that the form asks for, as they are named in it (CSV lists, pictures, sounds).
    media: tuple[str, ...] = ()
    # Lists that come from a file: name of the instance to the file's name.
    external: Mapping[str, str] = field(default_factory=dict)
    # For encrypted submissions: the RSA public key as base64 DER, "" for none.
    public_key: str = ""
    warnings: tuple[str, ...] = ()
    # Lists of the sheet external_choices as devices get them: the file itemsets.csv; "" for none.
    itemsets: str = ""
    # What stands in the answer's meta element: instanceID, instanceName, audit; never shown.
    meta: tuple[Node, ...] = ()

    def walk(self) -> Iterator[Node]:
        """All nodes, in order."""
        for node in self.nodes:
            yield from node.walk()
