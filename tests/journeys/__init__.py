import pytest

# What a visitor expects of every page is said in full when it is not so.
pytest.register_assert_rewrite("tests.journeys.visitor", "tests.journeys.site", "tests.journeys.post")
