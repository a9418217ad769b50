"""Organisations from a sheet: found by their code, or by name and municipality."""

from django.utils.translation import gettext_lazy as _

from network.models import Organisation, User
from polkka.upkeep import generation
from taxonomy import catalogue

from . import columns as of
from .columns import Column
from .plain import Name, PlainReader, name_key
from .rowing import Cells


def columns() -> tuple[Column, ...]:
    """What a sheet of organisations may have."""
    label = {field.name: field.verbose_name for field in Organisation._meta.concrete_fields}
    shelves = catalogue.at(generation.number())
    return (
        Column(
            "code", label["code"], _("Small letters, digits and hyphens. Leave it empty for a new one."), of.code,
            example="koivulan-koulu",
        ),
        Column("name", label["name"], "", of.line(160), required=True, example="Koivulan koulu"),
        Column("name_sv", label["name_sv"], "", of.line(160), example="Björklunda skola"),
        Column("name_en", label["name_en"], "", of.line(160)),
        of.choosing(
            "kind", label["kind"], _("A basic education school if it is left empty."), of.of_enum(Organisation.Kind),
            example="school",
        ),
        Column("municipality", label["municipality"], "", of.line(80), example="Koivula"),
        Column("municipality_sv", label["municipality_sv"], "", of.line(80), example="Björklunda"),
        of.choosing("region", label["region"], _("Name or code."), of.concepts(shelves, "region"), example="lappi"),
        Column("email", label["email"], _("Of the school, not of a person."), of.address(), example="info@example.org"),
    )  # fmt: skip


class Organisations(PlainReader):
    """Every coordinator may add and change organisations."""

    model = Organisation
    natural = ("name", "municipality")

    def __init__(self, by: User) -> None:
        self.columns = columns()
        super().__init__(by, Organisation.objects.order_by("pk"))

    def names(self, row: Organisation) -> set[Name]:
        names = filter(None, (row.name, row.name_sv, row.name_en))
        places = {row.municipality, row.municipality_sv or row.municipality}
        return {name_key(name, place) for name in names for place in places}

    def name_of(self, cells: Cells) -> Name:
        return name_key(cells.get("name", ""), cells.get("municipality", ""))
