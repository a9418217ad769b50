"""Our own rules for code that can do harm: what may be used nowhere, or only in the modules named with it."""

import ast
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

Found = Iterator[ast.AST]
OURS = ("polkka", "practices", "projects", "network", "criteria", "search", "taxonomy")
BUILT_IN = {"eval", "exec", "compile", "open", "__import__"}


class Module:
    """One module: every name in it as the dotted name it was imported by."""

    def __init__(self, source: str) -> None:
        self.source = source

    @cached_property
    def nodes(self) -> list[ast.AST]:
        return list(ast.walk(ast.parse(self.source)))

    @cached_property
    def held(self) -> dict[str, str]:
        """Name in the module → the dotted name it was imported by."""
        held = {name: f"builtins.{name}" for name in BUILT_IN}
        for node in self.nodes:
            if isinstance(node, ast.Import):
                held |= {one.asname or one.name.split(".")[0]: _whole(one) for one in node.names}
            elif isinstance(node, ast.ImportFrom):
                before = f"{'.' * node.level}{node.module or ''}"
                held |= {one.asname or one.name: f"{before}.{one.name}" for one in node.names}
        return held

    def dotted(self, node: ast.AST) -> str:
        """`timezone.now` as django.utils.timezone.now; of what is no imported name the last part with a dot, or ""."""
        if isinstance(node, ast.Name):
            return self.held.get(node.id, "")
        if isinstance(node, ast.Attribute):
            before = self.dotted(node.value)
            return f"{before}.{node.attr}" if before and not before.startswith("?") else f"?.{node.attr}"
        return ""

    def uses(self, *wanted: str) -> Found:
        """Where one of these is imported or used; `?.name`: an attribute of something that is no module of ours."""
        if not self.speaks_of(*(one.rpartition(".")[2] for one in wanted)):
            return
        for node in self.nodes:
            said = _named(node) if isinstance(node, ast.Import | ast.ImportFrom) else [self.dotted(node)]
            if any(_is_of(one, it) for one in said for it in wanted):
                yield node

    def speaks_of(self, *words: str) -> bool:
        """Whether any of these words stands in the source at all, which is quickly seen."""
        return any(word in self.source for word in words)

    def calls(self, *wanted: str) -> Iterator[ast.Call]:
        if not self.speaks_of(*(one.rpartition(".")[2] for one in wanted)):
            return
        for node in self.nodes:
            if isinstance(node, ast.Call) and any(_is_of(self.dotted(node.func), one) for one in wanted):
                yield node


def _whole(one: ast.alias) -> str:
    return one.name if one.asname else one.name.split(".")[0]


def _named(node: ast.Import | ast.ImportFrom) -> list[str]:
    if isinstance(node, ast.Import):
        return [one.name for one in node.names]
    return [f"{'.' * node.level}{node.module or ''}.{one.name}" for one in node.names]


def _is_of(said: str, wanted: str) -> bool:
    if wanted.startswith("?."):
        ours = said.lstrip(".").split(".")[0] in OURS or said.startswith(".")
        return said.endswith(wanted[1:]) and not (ours and not said.startswith("?"))
    return said == wanted or said.startswith(f"{wanted}.")


def _uses(*wanted: str) -> Callable[[Module], Found]:
    return lambda module: module.uses(*wanted)


@lru_cache(maxsize=1_000)
def _module(source: str) -> Module:
    return Module(source)


def _shown_unescaped(module: Module) -> Found:
    yield from module.uses("django.utils.safestring.mark_safe", "django.utils.html.html_safe")
    for call in module.calls("django.utils.safestring.SafeString", "django.utils.safestring.SafeText"):
        if not (len(call.args) == 1 and isinstance(call.args[0], ast.Constant)):
            yield call
    for call in module.calls("django.utils.html.format_html"):
        if call.args and isinstance(call.args[0], ast.JoinedStr | ast.BinOp):
            yield call


def _sql(module: Module) -> Found:
    yield from module.uses("django.db.models.expressions.RawSQL")
    yield from module.calls("?.cursor", "?.raw", "?.extra", "?.executescript", "django.db.connection.cursor")


def _written(module: Module) -> Found:
    yield from module.uses("?.write_text", "?.write_bytes")
    for call in [*module.calls("builtins.open"), *module.calls("?.open")]:
        modes = [
            one.value for one in [*call.args, *(key.value for key in call.keywords)] if isinstance(one, ast.Constant)
        ]
        if any(isinstance(mode, str) and set(mode) <= set("rwaxb+t") and set(mode) & set("wax") for mode in modes):
            yield call


