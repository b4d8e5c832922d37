"""Code that does not end, takes too much or says too much gets a short clear answer."""

import gc
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.tools.sandbox.limits import MOST_CODE, Limits, SandboxData
from districtbot.tools.sandbox.run import Sandbox, run_code

ENDLESS = {
    "loop": "while True: pass",
    "loop that prints": "while True: print('a' * 1000)",
    "loop that catches": "while True:\n    try:\n        1/0\n    except BaseException: pass",
    "generator": "sum(iter(int, 1))",
    "one long step": "9 ** 9 ** 9",
    "regular expression": "import re\nre.match('(a+)+$', 'a' * 60 + 'b')",
    "text of the error": (
        "class E(Exception):\n    def __str__(self):\n        while True: pass\nraise E()"
    ),
    "text of the value": "class A:\n    def __repr__(self):\n        while True: pass\nA()",
    "sleep": "import numpy as np\nnp.linalg.svd(np.ones((9000, 9000)))",
}
GREEDY = {
    "list": "[0] * 10**11",
    "text": "'a' * 10**11",
    "growing": "x = [1]\nwhile True: x += x",
    "array": "import numpy as np\nnp.ones(10**11)",
    "frame": "import pandas as pd\npd.DataFrame({'a': range(10**9)}).astype(object)",
}
DEEP = {
    "function": "def f(n): return f(n + 1)\nf(0)",
    "brackets": "(" * 5000 + ")" * 5000,
    "minus": "-" * 50_000 + "1" if MOST_CODE > 50_001 else "-" * 40_000 + "1",
    "attributes": "x" + ".a" * 20_000,
    "if": "\n".join(" " * n + "if 1:" for n in range(200)) + "\n" + " " * 200 + "1",
    "list in list": "x = []\nfor _ in range(10**6): x = [x]\nrepr(x)",
    "property": "class A:\n    def __eq__(self, o): return self == o\nA() == A()",
    "sorting": "class A:\n    def __lt__(self, o): return sorted([o, self])\nsorted([A(), A()])",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_endless_code_ends(name: str, run: Any) -> None:
    start = time.monotonic()
    ran = run(ENDLESS[name], seconds=0.4)
    assert not ran.ok
    assert ran.error == "TimeoutError: it took longer than 0.4 seconds"
    assert time.monotonic() - start < 4
    assert len(ran.stdout) <= 4_200


@pytest.mark.parametrize("name", GREEDY)
def test_memory_is_limited(name: str, run: Any) -> None:
    ran = run(GREEDY[name], memory_bytes=300 * 2**20, seconds=20.0)
    assert not ran.ok
    assert "emory" in ran.error
    assert len(ran.error) < 600


@pytest.mark.parametrize("name", DEEP)
def test_depth_is_limited(name: str, run: Any) -> None:
    ran = run(DEEP[name])
    assert not ran.ok
    assert 0 < len(ran.error) < 900


def test_output_is_shortened(run: Any) -> None:
    ran = run("for i in range(10**5): print(i)\n7", stdout_chars=100)
    assert ran.ok
    assert ran.value == 7
    assert ran.stdout.startswith("0\n1\n2\n")
    assert ran.stdout.endswith("... (588,790 more characters)")
    assert len(ran.stdout) < 160


def test_control_characters_are_not_shown(run: Any) -> None:
    ran = run("print('\\x1b[2J' + '\\u202e' + 'a\\tb')\n'\\x07'")
    assert "\x1b" not in ran.stdout
    assert "\u202e" not in ran.stdout
    assert "a\tb" in ran.stdout
    assert "\x07" not in ran.value


def test_printed_before_the_end_is_kept(run: Any) -> None:
    assert run("print('here')\nwhile True: pass", seconds=0.3).stdout == "here\n"


@pytest.mark.skipif(sys.platform == "win32", reason="limits of the operating system")
def test_files_are_limited(run: Any) -> None:
    code = "import numpy as np\nnp.savetxt('a.txt', np.ones(10**6))"
    ran = run(code, file_bytes=10_000)
    assert not ran.ok
    assert "OSError" in ran.error
    assert (
        run("import numpy as np\nnp.savetxt('a.txt', [1])\nfloat(np.loadtxt('a.txt'))").value == 1
    )


def _below(process: int) -> set[int]:
    """Every process started by one, and by those."""
    parents = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal():
            try:
                text = (folder / "stat").read_text()
            except OSError:
                continue
            parents[int(folder.name)] = int(text.rsplit(")", 1)[1].split()[1])
    found, todo = set(), {process}
    while todo:
        todo = {child for child, parent in parents.items() if parent in todo}
        found |= todo
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
def test_nothing_is_left_running_and_no_files() -> None:
    before = _below(os.getpid())
    with Sandbox() as place:
        place.run("1", SandboxData(), Limits(), Budget(None))
        idle = _below(os.getpid())
        home = place._worker._home
        assert home is not None
        for code in ("while True: pass", "print('a')", "1/0", "[0] * 10**12"):
            place.run(code, SandboxData(), Limits(seconds=0.3), Budget(None))
            assert _below(os.getpid()) == idle
            assert sorted(path.name for path in home.iterdir()) == ["shared"]
        assert len(idle - before) <= 2
    assert _below(os.getpid()) <= before
    assert not home.exists()


def test_a_sandbox_that_is_forgotten_goes_away() -> None:
    place = Sandbox()
    place.run("1", SandboxData(), Limits(), Budget(None))
    home = place._worker._home
    assert home is not None
    assert home.exists()
    del place
    gc.collect()
    assert not home.exists()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks into /proc")
@pytest.mark.slow
def test_a_killed_program_leaves_nothing(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from districtbot.ground.clock import Budget\n"
        "from districtbot.tools.sandbox.limits import Limits, SandboxData\n"
        "from districtbot.tools.sandbox.run import run_code\n"
        "run_code('1', SandboxData(), Limits(), Budget(None))\n"
        "print('ready', flush=True)\n"
        "run_code('while True: pass', SandboxData(), Limits(seconds=60), Budget(None))\n"
    )
    program = subprocess.Popen(
        [sys.executable, "-c", script],
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    with program:
        assert program.stdout is not None
        assert program.stdout.readline() == b"ready\n"
        time.sleep(0.3)
        below = _below(program.pid)
        assert len(below) >= 2
        program.kill()
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and any(Path(f"/proc/{one}/stat").exists() for one in below):
        time.sleep(0.05)
    assert not [one for one in below if Path(f"/proc/{one}/stat").exists()]
    assert list(tmp_path.iterdir()) == []


def test_a_budget_ends_a_run(sandbox: Sandbox) -> None:
    budget = Budget(None)
    threading.Timer(0.3, budget.stop).start()
    start = time.monotonic()
    ran = sandbox.run("while True: pass", SandboxData(), Limits(seconds=30), budget)
    assert ran.error == "it was stopped"
    assert time.monotonic() - start < 5
    assert sandbox.run("1", SandboxData(), Limits(), budget).error == "it was stopped"
    assert sandbox.run("2", SandboxData(), Limits(), Budget(None)).value == 2


def test_ctrl_c_ends_a_run(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    class Interrupted(Budget):
        @property
        def over(self) -> bool:
            if self.spent > 0.3:
                raise KeyboardInterrupt
            return False

    sandbox.run("1", SandboxData(), Limits(), Budget(None))
    with pytest.raises(KeyboardInterrupt):
        sandbox.run("while True: pass", SandboxData(), Limits(seconds=30), Interrupted(None))
    assert sandbox.run("2", SandboxData(), Limits(), Budget(None)).value == 2


def test_threads_take_turns(sandbox: Sandbox) -> None:
    values: list[object] = []

    def work(number: int) -> None:
        values.append(sandbox.run(f"{number} * 2", SandboxData(), Limits(), Budget(None)).value)

    threads = [threading.Thread(target=work, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(values, key=str) == [0, 10, 2, 4, 6, 8]


@pytest.mark.parametrize("code", ["", "  \n", "a" * (MOST_CODE + 1), "a\0b", "'\ud800'"])
def test_what_is_no_code_is_refused(code: str) -> None:
    with pytest.raises(AskError):
        run_code(code, SandboxData(), Limits(), Budget(None))


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("x = (1", "line 1: '(' was never closed `x = (1`"),
        ("if 1:\nx", "line 2: expected an indented block"),
        ("\n\n1/0", "ZeroDivisionError: division by zero (line 3 `1/0`)"),
        ("gdf", "NameError: name 'gdf' is not defined (line 1 `gdf`)"),
        ("def f(x):\n    return x['a']\nf({})", "KeyError: 'a' (line 3 `f({})`; line 2 `return"),
        ("import pandas as pd\npd.DataFrame()['a']", "KeyError: 'a' (line 2"),
        ("raise ValueError('a\\x1b[31m' + 'b' * 999)", "... ("),
        ("raise SystemExit", "SystemExit: the code ended itself"),
    ],
)
def test_errors_are_the_code_s_own_lines(code: str, words: str, run: Any) -> None:
    ran = run(code)
    assert not ran.ok
    assert words in ran.error
    assert "site-packages" not in ran.error
    assert "\x1b" not in ran.error
    assert len(ran.error) < 600


@pytest.mark.slow
def test_cold_is_as_warm(tmp_path: Path) -> None:
    code = "print('a')\nimport random\nrandom.Random().random()"
    results = []
    for warm in (True, False):
        with Sandbox(warm=warm) as place:
            ran = place.run(code, SandboxData(), Limits(), Budget(None))
            results.append((ran.ok, ran.stdout, ran.value))
            if not warm:
                endless = "print('a')\nwhile True: pass"
                late = place.run(endless, SandboxData(), Limits(seconds=0.5), Budget(None))
                assert late.error.startswith("TimeoutError")
                assert late.stdout == "a\n"
                assert place.run("import os", SandboxData(), Limits(), Budget(None)).error
                home = place._worker._home
                assert home is not None
                assert [path.name for path in home.iterdir()] == ["shared"]
    assert results[0] == results[1]
    assert results[0][0]
