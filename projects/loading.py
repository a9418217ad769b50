"""Loading coordination projects and projects from content/."""

import tomllib
from pathlib import Path
from typing import Any

from network.loading import demo_address
from network.models import Organisation, User
from taxonomy.loading import load_row, three
from taxonomy.models import Concept

from .models import CoordinationProject, Coordinator, Joining, Project, ProjectMember


def _concept(vocabulary: str, code: str | None) -> Concept | None:
    return Concept.objects.get(vocabulary__code=vocabulary, code=code) if code else None


def _funder_elsewhere(data: dict[str, Any]) -> dict[str, str]:
    return {field: data.get(field, "") for field in ("funder_sv", "funder_en")}


def load_coordinations(path: Path) -> int:
    """Load the coordination projects; the number of rows written."""
    written = 0
    for order, data in enumerate(tomllib.loads(path.read_text(encoding="utf-8"))["coordinations"], start=1):
        values = {**three("name", data["name"]), **three("summary", data["summary"]), **_funder_elsewhere(data)}
        if not CoordinationProject.objects.filter(code=data["code"]).exists():
            CoordinationProject.objects.create(
                code=data["code"],
                acronym=data["acronym"],
                **values,
                theme=Concept.objects.get(vocabulary__code="theme", code=data["theme"]),
                leader=Organisation.objects.get(code=data["leader"]),
                started=data["started"],
                ended=data.get("ended"),
                precision=data.get("started_precision", "day"),
                funder=data.get("funder", ""),
                order=order,
                loaded=values,
            )
            written += 1
            continue
        written += int(load_row(CoordinationProject, {"code": data["code"]}, values)[1])
    return written


def load_projects(path: Path, *, demo: bool) -> int:
    """Load the projects of the file that are (or are not) demo content; the number of rows written."""
    written = 0
    for data in tomllib.loads(path.read_text(encoding="utf-8"))["projects"]:
        if data.get("demo", False) is demo:
            written += int(_load_project(data))
    return written


def _load_project(data: dict[str, Any]) -> bool:
    values = {
        "name": data["name"],
        "language": data.get("language", "fi"),
        **three("summary", data["summary"]),
        "funder": data.get("funder", ""),
        **_funder_elsewhere(data),
        "precision": data.get("precision", data.get("started_precision", "day")),
        "is_demo": data.get("demo", False),
    }
    is_new = not Project.objects.filter(code=data["code"]).exists()
    row, is_written = load_row(Project, {"code": data["code"]}, values)
    if is_new:
        if data.get("coordination"):
            row.coordination = CoordinationProject.objects.get(code=data["coordination"])
        row.region = _concept("region", data.get("region"))
        row.phase = _concept("phase", data.get("phase"))
        row.started, row.ended = data.get("started"), data.get("ended")
        row.save()
        row.organisations.set(Organisation.objects.filter(code__in=data.get("organisations", [])))
    return is_written


def load_members(path: Path, people: list[dict[str, Any]]) -> None:
    """Give the demo people their projects and coordinations, and the requests to join that wait for an answer."""
    for data in tomllib.loads(path.read_text(encoding="utf-8"))["projects"]:
        for role in ("manager", "editor"):
            for local in data.get(f"{role}s", []):
                ProjectMember.objects.get_or_create(
                    user=User.objects.get(email=demo_address(local)),
                    project=Project.objects.get(code=data["code"]),
                    defaults={"role": role},
                )
    for person in people:
        for code in person.get("asks", []):
            Joining.objects.get_or_create(
                user=User.objects.get(email=demo_address(person["local"])), project=Project.objects.get(code=code)
            )
        for code in person.get("coordinates", []):
            Coordinator.objects.get_or_create(
                user=User.objects.get(email=demo_address(person["local"])),
                coordination=CoordinationProject.objects.get(code=code),
            )


def remove_demo() -> None:
    """Remove the demo projects (their practices must be gone)."""
    Project.objects.filter(is_demo=True).delete()
