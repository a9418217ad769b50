"""The admin: every model is there, what the rules own is only shown, and nobody raises the own rights."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from network.models import Duty, Membership, Organisation, User
from network.roles import ROLES
from polkka.portal.models import SiteText
from polkka.upkeep import changes, generation, outbox
from polkka.upkeep.models import Change, Mail, Parked
from practices.models import Author, Comment, Practice, Version
from practices.states import State
from projects.models import CoordinationProject, Coordinator, Project, ProjectMember
from search.models import Entry
from taxonomy.models import Concept

from .factory import Cast, draft, in_state

pytestmark = pytest.mark.django_db
OURS = ("upkeep", "taxonomy", "search", "network", "criteria", "projects", "practices", "portal")
WITH_ADMIN = ("coordinator", "chief", "counsellor", "administrator")
OWNED = ("version", "assessment", "historyentry", "text", "gateanswer")


def url(model: str, page: str, *args: Any) -> str:
    return reverse(f"admin:{model}_{page}", args=args)


def enter(client: Client, user: User) -> Client:
    client.force_login(user)
    return client


def fields_of(response: Any) -> dict[str, Any]:
    """What the form of a change page would send unchanged, its inline forms included."""
    forms = [response.context["adminform"].form]
    for formset in response.context["inline_admin_formsets"]:
        forms += [formset.formset.management_form, *formset.formset.forms]
    sent: dict[str, Any] = {}
    for form in forms:
        for field in form:
            value = field.value()
            if value is True:
                sent[field.html_name] = "on"
            elif value is not None and value is not False:
                sent[field.html_name] = field.field.widget.format_value(value) if isinstance(value, list) else value
    return sent


def change(client: Client, model: str, row: Any, **changed: Any) -> Any:
    address = url(model, "change", row.pk)
    sent = fields_of(client.get(address)) | changed
    return client.post(address, {name: value for name, value in sent.items() if value is not None})


def test_every_model_is_in_the_admin() -> None:
    inline = {inline.model for row in admin.site._registry.values() for inline in row.inlines}
    ours = {model for app in OURS for model in apps.get_app_config(app).get_models()}
    assert ours - set(admin.site._registry) - inline == set()


def test_every_inline_can_be_seen_by_somebody() -> None:
    """The admin leaves out without a word what nobody has the right to see."""
    rights = frozenset().union(*ROLES.values())
    inline = {one.model._meta for row in admin.site._registry.values() for one in row.inlines}
    ours = {meta for meta in inline if meta.app_label in OURS and not meta.auto_created}
    assert {meta.label for meta in ours if f"{meta.app_label}.view_{meta.model_name}" not in rights} == set()


@pytest.mark.parametrize("part", WITH_ADMIN)
def test_every_page_opens_to_those_who_have_it(client: Client, cast: Cast, part: str) -> None:
    in_state(cast, State.PUBLISHED)
    outbox.queue("finished", key="a", address="a@example.org", language="fi", context={})
    enter(client, getattr(cast, part))
    for model, model_admin in admin.site._registry.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        can_view = getattr(cast, part).has_perm(f"{model._meta.app_label}.view_{model._meta.model_name}")
        assert (name, client.get(url(name, "changelist")).status_code) == (name, 200 if can_view else 403)
        row = model_admin.get_queryset(client.get(reverse("admin:index")).wsgi_request).first() if can_view else None
        if row:
            assert (name, client.get(url(name, "change", row.pk)).status_code) == (name, 200)


@pytest.mark.parametrize("model", OWNED)
@pytest.mark.parametrize("part", ["coordinator", "chief", "administrator"])
def test_what_the_rules_own_is_only_shown(client: Client, cast: Cast, part: str, model: str) -> None:
    in_state(cast, State.IN_ASSESSMENT)
    row = apps.get_model("practices", model)._base_manager.first()
    enter(client, getattr(cast, part))
    name = f"practices_{model}"
    statuses = [
        client.post(url(name, "add")).status_code,
        client.post(url(name, "change", row.pk), {"state": "published"}).status_code,
        client.post(url(name, "delete", row.pk), {"post": "yes"}).status_code,
    ]
    assert set(statuses) <= {302, 403}
    assert apps.get_model("practices", model)._base_manager.filter(pk=row.pk).exists()


@pytest.mark.parametrize("part", ["author", "editor", "stranger", "reader", "peer", "expert"])
def test_the_admin_is_missing_for_others(client: Client, cast: Cast, part: str) -> None:
    enter(client, getattr(cast, part))
    assert client.get(reverse("admin:index")).status_code == 404
    assert client.get(url("practices_version", "changelist")).status_code == 404


def test_a_visitor_signs_in_like_everybody(client: Client, base: None) -> None:
    response = client.get(reverse("admin:index"))
    assert response.url == f"{reverse('account_request_login_code')}?next=%2Fadmin%2F"


def test_there_is_no_other_way_in_or_out(client: Client, cast: Cast) -> None:
    enter(client, cast.chief)
    assert client.get(f"{reverse('admin:login')}?next=https://elsewhere.example/").url == reverse("admin:index")
    assert client.post(reverse("admin:logout")).url == reverse("account_logout")
    assert client.get(reverse("admin:password_change")).status_code == 404


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_the_admin_speaks_the_language_of_its_user(client: Client, cast: Cast, language: str) -> None:
    User.objects.filter(pk=cast.chief.pk).update(language=language)
    page = enter(client, cast.chief).get(reverse("admin:index"), headers={"accept-language": "de"}).content.decode()
    assert f'<html lang="{language}"' in page


def test_coordinators_see_in_the_admin_what_they_see_elsewhere(client: Client, cast: Cast) -> None:
    draft(cast)
    shown = in_state(cast, State.IN_ASSESSMENT)
    enter(client, cast.coordinator)
    assert list(client.get(url("practices_version", "changelist")).context["cl"].result_list) == [shown]
    assert len(client.get(url("practices_assessment", "changelist")).context["cl"].result_list) == 2
    enter(client, cast.other_coordinator)
    assert list(client.get(url("practices_assessment", "changelist")).context["cl"].result_list) == []


def counts(client: Client) -> dict[str, tuple[int, int]]:
    """Every list that this person has: (how many rows, how many queries)."""
    found = {}
    for model, model_admin in admin.site._registry.items():
        name = f"{model._meta.app_label}_{model._meta.model_name}"
        with CaptureQueriesContext(connection) as asked:
            response = client.get(url(name, "changelist"))
        if response.status_code == 200 and model_admin.list_display:
            found[name] = (response.context["cl"].result_count, len(asked))
    return found


def grow(cast: Cast, *states: str) -> None:
    """More of nearly everything that lists show."""
    for number, state in zip("abcdef"[: len(states)] if len(states) > 1 else "z", states, strict=True):
        version = in_state(cast, state, title=f"Käytäntö {number}")
        Comment.unscoped.create(practice=version.practice, number=1, question="title", by_name="Aino", text="Hm")
        Author.unscoped.create(practice=version.practice, user=cast.reader)
        project = Project.objects.create(
            code=f"p{number}", name=f"Hanke {number}", coordination=cast.project.coordination
        )
        school = Organisation.objects.create(code=f"s{number}", name=f"Koulu {number}")
        project.organisations.add(school)
        other = User.objects.create(email=f"n{number}@example.org", name=f"Nimi {number}")
        Duty.objects.create(user=other, kind=Duty.Kind.PEER)
        ProjectMember.objects.create(user=other, project=project, role="editor")
        Membership.objects.create(user=other, organisation=school)
        outbox.queue("finished", key=f"k{number}", address=other.email, language="fi", context={})
        changes.note(school, Change.Deed.ADD, by=other, fields={})


def test_every_list_asks_as_much_for_many_rows_as_for_one(client: Client, cast: Cast) -> None:
    Duty.objects.create(user=cast.chief, kind=Duty.Kind.ADMINISTRATOR)
    enter(client, cast.chief)
    grow(cast, State.IN_ASSESSMENT)
    client.get(url("practices_version", "changelist"))
    before = counts(client)
    grow(cast, State.SUBMITTED, State.PUBLISHED, State.IN_ASSESSMENT, State.RETURNED, State.DECLINED)
    client.get(url("practices_version", "changelist"))
    after = counts(client)
    assert {name: n for name, (_rows, n) in after.items() if n > 20} == {}
    more = {name for name, (rows, _n) in after.items() if rows >= before[name][0] + 4}
    assert {"practices_version", "practices_practice", "practices_historyentry", "projects_project"} <= more
    assert {name: (before[name], after[name]) for name in more if after[name][1] > before[name][1]} == {}


def test_every_list_says_what_it_is() -> None:
    """A sentence above the list, for whoever comes to it for the first time."""
    bare = [model._meta.label for model, row in admin.site._registry.items() if not getattr(row, "description", "")]
    assert [label for label in bare if label.partition(".")[0] in OURS] == []


def test_facets_limit_the_list_of_versions(client: Client, cast: Cast) -> None:
    shown = in_state(cast, State.PUBLISHED)
    in_state(cast, State.SUBMITTED, level=["mobility"])
    enter(client, cast.coordinator)
    level = shown.chosen.get(is_main=True).concept.code

    def found(**asked: str) -> list[Version]:
        return list(client.get(url("practices_version", "changelist"), asked).context["cl"].result_list)

    assert len(found()) == 2
    assert found(level=level) == found(state__exact="published") == [shown]
    assert found(language="sv") == []
    assert len(found(scope="own")) == 2
    assert found(scope="none") == []


# --- rights ----------------------------------------------------------------------------------------------------
def test_an_administrator_gives_duties_to_others(client: Client, cast: Cast) -> None:
    enter(client, cast.administrator)
    client.post(url("network_duty", "add"), {"user": "reader@example.org", "kind": Duty.Kind.PEER})
    assert list(cast.reader.duties.values_list("kind", flat=True)) == [Duty.Kind.PEER]


@pytest.mark.parametrize(("part", "model", "more"), [
    ("administrator", "network_duty", {"kind": Duty.Kind.CHIEF}),
    ("chief", "projects_coordinator", {}),
    ("coordinator", "projects_projectmember", {"role": "manager"}),
    ("administrator", "network_membership", {}),
])  # fmt: skip
def test_nobody_gives_rights_to_oneself(
    client: Client, cast: Cast, part: str, model: str, more: dict[str, str]
) -> None:
    user = getattr(cast, part)
    coordination = CoordinationProject.objects.get(code="into")
    sent = {"coordination": coordination.pk, "project": cast.project.pk, "organisation": cast.school.pk} | more
    response = enter(client, user).post(url(model, "add"), sent | {"user": user.email})
    assert response.context["adminform"].form.has_error("user", "oneself")


def test_ones_own_duty_is_only_shown(client: Client, cast: Cast) -> None:
    duty = Duty.objects.get(user=cast.administrator)
    enter(client, cast.administrator)
    client.post(url("network_duty", "change", duty.pk), {"user": "administrator@example.org", "kind": Duty.Kind.CHIEF})
    client.post(url("network_duty", "delete", duty.pk), {"post": "yes"})
    assert Duty.objects.get(pk=duty.pk).kind == Duty.Kind.ADMINISTRATOR


def test_ones_own_page_offers_no_duties_and_no_closing(client: Client, cast: Cast) -> None:
    enter(client, cast.administrator)
    response = client.get(url("network_user", "change", cast.administrator.pk))
    can = [(f.has_add_permission, f.has_change_permission) for f in response.context["inline_admin_formsets"]]
    assert can == [(False, False)] * 2
    assert "is_active" not in response.context["adminform"].form.fields


def test_rights_go_to_people_who_are_there(client: Client, cast: Cast) -> None:
    enter(client, cast.administrator)
    response = client.post(url("network_duty", "add"), {"user": "nobody@example.org", "kind": Duty.Kind.PEER})
    assert response.context["adminform"].form.has_error("user", "unknown")


@pytest.mark.parametrize("part", ["coordinator", "chief", "counsellor"])
def test_people_are_for_administrators(client: Client, cast: Cast, part: str) -> None:
    enter(client, getattr(cast, part))
    assert client.get(url("network_user", "changelist")).status_code == 403
    assert client.get(url("network_duty", "changelist")).status_code == 403


def test_a_new_address_is_verified_by_its_first_code(client: Client, cast: Cast) -> None:
    enter(client, cast.administrator)
    assert change(client, "network_user", cast.reader, email="Uusi@Koulu.example").status_code == 302
    addresses = list(cast.reader.emailaddress_set.values_list("email", "verified", "primary"))
    assert addresses == [("uusi@koulu.example", False, True)]


def test_a_coordinator_changes_projects_of_the_own_coordination(client: Client, cast: Cast) -> None:
    enter(client, cast.coordinator)
    assert change(client, "projects_project", cast.project, name="Puro uudelleen").status_code == 302
    assert Project.objects.get(pk=cast.project.pk).name == "Puro uudelleen"
    assert client.post(url("projects_project", "change", cast.other_project.pk), {"name": "Toinen"}).status_code == 403
    sent = {"user": "reader@example.org", "project": cast.other_project.pk, "role": "editor"}
    client.post(url("projects_projectmember", "add"), sent)
    assert not ProjectMember.objects.filter(user=cast.reader).exists()
    client.post(url("projects_projectmember", "add"), sent | {"project": cast.project.pk})
    assert ProjectMember.objects.filter(user=cast.reader, project=cast.project).exists()


# --- what the public sees --------------------------------------------------------------------------------------
def test_changes_that_the_public_sees_end_with_a_new_generation(client: Client, cast: Cast) -> None:
    enter(client, cast.chief)
    rows = [
        ("taxonomy_concept", Concept.objects.get(vocabulary__code="level", code="home"), {"name_en": "Home"}),
        ("portal_sitetext", SiteText.objects.get(key="about"), {"title_en": "About us"}),
        ("network_organisation", Organisation.objects.get(code="koivula"), {"name_en": "Koivula School"}),
        ("projects_coordinationproject", CoordinationProject.objects.get(code="clue"), {"funder": "Opetushallitus"}),
        ("projects_project", cast.project, {"funder": "Opetushallitus"}),
    ]
    for model, row, changed in rows:
        before = generation.number()
        assert (model, change(client, model, row, **changed).status_code) == (model, 302)
        row.refresh_from_db()
        assert {name: getattr(row, name) for name in changed} == changed
        assert generation.number() > before


def test_codes_that_stand_in_addresses_are_set_once(client: Client, cast: Cast) -> None:
    enter(client, cast.chief)
    concept = Concept.objects.get(vocabulary__code="level", code="home")
    assert change(client, "taxonomy_concept", concept, code="uusi").status_code == 302
    assert Concept.objects.get(pk=concept.pk).code == "home"


def test_other_words_are_written_on_lines_of_their_own(client: Client, cast: Cast) -> None:
    enter(client, cast.chief)
    concept = Concept.objects.get(vocabulary__code="level", code="home")
    change(client, "taxonomy_concept", concept, alternatives_fi=" etänä \r\n\r\nkotona\r\nkotona")
    assert Concept.objects.get(pk=concept.pk).alternatives_fi == ["etänä", "kotona"]


def test_a_project_moved_to_another_coordination_is_found_there(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    into = CoordinationProject.objects.get(code="into")
    enter(client, cast.chief)
    assert change(client, "projects_project", cast.project, coordination=into.pk).status_code == 302
    assert Entry.objects.get(public_id=version.practice.public_id).facets["coordination"] == ["into"]


def test_a_chief_mends_whose_a_practice_is(client: Client, cast: Cast) -> None:
    version = in_state(cast, State.PUBLISHED)
    enter(client, cast.chief)
    change(client, "practices_practice", version.practice, project=cast.other_project.pk)
    assert Practice.unscoped.get(pk=version.practice_id).project == cast.other_project
    assert Entry.objects.get(public_id=version.practice.public_id).facets["project"] == ["pelto"]


# --- upkeep ----------------------------------------------------------------------------------------------------
def test_the_outbox_never_shows_a_code(client: Client, cast: Cast) -> None:
    outbox.queue("sign_in_code", key="a", address="a@example.org", language="fi", context={"code": "SALAINEN"})
    mail = Mail.objects.get()
    assert (
        "SALAINEN" not in enter(client, cast.administrator).get(url("upkeep_mail", "change", mail.pk)).content.decode()
    )


def test_kept_forms_are_nobodys_to_read(client: Client, cast: Cast) -> None:
    parked = Parked.objects.create(path="/fi/", fields=[["praise", "Luottamuksellinen"]])
    page = enter(client, cast.administrator).get(url("upkeep_parked", "change", parked.pk)).content.decode()
    assert "Luottamuksellinen" not in page


def test_a_coordinator_of_the_first_day_has_the_admin(client: Client, cast: Cast) -> None:
    Coordinator.objects.create(user=cast.reader, coordination=CoordinationProject.objects.get(code="into"))
    assert enter(client, cast.reader).get(reverse("admin:index")).status_code == 200
