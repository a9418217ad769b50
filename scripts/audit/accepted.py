"""What the tools find and is meant so: named one by one, each with its reason; what is found no longer must go."""

LICENCES = {
    "pyvoikko": "GPL-3.0: brings the Finnish dictionary; the EUPL goes together with it, and the README says so",
}
"""Package → why its licence is right for the portal."""
RULES = {
    "B101": "an assert tells the type checker what a value is; what comes from outside is refused in words instead",
}
"""Rule of bandit that is switched off → why."""
CODE = {
    ("network/factor.py", "B105", 'SECRET = "second-step-secret"'): "the name of a key in the session, no password",
    ("polkka/kit/markdown.py", "B308", "return mark_safe("): "the one place that makes HTML of Markdown, through nh3",
    ("polkka/kit/markdown.py", "B703", "return mark_safe("): "the same",
    ("polkka/kit/markdown.py", "B308", "return mark_safe(html)"): "the same",
    ("polkka/kit/markdown.py", "B703", "return mark_safe(html)"): "the same",
    ("polkka/operations/backups/postgres.py", "B404", "import subprocess"): "backups are made by PostgreSQL’s programs",
    (
        "polkka/operations/backups/postgres.py",
        "B603",
        "process = subprocess.Popen(command, stderr=subprocess.PIPE, **options)",
    ): "a list of words without a shell; the password is in the environment",
    (
        "polkka/operations/backups/postgres.py",
        "B603",
        'told = subprocess.run([_program(program), "--version"], capture_output=True, text=True, check=True).stdout',
    ): "a program named in the code",
    (
        "polkka/operations/backups/postgres.py",
        "B603",
        "told = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)",
    ): "a list of words without a shell; the password is in the environment",
    (
        "polkka/operations/backups/postgres.py",
        "B608",
        "with cursor.copy(f\"COPY (SELECT * FROM {quote(name)}{order and f' ORDER BY {order}'}) TO STDOUT\") as lines:",
    ): "names of tables and keys as the database lists them, quoted; no value",
    (
        "polkka/operations/backups/restoring.py",
        "B608",
        'cursor.execute(f"SELECT 1 FROM {connection.ops.quote_name(name)} LIMIT 1")',
    ): "the name of a table as the database lists it, quoted",
    (
        "polkka/operations/backups/sqlite.py",
        "B608",
        "for row in found.execute(f'SELECT * FROM \"{quoted}\" ORDER BY rowid'):",
    ): "the name of a table as the database lists it, quoted",
    ("polkka/portal/sitemap.py", "B406", "from xml.sax.saxutils import escape, quoteattr"): "writes XML, reads none",
    (
        "polkka/portal/styleguide/languages.py",
        "B703",
        'original=SafeString(f"<p>{AFTER}</p>"), since=(change,), fields=[form["summary"]], is_outdated=True,',
    ): "a constant of the style guide",
    (
        "polkka/upkeep/replica.py",
        "B608",
        'NUMBER = f"SELECT number FROM {Generation._meta.db_table} WHERE id = %s"',
    ): "the name of a table of our own, at import; the value is a parameter",
    ("practices/files/checking.py", "B404", "import subprocess"): "files are looked into in a process of its own",
    (
        "practices/files/checking.py",
        "B603",
        "done = subprocess.run(",
    ): "Python itself, by its path",
    ("practices/tabular/reading.py", "B404", "import subprocess"): "spreadsheets are read in a process of its own",
    (
        "practices/tabular/reading.py",
        "B603",
        "done = subprocess.run(",
    ): "Python itself, by its path",
}
"""(file, rule of bandit, the line of code) → why it is meant so."""
ATTACKS = {
    "Cross Site Request Forgery: POST /styleguide/": "forms shown as they look; the page answers to no POST (405)",
    "Cross Site Request Forgery: POST /en/desk/ABCD1234/comments/1/": "a form of the style guide, refused",
    "Cross Site Request Forgery: POST /en/desk/ABCD1234/comments/2/": "the same",
    "Cross Site Request Forgery: POST /en/desk/ABCD1234/comments/3/": "the same",
}
"""Beginning of what wapiti tells → why it is no fault."""
