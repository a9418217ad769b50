"""The shell of the house: settings, routes, access, the admin site."""
