"""The fixed cast of the tests and practices in every state, made through the same rules as real ones."""

from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Model

from network.models import Duty, Membership, Organisation, User
from polkka.upkeep import outbox
from practices import assessing, edits, workflow
from practices.models import Assessment, Version
from practices.questions import GATE
from practices.states import Depth, State
from projects.models import CoordinationProject, Coordinator, Project, ProjectMember

from . import moulds

CRITERIA = ("CUR", "IMP", "ENV", "NET", "SUS", "OUT", "RES")


@dataclass
class Cast:
    """People by part, and where they belong. `stranger` writes in another project; `reader` belongs nowhere."""

    author: User
    editor: User
    stranger: User
    reader: User
    peer: User
    second_peer: User
    expert: User
    coordinator: User
    other_coordinator: User
    chief: User
    counsellor: User
    administrator: User
    school: Organisation
    project: Project
    other_project: Project

    def everybody(self) -> dict[str, User | None]:
        """Part → person, with None for a visitor who is not signed in."""
        parts = [name for name, value in vars(self).items() if isinstance(value, User)]
        return {"visitor": None} | {name: getattr(self, name) for name in parts}


def person(part: str, *duties: str, language: str = "fi") -> User:
    """A person with a verified address `<part>@example.org`."""
    address = f"{part.replace('_', '-')}@example.org"
    user = User.objects.create_user(address, name=part.replace("_", " ").title(), language=language)
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
    for kind in duties:
        Duty.objects.create(user=user, kind=kind)
    return user


def _project(code: str, coordination: str, school: Organisation) -> Project:
    project = Project.objects.create(
        code=code, name=f"Project {code}", coordination=CoordinationProject.objects.get(code=coordination)
    )
    project.organisations.add(school)
    return project


def make_cast() -> Cast:
    """Make everybody; one call a test."""
    school = Organisation.objects.create(code="koivula", name="Koivulan koulu", municipality="Koivula")
    elsewhere = Organisation.objects.create(code="mantyla", name="Mäntylän koulu", municipality="Mäntylä")
    cast = Cast(
        author=person("author"),
        editor=person("editor", language="sv"),
        stranger=person("stranger"),
        reader=person("reader"),
        peer=person("peer", Duty.Kind.PEER),
        second_peer=person("second_peer", Duty.Kind.PEER),
        expert=person("expert", Duty.Kind.EXPERT),
        coordinator=person("coordinator"),
        other_coordinator=person("other_coordinator"),
        chief=person("chief", Duty.Kind.CHIEF),
        counsellor=person("counsellor", Duty.Kind.COUNSELLOR),
        administrator=person("administrator", Duty.Kind.ADMINISTRATOR),
        school=school,
        project=_project("puro", "clue", school),
        other_project=_project("pelto", "sveko", elsewhere),
    )
    Membership.objects.create(user=cast.author, organisation=school)
    Membership.objects.create(user=cast.stranger, organisation=elsewhere)
    ProjectMember.objects.create(user=cast.author, project=cast.project, role=ProjectMember.Role.MANAGER)
    ProjectMember.objects.create(user=cast.editor, project=cast.project, role=ProjectMember.Role.EDITOR)
    ProjectMember.objects.create(user=cast.stranger, project=cast.other_project, role=ProjectMember.Role.MANAGER)
    for user, code in ((cast.coordinator, "clue"), (cast.other_coordinator, "sveko")):
        Coordinator.objects.create(user=user, coordination=CoordinationProject.objects.get(code=code))
    return cast


