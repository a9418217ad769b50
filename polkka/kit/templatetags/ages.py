"""How long ago something was, in the words of people."""

from datetime import datetime

from django import template
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

register = template.Library()
AN_HOUR = 60  # minutes


@register.filter
def age(since: datetime | None) -> str:
    """Whole days since then, by the calendar: today, yesterday, 5 days ("" if it is not known)."""
    if since is None:
        return ""
    days = (timezone.localdate() - timezone.localtime(since).date()).days
    if days < 1:
        return _("today")
    return _("yesterday") if days == 1 else ngettext("%(n)d day", "%(n)d days", days) % {"n": days}


@register.filter
def minutes_ago(since: datetime) -> str:
    """Minutes up to an hour, then hours."""
    minutes = max(0, int((timezone.now() - since).total_seconds() // 60))
    if minutes < AN_HOUR:
        return ngettext("%(n)d minute ago", "%(n)d minutes ago", minutes) % {"n": minutes}
    hours = minutes // AN_HOUR
    return ngettext("%(n)d hour ago", "%(n)d hours ago", hours) % {"n": hours}
