"""People and organisations: users, memberships, duties, the table of roles."""
