"""The components of LOOK section 5: a shape and a word, why?, seats, figures, forms."""

import re
from datetime import date
from types import SimpleNamespace

import pytest
from django import forms
from django.template import engines

from collaborative import drawings
from constitution.finding import Finding
from records.obligations import Obligation

NOTICE = Finding(
    value=date(2024, 4, 1),
    clause=("Contract",),
    steps=(
        "leaving day wanted: 31 July 2025; less 12 months' notice = 1 April 2024",
        "by the day includes the day",
    ),
    readings=("Counted from the first of April",),
    defaults=("Easter Monday does not move it",),
)


def shown(template: str, **facts) -> str:
    return engines["django"].from_string(template).render(facts)


def words_of(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip()


def test_a_status_is_a_shape_and_a_word():
    html = shown('{% status "done" "Signed" %}')
    assert "<svg" in html
    assert words_of(html) == "Signed"


def test_words_that_people_typed_are_escaped():
    assert "<b>" not in shown('{% status "look" said %}{% chip "look" said %}', said="<b>late</b>")


@pytest.mark.clause("X3")
def test_why_opens_without_script_and_answers_in_order():
    html = shown('{% why finding "the deadline is 1 April" %}', finding=NOTICE)
    assert html.startswith("<details")
    assert words_of(html) == (
        "why? the deadline is 1 April The deadline is 1 April. Clause Contract How it was worked out "
        "Leaving day wanted 31 July 2025 Less 12 months&#x27; notice 1 April 2024 By the day includes the day "
        "Counted from the first of April. A reading Easter Monday does not move it. A default"
    )


@pytest.mark.clause("X3")
def test_why_names_its_value_for_a_screen_reader():
    html = shown('{% why finding "the deadline is 1 April" %}', finding=NOTICE)
    assert 'why?<span class="visually-hidden"> the deadline is 1 April</span>' in html


def test_why_stands_nowhere_where_no_rule_spoke():
    assert shown("{% why None %}{% why missing %}") == ""


@pytest.mark.clause("X3")
def test_why_quotes_the_clause_of_the_edition_it_was_found_under(group):
    from membership.queries.editions import edition_on
    from records.tenancy import scoped

    with scoped(group):
        sha = edition_on(group, date(2024, 3, 14)).sha256
        found = Finding(value=21, clause=("Meetings",), edition=sha, rule="quorum.group")
        html = shown('{% why finding "21 are needed" %}', finding=found)
    assert "At least 60% of the schools 1 Meetings · edition 2016/17" in words_of(html)


def test_seats_are_drawn_one_for_each_school_with_a_line_at_the_number_needed():
    html = shown("{% seat_strip coming=22 deputy=4 no_reply=6 absent=3 needed=21 %}")
    assert 'aria-label="26 of 35 expected, 21 needed"' in html
    assert words_of(html).endswith("22 coming 4 by deputy 6 no reply 3 absent")


@pytest.mark.parametrize(("seats", "drawn"), [(35, 35), (60, 60), (61, 0)])
def test_more_seats_than_a_strip_can_hold_become_a_bar(seats, drawn):
    html = drawings.seat_strip({"coming": seats}, 3, "three needed")
    assert html.count(f'width="{drawings.WIDE:g}"') == drawn


def test_a_drawing_has_no_style_and_no_class():
    points = [drawings.Point("2022/23", 2), drawings.Point("2023/24", 3)]
    for drawing in (
        drawings.bars(points, "Two years"),
        drawings.line(points, "Two years"),
        drawings.assembly(3, 5),
    ):
        assert "style" not in drawing
        assert "class" not in drawing


@pytest.mark.parametrize("points", [[], [drawings.Point("2023/24", 0)]])
def test_a_chart_of_nothing_is_still_a_chart(points):
    assert drawings.bars(points, "Nothing").startswith("<svg")
    assert drawings.line(points, "Nothing").startswith("<svg")


def test_a_task_says_when_what_why_and_has_one_button():
    item = Obligation(
        "k",
        date(2024, 3, 22),
        "Agree to the pledge",
        "text",
        reason="It is new.",
        link="/m/",
        button="Read and agree",
    )
    html = shown("{% task item first=True %}", item=item, page=SimpleNamespace(on=date(2024, 3, 14)))
    assert (
        words_of(html)
        == "Friday 22 March in 8 days Agree to the pledge It is new. Read and agree : Agree to the pledge"
    )
    assert html.count("btn-primary") == 1


class Notice(forms.Form):
    given_on = forms.CharField(label="Day notice was given", help_text="For example, 4 March 2024")
    received_by = forms.CharField(error_messages={"required": "Say who received it"})


def test_what_is_wrong_is_listed_above_with_links_to_the_fields():
    html = shown("{% error_summary form %}", form=Notice({}))
    assert "Two things to put right" in html
    assert '<a href="#id_received_by">Say who received it</a>' in html


def test_the_error_and_the_hint_are_tied_to_their_field():
    html = shown("{{ form }}", form=Notice({"given_on": "", "received_by": "Marian"}))
    assert 'aria-describedby="id_given_on_helptext id_given_on_error"' in html
    assert 'id="id_given_on_error"' in html
    assert 'value="Marian"' in html


def test_a_form_not_yet_sent_has_nothing_to_put_right():
    assert shown("{% error_summary form %}", form=Notice()).strip() == ""


@pytest.mark.parametrize(
    ("state", "words"), [("running", "22 of 38"), ("done", "All made"), ("parked", "The printer was out")]
)
def test_long_work_says_how_far_it_is(state, words):
    job = SimpleNamespace(state=state, done=22, total=38, last_error="The printer was out")
    html = shown("{% progress job 'Making the packs' url='/p/' done_words='All made' %}", job=job)
    assert words in html
    assert ("hx-get" in html) == (state == "running")
