"""Fields read what people write, say what is wrong, and keep what was typed."""

from __future__ import annotations

import datetime

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.template import Context, Template
from django.utils import translation

from acasa.ui.forms import AcasaForm, DateField, DateParts, PasswordInput, TimeField, YesNoField, month_number


class Example(AcasaForm):
    name = forms.CharField(label="Name", help_text="As she wishes", max_length=30)
    how = forms.ChoiceField(
        label="How?", widget=forms.RadioSelect, choices=[("phone", "Phone"), ("no", "Not now")]
    )
    phone = forms.CharField(label="Number", required=False)
    many = forms.MultipleChoiceField(
        label="Languages",
        widget=forms.CheckboxSelectMultiple,
        choices=[("ro", "RO"), ("none", "None")],
        required=False,
    )
    due = DateField(label="Due")
    key = forms.CharField(label="Password", widget=PasswordInput)
    token = forms.CharField(widget=forms.HiddenInput, required=False)

    reveals = {"how": {"phone": ["phone"]}}
    exclusive = {"many": ["none"]}
    groups = (("When", ("due",)),)


GOOD = {"name": "x", "how": "phone", "due_day": "27", "due_month": "3", "due_year": "2024", "key": "k"}


def render(source: str, **context: object) -> str:
    return Template("{% load ui %}" + source).render(Context(context))


@pytest.mark.parametrize(
    "typed",
    [
        DateParts("27", "3", "2024"),
        DateParts("27", "03", "2024"),
        DateParts("27", "March", "2024"),
        DateParts("27", "mar", "2024"),
        "2024-03-27",
        datetime.datetime(2024, 3, 27, 5, tzinfo=datetime.UTC),
    ],
)
def test_dates_as_people_write_them(typed: object) -> None:
    assert DateField().clean(typed) == datetime.date(2024, 3, 27)


@pytest.mark.parametrize(
    ("language", "word", "number"),
    [
        ("ro", "martie", 3),
        ("ru", "марта", 3),
        ("ru", "март", 3),
        ("ru", "May", 5),
        ("en", "sept", 9),
        ("en", "ma", None),
    ],
)
def test_months_by_name(language: str, word: str, number: int | None) -> None:
    with translation.override(language):
        assert month_number(word) == number


@pytest.mark.parametrize(
    ("typed", "code", "parts"),
    [
        (DateParts("27", "", "2024"), "incomplete", ("month",)),
        (DateParts("", "", "2024"), "incomplete", ("day", "month")),
        (DateParts("27", "13", "2024"), "impossible", ("month",)),
        (DateParts("x", "3", "2024"), "impossible", ("day",)),
        (DateParts("31", "2", "2024"), "impossible", ("day", "month", "year")),
        (DateParts("27", "3", "24"), "year", ("year",)),
        (DateParts("27", "3", "0000"), "impossible", ("day", "month", "year")),
        (DateParts("²", "3", "2024"), "impossible", ("day",)),
        ("27.3.2024", "impossible", ("day", "month", "year")),
        ("2019-12-31", "early", ("day", "month", "year")),
        ("2031-01-01", "late", ("day", "month", "year")),
        (None, "required", None),
    ],
)
def test_wrong_dates_say_which_box(typed: object, code: str, parts: tuple[str, ...] | None) -> None:
    field = DateField(earliest=datetime.date(2020, 1, 1), latest=lambda: datetime.date(2030, 12, 31))
    with pytest.raises(ValidationError) as caught:
        field.clean(typed)
    error = caught.value.error_list[0]
    assert error.code == code
    assert (error.params or {}).get("parts") == parts
    assert "%(" not in str(error.messages[0])


@pytest.mark.parametrize(
    ("typed", "hour", "minute"),
    [
        ("9", 9, 0),
        ("9:30", 9, 30),
        ("930", 9, 30),
        ("1830", 18, 30),
        ("18.00", 18, 0),
        ("6 pm", 18, 0),
        ("12 am", 0, 0),
        ("6:15 p.m.", 18, 15),
    ],
)
def test_times_as_people_write_them(typed: str, hour: int, minute: int) -> None:
    assert TimeField().clean(typed) == datetime.time(hour, minute)


@pytest.mark.parametrize("typed", ["25", "9:75", "noon", "13 pm", "0 am", "1 2 3", "9:3"])
def test_wrong_times_are_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        TimeField().clean(typed)


def test_rather_not_say_is_an_answer_unless_it_is_not_offered() -> None:
    assert YesNoField().clean("rather_not_say") == "rather_not_say"
    with pytest.raises(ValidationError):
        YesNoField(refusable=False).clean("rather_not_say")


def test_a_good_form_cleans() -> None:
    form = Example(GOOD)
    assert form.is_valid(), form.errors
    assert form.cleaned_data["due"] == datetime.date(2024, 3, 27)
    iso = {**{k: v for k, v in GOOD.items() if not k.startswith("due")}, "due": "2024-03-27"}
    assert Example(iso).is_valid()


def test_errors_stand_by_the_field_and_in_the_summary_and_typing_is_kept() -> None:
    form = Example(
        {
            **GOOD,
            "name": "",
            "how": "",
            "due_day": "31",
            "due_month": "febr",
            "due_year": "24",
            "phone": "<b>07",
        }
    )
    html = render("{% error_summary form %}{% form_body form %}", form=form)
    assert '<a href="#id_name">Name: Fill this in</a>' in html
    assert '<a href="#id_how_0">How? Choose an answer</a>' in html
    assert '<a href="#id_due_year">Due: The year must have 4 digits</a>' in html
    for target in ("id_name", "id_how_0", "id_due_year"):
        assert html.count(f'id="{target}"') == 1
    assert 'value="febr"' in html
    assert 'value="&lt;b&gt;07"' in html
    assert 'aria-describedby="id_name_hint id_name_error"' in html
    assert html.index("#id_how_0") < html.index("#id_due_year")
    assert '"k"' not in html  # a password never comes back


def test_the_summary_is_silent_when_all_is_well_and_takes_formsets() -> None:
    assert render("{% error_summary form other %}", form=Example(GOOD), other=None) == ""
    many = forms.formset_factory(Example)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-name": "x"}
    )
    assert '<a href="#id_form-0-how_0">' in render("{% error_summary many %}", many=many)


def test_every_field_is_rendered_once() -> None:
    html = str(Example())
    for name in Example.base_fields:
        control = "due_day" if name == "due" else name
        assert f'name="{control}"' in html
    assert html.count('name="phone"') == 1
    assert html.index("id_how_0_more") < html.index('name="phone"') < html.index('value="no"')
    assert "Number (optional)" in html
    assert "required" not in html
    assert "maxlength" not in html
    assert 'data-behaviour="exclusive"' in html
    assert 'type="checkbox"' in html


def test_initial_dates_fill_the_boxes() -> None:
    html = str(Example(initial={"due": datetime.date(2024, 3, 7)})["due"])
    assert [f'value="{v}"' in html for v in ("7", "3", "2024")] == [True] * 3
    assert DateField().has_changed(datetime.date(2024, 3, 7), DateParts("7", "3", "2024")) is False
    assert DateField().has_changed(datetime.date(2024, 3, 7), DateParts("7", "x", "2024")) is True


def test_a_form_may_have_words_of_its_own() -> None:
    class Own(AcasaForm):
        name = forms.CharField(error_messages={"required": "Tell us what to call her"})

    assert Own({}).errors["name"] == ["Tell us what to call her"]
