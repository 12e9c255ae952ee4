"""The form of the ecomap: how strong each tie is, and which way it flows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from acasa.cases.pictures import words
from acasa.cases.pictures.rules import Node
from acasa.ui.forms import AcasaForm


class TiesForm(AcasaForm):
    """Two questions about everybody and everything around her, and room for what is missing."""

    new_name = forms.CharField(
        label=_("Who or what?"),
        required=False,
        max_length=120,
        help_text=_("A friend, a neighbour, a prayer group, a dog: whatever carries her, or weighs on her."),
    )
    new_group = forms.ChoiceField(
        label=_("What is it?"), required=False, choices=[("", _("Choose")), *words.GROUPS.items()]
    )
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    mark_optional = False

    def __init__(self, *args: Any, nodes: Sequence[Node], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.nodes = list(nodes)
        fields: dict[str, forms.Field] = {}
        groups: list[tuple[Any, tuple[str, ...]]] = []
        for node in self.nodes:
            strength, direction, out = f"strength_{node.id}", f"direction_{node.id}", f"out_{node.id}"
            fields[strength] = forms.ChoiceField(
                label=_("How strong is the tie?"),
                required=False,
                choices=[("", _("Not said")), *words.STRENGTHS.items()],
            )
            fields[direction] = forms.ChoiceField(
                label=_("Which way does it flow?"),
                required=False,
                choices=[("", _("Not said")), *words.DIRECTIONS.items()],
            )
            names: tuple[str, ...] = (strength, direction)
            if node.by_hand:
                fields[out] = forms.BooleanField(label=_("Take it out of the picture"), required=False)
                names = (*names, out)
            groups.append((f"{node.name} ({node.note or words.GROUPS[node.group]})", names))
        self.fields = {**fields, **self.fields}
        self.groups = (*groups, (_("Somebody or something else"), ("new_name", "new_group")))  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if data.get("new_name") and not data.get("new_group"):
            self.add_error("new_group", _("Say what it is, so that it finds its place."))
        if data.get("new_group") and not data.get("new_name"):
            self.add_error("new_name", _("Give it a name."))
        return data

    def ties(self) -> dict[str, dict[str, str]]:
        """What was set, by node."""
        return {
            node.id: {
                "strength": self.cleaned_data[f"strength_{node.id}"],
                "direction": self.cleaned_data[f"direction_{node.id}"],
            }
            for node in self.nodes
        }

    def out(self) -> list[str]:
        return [node.id for node in self.nodes if node.by_hand and self.cleaned_data.get(f"out_{node.id}")]

    def added(self) -> list[dict[str, str]]:
        data = self.cleaned_data
        return [{"name": data["new_name"], "group": data["new_group"]}] if data["new_name"] else []


def initial(nodes: Sequence[Node], version: int) -> dict[str, Any]:
    """The ties as they stand, for the form."""
    given: dict[str, Any] = {"version": version}
    for node in nodes:
        given |= {f"strength_{node.id}": node.strength, f"direction_{node.id}": node.direction}
    return given


def flat(record: dict[str, Any]) -> dict[str, Any]:
    """A record's ties by the names of the form's fields, so that two versions stand side by side."""
    told: dict[str, Any] = {"by_name": record.get("by_name", "")}
    for name, tie in record.get("ties", {}).items():
        told |= {f"strength_{name}": tie.get("strength", ""), f"direction_{name}": tie.get("direction", "")}
    return told
