"""Naming a published practice in a form: by its permanent name, its address or words of its title."""

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from polkka.kit.addresses import PublicId
from polkka.kit.languages import current
from polkka.kit.text import LineInput
from search.loading import search
from search.query import Query

from . import published

LONGEST = 300
OFFERED = 5
_NAME = re.compile(rf"(?<!\w)({PublicId.regex})(?!\w)")


class PracticeInput(LineInput):
    """Gives the permanent name of one published practice; offers those that words may mean."""

    default_error_messages = {
        "nothing": _("No published practice was found. Write its permanent name, its address or words of its title."),
        "several": _("Which of these? Write its permanent name: %(offered)s"),
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST, **options)

    def clean(self, value: Any) -> Any:
        words = super().clean(value)
        named = [name.upper() for name in _NAME.findall(words)]
        if cards := published.cards(named):
            return cards[0].public_id
        found = search(Query(words[:200], language=current(), page_size=OFFERED)).hits if words else ()
        cards = published.cards([hit.public_id for hit in found])
        same = [card for card in cards if card.title.casefold() == words.casefold()]
        if len(cards) == 1 or len(same) == 1:
            return (same or cards)[0].public_id
        if not cards:
            raise ValidationError(self.error_messages["nothing"], code="nothing")
        offered = "; ".join(f"{card.public_id} {card.title}" for card in cards)
        raise ValidationError(self.error_messages["several"], code="several", params={"offered": offered})
