"""Words of one kind are judged once (tests/looking.js); what is wrong with their colours is still found everywhere."""

import pytest

from tests import browser

pytestmark = [pytest.mark.browser, pytest.mark.clause("X7")]

PAGE = """<html lang="en"><title>A page</title>
<style>body {{ background: #fff }} .words {{ color: #222 }} a {{ color: {link}; {line} }} {style}</style>
<main><h1>A page</h1><p class="words">Words that say enough, with <a href="/">a link</a> among them.</p>{more}</main>
"""


@pytest.fixture
def found(chromium):
    """What is found on a page of these words."""
    page = chromium.new_page()

    def looked(
        style: str = "", more: str = "", link: str = "#00c", line: str = "text-decoration: underline"
    ) -> list[str]:
        page.goto("about:blank")
        page.set_content(PAGE.format(style=style, more=more, link=link, line=line))
        return [each.partition(":")[0] for each in browser.violations(page)]

    yield looked
    page.close()


def test_a_kind_in_order_is_judged_again_as_soon_as_its_colours_are_others(found):
    assert found() == []
    assert found() == []
    assert found(style=".words { color: #bbb }") == ["color-contrast"]
    assert found(style="main { background: #444 }") == ["color-contrast"]
    assert found(style="main { opacity: 0.4 }") == ["color-contrast"]


def test_what_is_wrong_is_told_each_time(found):
    faint = '<p class="words" style="color: #aaa">Too faint to read.</p>'
    assert found(more=faint) == found(more=faint) == ["color-contrast"]


def test_larger_type_in_order_says_nothing_of_smaller(found):
    words = '<p class="own">Words in a grey that large type alone may have.</p>'
    grey = ".own {{ color: #888; font-size: {} }}"
    assert found(style=grey.format("40px"), more=words) == []
    assert found(style=grey.format("12px"), more=words) == ["color-contrast"]


def test_a_link_that_only_its_colour_tells_from_the_words_is_found_again_and_again(found):
    assert found() == []
    for _ in range(2):
        assert found(link="#236", line="text-decoration: none") == ["link-in-text-block"]
