"""What rules raise when they do not do what somebody asked."""

from django.utils.functional import Promise


class Refused(Exception):
    """What was asked cannot be done; `str()` is a sentence for the person, in the language of the moment."""

    def __init__(self, message: str | Promise) -> None:
        super().__init__(message)
        self.message = message
