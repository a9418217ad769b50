"""The public pages, one module per kind of page."""

from .api import description as api_description
from .api import feed, feed_json
from .api import practices as api_practices
from .behind import organisation, project
from .completion import suggestions
from .front import cover, home, in_numbers, permanent, styleguide, to_language
from .letters import contact, feedback, report, thanks
from .lists import organisations, projects
from .machines import icon, manifest, robots, security_txt, sitemap_part, sitemap_whole, to_manifest
from .overview import overview, overview_csv, overview_svg
from .practice import card, practice, share_picture, versions
from .practices import practices
from .rooms import coordination, level, stage, subject, tag, theme
from .texts import criteria, criteria_set, page
from .wish import wish, wish_thanks
from .words import follow, glossary

__all__ = [
    "api_description",
    "api_practices",
    "card",
    "contact",
    "coordination",
    "cover",
    "criteria",
    "criteria_set",
    "feed",
    "feed_json",
    "feedback",
    "follow",
    "glossary",
    "home",
    "icon",
    "in_numbers",
    "level",
    "manifest",
    "organisation",
    "organisations",
    "overview",
    "overview_csv",
    "overview_svg",
    "page",
    "permanent",
    "practice",
    "practices",
    "project",
    "projects",
    "report",
    "robots",
    "security_txt",
    "share_picture",
    "sitemap_part",
    "sitemap_whole",
    "stage",
    "styleguide",
    "subject",
    "suggestions",
    "tag",
    "thanks",
    "theme",
    "to_language",
    "to_manifest",
    "versions",
    "wish",
    "wish_thanks",
]
