"""Finnish dates as Django has them; a time in a sentence is told with klo: 20.3.2026 klo 9.30."""

SHORT_DATETIME_FORMAT = r"j.n.Y \k\l\o G.i"
