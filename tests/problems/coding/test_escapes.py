"""Attempts of code that works on files to get out, or to take more than it may.

The look at the code and the careful builtins are switched off, so what is tried meets the layers
below: any module can be imported here.
"""

import os
import socket
import subprocess
import sys
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.problems.coding.given import text_file
from districtbot.problems.coding.run import Runner
from districtbot.tools.sandbox import worker
from districtbot.tools.sandbox.landlock import version
from districtbot.tools.sandbox.limits import Limits, Ran, SandboxData
from districtbot.tools.sandbox.run import Sandbox

NO_LOOK = """
import builtins
from districtbot.tools.sandbox import child
child.check_code = lambda code, rules: compile(code, "<code>", "exec")
child.careful_builtins = lambda rules: vars(builtins)
main(home, warm=warm, apart=apart)
"""

READING = {
    "open": "open('SECRET.txt').read()",
    "pathlib": "from pathlib import Path\nPath('SECRET.txt').read_text()",
    "a file of the system": "open('/etc/passwd').read()",
    "os.open": "import os\nos.read(os.open('SECRET.txt', 0), 99)",
    "a path upwards": "open('../../../../../../../../../..SECRET.txt').read()",
    "a path of the home folder": (
        "from pathlib import Path\nlist(Path('~').expanduser().parent.iterdir())"
    ),
    "the user's home folder": "import os\nos.listdir('HOME')",
    "another working folder": "import os\nos.chdir('HOME')\nopen('secret.txt').read()",
    "pandas": "import pandas as pd\npd.read_csv('SECRET.txt')",
    "json": "import json\njson.load(open('SECRET.txt'))",
    "zipfile": "import zipfile\nzipfile.ZipFile('SECRET.zip').read('secret.txt')",
    "a link": "import os\nos.symlink('SECRET.txt', 'a')\nopen('a').read()",
    "a link by pathlib": (
        "from pathlib import Path\nPath('a').symlink_to('SECRET.txt')\nPath('a').read_text()"
    ),
    "a second name": "import os\nos.link('SECRET.txt', 'a')\nopen('a').read()",
    "a link in a tar": (
        "import io, tarfile\nb = io.BytesIO()\nt = tarfile.open(fileobj=b, mode='w')\n"
        "i = tarfile.TarInfo('a')\ni.type = tarfile.SYMTYPE\ni.linkname = 'SECRET.txt'\n"
        "t.addfile(i)\nt.close()\nb.seek(0)\ntarfile.open(fileobj=b).extractall()\nopen('a').read()"
    ),
    "a link in the given zip": (
        "import zipfile\nzipfile.ZipFile('given.zip').extractall()\n"
        "found = open('link').read()\nassert found.startswith('secret')\nanswer = found"
    ),
    "a rename": "import os\nos.rename('SECRET.txt', 'a')\nopen('a').read()",
    "a copy": "import shutil\nshutil.copy('SECRET.txt', 'a')\nopen('a').read()",
    "memory of a file": "import mmap\nmmap.mmap(-1, 4096)",
    "its own process": "open('/proc/self/environ').read()",
    "the program's process": "open('/proc/PARENT/environ').read()",
    "the environment": "import os\nanswer = os.environ['OPENAI_API_KEY']",
    "pickled code": "import pickle\npickle.loads(b\"cos\\nsystem\\n(S'true'\\ntR.\")",
    "a pickle of pandas": "import pandas as pd\npd.read_pickle('SECRET.txt')",
}
BY_LIBRARY = {
    "GDAL": "import geopandas as gpd\ngpd.read_file('SECRET.geojson')",
    "GDAL in a zip": "import pyogrio\npyogrio.read_dataframe('/vsizip/SECRET.zip/secret.geojson')",
    "GDAL up from a zip": (
        "import pyogrio\npyogrio.read_dataframe('/vsizip/given.zip/../../../..SECRET.geojson')"
    ),
    "GDAL of a link in a zip": (
        "import pyogrio\npyogrio.read_dataframe('/vsizip/given.zip/link.geojson')"
    ),
    "GDAL by a virtual table": (
        "open('a.vrt', 'w').write('<OGRVRTDataSource><OGRVRTLayer name=\"secret\">'\n"
        "    '<SrcDataSource>SECRET.geojson</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>')\n"
        "import pyogrio\npyogrio.read_dataframe('a.vrt')"
    ),
    "GDAL from the network": (
        "import pyogrio\npyogrio.read_dataframe('/vsicurl/http://127.0.0.1:PORT/a.geojson')"
    ),
    "GDAL writing outside": (
        "import geopandas as gpd\nfrom shapely import box\n"
        "gpd.GeoDataFrame(geometry=[box(0, 0, 1, 1)]).to_file('WITNESS.gpkg')"
    ),
    "C": (
        "import ctypes\nlibc = ctypes.CDLL(None)\nfd = libc.open(b'SECRET.txt', 0)\nassert fd >= 0"
    ),
}
REACHING = {
    "a socket": "import socket\nsocket.create_connection(('127.0.0.1', PORT), 2)",
    "a socket without Python's": "import _socket\n_socket.socket().connect(('127.0.0.1', PORT))",
    "urllib": "import urllib.request\nurllib.request.urlopen('http://127.0.0.1:PORT/', timeout=2)",
    "pandas from the network": "import pandas as pd\npd.read_csv('http://127.0.0.1:PORT/a.csv')",
    "shapes from the network": (
        "import geopandas as gpd\ngpd.read_file('http://127.0.0.1:PORT/a.geojson')"
    ),
    "a name": "import socket\nsocket.getaddrinfo('localhost', 80)",
    "a program": "import subprocess\nsubprocess.run(['touch', 'WITNESS'], check=True)",
    "a shell": "import os\nassert os.system('touch WITNESS') == 0",
    "a pipe": "import os\nos.popen('touch WITNESS').read()",
    "another program": "import os\nos.execv('/bin/touch', ['touch', 'WITNESS'])",
    "a program by its class": (
        "found = [c for c in ().__class__.__base__.__subclasses__() if c.__name__ == 'Popen']\n"
        "import subprocess\n(found or [subprocess.Popen])[0](['touch', 'WITNESS'])"
    ),
    "a fork": "import os\nos.fork()",
    "a fork bomb": "import os\nwhile True:\n    os.fork()",
    "a fork bomb that goes on": (
        "import os\nn = 0\nfor _ in range(1000):\n    try:\n        n += os.fork() >= 0\n"
        "    except OSError:\n        pass\nassert n"
    ),
    "a process that stays": (
        "import multiprocessing, time\n"
        "p = multiprocessing.get_context('fork').Process(target=time.sleep, args=(60,))\n"
        "p.daemon = False\np.start()"
    ),
    "a session of its own": "import os\nos.setsid()\nos.fork()",
    "killing the server": "import os\nos.kill(os.getppid(), 9)",
    "killing the program": "import os\nos.kill(PARENT, 9)",
    "killing all": "import os\nos.kill(-1, 9)",
    "killing by thread": "import signal, threading\nsignal.pthread_kill(threading.get_ident(), 9)",
    "the limits": "import resource\nresource.setrlimit(resource.RLIMIT_FSIZE, (10**12, 10**12))",
    "the hook": (
        "import sys\nseen = []\nsys.addaudithook(lambda *event: seen.append(event))\n"
        "open('given.txt')\nassert seen"
    ),
    "the hook's own memory": "import gc\ngc.get_objects()",
    "the rights of the disk": "import os\nos.chown('given.txt', 0, 0)",
    "a root of its own": "import os\nos.chroot('.')",
}
WRITING = {
    "open": "open('WITNESS', 'w')",
    "appending": "open('SECRET.txt', 'a')",
    "the folder above": "open('../witness', 'w')",
    "the packages": "import json\nopen(json.__file__ + '.witness', 'w')",
    "the cache": "open('CACHE/witness', 'w')",
    "a picture": "import matplotlib.pyplot as plt\nplt.plot([1])\nplt.savefig('WITNESS.png')",
    "a folder": "import os\nos.mkdir('WITNESS')",
    "a move": "import shutil\nshutil.move('given.txt', 'WITNESS')",
    "a rename outwards": "import os\nos.rename('given.txt', 'WITNESS')",
    "a removal": "import os\nos.remove('SECRET.txt')",
    "a tree": "import shutil\nshutil.rmtree('HOME')",
    "rights": "import os\nos.chmod('SECRET.txt', 0)",
    "a cut": "import os\nos.truncate('SECRET.txt', 0)",
    "a zip": "import zipfile\nzipfile.ZipFile('WITNESS', 'w').writestr('a', 'b')",
    "a name in a zip that leads up": (
        "import zipfile\nz = zipfile.ZipFile('a.zip', 'w')\nz.writestr('../../witness', 'b')\n"
        "z.close()\nzipfile.ZipFile('a.zip').extractall('..')"
    ),
}
TAKING = {
    "one big file": "f = open('a', 'wb')\nwhile True:\n    f.write(bytes(2**20))",
    "a file with holes": "open('a', 'wb').truncate(10**12)",
    "a file by a seek": "f = open('a', 'wb')\nf.seek(10**12)\nf.write(b'1')\nf.flush()",
    "many files": "for i in range(10**6):\n    open(f'a{i}', 'w').write('a' * 1000)",
    "many folders": "import os\nfor i in range(10**7):\n    os.mkdir(f'a{i}')",
    "a deep folder": "import os\npath = '.'\nwhile True:\n    path += '/a'\n    os.mkdir(path)",
    "files of a library": (
        "import geopandas as gpd, numpy as np\n"
        "f = gpd.GeoDataFrame({'a': ['a' * 1000] * 9000}, geometry=gpd.points_from_xy(\n"
        "    np.zeros(9000), np.zeros(9000)))\n"
        "for i in range(10**6):\n    f.to_file(f'a{i}.gpkg')"
    ),
    "memory": "x = [1]\nwhile True:\n    x += x",
    "memory of an array": "import numpy as np\nnp.ones(10**11)",
    "a loop": "while True: pass",
    "a loop that catches": "while True:\n    try:\n        1/0\n    except BaseException: pass",
    "a sleep": "import time\ntime.sleep(1000)",
    "output": "while True:\n    print('a' * 1000)",
    "threads": (
        "import threading\nwhile True:\n    threading.Thread(target=threading.Event().wait).start()"
    ),
    "depth": "def f(n): return f(n + 1)\nf(0)",
    "depth without a limit": "import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()",
    "a long answer": "answer = ['a' * 1000] * 10**4",
    "a deep answer": "answer = []\nfor _ in range(10**5):\n    answer = [answer]",
    "an answer in itself": "answer = {}\nanswer['a'] = answer\nanswer['b'] = [answer] * 50",
    "an end of its own": "import os\nos._exit(0)",
}
ATTEMPTS = {
    f"{what}: {name}": code
    for what, codes in (
        ("reading", READING),
        ("reading by a library", BY_LIBRARY),
        ("reaching", REACHING),
        ("writing", WRITING),
        ("taking", TAKING),
    )
    for name, code in codes.items()
}
TIGHT = Limits(
    seconds=1.5,
    memory_bytes=400 * 2**20,
    file_bytes=8 * 2**20,
    n_files=60,
    folder_bytes=16 * 2**20,
    value_chars=10**6,
)
TOLD = "secret 12345"
BOOT = worker._BOOT


