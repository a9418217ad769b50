"""POLKKA in numbers: what there is now, counted live, beside what the first POLKKA told of itself in 2012."""

from dataclasses import dataclass
from datetime import date

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from polkka.upkeep import counting
from practices import published
from practices.states import Label
from projects.models import Project
from search.loading import current
from search.query import Query

DAYS = 30
IN_THEIR_PLACE = ("municipalities", "at_home", "languages")
FIRST_PRACTICES, FIRST_VISITORS, FIRST_PROJECTS = 32, 1045, 80
PRACTICES_ON, VISITORS_ON = date(2012, 7, 31), date(2012, 10, 4)


@dataclass(frozen=True)
class Then:
    """What the first POLKKA told: the number, "more than" it, the day it was told (None: 2012) and what it counts."""

    number: int
    is_more: bool
    day: date | None
    definition: str

    @property
    def shown(self) -> str:
        return number_format(self.number, force_grouping=True)


@dataclass(frozen=True)
class Figure:
    """A number of today: what there are so many of, how it is counted, and the first POLKKA’s beside it."""

    code: str
    number: int
    text: str
    definition: str
    then: Then | None = None

    @property
    def shown(self) -> str:
        return number_format(self.number, force_grouping=True)


def figures(at: int) -> tuple[Figure, ...]:
    """Every number there is something of, in the language of the moment: two queries, one more after a change."""
    results = current(at).search(Query(page_size=0))
    total, counts = results.total, results.counts
    if not total:
        return ()
    census, n_projects, views = published.census(at), Project.objects.confirmed().count(), counting.views(DAYS)
    assessed = sum(count for label, count in counts.get("label", {}).items() if label != Label.DESCRIBED)
    found = (
        Figure(
            "practices", total, ngettext("published practice", "published practices", total),
            _("Practices that can be read on this site today, each counted once whatever its languages."),
            Then(FIRST_PRACTICES, False, PRACTICES_ON, _("good practices recorded on the first POLKKA")),
        ),
        Figure(
            "projects", n_projects, ngettext("project on the list", "projects on the list", n_projects),
            _("Projects on the list of this site, running and ended."),
            Then(FIRST_PROJECTS, True, None, _("development projects under the four coordination projects")),
        ),
        Figure(
            "views", views, ngettext("reading of a practice", "readings of practices", views),
            _(
                "How many times a practice was opened in the last 30 days. Nobody is followed and machines are left"
                " out, so one reader may count many times."
            ),
            Then(FIRST_VISITORS, False, VISITORS_ON, _("visitors on the first POLKKA")),
        ),
        Figure(
            "organisations", owners := census.organisations,
            ngettext("organisation that publishes", "organisations that publish", owners),
            _("Schools, municipalities and others that own a published practice."),
        ),
        Figure(
            "municipalities", towns := census.municipalities,
            ngettext("municipality taking part", "municipalities taking part", towns),
            _("Where those organisations are."),
        ),
        Figure(
            "assessed", assessed, ngettext("practice assessed", "practices assessed", assessed),
            _("Practices with the label Peer-assessed, Expert-assessed or Rooted."),
        ),
        Figure(
            "at_home", at_home := counts.get("travel", {}).get("none", 0),
            ngettext("practice needs no journey", "practices need no journey", at_home),
            _("Practices whose authors say that nobody has to travel."),
        ),
        Figure(
            "languages", languages := len(counts.get("language", {})),
            ngettext("language of practices", "languages of practices", languages),
            _("Languages in which a practice can be read whole."),
        ),
    )  # fmt: skip
    return tuple(figure for figure in found if figure.number or figure.then)


def in_short(all_figures: tuple[Figure, ...]) -> tuple[Figure, ...]:
    """Three for the front page: those with a number of the first POLKKA beside them, then others."""
    some = [figure for figure in all_figures if figure.number]
    compared = [figure for figure in some if figure.then]
    return (*compared, *(figure for figure in some if figure.code in IN_THEIR_PLACE))[:3]
