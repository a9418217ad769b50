"""Parts of addresses that have a form of their own."""

from django.urls import register_converter


class PublicId:
    """The permanent name of a practice, in small letters too: views read it with `.upper()`."""

    regex = "[0-9A-Za-z]{8}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(PublicId, "public_id")
PUBLIC_ID = "<public_id:public_id>"