def _through_a_shell(module: Module) -> Found:
    yield from module.uses("os.system", "os.popen", "commands", "pty")
    for node in module.nodes if module.speaks_of("shell") else ():
        if isinstance(node, ast.keyword) and node.arg == "shell":
            yield node


def _naive_times(module: Module) -> Found:
    yield from module.uses("datetime.datetime.utcnow", "datetime.datetime.utcfromtimestamp", "datetime.date.today")
    yield from module.uses("datetime.datetime.today")
    for call in module.calls("datetime.datetime.now"):
        if not (call.args or call.keywords):
            yield call
    for call in module.calls("datetime.datetime.fromtimestamp"):
        if len(call.args) + len(call.keywords) < 2:
            yield call


def _put_together(module: Module) -> Found:
    """Messages for the log that are put together before: what came with the request would be read as a pattern."""
    for call in module.nodes if module.speaks_of("log.", "logger.", "logging.", "audit.") else ():
        is_log = (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr in ("debug", "info", "warning", "error", "exception", "critical")
            and isinstance(call.func.value, ast.Name)
            and call.func.value.id in ("log", "logger", "logging", "audit")
        )
        if is_log and isinstance(call, ast.Call) and call.args and not isinstance(call.args[0], ast.Constant):
            yield call


def _past_the_door(*models: str, then: str) -> Callable[[Module], Found]:
    """Uses of the managers of these models that are not followed at once by `then`."""

    def found(module: Module) -> Found:
        if not module.speaks_of(*(f"{model}." for model in models)):
            return
        inside = {id(node.value) for node in module.nodes if isinstance(node, ast.Attribute) and node.attr == then}
        for node in module.nodes:
            is_manager = isinstance(node, ast.Attribute) and node.attr in ("objects", "unscoped", "_base_manager")
            if not (is_manager and isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)):
                continue
            if node.value.id in models and id(node) not in inside:
                yield node

    return found


@dataclass(frozen=True)
class Rule:
    """`found` tells where a module breaks it; `among`: the modules it is for; `named`: those that may, with why.

    `planted` is source that breaks it.
    """

    name: str
    found: Callable[[Module], Found]
    planted: tuple[str, ...]
    named: tuple[str, ...] = ()
    among: tuple[str, ...] = OURS

    def breaks(self, path: str, source: str) -> list[int]:
        """The lines of this module that break the rule."""
        if not path.startswith(self.among) or path.startswith(self.named or ("\0",)):
            return []
        return sorted({getattr(node, "lineno", 0) for node in self.found(_module(source))})


