"""Rows that stand beside those of an original: as many as there, each in its place even while it is empty."""

from collections.abc import Mapping
from typing import Any

from .questions import Question
from .rows import RowsInput


class AlignedRows(RowsInput):
    """The rows of a translation. `question.most` is their number; none can be added, moved or taken away."""

    def __init__(self, question: Question, **options: Any) -> None:
        super().__init__(question, **options)
        self.most = self.count = max(question.most, len(self.present or ()))

    @property
    def scripts(self) -> tuple[str, ...]:
        return tuple(name for name in super().scripts if name != "rows")

    def answer(self, cleaned: Mapping[str, Any]) -> Any:
        """The rows up to the last one that holds something."""
        columns = [column for column, _label, _limit in self.question.columns]
        rows = [dict(zip(columns, (cleaned[name] for name in names), strict=True)) for names in self.row_names()]
        while rows and not any(rows[-1].values()):
            rows.pop()
        return rows
