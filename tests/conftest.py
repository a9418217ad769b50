"""What every test stands on: test mode, the base content, a clean memory, and a fixed cast of people."""

import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.utils import translation

from polkka.portal import banners, completion, page_cache, redirects, sitemap
from polkka.portal.loading import load_base
from polkka.upkeep import counting, throttle
from practices import examples, keywords, published
from search import loading as search_loading
from taxonomy import catalogue
from taxonomy.models import Vocabulary

from .factory import Cast, make_cast


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--edges", action="store_true", help="of tests that differ by parameters: the first and the last")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Parameters change what is asked, not how a database answers: two of them show that it answers alike."""
    if not config.getoption("--edges"):
        return
    alike: dict[str, list[pytest.Item]] = {}
    for item in items:
        alike.setdefault(item.nodeid.partition("[")[0], []).append(item)
    kept = {id(edge) for several in alike.values() for edge in (several[0], several[-1])}
    config.hook.pytest_deselected(items=[item for item in items if id(item) not in kept])
    items[:] = [item for item in items if id(item) in kept]


def _nothing(line: str) -> None:
    """Loading speaks to nobody here."""


_kept = sqlite3.connect(":memory:", check_same_thread=False)
"""The test database as it is after loading, where SQLite can be put back as a whole."""
_opened: dict[str, Any] = {}
"""Name of the test database → what lets a test use it. After the last test the connection is no longer to it."""


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Load vocabularies, criteria and site texts once for each test database."""
    _opened[str(connection.settings_dict["NAME"])] = django_db_blocker
    with django_db_blocker.unblock():
        load_base(_nothing)
        if connection.vendor == "sqlite":
            connection.connection.backup(_kept)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_teardown(item: pytest.Item) -> Iterator[None]:
    """A test that commits leaves empty tables behind: the base content is laid again after it."""
    outcome = yield
    marker = item.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"} & set(item.fixturenames) or (
        marker and marker.kwargs.get("transaction")
    )
    blocker = _opened.get(str(connection.settings_dict["NAME"]))
    if commits and blocker:
        with blocker.unblock():
            _lay_base()
    return outcome


def _lay_base() -> None:
    cache.clear()
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        _kept.backup(connection.connection)
    else:
        load_base(_nothing)


@pytest.fixture(autouse=True)
def _clean_memory() -> Iterator[None]:
    """Forget what one test left in the memory of this process."""
    yield
    translation.deactivate()
    search_loading.forget()
    catalogue.forget()
    completion.forget()
    banners.forget()
    redirects.forget()
    published.forget()
    examples.forget()
    keywords.forget()
    page_cache.kept.clear()
    sitemap.forget()
    counting.forget()
    throttle.counted.clear()


@pytest.fixture
def base(db: None) -> None:
    """The base content, loaded anew after a test that emptied the tables."""
    cache.clear()
    search_loading.forget()
    catalogue.forget()
    if not Vocabulary.objects.exists():
        load_base(_nothing)


@pytest.fixture
def cast(base: None) -> Cast:
    """Everybody who takes part: see tests/factory.py."""
    return make_cast()
