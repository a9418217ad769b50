"""What organisations and projects have in common as rows of a sheet: found by code or name, made, or changed."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, ClassVar

from django.db.models import Model
from django.utils.translation import gettext as _

from network.models import User
from polkka.kit import sorting, text
from polkka.kit.refusing import Refused
from polkka.upkeep import changes
from polkka.upkeep.models import Change

from .columns import Column, folded
from .rowing import Cells, Checked, Made, needed, parsed

Name = tuple[str, ...]


class PlainReader:
    """Rows of one model. A subclass gives the columns, the rows there are, and what is particular to them."""

    model: ClassVar[Any]
    several: ClassVar[frozenset[str]] = frozenset()
    """Columns that hold many rows of another model."""
    natural: ClassVar[tuple[str, ...]] = ("name",)
    """Columns by which a row is found that is named without its code: they change nothing in it then."""
    columns: tuple[Column, ...]

    def __init__(self, by: User, rows: Iterable[Any]) -> None:
        self.by = by
        label = self.model._meta.label_lower.split(".")
        self.may_add = by.has_perm(f"{label[0]}.add_{label[1]}")
        self.may_change = by.has_perm(f"{label[0]}.change_{label[1]}")
        self.by_code: dict[str, Any] = {}
        self.by_name: dict[Name, set[str]] = {}
        self.seen: dict[Any, int] = {}
        for row in rows:
            self.by_code[row.code] = row
            for name in self.names(row):
                self.by_name.setdefault(name, set()).add(row.code)

    # --- what a subclass says ---
    def names(self, row: Any) -> set[Name]:
        """By what a row is found that is named without its code."""
        raise NotImplementedError

    def name_of(self, cells: Cells) -> Name:
        """The same of a row of a sheet."""
        raise NotImplementedError

    def settled(self, given: dict[str, Any], there: Any, row: Checked) -> dict[str, Any]:
        """The values by field that the parsed cells give, judged together; `there` is the row that is changed."""
        return given

    def stands_against(self, there: Any) -> str:
        """Why this person may not change a row; "" if there is nothing against it."""
        return "" if self.may_change else _("You cannot change this one.")

    # --- checking ---
    def check(self, number: int, cells: Cells) -> Checked:
        row = Checked(number, name=cells.get("name") or cells.get("code") or "")
        given = parsed(self.columns, cells, row)
        there = self._found(cells, given, row)
        self._once(cells, given, there, row)
        code = given.pop("code", None)
        if there is None:
            needed(self.columns, given, row)
            if not self.may_add:
                row.faults.append(("name", _("You cannot add new ones.")))
        elif reason := self.stands_against(there):
            row.faults.append(("code" if code else "name", reason))
        if there is not None and not code:
            given = {name: value for name, value in given.items() if name not in self.natural}
        values = self.settled(given, there, row)
        if there is None:
            row.values = {name: value for name, value in values.items() if value not in (None, "", [])}
            row.values |= {"code": code} if code else {}
            return row
        self._compare(values, there, row)
        return row

    def _found(self, cells: Cells, given: Mapping[str, Any], row: Checked) -> Any:
        """The row that is there already; None for a new one."""
        code = given.get("code")
        if code in self.by_code:
            return self.by_code[code]
        same = self.by_name.get(self.name_of(cells), set()) if cells.get("name") else set()
        if code and same:
            message = _("There is already one of this name, with the code %(code)s. Write that code, or another name.")
            row.faults.append(("code", message % {"code": ", ".join(sorted(same)[:6])}))
        elif len(same) > 1:
            message = _("Several have this name. Write the code: %(codes)s")
            row.faults.append(("code", message % {"codes": ", ".join(sorted(same)[:6])}))
        elif same:
            return self.by_code[next(iter(same))]
        return None

    def _once(self, cells: Cells, given: Mapping[str, Any], there: Any, row: Checked) -> None:
        """Two rows of one sheet may not mean the same."""
        keys = [there.pk] if there is not None else [given.get("code"), self.name_of(cells)]
        for key in keys:
            if key and key != ("",) and (first := self.seen.setdefault(key, row.number)) != row.number:
                row.faults.append(
                    ("name", _("The same stands in row %(n)s already. Remove one of them.") % {"n": first})
                )
                return

    def _compare(self, values: Mapping[str, Any], there: Any, row: Checked) -> None:
        row.key, row.name = there.pk, str(there)
        told = {column.code: column for column in self.columns}
        for name, value in values.items():
            before = self.current(there, name)
            value = self.nothing(name) if value is None else value
            if value != before:
                column = told.get(name)
                words = (column.told(before), column.told(value)) if column else (str(before), str(value))
                row.changes.append((name, *words))
                row.before[name], row.values[name] = before, value
        if "name" in row.values and not row.values["name"]:
            row.faults.append(("name", _("A name is needed.")))

    def current(self, there: Any, name: str) -> Any:
        """What a row holds now: the key of another row, a sorted list of keys, or the value itself."""
        if name in self.several:
            return sorted(other.pk for other in getattr(there, name).all())
        return getattr(there, attribute(self.model, name))

    def nothing(self, name: str) -> Any:
        if name in self.several:
            return []
        return None if self.model._meta.get_field(name).null else ""

    # --- writing ---
    def write(self, row: Checked) -> Made:
        single = {name: value for name, value in row.values.items() if name not in self.several}
        several = {name: value for name, value in row.values.items() if name in self.several}
        if row.key is None:
            return self._make(row, single, several)
        return self._change(row, single, several)

    def _make(self, row: Checked, single: dict[str, Any], several: dict[str, Any]) -> Made:
        made = self.model(**{attribute(self.model, name): value for name, value in single.items()})
        made.code = made.code or self._new_code(made.name)
        made.save()
        for name, keys in several.items():
            getattr(made, name).set(keys)
        self.by_code[made.code] = made
        changes.note(made, Change.Deed.ADD, by=self.by, fields=changes.pairs(self.model, {}, changes.snapshot(made)))
        return Made(self._label, made.pk, str(made), None, _stored(row.values | {"code": made.code}))

    def _new_code(self, name: str) -> str:
        stem, number = text.slug(name, words=self.model._meta.model_name), 2
        code = stem
        while code in self.by_code or self.model._default_manager.filter(code=code).exists():
            code, number = f"{stem[:54].rstrip('-')}-{number}", number + 1
        return code

    def _change(self, row: Checked, single: dict[str, Any], several: dict[str, Any]) -> Made:
        there: Any = self.model._default_manager.get(pk=row.key)
        told = changes.snapshot(there)
        before = {name: self.current(there, name) for name in row.values}
        if not put(there, {name: before[name] for name in single}, single):
            raise Refused(_("Somebody has changed this meanwhile."))
        for name, keys in several.items():
            getattr(there, name).set(keys)
        after: Model = self.model._default_manager.get(pk=row.key)
        changes.note(
            after, Change.Deed.CHANGE, by=self.by, fields=changes.pairs(self.model, told, changes.snapshot(after))
        )
        return Made(self._label, there.pk, str(after), _stored(before), _stored(row.values))

    @property
    def _label(self) -> str:
        return str(self.model._meta.label_lower)


def attribute(model: Any, name: str) -> str:
    """The attribute that holds a field: for a reference that of its key."""
    return str(model._meta.get_field(name).attname)


def put(row: Any, before: Mapping[str, Any], after: Mapping[str, Any]) -> bool:
    """Write fields if they still hold what they held, by one conditional UPDATE; whether they did."""
    if not after:
        return True
    model = type(row)
    held = {attribute(model, name): value for name, value in before.items()}
    values = {attribute(model, name): value for name, value in after.items()}
    if "name" in values:
        values["sort_key"] = sorting.key(values["name"])
    return bool(model._default_manager.filter(pk=row.pk, **held).update(**values))


def _stored(values: Mapping[str, Any]) -> dict[str, Any]:
    """Values as JSON holds them."""
    return {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}


def name_key(*words: str) -> Name:
    """A name as it is compared."""
    return tuple(folded(word) for word in words)
