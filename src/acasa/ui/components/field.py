"""One field of a form as the GOV.UK pattern wants it: label, hint, error, control."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from acasa.ui.html import EMPTY, attrs, classes, format_html, format_html_join, join
from acasa.ui.widgets import DateInput

LABEL_SIZES = ("", "s", "m", "l", "xl")
# As Intl.PluralRules names them; Russian uses one, few and many, Romanian one, few and other.
PLURAL_FORMS = ("one", "few", "many", "other")


def field(
    bound: BoundField,
    label: Any = None,
    hint: Any = None,
    size: str = "",
    heading: bool = False,
    width: int | None = None,
    inline: bool | None = None,
    prefix: Any = "",
    suffix: Any = "",
    rows: int | None = None,
    autocomplete: str = "",
) -> SafeString:
    """A field with its label, hint and error.

    `size` of the label: s, m, l, xl; `heading` makes it the page's h1. `width` in characters: 2, 3, 4, 5, 10, 20, 30.
    `inline` puts radios side by side. `rows` of a text area. Defaults come from the form (`widths`, `inline`, ...).
    """
    if size not in LABEL_SIZES:
        raise ValueError(f"unknown label size {size!r}")
    widget = bound.field.widget
    if bound.is_hidden:
        return bound.as_widget()
    form = bound.form
    name = bound.name
    words = {
        "label": bound.label if label is None else label,
        "hint": bound.help_text if hint is None else hint,
        "size": size or ("l" if heading else ""),
        "heading": heading,
    }
    if (
        getattr(form, "mark_optional", False)
        and not bound.field.required
        and not isinstance(widget, forms.CheckboxInput)
    ):
        words["label"] = format_html("{} {}", words["label"], _("(optional)"))
    if isinstance(widget, DateInput):
        return _date(bound, words, autocomplete)
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        side = inline if inline is not None else name in getattr(form, "inline", ())
        return _choices(bound, words, side)
    if isinstance(widget, forms.CheckboxInput):
        return _checkbox(bound, words)
    width = width if width is not None else getattr(form, "widths", {}).get(name)
    return _plain(bound, words, width, prefix, suffix, rows, autocomplete)


def error_target(bound: BoundField) -> str:
    """Id of what an error summary should point to: the first control that can take the focus."""
    widget = bound.field.widget
    base = bound.auto_id or bound.html_name
    if isinstance(widget, DateInput):
        return f"{base}_{(wrong_parts(bound) or ('day',))[0]}"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return f"{base}_0"
    return base


def wrong_parts(bound: BoundField) -> tuple[str, ...]:
    """Which of the three boxes of a date are wrong."""
    found: set[str] = set()
    for error in bound.form.errors.as_data().get(bound.name, []) if bound.errors else []:
        named = (error.params or {}).get("parts")
        found.update(named or DateInput.parts)
    return tuple(part for part in DateInput.parts if part in found)


def form_body(form: forms.BaseForm) -> SafeString:
    """All fields: those in `form.groups` under their legends, the others before them; revealed ones in their choice."""
    parts: list[Any] = [bound.as_widget() for bound in form.hidden_fields()]
    for legend, names in layout(form):
        inner = join(field(form[name]) for name in names)
        parts.append(fieldset(inner, legend) if legend else inner)
    return join(parts)


def layout(form: forms.BaseForm) -> list[tuple[Any, list[str]]]:
    """Legends and visible field names as they stand on the page; fields that a choice reveals are left out."""
    groups = [(legend, list(names)) for legend, names in getattr(form, "groups", ())]
    nested = {name for uncovered in revealed(form).values() for name in uncovered}
    taken = nested.union(*(names for _legend, names in groups))
    loose = [name for name in form.fields if name not in taken and not form[name].is_hidden]
    return [
        ("", loose),
        *((legend, [name for name in names if name not in nested]) for legend, names in groups),
    ]


def revealed(form: forms.BaseForm) -> dict[str, list[str]]:
    """Names of the fields that each field's choices uncover."""
    reveals = getattr(form, "reveals", {})
    return {name: [inner for names in by.values() for inner in names] for name, by in reveals.items()}


def fieldset(content: SafeString, legend: Any, size: str = "m", heading: bool = False) -> SafeString:
    """Fields that belong together."""
    return format_html(
        '<fieldset class="govuk-fieldset acasa-fieldset">{}{}</fieldset>',
        _legend(legend, size, heading),
        content,
    )


def _legend(text: Any, size: str, heading: bool) -> SafeString:
    css = classes("govuk-fieldset__legend", size and f"govuk-fieldset__legend--{size}")
    inner = format_html('<h1 class="govuk-fieldset__heading">{}</h1>', text) if heading else text
    return format_html('<legend class="{}">{}</legend>', css, inner)


