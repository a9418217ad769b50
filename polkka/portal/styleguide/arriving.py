"""What a person is asked of a school or project that is not in the list."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class Proposal(forms.Form):
    """The fields of a proposal with invented answers, one of them missing."""

    use_required_attribute = False
    project_name = forms.CharField(label=_("Name of the project"))
    school_name = forms.CharField(label=_("Name of the school"))
    municipality = forms.CharField(label=_("Municipality"), error_messages={"required": _("Write the municipality.")})
    kind = forms.ChoiceField(label=_("What is it?"), choices=[("school", _("basic education school"))])


def samples() -> dict[str, Any]:
    """A proposal as it was sent without its municipality."""
    sent = {"project_name": "Meren yli", "school_name": "Kallion koulu", "kind": "school"}
    return {"proposal": Proposal(sent, auto_id="g_%s", label_suffix="")}
