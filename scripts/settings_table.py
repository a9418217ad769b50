"""`python -m scripts.settings_table`: write the page of settings for operators anew, from polkka/variables.py."""

from pathlib import Path

from polkka import variables

PAGE = Path(__file__).resolve().parent.parent / "docs" / "operators" / "settings.md"
HEAD = """# Settings

All from the environment, or from a file `.env` beside `manage.py`; the environment wins. A malformed value stops the
start with the name of its variable. Durations are in seconds; yes and no are `true` and `false`. This page is made of
`polkka/variables.py` by `python -m scripts.settings_table`.

"""


def page() -> str:
    """The whole page as Markdown."""
    return HEAD + variables.markdown()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
