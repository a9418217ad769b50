"""Loading a criteria set from content/; a set that has been used stays as it is."""

import tomllib
from pathlib import Path

from django.db import transaction

from taxonomy.loading import three

from .models import CriteriaSet, Criterion, LevelText


def load_criteria(path: Path) -> bool:
    """Load the set of the file if it is not there yet; True if it was made."""
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    if CriteriaSet.objects.filter(version=data["version"]).exists():
        return False
    with transaction.atomic():
        criteria_set = CriteriaSet.objects.create(
            version=data["version"],
            **three("name", data["name"]),
            **three("introduction", data["introduction"]),
            scale=[step["name"] for step in data["scale"]],
            is_current=not CriteriaSet.objects.filter(is_current=True).exists(),
        )
        for order, entry in enumerate(data["criteria"], start=1):
            criterion = Criterion.objects.create(
                criteria_set=criteria_set,
                code=entry["code"],
                order=order,
                weight=entry["weight"],
                required=entry["required"],
                **three("name", entry["name"]),
                **three("question", entry["question"]),
                guiding=entry["guiding"],
                sub_criteria=entry["sub_criteria"],
            )
            for level in entry["levels"]:
                LevelText.objects.create(criterion=criterion, step=level["step"], **three("text", level["text"]))
    return True
