"""Forms of an import: the file, where each column goes, how else to read it."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from acasa.cases.forms import COMPARTMENT_LABELS
from acasa.cases.imports import (
    COMPARTMENTS,
    FIELDS,
    KEEP,
    LEAVE_OUT,
    LIMITS,
    OTHER_TARGETS,
    REFUSED,
    ColumnMapping,
    Table,
    describe,
)
from acasa.cases.imports.queries import Target
from acasa.ui.forms import AcasaForm

Choices = list[tuple[Any, Any]]

ENCODINGS: Final = (
    ("", _("As found")),
    ("utf-8", "UTF-8"),
    ("cp1251", "Windows-1251 (кириллица)"),
    ("cp1250", "Windows-1250 (română)"),
    ("cp1252", "Windows-1252"),
    ("koi8-r", "KOI8-R"),
    ("cp866", "CP866 (DOS)"),
)


class UploadForm(AcasaForm):
    """The spreadsheet. It is held in memory and sealed; nothing of it is written in plain."""

    file = forms.FileField(
        label=_("Your table"),
        help_text=_("An Excel (XLSX), LibreOffice (ODS) or CSV file, up to 20 MB."),
        max_length=200,
        widget=forms.ClearableFileInput(attrs={"accept": ".xlsx,.xlsm,.ods,.csv,.txt,.tsv"}),
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > LIMITS.bytes:
            raise ValidationError(
                _("The file is larger than %(limit)s MB. Split it and bring in the parts one after another."),
                params={"limit": LIMITS.bytes // 2**20},
            )
        return file


class RereadForm(AcasaForm):
    """Another sheet, or other letters."""

    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    encoding = forms.ChoiceField(label=_("How letters are written"), required=False, choices=ENCODINGS)

    mark_optional = False

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if table.sheets:
            self.fields["sheet"].choices = [(name, name) for name in table.sheets]  # type: ignore[attr-defined]
            self.fields["sheet"].initial = table.sheet
            del self.fields["encoding"]
        else:
            del self.fields["sheet"]


def target_choices(*, refused: bool) -> Choices:
    """Places for a column, in groups: kept as imported, left out, and the fields of each compartment."""
    if refused:
        return [(REFUSED, gettext(OTHER_TARGETS[REFUSED]))]
    kept = [(f"{KEEP}:{name}", _keep_words(name)) for name in COMPARTMENTS]
    groups: Choices = [
        (gettext("No place of its own"), [*kept, (LEAVE_OUT, gettext(OTHER_TARGETS[LEAVE_OUT]))]),
    ]
    for name in COMPARTMENTS:
        fields = [(key, gettext(field.label)) for key, field in FIELDS.items() if field.compartment == name]
        groups.append((str(COMPARTMENT_LABELS[name]), fields))
    return groups


def _keep_words(compartment: str) -> str:
    words = {"kept": gettext(OTHER_TARGETS[KEEP]), "compartment": COMPARTMENT_LABELS[compartment]}
    return gettext("%(kept)s: %(compartment)s") % words


def target_value(mapping: ColumnMapping, index: int) -> str:
    """The choice that stands for a column's present place."""
    column = mapping.columns[index]
    return f"{KEEP}:{column.compartment}" if column.target == KEEP else column.target


class MappingForm(AcasaForm):
    """Where each column goes (`c0`, `c1`, …), into which team, and who accompanies those that name nobody."""

    mark_optional = False

    team = forms.ChoiceField(label=_("Into which team?"))
    worker = forms.ChoiceField(
        label=_("Who accompanies them?"),
        help_text=_("For the rows in which no colleague is named."),
    )

    def __init__(
        self, *args: Any, mapping: ColumnMapping, targets: list[Target], me: UUID, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.mapping = mapping
        self.targets = {str(target.team_id): target for target in targets}
        free = target_choices(refused=False)
        for column in mapping.columns:
            refused = column.target == REFUSED
            self.fields[f"c{column.index}"] = forms.ChoiceField(
                label=column.header,
                choices=target_choices(refused=True) if refused else free,
                initial=target_value(mapping, column.index),
                widget=forms.Select(attrs={"aria-label": column.header}),
            )
        self.fields["team"].choices = [(key, target.name) for key, target in self.targets.items()]  # type: ignore[attr-defined]
        people = {str(user_id): name for target in targets for user_id, name in target.colleagues}
        self.fields["worker"].choices = sorted(people.items(), key=lambda item: item[1])  # type: ignore[attr-defined]
        self.fields["worker"].initial = str(me)
        if len(targets) == 1:
            self.fields["team"].widget = forms.HiddenInput()
            self.fields["team"].initial = str(targets[0].team_id)

    def chosen(self) -> ColumnMapping:
        """The mapping as it was posted."""
        mapping = self.mapping
        for column in self.mapping.columns:
            target, _colon, compartment = str(self.cleaned_data.get(f"c{column.index}") or "").partition(":")
            if not target or column.target == REFUSED:
                continue
            # An untouched suggestion keeps what it knows of the column (family name first, say).
            if f"{target}:{compartment}".strip(":") != target_value(mapping, column.index):
                mapping = mapping.with_target(column.index, target, compartment or None)  # type: ignore[arg-type]
        return mapping

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        by_header = {column.header: f"c{column.index}" for column in self.mapping.columns}
        for problem in self.chosen().problems():
            if problem.severity == "error":
                self.add_error(by_header.get(problem.column or ""), describe(problem, gettext))
        target = self.targets.get(str(data.get("team", "")))
        worker = str(data.get("worker", ""))
        if target and worker and worker not in {str(user_id) for user_id, _name in target.colleagues}:
            self.add_error("worker", _("This colleague is not of that team."))
        return data
