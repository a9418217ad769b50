"""Forms that readers fill in without signing in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from polkka.kit.text import LineInput, ProseInput

from .models import LONGEST_WISH, LONGEST_WORDS


class WishForm(forms.Form):
    """What a reader looked for. `website` is a field that people do not see: who fills it in is a machine."""

    use_required_attribute = False

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
    email = forms.EmailField(
        label=_("E-mail address"),
        help_text=_(
            "If you want an answer. Only the coordinators see it, and it is removed with the wish after 400 days."
        ),
        max_length=254,
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
        error_messages={"invalid": _("This is not an e-mail address. It should look like name@school.example.")},
    )
    website = forms.CharField(required=False)
    token = forms.CharField(required=False, widget=forms.HiddenInput)
