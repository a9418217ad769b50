"""Nobody raises the own rights: by no form, row, list, join or address; and who changes an address is heard of."""

from typing import Any

import pytest
from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import reverse

from network.admin import RightsInline
from network.models import Duty, Membership, Organisation, User
from network.roles import ROLES
from polkka.upkeep.curating import RightsOfOthers
from polkka.upkeep.models import Mail
from polkka.workspace import guide, who_may
from practices import joining, proposals
from projects.backends import roles_of
from projects.models import CoordinationProject, Coordinator, Joining, ProjectMember

from ..admin_doors import STAFF
from ..factory import Cast
from ..test_admin import change

pytestmark = pytest.mark.django_db
TIES = {Duty, Coordinator, ProjectMember, Membership}
"""The rows from which roles come."""


def test_every_page_that_writes_rights_knows_whose_they_are() -> None:
    """A new form over these rows has to refuse oneself too."""
    pages = [page for page in admin.site._registry.values() if page.model in TIES]
    inlines = [inline for page in admin.site._registry.values() for inline in page.inlines if inline.model in TIES]
    assert len(pages) == len(TIES)
    assert [page for page in pages if not isinstance(page, RightsOfOthers)] == []
    assert [inline for inline in inlines if not issubclass(inline, RightsOfOthers | RightsInline)] == []
    assert [page for page in admin.site._registry.values() if page.list_editable and page.model in TIES] == []


@pytest.mark.parametrize(("model", "part"), [
    (Duty, "administrator"), (Coordinator, "chief"), (ProjectMember, "coordinator"), (Membership, "administrator"),
])  # fmt: skip
def test_a_row_of_another_cannot_be_turned_over_to_oneself(client: Client, cast: Cast, model: Any, part: str) -> None:
    user = getattr(cast, part)
    place = {Coordinator: {"coordination": CoordinationProject.objects.get(code="into")}, Duty: {"kind": "chief"}}
    place |= {ProjectMember: {"project": cast.project}, Membership: {"organisation": cast.school}}
    row = model.objects.create(user=cast.reader, **place[model])
    values = {name: getattr(value, "pk", value) for name, value in place[model].items()} | {"role": "manager"}
    client.force_login(user)
    url = reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_change", args=[row.pk])
    response = client.post(url, values | {"user": user.email})
    assert response.context["adminform"].form.has_error("user", "oneself")
    assert model.objects.get(pk=row.pk).user_id == cast.reader.pk


def test_a_coordinator_cannot_answer_the_own_request_to_join(client: Client, cast: Cast) -> None:
    row = joining.ask(cast.coordinator, project=cast.project)
    assert row is not None
    client.force_login(cast.coordinator)
    client.post(reverse("admin:projects_joining_changelist"), {"action": "accept", "_selected_action": [row.pk]})
    assert Joining.objects.get(pk=row.pk).state == Joining.State.WAITING
    assert not ProjectMember.objects.filter(user=cast.coordinator).exists()


def test_a_coordinator_cannot_join_the_own_proposal_with_a_school(client: Client, cast: Cast) -> None:
    mine = proposals.propose_school(cast.coordinator, name="Oma koulu", municipality="Koivula", kind="school")
    client.force_login(cast.coordinator)
    url = reverse("admin:network_organisation_merge", args=[mine.pk])
    assert client.post(url, {"target": cast.school.pk}).status_code == 400
    client.post(reverse("admin:network_organisation_changelist"), {"action": "confirm", "_selected_action": [mine.pk]})
    assert Organisation.objects.get(pk=mine.pk).is_proposed
    assert not Membership.objects.filter(user=cast.coordinator, organisation=cast.school).exists()


def test_both_mailboxes_hear_of_an_address_that_an_administrator_changes(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    assert change(client, "network_user", cast.chief, email="uusi@virasto.example").status_code == 302
    told = Mail.objects.order_by("address").values_list("kind", "address")
    assert list(told) == [("address_changed", "chief@example.org"), ("address_given", "uusi@virasto.example")]
    assert roles_of(User.objects.get(pk=cast.chief.pk)) == {"chief"}


def test_an_administrator_cannot_take_an_address_that_is_somebodys(client: Client, cast: Cast) -> None:
    client.force_login(cast.administrator)
    url = reverse("admin:network_user_change", args=[cast.administrator.pk])
    response = client.post(url, {"email": cast.chief.email, "name": "", "language": "fi"})
    assert response.context["adminform"].form.has_error("email")


# --- who may do what -----------------------------------------------------------------------------------------------
def test_the_counsellor_sees_no_drafts_no_assessors_and_no_mails() -> None:
    hidden = ("practices.", "upkeep.", "network.view_user", "network.view_duty", "network.view_membership", "mfa.")
    assert {right for right in ROLES["counsellor"] if right.startswith(hidden)} == set()
    assert {
        right for right in ROLES["counsellor"] if right.split(".")[1].startswith(("add", "change", "delete"))
    } == set()


def test_nobody_who_runs_the_mail_decides() -> None:
    deeds = {"practices.coordinate", "practices.coordinate_all", "practices.write", "practices.assess"}
    assert ROLES["administrator"] & deeds == set()


def test_the_page_tells_every_right_of_the_table(base: None) -> None:
    """A right without a word would be missing from the page without anybody noticing."""
    models = {f"{kind.app_label}.{verb}_{kind.model}" for kind in ContentType.objects.all() for verb in who_may.VERBS}
    rights = frozenset().union(*ROLES.values())
    assert {right for right in rights if right not in models and right not in who_may.DEEDS} == set()
    rows = [row for _name, lines in who_may.rows() for row in lines]
    told = sum(len(cell.split(", ")) for row in rows for cell in row.cells if cell)
    assert told == sum(right in models for held in ROLES.values() for right in held)


@pytest.mark.parametrize("part", STAFF)
def test_the_pages_that_help_open_to_everybody_in_the_admin(client: Client, cast: Cast, part: str) -> None:
    client.force_login(getattr(cast, part))
    names = ("index", "who_may", "guide")
    pages = [client.get(reverse(f"admin:{name}")) for name in names]
    assert [page.status_code for page in pages] == [200] * 3
    assert all(page.context["help_url"]().startswith(reverse("admin:guide")) for page in pages)
    client.post(reverse("admin:hints"))
    assert 'id="hints"' not in client.get(reverse("admin:index")).content.decode()
    client.post(reverse("admin:hints"), {"show": "1"})
    assert 'id="hints"' in client.get(reverse("admin:index")).content.decode()


@pytest.mark.parametrize("language", list(guide.FILES))
def test_help_leads_to_headings_that_the_guide_has(language: str) -> None:
    """Whoever writes the guide anew tells it to `PARTS` too."""
    headings = {anchor for anchor, _words in guide.guide(language).parts}
    assert {part[language] for part in guide.PARTS.values() if guide.anchor(part[language]) not in headings} == set()
