"""Links into the rooms of the collection."""

from urllib.parse import urlencode

from django import template

from polkka.kit.languages import path_of
from polkka.portal.rooms import of_concept
from taxonomy.catalogue import Term

register = template.Library()


@register.filter
def room_url(term: Term) -> str:
    """The room of a concept, or the search for it where its vocabulary has no rooms."""
    room = of_concept(term.vocabulary, term.code)
    return room or f"{path_of('portal:practices')}?{urlencode({term.vocabulary: term.code})}"
