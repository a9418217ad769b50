"""Loading organisations and demo people from content/."""

import tomllib
from pathlib import Path
from typing import Any

from allauth.account.models import EmailAddress

from taxonomy.loading import load_row
from taxonomy.models import Concept

from .models import Duty, Membership, Organisation, User

DEMO_HOST = "polkka.example"


def load_organisations(path: Path, *, demo: bool) -> int:
    """Load the organisations of the file that are (or are not) demo content; the number of rows written."""
    written = 0
    regions = {c.code: c for c in Concept.objects.filter(vocabulary__code="region")}
    for data in tomllib.loads(path.read_text(encoding="utf-8"))["organisations"]:
        if data.get("demo", False) is not demo:
            continue
        values = {
            "name": data["name"],
            "name_sv": data.get("name_sv", ""),
            "name_en": data.get("name_en", ""),
            "kind": data["kind"],
            "municipality": data.get("municipality", ""),
            "municipality_sv": data.get("municipality_sv", ""),
            "email": data.get("email", ""),
            "is_proposed": data.get("proposed", False),
            "is_demo": demo,
        }
        row, is_written = load_row(Organisation, {"code": data["code"]}, values)
        if data.get("region") and row.region is None:
            row.region = regions[data["region"]]
            row.save(update_fields=["region"])
        written += int(is_written)
    return written


def demo_address(local: str) -> str:
    """The address of a demo person."""
    return f"{local}@{DEMO_HOST}"


def load_people(path: Path) -> list[dict[str, Any]]:
    """Make the demo people with their memberships and duties; returns the file's rows."""
    people: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["people"]
    for data in people:
        address = demo_address(data["local"])
        user = User.objects.filter(email=address).first() or User.objects.create_user(
            address, name=data["name"], language=data["language"], is_demo=True
        )
        EmailAddress.objects.get_or_create(user=user, email=address, defaults={"verified": True, "primary": True})
        for code in data.get("organisations", []):
            Membership.objects.get_or_create(user=user, organisation=Organisation.objects.get(code=code))
        for kind in data.get("duties", []):
            Duty.objects.get_or_create(user=user, kind=kind)
    return people


def remove_demo() -> None:
    """Remove the demo people and organisations (what refers to them must be gone)."""
    User.objects.filter(is_demo=True).delete()
    Organisation.objects.filter(is_demo=True).delete()
