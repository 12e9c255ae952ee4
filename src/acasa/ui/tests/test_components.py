"""Components render what they promise, escape what they are given, and refuse what they don't know."""

from __future__ import annotations

import pytest
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory

from acasa.ui.navigation import Item


def render(source: str, **context: object) -> str:
    return Template("{% load i18n ui %}" + source).render(Context(context))


def test_words_are_escaped_everywhere() -> None:
    evil = '<script>alert("x")</script>'
    html = render(
        "{% button e confirm=e hidden=e %}{% tag e %}{% card e %}{{ e }}{% endcard %}{% safe_box e %}{{ e }}"
        "{% endsafe_box %}{% due_item when=e note=e label=e %}{{ e }}{% enddue_item %}"
        "{% summary_row e change_url=e %}{{ e }}{% endsummary_row %}{% timeline_item e who=e iso=e %}{{ e }}"
        "{% endtimeline_item %}{% hidden_text e e e %}{% details e %}{{ e }}{% enddetails %}"
        "{% breadcrumbs e e %}{% secret e e %}{% secret_list l e %}{% download e e 3 e %}{% steps 1 2 e %}"
        "{% progress 1 2 e e %}{% dialog 'd' e %}{{ e }}{% enddialog %}{% empty_state e %}{{ e }}"
        "{% endempty_state %}{% notice title=e %}{{ e }}{% endnotice %}{% bar_chart rows e %}{% stages s e %}"
        "{% subnav items e %}{% page_head e e e %}{% endpage_head %}{% panel e %}{% endpanel %}{% tabs e %}"
        "{% tab 't' e %}{{ e }}{% endtab %}{% endtabs %}{% table e %}{% endtable %}{% back_link e e %}",
        e=evil,
        l=[evil],
        rows=[(evil, 1)],
        s=[(evil, "now")],
        items=[Item(evil, evil)],
    )
    assert "<script" not in html
    assert html.count("&lt;script&gt;") > 40
    assert ' style="' not in html
    assert " onclick" not in html


@pytest.mark.parametrize(
    "source",
    [
        "{% tag 'x' 'blue' %}",
        "{% button 'x' variant='huge' %}",
        "{% notice tone='odd' %}{% endnotice %}",
        "{% breadcrumbs 'x' %}",
    ],
)
def test_unknown_tones_and_variants_are_mistakes(source: str) -> None:
    with pytest.raises(ValueError):
        render(source)


def test_button_and_link() -> None:
    assert render("{% button 'Go' name='a' value='b' hx_get='/x' %}") == (
        '<button class="govuk-button" type="submit" data-module="govuk-button" data-prevent-double-click="true"'
        ' name="a" value="b" hx-get="/x">Go</button>'
    )
    assert render("{% button 'Go' href='/x' variant='secondary' %}") == (
        '<a class="govuk-button govuk-button--secondary" href="/x" draggable="false">Go</a>'
    )


def test_stages_say_where_the_case_stands() -> None:
    html = render("{% stages s %}", s=[("Crisis", "done"), ("Autonomy", "now"), ("Later", "later")])
    assert html.count('aria-current="step"') == 1
    assert "Autonomy" in html.split('aria-current="step"')[1][:40]
    assert "(not yet)" in html


def test_tabs_link_to_their_panels_and_a_second_group_starts_anew() -> None:
    group = "{% tabs %}{% tab 'a' 'A' 2 %}1{% endtab %}{% tab 'b' 'B' %}2{% endtab %}{% endtabs %}"
    html = render(group + group.replace("'a'", "'c'").replace("'b'", "'d'"))
    for name in "abcd":
        assert html.count(f'href="#{name}"') == 1
        assert html.count(f'id="{name}"') == 1
    assert html.count("govuk-tabs__panel--hidden") == 2
    assert html.count("govuk-tabs__list-item--selected") == 2


def test_sorting_turns_round_keeps_filters_and_leaves_the_page() -> None:
    request = RequestFactory().get("/people/?sort=name&risk=high&page=3")
    html = render("{% sort_header 'Name' 'name' %}{% sort_header 'Due' 'due' %}", request=request)
    assert 'aria-sort="ascending"' in html
    assert "?risk=high&amp;sort=-name" in html
    assert "?risk=high&amp;sort=due" in html
    assert "page=" not in html


def test_pagination_shows_neighbours_and_ends() -> None:
    request = RequestFactory().get("/people/?risk=high&page=5")
    html = render("{% pagination page %}", request=request, page=Paginator(range(100), 10).page(5))
    assert [f"page={n}" in html for n in (1, 2, 4, 5, 6, 10)] == [True, False, True, True, True, True]
    assert html.count('aria-current="page"') == 1
    assert "risk=high" in html
    assert render("{% pagination page %}", request=request, page=Paginator(range(3), 10).page(1)) == ""


def test_progress_stops_asking_when_it_has_no_address() -> None:
    assert "50 %" in render("{% progress 5 10 'Reading' '/more/' %}")
    assert 'hx-get="/more/"' in render("{% progress 5 10 'Reading' '/more/' %}")
    assert "hx-" not in render("{% progress 10 10 'Reading' %}")
    assert "0 %" in render("{% progress 0 0 'Reading' %}")
    assert "100 %" in render("{% progress 11 10 'Reading' %}")


def test_chart_has_its_table_behind_it() -> None:
    html = render(
        "{% bar_chart rows 'Load' stacked=True capacity=10 %}",
        rows=[("crisis", 5, "brick"), ("calm", 2, "pine")],
    )
    assert 'width="496.0"' in html  # half of the bar, less the gap
    assert '<th scope="row">crisis</th><td class="acasa-number">5</td>' in html
    assert "acasa-fill--brick" in html


def test_hidden_text_names_the_kind_and_the_reason() -> None:
    html = render("{% hidden_text 'health note' url='/rings/' %}")
    assert "health note, " in html
    assert '<a href="/rings/">not in your ring</a>' in html


def test_table_folds_or_scrolls() -> None:
    assert "acasa-table--fold" in render("{% table 'T' %}{% endtable %}")
    scrolled = render("{% table 'T' fold=False %}{% endtable %}")
    assert 'tabindex="0" role="region" aria-label="T"' in scrolled


def test_post_form_carries_its_token_and_its_draft_address() -> None:
    html = render("{% post_form draft_url='/draft/' %}x{% endpost_form %}", csrf_token="abc")
    assert '<input type="hidden" name="csrfmiddlewaretoken" value="abc">' in html
    assert 'data-draft-url="/draft/"' in html
    assert " data-keep" in html
    assert " novalidate" in html
    assert "data-keep" not in render("{% post_form %}x{% endpost_form %}", csrf_token="abc")


def test_post_button_hides_its_fields() -> None:
    html = render("{% post_button 'Undo' '/undo/' import_id=id %}", id="7&8", csrf_token="abc")
    assert '<input type="hidden" name="import_id" value="7&amp;8">' in html
    assert 'action="/undo/"' in html


def test_messages_become_notices() -> None:
    class Message:
        def __init__(self, level_tag: str, text: str) -> None:
            self.level_tag, self.text = level_tag, text

        def __str__(self) -> str:
            return self.text

    html = render("{% messages %}", messages=[Message("success", "Kept"), Message("error", "<b>Lost")])
    assert "acasa-notice--success" in html
    assert 'role="alert"' in html
    assert "&lt;b&gt;Lost" in html
    assert render("{% messages %}") == ""