@dataclass(frozen=True)
class Outside:
    """What lies outside of the sandbox: a home folder with secrets, and a server that listens."""

    home: Path
    port: int

    def fill(self, code: str) -> str:
        words: dict[str, object] = {
            "SECRET": self.home / "secret",
            "WITNESS": self.home / "witness",
        }
        words |= {"HOME": self.home, "CACHE": self.home / "cache"}
        words |= {"PORT": self.port, "PARENT": os.getpid()}
        for word, value in words.items():
            code = code.replace(word, str(value))
        return code

    def seen(self) -> dict[str, bytes]:
        paths = sorted(path for path in self.home.rglob("*") if path.is_file())
        return {str(path): path.read_bytes() for path in paths}


@pytest.fixture(scope="module")
def outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    home = tmp_path_factory.mktemp("home")
    (home / "cache").mkdir()
    (home / "secret.txt").write_text(TOLD)
    shape = '{"type": "Point", "coordinates": [12345, 1]}'
    feature = f'{{"type": "Feature", "geometry": {shape}, "properties": {{"a": "{TOLD}"}}}}'
    collection = f'{{"type": "FeatureCollection", "features": [{feature}]}}'
    (home / "secret.geojson").write_text(collection)
    with zipfile.ZipFile(home / "secret.zip", "w") as packed:
        packed.writestr("secret.txt", TOLD)
        packed.writestr("secret.geojson", collection)
    with zipfile.ZipFile(home / "given.zip", "w") as packed:
        for name, target in (("link", "secret.txt"), ("link.geojson", "secret.geojson")):
            link = zipfile.ZipInfo(name)
            link.external_attr = 0o120777 << 16
            packed.writestr(link, str(home / target))
        packed.writestr("../../up.txt", "a")
    (home / "given.txt").write_text("given")
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0)
        yield Outside(home, server.getsockname()[1])
        with pytest.raises(BlockingIOError):  # nobody ever came
            server.accept()


