"""Signing in: an address nobody has used yet becomes a person who is unverified until the code comes back."""

from allauth.account.forms import ConfirmLoginCodeForm, RequestLoginCodeForm
from django.core.validators import MaxLengthValidator
from django.utils.translation import gettext_lazy as _

from polkka.kit.forms import LONGEST_ADDRESS, NO_ADDRESS

from .models import User
from .people import make_unverified


class RequestCodeForm(RequestLoginCodeForm):
    """Asks for a code; makes the person if the address is new."""

    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["email"]
        field.label = _("E-mail address")
        field.help_text = _("We send a code to this address. There is no password.")
        field.error_messages |= {
            "required": _("Write your e-mail address."),
            "invalid": NO_ADDRESS,
        }
        field.widget.attrs.pop("placeholder", None)
        field.validators.append(MaxLengthValidator(LONGEST_ADDRESS))

    def clean_email(self) -> str:
        """Make the person only after the limits have let the request through."""
        email: str = super().clean_email()
        if self._user is None and not User.objects.filter(email=email).exists():
            make_unverified(email)
            self._user = User.objects.filter(email=email, is_active=True).first()
        return email


class CodeForm(ConfirmLoginCodeForm):
    """Asks for the code of the message."""

    use_required_attribute = False

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("Code")
        field.error_messages["required"] = _("Write the code of the message.")
        field.widget.attrs = {"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "characters"}