def answers(title: str = "Puron tarina", **changed: Any) -> dict[str, Any]:
    """Complete answers for a practice."""
    return {
        "title": title,
        "summary": "Luokka tutkii lähipuroa kerran kuussa ja vertaa tuloksia ystävyysluokan kanssa.",
        "challenge": "Oppilaat tunsivat kaukaisten maiden eläimet paremmin kuin oman puronsa.",
        "method": "Kävimme purolla kerran kuussa.",
        "steps": [
            {"title": "Valitkaa puro", "text": "Kävelymatkan päästä."},
            {"title": "Mitatkaa", "text": "Lämpötila ja näkösyvyys."},
        ],
        "result": "Jokainen oppilas osasi keväällä kertoa kolme asiaa puron tilasta.",
        "curriculum": "Ympäristöoppi, laaja-alainen osaaminen L7.",
        "participation": "Kukaan ei matkustanut.",
        "level": ["home", "attitudes"],
        "stage": ["grades-3-6"],
        "theme": ["clue", "sustainable-development"],
        "kind": ["pedagogical"],
        "time": ["week"],
        "cost": ["none"],
        "travel": ["none"],
        "tags": ["puro", "vesi"],
        "contact_name": "Koivulan koulu",
        "contact_email": "puro@example.org",
        **changed,
    }


def read(version: Version) -> Version:
    """The version as the database has it now."""
    return Version.unscoped.select_related("practice").get(pk=version.pk)


def draft(cast: Cast, *, depth: str = Depth.PRACTICE, language: str = "fi", **changed: Any) -> Version:
    """A complete draft of the author's project."""
    version = edits.create(
        by=cast.author, owner=cast.school, project=cast.project, depth=depth, language=language, title="Uusi"
    )
    edits.save(version, answers(**changed), by=cast.author, seen={})
    return read(version)


def go(version: Version, name: str, by: User, note: str = "", **options: Any) -> Version:
    """Make one move with the newest edit counter; the version it leads to, read anew if it is still there."""
    outcome = workflow.move(version, name, by=by, seen=read(version).edit, note=note, **options)
    return read(outcome) if Version.unscoped.filter(pk=outcome.pk).exists() else outcome


def yes_to_all() -> dict[str, tuple[bool, str]]:
    """Gate answers that let a practice through."""
    return {question: (True, "") for question, _words in GATE}


def finish(version: Version, assessor: User, *, by: User, kind: str = "peer", step: int = 3) -> Assessment:
    """Ask somebody and finish the assessment with the same step everywhere."""
    assessment = assessing.assign(read(version), assessor, kind=kind, by=by)
    given = {code: assessing.Given(step, comment=f"{code}: {step}") for code in CRITERIA}
    assessing.save(
        assessment, given, by=assessor, verdict="publish", confidence=2, praise="Selkeä.", suggestions="Lisää kuvia."
    )
    assessing.finish(assessment, by=assessor)
    return assessment


def in_state(cast: Cast, state: str, **changed: Any) -> Version:
    """A version of the author's project in the state asked for, with two finished peers where it has been assessed."""
    people = {name: row for name, row in vars(cast).items() if isinstance(row, Model)}
    key = (str(state), repr(sorted(changed.items())))
    return read(moulds.cast_in(key, people, lambda: by_the_rules(cast, state, **changed)))


def by_the_rules(cast: Cast, state: str, **changed: Any) -> Version:
    """What `in_state` gives, each step made by the rules."""
    with outbox.muted():
        version = draft(cast, **changed)
        if state == State.DRAFT:
            return version
        version = go(version, "submit", cast.author)
        if state == State.SUBMITTED:
            return version
        assessing.save_gate(version, yes_to_all(), by=cast.coordinator)
        version = go(version, "take_up", cast.coordinator)
        for peer in (cast.peer, cast.second_peer):
            finish(version, peer, by=cast.coordinator)
        if state == State.IN_ASSESSMENT:
            return read(version)
        if state in (State.RETURNED, State.DECLINED):
            go(version, "return" if state == State.RETURNED else "decline", cast.coordinator, note="Perustelut.")
            return read(version)
        version = go(version, "publish", cast.coordinator, note="Kiitos.")
        if state == State.WITHDRAWN:
            version = go(version, "withdraw", cast.coordinator, note="Pyynnöstä.")
        if state == State.SUPERSEDED:
            newer = go(edits.new_version(version, by=cast.author), "submit", cast.author)
            assessing.save_gate(newer, yes_to_all(), by=cast.coordinator)
            newer = go(newer, "take_up", cast.coordinator)
            go(newer, "publish", cast.coordinator)
        return read(version)
