"""Beginning an interview: which questionnaire, in which language, who answers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from acasa.cases.interviews import languages, rules
from acasa.cases.interviews.words import RESPONDENTS
from acasa.ui.forms import AcasaForm


class BeginForm(AcasaForm):
    """Once the questionnaire is chosen. What has only one answer is not asked."""

    respondent = forms.ChoiceField(
        label=gettext_lazy("Who answers?"), widget=forms.RadioSelect, choices=list(RESPONDENTS.items())
    )
    about = forms.ChoiceField(
        label=gettext_lazy("Whom is it about?"), widget=forms.RadioSelect, required=False
    )
    language = forms.ChoiceField(
        label=gettext_lazy("In which language are the questions?"), widget=forms.RadioSelect
    )

    def __init__(
        self,
        *args: Any,
        offered: tuple[str, ...],
        name: str,
        children: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if len(offered) > 1:
            field = self.fields["language"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [(name, languages.shown(name)) for name in offered]
        else:
            del self.fields["language"]
        if children:
            about = self.fields["about"]
            assert isinstance(about, forms.ChoiceField)
            about.choices = [("", name), *children]
        else:
            del self.fields["about"]
        self.only_language = offered[0] if offered else ""
        self.mark_optional = False  # type: ignore[misc]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("respondent") == rules.PARENT and "about" in self.fields and not data.get("about"):
            self.add_error("about", _("Choose the child whom it is about."))
        data.setdefault("about", "")
        data.setdefault("language", self.only_language)
        return data


STOPPING = (
    ("keep", gettext_lazy("Keep what was said until now, and end it here")),
    ("later", gettext_lazy("Pause, and go on another day")),
    ("forget", gettext_lazy("Keep nothing: everything that was said in this interview is deleted")),
)


class StopForm(AcasaForm):
    """What becomes of what was said, as she wants it."""

    what = forms.ChoiceField(
        label=gettext_lazy("What does she want to become of it?"), widget=forms.RadioSelect, choices=STOPPING
    )
