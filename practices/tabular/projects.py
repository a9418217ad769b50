"""Projects from a sheet: found by their code or name; a coordinator loads those of the own coordination."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.models import Organisation, User
from polkka.kit.languages import CODES
from polkka.upkeep import generation
from projects.admin import changeable, coordinated
from projects.models import CoordinationProject, Precision, Project
from taxonomy import catalogue

from . import columns as of
from .columns import Choice, Choices, Column, Day
from .plain import Name, PlainReader, name_key
from .rowing import Cells, Checked

COARSE = [str(Precision.DAY), str(Precision.MONTH), str(Precision.YEAR)]
SUMMARY = 2000


def organisations() -> Choices:
    """Every organisation by code and by its names."""
    rows = Organisation.objects.order_by("sort_key", "pk").only("code", "name", "name_sv", "name_en")
    return Choices(Choice(r.pk, r.code, {"fi": r.name, "sv": r.name_sv, "en": r.name_en}) for r in rows)


def _coordinations() -> Choices:
    rows = CoordinationProject.objects.order_by("order", "code")
    return Choices(Choice(row.pk, row.code, dict.fromkeys(CODES, row.acronym)) for row in rows)


def columns() -> tuple[Column, ...]:
    """What a sheet of projects may have."""
    label = {field.name: field.verbose_name for field in Project._meta.get_fields() if hasattr(field, "verbose_name")}
    shelves = catalogue.at(generation.number())
    days = gettext_lazy("As 2024-05-31 or 31.5.2024, or only the month or the year.")
    name_or_code = gettext_lazy("Name or code.")
    finnish = gettext_lazy("Finnish if it is left empty.")
    return (
        Column(
            "code", label["code"], gettext_lazy("Small letters, digits and hyphens. Leave it empty for a new one."),
            of.code, example="puron-tarina",
        ),
        Column("name", label["name"], "", of.line(160), required=True, example="Puron tarina"),
        of.choosing("language", label["language"], finnish, of.languages(), example="fi"),
        of.choosing("coordination", label["coordination"], name_or_code, _coordinations(), example="clue"),
        of.choosing_many(
            "organisations", label["organisations"],
            gettext_lazy("Names or codes, with semicolons between them."), organisations(), example="koivulan-koulu",
        ),
        of.choosing("region", label["region"], name_or_code, of.concepts(shelves, "region"), example="lappi"),
        of.choosing("phase", label["phase"], name_or_code, of.concepts(shelves, "phase")),
        Column("started", label["started"], days, of.day, example="2024-08-01"),
        Column("ended", label["ended"], days, of.day, example="2026-05-31"),
        *(Column(f"funder{tail}", label[f"funder{tail}"], "", of.line(120)) for tail in ("", "_sv", "_en")),
        *(Column(f"summary_{code}", label[f"summary_{code}"], "", of.prose(SUMMARY)) for code in CODES),
    )  # fmt: skip


class Projects(PlainReader):
    """What a coordinator may change in the admin may be loaded, nothing more."""

    model = Project
    several = frozenset({"organisations"})

    def __init__(self, by: User) -> None:
        self.columns = columns()
        self.changeable = set(Project.objects.filter(changeable(by)).values_list("pk", flat=True))
        self.coordinated = set(CoordinationProject.objects.filter(coordinated(by)).values_list("pk", flat=True))
        super().__init__(by, Project.objects.prefetch_related("organisations").order_by("pk"))

    def names(self, row: Project) -> set[Name]:
        return {name_key(row.name)}

    def name_of(self, cells: Cells) -> Name:
        return name_key(cells.get("name", ""))

    def stands_against(self, there: Project) -> str:
        if there.pk not in self.changeable:
            return _("This project belongs to another coordination, so you cannot change it.")
        return super().stands_against(there)

    def settled(self, given: dict[str, Any], there: Project | None, row: Checked) -> dict[str, Any]:
        values = dict(given)
        chosen = values.get("coordination")
        if chosen and chosen not in self.coordinated and (there is None or there.coordination_id != chosen):
            row.faults.append(("coordination", _("You do not coordinate this one. Name one of your own.")))
        if "organisations" in values:
            values["organisations"] = sorted(values["organisations"] or [])
        self._days(values, there, row)
        return values

    @staticmethod
    def _days(values: dict[str, Any], there: Project | None, row: Checked) -> None:
        """First and last day, and how exactly they are known: as the coarser of both says."""
        days = [day for name in ("started", "ended") if isinstance(day := values.get(name), Day)]
        if isinstance(begun := values.get("started"), Day):
            values["started"] = begun.first
        if isinstance(over := values.get("ended"), Day):
            values["ended"] = over.last()
        started: date | None = values.get("started", there.started if there else None)
        ended: date | None = values.get("ended", there.ended if there else None)
        if started and ended and ended < started:
            row.faults.append(("ended", _("The project would end before it starts.")))
        if days:
            other = [there.precision] if there and len(days) == 1 and there.started and there.ended else []
            values["precision"] = max([*other, *(day.precision for day in days)], key=COARSE.index)
