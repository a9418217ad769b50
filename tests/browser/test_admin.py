"""The pages of the admin in a browser: axe, the content policy, the width of a phone, the keyboard."""

from collections.abc import Callable
from itertools import cycle

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from criteria import sets
from criteria.models import CriteriaSet
from network.models import User
from polkka.kit.grids import Grid
from polkka.kit.languages import CODES
from polkka.upkeep import changes, outbox
from polkka.upkeep.models import Change
from practices.states import State
from practices.tabular import checking
from taxonomy.models import Concept, Vocabulary

from ..factory import Cast, in_state
from .conftest import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
Enter = Callable[..., Visitor]


def signed_in(visitor: Visitor, user: object) -> Visitor:
    """The window of this person, who has signed in elsewhere."""
    client = Client()
    client.force_login(user)  # type: ignore[arg-type]  # somebody of the cast
    name = settings.SESSION_COOKIE_NAME
    visitor.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": visitor.site}])
    return visitor


def pages(cast: Cast) -> list[str]:
    """A page of every kind: lists and rows, many at a time, spreadsheets, criteria, concepts, words of help."""
    with outbox.muted():
        waits = in_state(cast, State.SUBMITTED)
        public = in_state(cast, State.PUBLISHED, title="Julki")
    changes.note(cast.project, Change.Deed.CHANGE, by=cast.chief, fields={"name": ["Vanha", "Uusi"]})
    grid = Grid(["name", "kind"], [(2, ["Uusi koulu", "school"]), (3, ["", "lukio"])])
    sheet = checking.prepared(grid, "organisations", name="koulut.xlsx", by=cast.chief)
    sheet.save()
    copy, concept = sets.copy(CriteriaSet.objects.get()), Concept.objects.filter(vocabulary__code="theme")[0]

    def at(model: str, page: str, *keys: int) -> str:
        return reverse(f"admin:{model}_{page}", args=keys)

    return [
        reverse("admin:index"),
        at("practices_version", "changelist"),
        at("practices_version", "change", public.pk),
        at("practices_version", "history", public.pk),
        f"{reverse('admin:practices_version_many', args=['return'])}?v={waits.pk}&v={public.pk}",
        at("practices_practice", "change", public.practice.pk),
        at("projects_project", "changelist"),
        at("projects_project", "add"),
        at("projects_project", "change", cast.project.pk),
        at("projects_project", "history", cast.project.pk),
        at("taggit_tag", "delete", public.tags.all()[0].pk),
        at("portal_banner", "add"),
        at("practices_sheet", "add"),
        at("practices_sheet", "change", sheet.pk),
        at("criteria_criteriaset", "change", copy.pk),
        at("criteria_criteriaset", "preview", copy.pk),
        at("criteria_criteriaset", "differences", copy.pk),
        at("taxonomy_concept", "merge", concept.pk),
        at("taxonomy_vocabulary", "tree", Vocabulary.objects.get(code="theme").pk),
        at("portal_pick", "front"),
        f"{reverse('admin:find')}?q=puro",
        reverse("admin:guide"),
        reverse("admin:who_may"),
        reverse("admin:calibration"),
        reverse("mfa_index"),
        reverse("mfa_activate_totp"),
    ]


def test_pages_of_the_admin(visitor: Enter, people: Cast) -> None:
    """Of people who speak each of the languages in turn."""
    reader, faults = signed_in(visitor("fi"), people.chief), list[str]()
    for place, (path, language) in enumerate(zip(pages(people), cycle(CODES), strict=False)):
        User.objects.filter(pk=people.chief.pk).update(language=language)
        reader.page.set_viewport_size({"width": 1280 if place % 2 else 320, "height": 900})
        if reader.goto(path) != 200:
            faults.append(f"{path}: no page")
        if path.startswith("/admin/") and reader.page.locator("html").get_attribute("lang") != language:
            faults.append(f"{path}: not in {language}")
        wide = reader.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 0:
            faults.append(f"{path}: {wide} pixels too wide")
        try:
            reader.look()
        except AssertionError as found:
            faults.append(f"{path}: {found}")
            reader.foreign.clear()
            reader.broken.clear()
    assert faults == []


def test_a_list_by_keyboard(visitor: Enter, people: Cast) -> None:
    """“/” leads to the search, whose answer is reached with the same key again."""
    with outbox.muted():
        version = in_state(people, State.SUBMITTED, title="Jokivesien tutkijat")
    reader = signed_in(visitor("fi"), people.chief)
    reader.goto(reverse("admin:practices_version_changelist"))
    reader.page.keyboard.press("/")
    reader.page.keyboard.type("jokivettä")
    with reader.page.expect_navigation():
        reader.page.keyboard.press("Enter")
    assert reader.page.locator("#result_list tbody tr").count() == 1
    assert version.title in reader.page.locator("#result_list").inner_text()