def _label(bound: BoundField, words: dict[str, Any]) -> SafeString:
    css = classes("govuk-label", words["size"] and f"govuk-label--{words['size']}")
    label = format_html('<label class="{}" for="{}">{}</label>', css, bound.id_for_label, words["label"])
    return format_html('<h1 class="govuk-label-wrapper">{}</h1>', label) if words["heading"] else label


def _hint(bound: BoundField, hint: Any) -> SafeString:
    return (
        format_html('<div id="{}_hint" class="govuk-hint">{}</div>', bound.auto_id, hint) if hint else EMPTY
    )


def _error(bound: BoundField) -> SafeString:
    if not bound.errors:
        return EMPTY
    return format_html(
        '<p id="{}_error" class="govuk-error-message"><span class="govuk-visually-hidden">{}</span> {}</p>',
        bound.auto_id,
        _("Error:"),
        format_html_join(" ", "{}", ((text,) for text in bound.errors)),
    )


def _described(bound: BoundField, hint: Any, *more: str) -> str:
    return classes(hint and f"{bound.auto_id}_hint", bound.errors and f"{bound.auto_id}_error", *more)


def _group(bound: BoundField, content: SafeString, **given: Any) -> SafeString:
    css = classes("govuk-form-group", given.pop("css", ""), bool(bound.errors) and "govuk-form-group--error")
    return format_html("<div{}>{}</div>", attrs(class_=css, **given), content)


def _fieldset_group(
    bound: BoundField, words: dict[str, Any], control: SafeString, role: str | None = None
) -> SafeString:
    inner = format_html(
        '<fieldset class="govuk-fieldset"{}>{}{}{}{}</fieldset>',
        attrs(role=role, aria_describedby=_described(bound, words["hint"])),
        _legend(words["label"], words["size"], words["heading"]),
        _hint(bound, words["hint"]),
        _error(bound),
        control,
    )
    return _group(bound, inner)


def _date(bound: BoundField, words: dict[str, Any], autocomplete: str) -> SafeString:
    given: dict[str, Any] = {"wrong_parts": wrong_parts(bound), "autocomplete": autocomplete}
    control = bound.as_widget(attrs=given)
    return _fieldset_group(bound, words, control, role="group")


def _choices(bound: BoundField, words: dict[str, Any], inline: bool) -> SafeString:
    form, name = bound.form, bound.name
    # Django's CheckboxSelectMultiple is a RadioSelect by inheritance, so it is asked for first.
    kind = "checkboxes" if isinstance(bound.field.widget, forms.CheckboxSelectMultiple) else "radios"
    hints = getattr(form, "choice_hints", {}).get(name, {})
    reveals = getattr(form, "reveals", {}).get(name, {})
    alone = {str(value) for value in getattr(form, "exclusive", {}).get(name, ())}
    items: list[SafeString] = []
    for option in bound.subwidgets:
        data = option.data
        value, id_ = str(data["value"]), data["attrs"]["id"]
        hint = hints.get(data["value"], hints.get(value, ""))
        shown = [form[inner] for inner in reveals.get(data["value"], reveals.get(value, ()))]
        box = attrs(
            class_=f"govuk-{kind}__input",
            id=id_,
            name=data["name"],
            type=data["type"],
            checked=bool(data["selected"]),
            disabled=bool(data["attrs"].get("disabled")),
            aria_describedby=f"{id_}_hint" if hint else None,
            data_aria_controls=f"{id_}_more" if shown else None,
            data_behaviour="exclusive" if value in alone else None,
        )
        if value in alone and items:
            items.append(format_html('<div class="govuk-{}__divider">{}</div>', kind, _("or")))
        items.append(
            format_html(
                '<div class="govuk-{0}__item"><input{1} value="{2}">'
                '<label class="govuk-label govuk-{0}__label" for="{3}">{4}</label>{5}</div>',
                kind,
                box,
                value,
                id_,
                data["label"],
                format_html('<div id="{}_hint" class="govuk-hint govuk-{}__hint">{}</div>', id_, kind, hint)
                if hint
                else EMPTY,
            )
        )
        if shown:
            items.append(
                format_html(
                    '<div class="govuk-{0}__conditional{1}" id="{2}_more">{3}</div>',
                    kind,
                    "" if data["selected"] else f" govuk-{kind}__conditional--hidden",
                    id_,
                    join(field(inner) for inner in shown),
                )
            )
    control = format_html(
        '<div class="{}" data-module="govuk-{}">{}</div>',
        classes(f"govuk-{kind}", inline and f"govuk-{kind}--inline"),
        kind,
        join(items),
    )
    return _fieldset_group(bound, words, control)


