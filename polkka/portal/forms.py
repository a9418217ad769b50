"""Forms that readers fill in without signing in."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from polkka.kit.forms import LONGEST_ADDRESS, NO_ADDRESS
from polkka.kit.text import LineInput, ProseInput

from .models import LONGEST_FEEDBACK, LONGEST_WISH, LONGEST_WORDS, Feedback
from .query import LONGEST_PATH

LONGEST_QUESTION = 2000
ROOM = 100  # characters left for what is chosen, which is kept with the words
PROBLEMS = {
    "link": _("A link does not work"),
    "old": _("The information is out of date"),
    "text": _("Something in the text is wrong"),
    "shown": _("A person or a picture should not be shown"),
    "other": _("Something else"),
}


def email_field(**options: Any) -> forms.EmailField:
    """The address of whoever writes."""
    widget = forms.EmailInput({"autocomplete": "email"})
    errors = {"invalid": NO_ADDRESS, **options.pop("error_messages", {})}
    return forms.EmailField(
        label=_("E-mail address"), max_length=LONGEST_ADDRESS, widget=widget, error_messages=errors, **options
    )


class LetterForm(forms.Form):
    """What readers send. `website` is a field that people do not see: who fills it in is a machine.

    Faults of the whole letter are told at the field `main`.
    """

    use_required_attribute = False
    main = "text"
    late = _("The page had been open for long. Send your message again.")
    many = _("You have sent many messages. Wait %(minutes)s minutes and send this one again.")

    website = forms.CharField(required=False)
    token = forms.CharField(required=False, widget=forms.HiddenInput)


class WishForm(LetterForm):
    """What a reader looked for."""

    main = "words"
    late = _("The page had been open for long. Send your wish again.")
    many = _("You have sent many wishes. Wait %(minutes)s minutes and send this one again.")

    words = LineInput(
        label=_("What did you look for?"),
        help_text=_("A few words, as you would search for it."),
        max_length=LONGEST_WORDS,
        error_messages={"required": _("Write what you looked for.")},
    )
    purpose = ProseInput(
        label=_("What do you need it for?"),
        help_text=_("For whom, in which school stage, in what situation."),
        max_length=LONGEST_WISH,
        required=False,
        widget=forms.Textarea({"rows": 4}),
    )
    email = email_field(
        help_text=_(
            "If you want an answer. Only the coordinators see it, and it is removed with the wish after 400 days."
        ),
        required=False,
    )


class QuestionForm(LetterForm):
    """A question to the authors of a practice."""

    text = ProseInput(
        label=_("Your message"),
        help_text=_("Tell what your class is like and what you would like to know. A few lines are enough."),
        max_length=LONGEST_QUESTION,
        widget=forms.Textarea({"rows": 7}),
        error_messages={"required": _("Write your message.")},
    )
    name = LineInput(
        label=_("Your name"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("Write your name.")},
    )
    email = email_field(
        help_text=_("The answer comes here. Whoever answers gets your name and address with the message."),
        error_messages={"required": _("Write your e-mail address, so that you can be answered.")},
    )


class ReportForm(LetterForm):
    """A problem with a practice."""

    what = forms.ChoiceField(
        label=_("What is wrong?"),
        choices=list(PROBLEMS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong.")},
    )
    text = ProseInput(
        label=_("Tell more"),
        help_text=_("Which link, sentence or picture is it, and what should stand there?"),
        max_length=LONGEST_FEEDBACK - ROOM,
        widget=forms.Textarea({"rows": 5}),
        error_messages={"required": _("Tell in a few words what the problem is.")},
    )
    email = email_field(
        help_text=_("If you want an answer. It is removed with the message after 400 days."), required=False
    )


class FeedbackForm(LetterForm):
    """Feedback on the site or on its accessibility."""

    kind = forms.ChoiceField(
        label=_("What is your feedback about?"),
        choices=[
            (Feedback.Kind.GENERAL.value, _("The site in general")),
            (Feedback.Kind.ACCESSIBILITY.value, _("Accessibility: something is hard or impossible to use")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what your feedback is about.")},
    )
    text = ProseInput(
        label=_("Your message"),
        help_text=_("If something did not work, tell what you tried to do and with which device or aid."),
        max_length=LONGEST_FEEDBACK,
        widget=forms.Textarea({"rows": 7}),
        error_messages={"required": _("Write your message.")},
    )
    page = LineInput(
        label=_("Page"),
        help_text=_("The address or the name of the page, if this is about one page."),
        max_length=LONGEST_PATH,
        required=False,
    )
    email = email_field(
        help_text=_("If you want an answer. It is removed with the message after 400 days."), required=False
    )
