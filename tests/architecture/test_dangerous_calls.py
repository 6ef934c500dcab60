"""What is dangerous in Python is called nowhere, or in the files that say why."""

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from tests.architecture.source import PRODUCT, Module, modules, planted

NEVER = frozenset(
    {
        *("eval", "exec", "compile", "__import__"),
        *("os.system", "os.popen", "subprocess.getoutput"),
        *("hashlib.md5", "hashlib.new", "ssl._create_unverified_context"),
        *("yaml.load", "jinja2.Template", "Template"),
    }
)
"""Calls that run text, or a shell, or hash weakly, or trust anybody."""
NO_LIBRARIES = frozenset(
    {
        *("pickle", "marshal", "shelve", "dill", "yaml", "ctypes", "random"),
        *("xml", "lxml", "defusedxml", "ldap3", "ldap", "pymemcache"),
        *("requests", "httpx", "httpx2", "aiohttp", "ftplib", "telnetlib"),
    }
)
"""Objects made of bytes; chance that can be guessed; XML; other ways out."""
ONLY_IN: Mapping[str, frozenset[str]] = {
    "subprocess": frozenset({"referral/records/database_postgres_copy.py"}),
    "http.client": frozenset(
        {
            "referral/delivery/witnesses.py",
            "referral/vault/openid_http.py",
            "referral/vault/providers/transit_http.py",
        }
    ),
    "socket": frozenset(
        {
            "referral/delivery/addresses.py",
            "referral/delivery/mailing.py",
            "referral/delivery/partner_lines.py",
            "referral/vault/openid_http.py",
        }
    ),
    "smtplib": frozenset({"referral/delivery/mailing.py"}),
    "urllib.request": frozenset(),
    "hashlib.sha1": frozenset({"referral/vault/breached.py"}),
}
"""PostgreSQL's own programs; witnesses, a key service and an identity provider, by the
settings alone, and so a post server; partners' systems, at addresses two agreed to;
lists of stolen passwords are in SHA-1."""
PATTERNS = frozenset({"compile", "match", "fullmatch", "search", "sub", "finditer"})
PATTERNS_OF_OURS = frozenset({"referral/vault/notes.py", "api/dependencies.py"})
"""Files whose patterns are put together, from constants of their own."""


def imported(module: Module) -> Iterator[tuple[ast.stmt, str]]:
    """Every module and name that is imported, with the packages above it."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node, node.module
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def imports_of(module: Module) -> Iterator[str]:
    for node, name in imported(module):
        if name.partition(".")[0] in NO_LIBRARIES:
            yield module.at(node, f"imports {name}")
        if module.path not in ONLY_IN.get(name, {module.path}):
            yield module.at(node, f"imports {name}")


def calls_of(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Call):
            continue
        name = ast.unparse(node.func)
        if name in NEVER or module.path not in ONLY_IN.get(name, {module.path}):
            yield module.at(node, f"calls {name}")
        if any(word.arg == "shell" for word in node.keywords):
            yield module.at(node, "asks for a shell")
        if made_pattern(node, name) and module.path not in PATTERNS_OF_OURS:
            yield module.at(node, "makes a pattern")


def made_pattern(node: ast.Call, name: str) -> bool:
    """A pattern that is no text in the source: it could hold what somebody typed."""
    library, _, function = name.partition(".")
    if library != "re" or function not in PATTERNS or not node.args:
        return False
    return not isinstance(node.args[0], ast.Constant)


def dangerous(sources: list[Module]) -> list[str]:
    return [
        finding
        for module in sources
        for look in (imports_of, calls_of)
        for finding in look(module)
    ]


@pytest.mark.asvs(
    *("V1.2.5", "V1.2.9", "V1.3.2", "V1.3.6", "V1.5.1", "V1.5.2"),
    *("V6.5.3", "V11.4.1", "V13.2.4"),
)
def test_nothing_dangerous_is_called() -> None:
    assert dangerous(modules(*PRODUCT)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("eval(said)", "calls eval"),
        ("import os\nos.system(said)", "calls os.system"),
        ("import subprocess", "imports subprocess"),
        ("run(said, shell=True)", "asks for a shell"),
        ("from pickle import loads", "imports pickle"),
        ("import xml.etree.ElementTree", "imports xml.etree.ElementTree"),
        ("import random", "imports random"),
        ("from http import client\nimport http.client", "imports http.client"),
        ("import urllib.request", "imports urllib.request"),
        ("import hashlib\nhashlib.md5(said)", "calls hashlib.md5"),
        ("import hashlib\nhashlib.sha1(said)", "calls hashlib.sha1"),
        ("import re\nre.search(f'x{said}', 'y')", "makes a pattern"),
        ("from jinja2 import Template\nTemplate(said)", "calls Template"),
    ],
)
def test_a_planted_danger_is_found(tmp_path: Path, text: str, found: str) -> None:
    sources = planted(tmp_path, referral__actions__x=text)
    assert any(found in each for each in dangerous(sources))


def test_the_files_that_may_do_it_are_there_and_do_it() -> None:
    paths = {module.path: module.text for module in modules(*PRODUCT)}
    for name, files in ONLY_IN.items():
        assert all(name.rpartition(".")[2] in paths[file] for file in files)
    assert set(paths) >= PATTERNS_OF_OURS
