"""What production serves: what pages use is collected, and what is left out is not asked for."""

from fnmatch import fnmatch

from django.apps import apps
from django.conf import settings

from collaborative.static import Storage


def test_no_collected_file_asks_for_a_map_that_is_left_out():
    asked = [each for _, found in Storage.patterns for each in found]
    assert len(asked) == 2, "what style sheets ask of other files is followed"
    assert [each for each in asked if "sourceMappingURL" in str(each)] == []


def test_of_bootstrap_the_one_file_that_pages_use_is_collected():
    left_out = apps.get_app_config("staticfiles").ignore_patterns
    files = [
        "bootstrap.css",
        "bootstrap.min.css",
        "bootstrap.min.css.map",
        "bootstrap.bundle.min.js",
        "quorate.css",
    ]
    kept = [name for name in files if not any(fnmatch(name, pattern) for pattern in left_out)]
    assert kept == ["bootstrap.min.css", "quorate.css"]


def test_the_one_file_that_answers_for_pages_may_stand_before_them_under_its_hashed_name_too():
    def allowed(name):
        headers = {}
        settings.WHITENOISE_ADD_HEADERS_FUNCTION(headers, "", f"/static/{name}")
        return headers

    assert [allowed(name) for name in ("away.js", "away.5c1f09ab2e77.js")] == [
        {"Service-Worker-Allowed": "/"}
    ] * 2
    assert [allowed(name) for name in ("day.js", "away.js.gz", "fonts/away.woff2")] == [{}] * 3
