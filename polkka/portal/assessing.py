"""How assessing is told to readers: the path of a practice, what the labels mean, and how a result comes about.

The numbers in the sentences are those the rules count with; a changed rule changes the page.
"""

from types import SimpleNamespace

from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from criteria.scoring import ENOUGH, THIRD_OPINION
from practices.profiles import LEAST_MEDIAN, LEAST_TOTAL
from practices.states import Label

LABEL_MEANINGS: dict[str, str | Promise] = {
    Label.DESCRIBED: gettext_lazy(
        "Somebody has described it and it has been published. Nobody else has assessed it yet."
    ),
    Label.PEER: gettext_lazy("At least two colleagues from elsewhere have assessed it against the criteria."),
    Label.EXPERT: gettext_lazy("An expert has assessed it too, and found at least step 2 in every criterion answered."),
    Label.ROOTED: gettext_lazy(
        "At least three others in two municipalities have taken it into use, one of them more than a year ago."
    ),
}


def labels() -> tuple[tuple[int, str | Promise, str | Promise], ...]:
    """The labels from the first on: number of dots, name, meaning."""
    return tuple((label.step, label.label, LABEL_MEANINGS[label]) for label in Label)


def path() -> tuple[SimpleNamespace, ...]:
    """What happens to a practice from the text on, as steps with `title` and `html`."""
    told = (
        (
            _("The authors send it"),
            _(
                "A project or a school answers the guided questions and sends the text when it is ready. "
                "Until then only the authors see it."
            ),
        ),
        (
            _("A coordinator checks the basics"),
            _(
                "The coordinator of the theme goes through the first check below. A short tip may be published "
                "after it without assessment; it is then labelled Described."
            ),
        ),
        (
            _("Colleagues and an expert assess"),
            _(
                "Two teachers or project workers from elsewhere, and preferably an expert, read the text side by side "
                "with the criteria. Nobody assesses the work of their own organisation or project. Each gives a view "
                "before seeing the others’. They know the authors; nobody but the coordinators knows the assessors."
            ),
        ),
        (
            _("The coordinator decides"),
            _(
                "The coordinator reads the assessments, publishes the practice, returns it for changes or declines it, "
                "and gives the reasons in a letter. Nobody decides on a practice of their own. A poor result is shown "
                "to the authors only."
            ),
        ),
        (
            _("Readers see the label and the profile"),
            _(
                "A published practice shows its label first and, if it has been assessed, its profile of criteria. "
                "Practices are never put in order of merit."
            ),
        ),
    )
    return tuple(SimpleNamespace(title=title, html=format_html("<p>{}</p>", text)) for title, text in told)


def rules() -> tuple[tuple[str, str], ...]:
    """How answers become a result: (name, text)."""
    return (
        (_("Step"), _("The assessor chooses, for each criterion, the highest step whose description the text meets.")),
        (_("Not applicable"), _("A criterion that does not concern the practice is left out of the result.")),
        (
            _("Confidence"),
            _("The assessor says how sure the view is, from 1 to 3. It stands beside the view and is never counted."),
        ),
        (
            _("Median"),
            _("The result of a criterion is the middle one of the steps given, for colleagues and experts apart."),
        ),
        (
            _("Disagreement"),
            ngettext(
                "If two assessors are %(n)s step or more apart on a criterion or advise the opposite, we ask a third.",
                "If two assessors are %(n)s steps or more apart on a criterion or advise the opposite, we ask a third.",
                THIRD_OPINION,
            )
            % {"n": THIRD_OPINION},
        ),
        (
            _("Total score"),
            ngettext(
                "The total, 0–100, is 25 times the weighted mean of the medians of all criteria. "
                "It is given from %(n)s finished assessment on. It is an aid, and nothing is ranked by it.",
                "The total, 0–100, is 25 times the weighted mean of the medians of all criteria. "
                "It is given from %(n)s finished assessments on. It is an aid, and nothing is ranked by it.",
                ENOUGH,
            )
            % {"n": ENOUGH},
        ),
        (
            _("What readers see"),
            _(
                "Readers see the profile when at least %(n)d have assessed the practice, the total is at least "
                "%(total)d and no median is under %(median)d. Otherwise they see the label only, and the result "
                "is for the authors to work on."
            )
            % {"n": ENOUGH, "total": LEAST_TOTAL, "median": LEAST_MEDIAN},
        ),
    )
