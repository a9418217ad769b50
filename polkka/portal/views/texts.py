"""Pages of text: the criteria, and the site's own texts."""

from types import SimpleNamespace

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from criteria.models import CriteriaSet, Criterion
from polkka.kit import markdown
from polkka.kit.access import public
from polkka.kit.languages import said, translated
from practices.states import Label

from ..models import SiteText
from .common import bare, show

LABEL_MEANINGS: dict[str, Promise] = {
    Label.DESCRIBED: _("Somebody has described it and it has been published. Nobody else has assessed it yet."),
    Label.PEER: _("At least two colleagues from elsewhere have assessed it against the criteria."),
    Label.EXPERT: _("An expert has assessed it too, and found at least step 2 in every criterion answered."),
    Label.ROOTED: _(
        "At least three others in two municipalities have taken it into use, one of them more than a year ago."
    ),
}


@public
@require_safe
@bare
def criteria(request: HttpRequest) -> HttpResponse:
    """How practices are assessed: the labels, and the criteria of today with their steps."""
    found = CriteriaSet.objects.filter(is_current=True).first()
    if found is None:
        raise Http404
    rows = found.criteria.prefetch_related("levels").order_by("order")
    names = [said(step) for step in found.scale]
    context = {
        "criteria_set": SimpleNamespace(
            introduction_html=markdown.render(translated(found, "introduction"), lower=0),
            criteria=[_told(criterion, names) for criterion in rows],
        ),
        "labels": tuple((label.step, label.label, LABEL_MEANINGS[label]) for label in Label),
    }
    return show(request, "portal/criteria.html", context)


def _told(criterion: Criterion, names: list[str]) -> SimpleNamespace:
    return SimpleNamespace(
        code=criterion.code,
        name=translated(criterion, "name"),
        question=translated(criterion, "question"),
        guiding=said(criterion.guiding) or (),
        sub_criteria=tuple((said(row["name"]), said(row["text"])) for row in criterion.sub_criteria),
        levels=tuple((level.step, names[level.step], translated(level, "text")) for level in criterion.levels.all()),
    )


@public
@require_safe
@bare
def page(request: HttpRequest, key: str) -> HttpResponse:
    """One of the site's own texts."""
    found = get_object_or_404(SiteText, key=key)
    html = markdown.render(translated(found, "body"), lower=0)
    return show(request, "portal/page.html", {"title": translated(found, "title"), "html": html})
