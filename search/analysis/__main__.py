"""`python -m search.analysis` writes the word lists that analysis needs, where they are missing: part of the set-up."""

from . import prepare

if __name__ == "__main__":
    prepare()
