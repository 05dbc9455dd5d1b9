"""Browsers for the tests of this folder; skipped, with the reason, where one is not installed."""

import pytest
from support import browsers
from support.chromium import Chromium
from support.firefox import Firefox


@pytest.fixture(scope="session")
def chromium():
    """A running headless Chromium."""
    if not browsers.find("chromium"):
        pytest.skip(browsers.missing("chromium"))
    with Chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def firefox():
    """A running headless Firefox."""
    if not browsers.find("firefox"):
        pytest.skip(browsers.missing("firefox"))
    with Firefox() as browser:
        yield browser


@pytest.fixture
def page(chromium):
    """A fresh page of Chromium."""
    with chromium.page() as page:
        yield page


@pytest.fixture(params=["chromium", "firefox"])
def any_page(request):
    """A fresh page of each browser in turn."""
    with request.getfixturevalue(request.param).page() as page:
        yield page
