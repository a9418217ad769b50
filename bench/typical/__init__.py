"""The search as it is usually built with Django and PostgreSQL, to measure against; no part of the portal."""
