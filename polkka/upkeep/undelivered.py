"""Messages that did not arrive: which addresses take none, and why in the words of people."""

from datetime import datetime

from django.db.models import Max, Q
from django.utils.translation import gettext as _

from .models import Mail
from .outbox import REFUSED

_WORDS = (
    (("ConnectionRefusedError", "SMTPServerDisconnected", "SMTPConnectError", "gaierror"), "unreachable"),
    (("TimeoutError", "timeout"), "slow"),
    (("SMTPAuthenticationError", "SMTPNotSupportedError"), "sign_in"),
    (("SMTPRecipientsRefused", "SMTPSenderRefused", "SMTPDataError", "SMTPResponseException"), "later"),
    (("TemplateDoesNotExist", "TemplateSyntaxError"), "words"),
)


def refused_since(address: str) -> datetime | None:
    """When this address last refused a message for good; None if it never has, or has taken one since: one query."""
    refused = Q(state=Mail.State.PARKED, last_error__startswith=REFUSED)
    rows = Mail.objects.filter(address=address).aggregate(
        refused=Max("next_try_at", filter=refused), sent=Max("sent_at", filter=Q(state=Mail.State.SENT))
    )
    if rows["refused"] is None or (rows["sent"] and rows["sent"] > rows["refused"]):
        return None
    when: datetime = rows["refused"]
    return when


def why(error: str) -> str:
    """The last error of a message in words, "" for none; what the server answered stays as it is."""
    if not error:
        return ""
    if error.startswith(REFUSED):
        return _("The address does not receive mail. The server answered: %(answer)s") % {
            "answer": error.removeprefix(REFUSED)
        }
    name, _colon, answer = error.partition(":")
    code = next((code for names, code in _WORDS if name in names), "")
    return _told(code) % {"answer": answer.strip() or name}


def _told(code: str) -> str:
    return {
        "unreachable": _("The mail server cannot be reached (%(answer)s)."),
        "slow": _("The mail server did not answer in time (%(answer)s)."),
        "sign_in": _("The mail server did not let us in (%(answer)s)."),
        "later": _("The mail server did not take the message now (%(answer)s)."),
        "words": _("The message could not be written (%(answer)s)."),
    }.get(code, _("Sending failed (%(answer)s)."))
