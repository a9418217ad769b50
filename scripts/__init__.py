"""Tools of the repository; scripts/dev.py is the way in."""
