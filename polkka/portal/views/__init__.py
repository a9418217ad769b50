"""The public pages, one module per kind of page."""

from .front import cover, home, permanent, robots, styleguide, to_language
from .lists import organisation, organisations, project, projects
from .practices import contact, practice, practices
from .texts import criteria, page

__all__ = [
    "contact",
    "cover",
    "criteria",
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
    "to_language",
]
