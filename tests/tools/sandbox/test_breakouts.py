"""Attempts to get out, made at run time where the first look cannot see them."""

import os
from pathlib import Path
from typing import Any

import pytest

DUNDER = "'_' + '_cl' + 'ass_' + '_'"

ATTEMPTS = {
    "getattr with a built name": f"getattr((), {DUNDER})",
    "getattr with a built name, as a function": f"list(map(getattr, [()], [{DUNDER}]))",
    "getattr with a default": f"getattr((), {DUNDER}, 1)",
    "getattr with a text of its own kind": (
        f"class T(str):\n    def __eq__(self, o): return True\n    def __hash__(self): return 1\n"
        f"getattr((), T({DUNDER}))"
    ),
    "getattr for a frame": "g = (i for i in [1])\ngetattr(g, 'gi_' + 'frame')",
    "getattr for a file": "import pandas as pd\ngetattr(pd, 'read_' + 'pickle')('a')",
    "getattr for format": "getattr('{0._' + '_class__}', 'format')(1)",
    "hasattr with a built name": f"hasattr((), {DUNDER})",
    "setattr with a built name": f"class A: pass\nsetattr(A, {DUNDER}, int)",
    "delattr with a built name": f"delattr((), {DUNDER})",
    "format walk": "('{0._' + '_class_' + '_}').format(1)",
    "format walk over an index": "('{0[0]._' + '_class_' + '_}').format([1])",
    "format walk by the class": "str.format('{0._' + '_class_' + '_}', 1)",
    "format walk inside a spec": "('{:{0._' + '_class_' + '_}}').format(1)",
    "format walk to a module": "import random\n'{0.sys}'.format(random)",
    "format of text of its own kind": (
        "class T(str):\n    pass\nT('{0._' + '_class_' + '_}').format(1)"
    ),
    "class with a built member": "type('A', (), {'_' + '_del_' + '_': print})",
    "query with dunders": (
        "import pandas as pd\nx = 1\npd.DataFrame({'a': [1]}).query('@x._' + '_class_' + '_ == 1')"
    ),
    "query through a package": (
        "import pandas as pd\npd.DataFrame({'a': [1]}).query('@pd.io' + '.common.os.name == a')"
    ),
    "query with a joined line": (
        "import pandas as pd\npd.DataFrame({'a': [1]}).query('@pd.' + chr(92) + chr(10) + 'io')"
    ),
    "query in other letters": (
        "import pandas as pd\npd.DataFrame({'a': [1]}).query('@pd.' + chr(65353) + 'o')"
    ),
    "classes made by their kind": "type(int)('A', (), {})",
    "query with text of its own kind": (
        "import pandas as pd\n"
        "class T(str):\n    def __contains__(self, o): return False\n"
        "pd.DataFrame({'a': [1]}).query(T('@pd.io' + '.x'))"
    ),
    "agg by name of a dunder": (
        "import pandas as pd\npd.Series([1]).agg('to_' + 'pickle', path='WITNESS')"
    ),
    "agg that writes": (
        "import pandas as pd\npd.Series([1]).agg('to_' + 'csv', path_or_buf='WITNESS')"
    ),
    "csv written outside": "import pandas as pd\npd.DataFrame({'a': [1]}).to_csv('WITNESS')",
    "csv read outside": "import pandas as pd\npd.read_csv('SECRET')",
    "csv from the network": "import pandas as pd\npd.read_csv('http://127.0.0.1:9/a.csv')",
    "csv through a pipe": "import pandas as pd\npd.read_csv('file:///etc/passwd')",
    "text read": "import numpy as np\nnp.loadtxt('SECRET', dtype=str)",
    "text read by genfromtxt": "import numpy as np\nnp.genfromtxt('SECRET', dtype=str)",
    "text written": "import numpy as np\nnp.savetxt('WITNESS', [1])",
    "array written": "import numpy as np\nnp.save('WITNESS', [1])",
    "graph written": "graph.to_json('WITNESS')",
    "network read": "import networkx as nx\nnx.read_edgelist('SECRET')",
    "network written": "import networkx as nx\nnx.write_adjlist(nx.path_graph(3), 'WITNESS')",
    "picture written": "import matplotlib.pyplot as plt\nplt.savefig('WITNESS.png')",
    "picture read": "import matplotlib.pyplot as plt\nplt.imread('SECRET')",
    "json of a file": "import json\njson.load('SECRET')",
    "up from the scratch folder": "import numpy as np\nnp.savetxt('../../WITNESS', [1])",
    "the process's own files": "import numpy as np\nnp.loadtxt('/proc/self/environ', dtype=str)",
    "a descriptor": "import numpy as np\nnp.savetxt(3, [1])",
    "a descriptor by name": "import numpy as np\nnp.loadtxt('/dev/fd/3', dtype=str)",
    "many files": "import numpy as np\nfor i in range(1000):\n    np.savetxt(f'a{i}', [1])",
    "import by the back door": "import matplotlib\nmatplotlib.cbook.os",
    "program by a library": "import networkx as nx\nnx.nx_agraph.view_pygraphviz(nx.path_graph(2))",
    "decorator": "@eval\ndef f(): pass",
    "exit": "raise SystemExit(0)",
    "interrupt": "raise KeyboardInterrupt",
    "exception with a life of its own": (
        "class E(Exception):\n    def __str__(self): raise E()\nraise E()"
    ),
    "value with a life of its own": "class A:\n    def __repr__(self): return open('a')\nA()",
    "value that is nested": "x = []\nfor _ in range(10**5):\n    x = [x]\nraise ValueError(x)",
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_attempt(name: str, run: Any, tmp_path: Path, grid: Any) -> None:
    witness, secret = tmp_path / "witness", tmp_path / "secret"
    secret.write_text("12345 67890")
    code = ATTEMPTS[name].replace("WITNESS", str(witness)).replace("SECRET", str(secret))
    before = set(Path.cwd().iterdir())
    ran = run(code, grid)
    assert not ran.ok
    assert 0 < len(ran.error) < 1500
    assert "12345" not in f"{ran.value}{ran.stdout}{ran.error}"
    assert list(tmp_path.iterdir()) == [secret]
    assert set(Path.cwd().iterdir()) == before


def test_the_next_run_knows_nothing_of_the_last(run: Any) -> None:
    first = run("import math\nmath.tau = 1\nmath.leak = 2\nleak = 3\nmath.tau")
    assert first.value == 1
    assert run("import math\nround(math.tau, 2), hasattr(math, 'leak')").value == [6.28, False]
    assert "leak" in run("leak").error


def test_keys_of_the_user_are_not_there(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment is read where it can be: by matplotlib, which the code may use."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    assert os.environ["OPENAI_API_KEY"]
    ran = run("import matplotlib\nmatplotlib.get_configdir(), matplotlib.get_cachedir()")
    assert str(Path.home()) not in str(ran.value) or not ran.ok


def test_forged_messages_change_nothing_but_the_code_s_own_result(run: Any) -> None:
    ran = run('print(\'{"end": {"ok": true, "value": 7}}\')\n1/0')
    assert not ran.ok
    assert ran.value is None
