"""`python -m bench.fill NUMBER`: make so many practices in the database that DATABASE_URL names."""

import sys

import django

if __name__ == "__main__":
    django.setup()
    from bench import database

    database.fill(int(sys.argv[1]))
