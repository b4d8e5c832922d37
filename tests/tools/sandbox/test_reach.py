"""No module that leads out is reached from the allowed ones by allowed names."""

import json
import subprocess
import sys

import pytest

SCRIPT = """
import importlib, json, sys, types, warnings
from districtbot.tools.sandbox.rules import ON_FILES, ON_MAP, attribute_problem
rules = {"map": ON_MAP, "files": ON_FILES}[sys.argv[1]]
todo = []
for name in sorted(rules.imports | {"matplotlib.pyplot", "scipy.stats"}):
    todo.append((importlib.import_module(name), name))
warnings.simplefilter("ignore")
seen, reached = set(), {}
while todo:
    module, path = todo.pop(0)
    if module in seen:
        continue
    seen.add(module)
    reached.setdefault(module.__name__.split(".")[0], path)
    for name in sorted(dir(module)):
        if not attribute_problem(name, rules):
            try:
                found = getattr(module, name)
            except Exception:
                continue
            if isinstance(found, types.ModuleType):
                todo.append((found, path + "." + name))
print(json.dumps(reached))
"""

OUTWARD = """
    asyncio atexit builtins code codeop concurrent copyreg ctypes _ctypes fcntl gc genericpath
    glob http importlib _frozen_importlib _imp inspect io _io linecache logging marshal mmap
    multiprocessing nt ntpath os pathlib pickle _pickle pkgutil posix posixpath pty pydoc resource
    runpy select selectors shutil signal site socket _socket subprocess sys sysconfig tempfile
    threading _thread traceback types urllib weakref webbrowser zipfile zipimport"""


FOR_FILES = ("io", "_io", "pathlib", "shutil", "zipfile")
"""Modules that code may use that works on files."""


@pytest.mark.slow
@pytest.mark.parametrize("rules", ["map", "files"])
def test_no_way_out_by_modules(rules: str) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", SCRIPT, rules],
        capture_output=True,
        text=True,
        timeout=120,
    )
    reached = json.loads(done.stdout)
    assert len(reached) > 20
    outward = set(OUTWARD.split()) - set(FOR_FILES if rules == "files" else ())
    assert {name: path for name, path in reached.items() if name in outward} == {}