PRIVATE = (
    "Answer", "Assessment", "Attachment", "Author", "Comment", "GateAnswer", "HistoryEntry", "Invitation", "Point",
    "Practice", "Rough", "Text", "Version", "VersionAttachment", "VersionConcept",
)  # fmt: skip
RULES = (
    Rule(
        "HTML that nobody escapes",
        _shown_unescaped,
        (
            "from django.utils.safestring import mark_safe\nmark_safe(text)",
            "from django.utils import safestring\nsafestring.mark_safe(text)",
            "from django.utils.safestring import SafeString\nSafeString(text)",
            "from django.utils.html import format_html\nformat_html(f'<b>{text}</b>')",
        ),
        named=("polkka/kit/markdown.py", "polkka/portal/styleguide/"),
    ),
    Rule(
        "a form without protection against others’ forms",
        _uses("django.views.decorators.csrf.csrf_exempt"),
        (
            "from django.views.decorators.csrf import csrf_exempt",
            "from django.views.decorators import csrf\ncsrf.csrf_exempt(v)",
        ),
        named=("polkka/portal/views/letters.py", "polkka/portal/views/wish.py"),
    ),
    Rule(
        "addresses made of what the request says of its host",
        _uses("?.get_host", "?.build_absolute_uri", "?.get_port"),
        ("url = request.build_absolute_uri('/')", "def f(self):\n    return self.request.get_host()"),
        # these only compare an address that was sent with the host that was asked
        named=("polkka/kit/requests.py", "polkka/admin.py", "network/second_step.py", "polkka/portal/views/letters.py"),
    ),
    Rule(
        "SQL by hand",
        _sql,
        (
            "from django.db import connection\nconnection.cursor()",
            "Version.objects.raw('select 1')",
            "rows.extra(where=['1=1'])",
            "from django.db.models.expressions import RawSQL",
        ),
        named=(
            "polkka/upkeep/replica.py",
            "polkka/upkeep/counting.py",
            "search/loading.py",
            "polkka/upkeep/read_only.py",
            "polkka/upkeep/cache_rows.py",
            "polkka/operations/",
        ),
    ),
    Rule(
        "rows for spreadsheets without their shield against formulas",
        _uses("csv.writer", "csv.DictWriter"),
        ("import csv\ncsv.writer(out)", "from csv import DictWriter"),
        named=("polkka/kit/spreadsheets.py",),
    ),
    Rule(
        "private rows in public pages",
        _past_the_door(*PRIVATE, then="\0"),
        ("from practices.models import Version\nVersion.unscoped.all()", "Text._base_manager.all()"),
        among=("polkka/portal/",),
    ),
    Rule(
        "schools and projects that nobody has confirmed, in public pages",
        _past_the_door("Project", "Organisation", then="confirmed"),
        ("Project.objects.all()", "rows = Organisation.objects.filter(pk=1)"),
        among=("polkka/portal/",),
    ),
    Rule(
        "people in public pages",
        _past_the_door("User", then="\0"),
        ("User.objects.first()",),
        named=("polkka/portal/letters.py", "polkka/portal/wishes.py"),  # to whom a letter goes; never shown
        among=("polkka/portal/",),
    ),
    Rule(
        "versions and assessments past their door",
        _past_the_door("Version", "Assessment", then="for_user"),
        ("Version.unscoped.get(pk=pk)", "rows = Assessment.unscoped.all()"),
        # of what was fetched through the door a line before
        named=tuple(f"practices/views/{name}.py" for name in ("assessment", "from_file", "lines", "moves", "people")),
        among=("practices/views/",),
    ),
    Rule(
        "files written outside the modules that write them whole or not at all",
        _written,
        ("open('x', 'w')", "path.open(mode='ab')", "path.write_text('x')"),
        named=("practices/files/storing.py", "practices/exporting.py", "polkka/kit/styles.py", "polkka/operations/"),
    ),
    Rule(
        "other programs",
        _uses("subprocess", "multiprocessing"),
        ("import subprocess", "from subprocess import run"),
        named=("practices/files/checking.py", "practices/tabular/reading.py", "polkka/operations/backups/"),
    ),
    Rule("a shell", _through_a_shell, ("import os\nos.system('ls')", "run(['ls'], shell=True)")),
    Rule(
        "code or objects out of data",
        _uses(
            "pickle",
            "marshal",
            "shelve",
            "dill",
            "yaml",
            "builtins.eval",
            "builtins.exec",
            "builtins.compile",
            "builtins.__import__",
        ),
        ("import pickle", "from yaml import load", "eval('1')", "exec(code)"),
    ),
    Rule(
        "parsers of XML that believe what they read",
        _uses(
            "xml.etree", "xml.dom", "xml.parsers", "xml.sax.parse", "xml.sax.parseString", "xml.sax.make_parser", "lxml"
        ),
        ("from xml.etree import ElementTree", "import lxml.etree", "import xml.dom.minidom"),
    ),
    Rule("chance that can be guessed", _uses("random", "numpy.random"), ("import random", "from random import choice")),
    Rule(
        "hashes that are broken",
        _uses("hashlib.md5", "hashlib.sha1", "hashlib.new"),
        ("import hashlib\nhashlib.md5(b'')", "from hashlib import sha1"),
    ),
    Rule(
        "times without a zone",
        _naive_times,
        (
            "from datetime import datetime\ndatetime.now()",
            "import datetime\ndatetime.date.today()",
            "from datetime import datetime\ndatetime.utcnow()",
        ),
    ),
    Rule(
        "ways out to other machines",
        _uses("urllib.request", "http.client", "socket", "requests", "httpx", "smtplib", "ftplib", "telnetlib"),
        ("import socket", "from urllib.request import urlopen", "import requests"),
        named=("practices/fetching.py", "polkka/upkeep/posting.py", "polkka/upkeep/outbox.py"),
    ),
    Rule(
        "behaviour that hangs on DEBUG",
        _uses("django.conf.settings.DEBUG"),
        ("from django.conf import settings\nif settings.DEBUG: pass",),
        named=("polkka/kit/headers.py", "practices/management/commands/import_texts.py"),
    ),
    Rule(
        "the environment, past the table of variables",
        _uses("os.environ", "os.getenv", "os.putenv"),
        ("import os\nos.environ['X']", "from os import getenv"),
        named=("polkka/wsgi.py", "search/analysis/lemmas.py", "polkka/operations/"),
    ),
    Rule(
        "names of temporary files that another may take",
        _uses("tempfile.mktemp"),
        ("import tempfile\ntempfile.mktemp()",),
    ),
    Rule(
        "messages for the log that are put together",
        _put_together,
        ("log.info(f'{user} came')", "logger.error('%s' % x)"),
    ),
)
