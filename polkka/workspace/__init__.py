"""The coordinators’ first page in the admin: what waits, the overall picture, the month, and finding anything."""