@pytest.fixture(scope="module")
def bare() -> Iterator[Sandbox]:
    """A sandbox without the look and the careful builtins."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OPENAI_API_KEY", TOLD)
        boot = BOOT.replace("main(home, warm=warm, apart=apart)\n", NO_LOOK)
        assert boot != BOOT
        patch.setattr(worker, "_BOOT", boot)
        with Sandbox() as place:
            yield place


def _run(place: Sandbox, code: str, outside: Outside) -> Ran:
    files = {name: outside.home / name for name in ("given.txt", "given.zip")}
    return place.run(outside.fill(code), SandboxData(files=files), TIGHT, Budget(None))


def _running() -> set[str]:
    """Processes that this one started, and those that they started."""
    listed = subprocess.run(["ps", "-eo", "pid=,ppid="], capture_output=True, text=True, check=True)
    parents = dict(line.split() for line in listed.stdout.splitlines())
    found, todo = set(), {str(os.getpid())}
    while todo:
        todo = {one for one, parent in parents.items() if parent in todo}
        found |= todo
    return {one for one in found if Path(f"/proc/{one}/stat").exists()}


def test_the_look_is_off_here_and_work_on_files_is_allowed(bare: Sandbox, outside: Outside) -> None:
    """What the attempts need to begin with, so that none fails for another reason."""
    code = (
        "import os, ctypes, subprocess, socket, pickle, zipfile, shutil\n"
        "from pathlib import Path\n"
        "Path('a/b').mkdir(parents=True)\nPath('a/b/c.txt').write_text('x')\n"
        "shutil.copy('given.txt', 'd.txt')\nos.rename('d.txt', 'e.txt')\n"
        "Path('given.txt').write_text('changed')\nos.remove('given.zip')\n"
        "answer = sorted(os.listdir('.')), ().__class__.__name__"
    )
    ran = _run(bare, code, outside)
    assert ran.ok, ran.error
    assert ran.value == [["a", "e.txt", "given.txt"], "tuple"]
    assert ran.files == {"a/b/c.txt": b"x", "e.txt": b"given", "given.txt": b"changed"}
    assert (outside.home / "given.txt").read_text() == "given"


@pytest.mark.parametrize(
    "name",
    [
        pytest.param(name, marks=[pytest.mark.slow] if name.startswith("taking") else [])
        for name in ATTEMPTS
    ],
)
def test_attempt(name: str, bare: Sandbox, outside: Outside) -> None:
    if name.startswith("reading by a library") and not version():
        pytest.skip("what C libraries do by themselves only the kernel refuses")
    if sys.platform == "win32" and name.startswith("taking"):
        pytest.skip("limits of the operating system")
    bare.run("1", SandboxData(files={}), TIGHT, Budget(None))
    before, running = outside.seen(), _running()
    home = bare._worker._home
    assert home is not None
    start = time.monotonic()
    ran = _run(bare, ATTEMPTS[name], outside)
    assert not ran.ok
    assert 0 < len(ran.error) < 1500
    assert "\n" not in ran.error
    assert time.monotonic() - start < 12
    assert "12345" not in f"{ran.value}{ran.stdout}{ran.error}{ran.files}"
    assert outside.seen() == before
    assert len(_running()) <= len(running)
    assert not [path for path in home.iterdir() if path.name.startswith("run-")]
    assert not [path for path in home.parent.iterdir() if path.name == "witness"]
    after = bare.run("answer = 1 + 1", SandboxData(files={}), TIGHT, Budget(None))
    assert after.value == 2


def test_there_are_as_many_attempts_as_promised() -> None:
    assert len(ATTEMPTS) >= 25


def test_what_is_no_plain_file_does_not_come_back(bare: Sandbox, outside: Outside) -> None:
    code = (
        "import os\nfrom pathlib import Path\nPath('a\\nb.csv').write_text('x')\n"
        "Path('c\\x1b[2J.csv').write_text('x')\nPath('d\\\\e.csv').write_text('x')\n"
        "os.mkfifo('pipe')\nPath('fine.csv').write_text('x')\nPath('dark').mkdir()\n"
        "Path('dark/a.csv').write_text('x')\nPath('dark').chmod(0)\n"
    )
    ran = _run(bare, code, outside)
    assert ran.ok, ran.error
    assert set(ran.files) - {"dark/a.csv"} == {"fine.csv"}
    home = bare._worker._home
    assert home is not None
    assert not [path for path in home.iterdir() if path.name.startswith("run-")]


def test_what_one_run_leaves_the_next_does_not_find(bare: Sandbox, outside: Outside) -> None:
    first = _run(bare, "open('mine.txt', 'w').write('a')\nimport json\njson.mine = 1", outside)
    assert first.files == {"mine.txt": b"a"}
    code = "import json, os\nanswer = [os.listdir('.'), hasattr(json, 'mine')]"
    assert sorted(_run(bare, code, outside).value[0]) == ["given.txt", "given.zip"]
    assert _run(bare, code, outside).value[1] is False


@pytest.mark.parametrize("name", ["../a", "/a", "a/../../b", "a\nb", "", "a\\b", "a//b", "x" * 300])
def test_names_that_lead_out_are_refused(name: str, bare: Sandbox, outside: Outside) -> None:
    data = SandboxData(files={name: outside.home / "given.txt"})
    with pytest.raises(AskError):
        bare.run("1", data, TIGHT, Budget(None))


def test_with_the_look_it_is_said_what_is_not_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "_BOOT", BOOT)
    files = (text_file("a.txt", "x"), text_file("b.txt", "y"))
    refused = {
        "import os": "import of os",
        "import subprocess": "import of subprocess",
        "eval('1')": "eval",
        "().__class__": "__class__",
        "import pandas as pd\npd.read_pickle('a')": "read_pickle",
        "from pathlib import os": "os",
        "import zipfile\nzipfile.sys": "sys",
        "getattr(open('a.txt'), '_' + '_class_' + '_')": "underscore",
        "import numpy as np\nnp.load('a', allow_pickle=True)": "allow_pickle",
    }
    with Runner(TIGHT) as runner:
        for code, words in refused.items():
            outcome = runner.run(code, files)
            assert not outcome.ok
            assert words in outcome.error
        allowed = runner.run(
            "import csv, io, json, shutil, zipfile\nfrom pathlib import Path\n"
            "with open('a.txt') as file:\n    answer = file.read()\n"
            "Path('c.json').write_text(json.dumps([1]))\nprint('said')",
            files,
        )
        assert allowed.ok, allowed.error
        assert (allowed.value, allowed.stdout) == ("x", "said\n")
        assert dict(allowed.files) == {"c.json": b"[1]"}
