"""The public pages, one module per kind of page."""

from .api import description as api_description
from .api import feed
from .api import practices as api_practices
from .completion import suggestions
from .front import cover, home, permanent, robots, styleguide, to_language
from .lists import organisation, organisations, project, projects
from .practices import contact, practice, practices
from .texts import criteria, page
from .wish import wish, wish_thanks

__all__ = [
    "api_description",
    "api_practices",
    "contact",
    "cover",
    "criteria",
    "feed",
    "home",
    "organisation",
    "organisations",
    "page",
    "permanent",
    "practice",
    "practices",
    "project",
    "projects",
    "robots",
    "styleguide",
    "suggestions",
    "to_language",
    "wish",
    "wish_thanks",
]