def _checkbox(bound: BoundField, words: dict[str, Any]) -> SafeString:
    given: dict[str, str | bool] = {"class": "govuk-checkboxes__input"}
    if described := _described(bound, words["hint"]):
        given["aria-describedby"] = described
    control = bound.as_widget(attrs=given)
    hint = format_html(
        '<div id="{}_hint" class="govuk-hint govuk-checkboxes__hint">{}</div>', bound.auto_id, words["hint"]
    )
    item = format_html(
        '<div class="govuk-checkboxes__item">{}'
        '<label class="govuk-label govuk-checkboxes__label" for="{}">{}</label>{}</div>',
        control,
        bound.id_for_label,
        words["label"],
        hint if words["hint"] else EMPTY,
    )
    return _group(
        bound,
        join(
            [
                _error(bound),
                format_html('<div class="govuk-checkboxes" data-module="govuk-checkboxes">{}</div>', item),
            ]
        ),
    )


def _plain(
    bound: BoundField,
    words: dict[str, Any],
    width: int | None,
    prefix: Any,
    suffix: Any,
    rows: int | None,
    autocomplete: str,
) -> SafeString:
    widget = bound.field.widget
    wrong = bool(bound.errors)
    given: dict[str, Any] = {"autocomplete": autocomplete} if autocomplete else {}
    group: dict[str, Any] = {}
    after: SafeString = EMPTY
    described = _described(bound, words["hint"])
    if isinstance(widget, forms.Textarea):
        css = classes("govuk-textarea", wrong and "govuk-textarea--error")
        given["rows"] = rows or widget.attrs.get("rows", 5)
        limit = getattr(bound.field, "max_length", None)
        if limit and bound.name in getattr(bound.form, "counts", ()):
            group, after = _count(bound, limit)
            css += " govuk-js-character-count"
            described = classes(described, f"{bound.auto_id}-info")
    elif isinstance(widget, forms.Select):
        css = classes("govuk-select", wrong and "govuk-select--error")
    elif isinstance(widget, forms.FileInput):
        css = classes("govuk-file-upload", wrong and "govuk-file-upload--error")
    elif isinstance(widget, forms.PasswordInput):
        css = classes(
            "govuk-input govuk-password-input__input govuk-js-password-input-input",
            wrong and "govuk-input--error",
        )
        given |= {"spellcheck": "false", "autocapitalize": "none"}
    else:
        css = classes(
            "govuk-input", width and f"govuk-input--width-{int(width)}", wrong and "govuk-input--error"
        )
    given |= {"class": classes(widget.attrs.get("class"), css), "aria-describedby": described or None}
    control = bound.as_widget(attrs={key: value for key, value in given.items() if value is not None})
    if isinstance(widget, forms.PasswordInput):
        control, group = _password(bound, control)
    elif prefix or suffix:
        sides = '<div class="govuk-input__{0}" aria-hidden="true">{1}</div>'
        control = format_html(
            '<div class="govuk-input__wrapper">{}{}{}</div>',
            format_html(sides, "prefix", prefix) if prefix else EMPTY,
            control,
            format_html(sides, "suffix", suffix) if suffix else EMPTY,
        )
    return _group(
        bound,
        join([_label(bound, words), _hint(bound, words["hint"]), _error(bound), control, after]),
        **group,
    )


def _password(bound: BoundField, control: SafeString) -> tuple[SafeString, dict[str, Any]]:
    """The box with its button; the button stays hidden without script."""
    show, hide = _("Show"), _("Hide")
    said = {"label": _("Show password"), "gone": _("Hide password")}
    wrapped = format_html(
        '<div class="govuk-input__wrapper govuk-password-input__wrapper">{}<button type="button" class="govuk-button '
        'govuk-button--secondary govuk-password-input__toggle govuk-js-password-input-toggle"'
        ' data-module="govuk-button"'
        ' aria-controls="{}" aria-label="{}" hidden>{}</button></div>',
        control,
        bound.auto_id,
        said["label"],
        show,
    )
    return wrapped, {
        "css": "govuk-password-input",
        "data_module": "govuk-password-input",
        "data_i18n.show-password": show,
        "data_i18n.hide-password": hide,
        "data_i18n.show-password-aria-label": said["label"],
        "data_i18n.hide-password-aria-label": said["gone"],
        "data_i18n.password-shown-announcement": _("Your password can be seen"),
        "data_i18n.password-hidden-announcement": _("Your password is hidden"),
    }


def _count(bound: BoundField, limit: int) -> tuple[dict[str, Any], SafeString]:
    """How many characters are left, said as she types."""
    note = format_html(
        '<div id="{}-info" class="govuk-hint govuk-character-count__message">{}</div>',
        bound.auto_id,
        _("You can enter up to %(count)s characters") % {"count": limit},
    )
    left = _("Characters left: %(count)s") % {"count": "%{count}"}
    over = _("Characters too many: %(count)s") % {"count": "%{count}"}
    return {
        "css": "govuk-character-count",
        "data_module": "govuk-character-count",
        "data_maxlength": limit,
        "data_i18n.characters-at-limit": _("No characters left"),
        **{f"data_i18n.characters-under-limit.{form}": left for form in PLURAL_FORMS},
        **{f"data_i18n.characters-over-limit.{form}": over for form in PLURAL_FORMS},
    }, note
