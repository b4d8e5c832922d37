"""The look at the code before it runs."""

import pytest

from districtbot.tools.sandbox.checking import NotAllowed, check_code

REFUSED = {
    "import os": "import of os",
    "import sys as s": "import of sys",
    "from subprocess import run": "import of subprocess",
    "import numpy.ctypeslib": "ctypeslib",
    "from numpy import ctypeslib as c": "ctypeslib",
    "import scipy.io": "io",
    "from pandas.io import common": "io",
    "from math import *": "import *",
    "from . import x": "relative",
    "from random import _os": "_os",
    "open('a')": "open",
    "f = open": "open",
    "eval('1')": "eval",
    "exec('1')": "exec",
    "compile('1', 'a', 'eval')": "compile",
    "__import__('os')": "__import__",
    "input()": "input",
    "breakpoint()": "breakpoint",
    "globals()": "globals",
    "vars()": "vars",
    "__builtins__": "__builtins__",
    "__build_class__": "__build_class__",
    "__loader__": "__loader__",
    "().__class__": "__class__",
    "x = 1\nx.__dict__ = {}": "line 2",
    "del (1).__doc__": "__doc__",
    "(i for i in ()).gi_frame": "gi_frame",
    "(lambda: 0).__globals__": "__globals__",
    "try:\n    1/0\nexcept Exception as e:\n    e.__traceback__.tb_frame": "tb_frame",
    "e = 1\ne.tb_next": "tb_next",
    "async def f(): pass\nf().cr_frame": "cr_frame",
    "import pandas as pd\npd.io": "io",
    "import pandas as pd\npd.read_pickle('a')": "read_pickle",
    "import pandas as pd\npd.eval('1')": "eval",
    "import numpy as np\nnp.load('a')": "load",
    "import numpy as np\nnp.save('a', 1, allow_pickle=True)": "allow_pickle",
    "import numpy as np\nnp.arange(3).ctypes": "ctypes",
    "import numpy as np\nnp.memmap('a')": "memmap",
    "gdf.to_file('a')": "to_file",
    "import geopandas\ngeopandas.read_file('a')": "read_file",
    "import collections\ncollections.abc.sys": "sys",
    "import matplotlib.pyplot as plt\nplt.show()": "show",
    "match 1:\n    case int(__class__=c):\n        pass": "__class__",
    "match 1:\n    case int(real=__x):\n        pass": "__x",
    "match {}:\n    case {**__x}:\n        pass": "__x",
    "class A:\n    __array_interface__ = {}": "__array_interface__",
    "class A:\n    def __getattr__(self, n): return 1": "__getattr__",
    "class A:\n    def __del__(self): pass": "__del__",
    "def __f(): pass": "__f",
    "def f(__x): pass": "__x",
    "f(__x=1)": "__x",
    "import math as __builtins__": "__builtins__",
    "global __builtins__": "__builtins__",
    "[__x for __x in ()]": "__x",
    "with open('a') as f: pass": "open",
    "getattr(1, '__class__')": "'__class__'",
    "f'{().__class__}'": "__class__",
    "'{}'.format_map({})": "format_map",
    "import operator\noperator.attrgetter('a')": "attrgetter",
    "from operator import methodcaller": "methodcaller",
    "from typing import get_type_hints": "get_type_hints",
    "import warnings\nwarnings.sys.modules": "sys",
}

ALLOWED = [
    "import re\nre.compile('a').match('a')",
    "import numpy as np, pandas as pd\nfrom scipy.stats import rankdata",
    "from collections import Counter, defaultdict, namedtuple",
    "from __future__ import annotations\nx: int = 1",
    "class A:\n    def __init__(self): self.x = 1\n    def __eq__(self, o): return True",
    "class A(dict):\n    def __init__(self):\n        super().__init__()",
    "type(1).__name__",
    "if __name__ == '__main__':\n    print(1)",
    "for id in [1]:\n    input = id\nprint(input, id)",
    "def f(a, *b, c=1, **d):\n    return [x for x in b if (y := x)]",
    "try:\n    pass\nexcept (KeyError, ValueError) as e:\n    raise RuntimeError(str(e)) from e",
    "match 1:\n    case int(real=x):\n        pass",
    "p._replace(x=1), p._asdict()",
    "f'{1:.2f} {2!r}', '{:,}'.format(3)",
    "with warnings.catch_warnings():\n    pass",
    "assert True, 'no'",
    "'a sentence with __dunder__ in it'",
]


@pytest.mark.parametrize("code", REFUSED)
def test_refused_with_what_and_where(code: str) -> None:
    with pytest.raises(NotAllowed) as found:
        check_code(code)
    assert REFUSED[code] in str(found.value)
    assert str(found.value).startswith("line ")


@pytest.mark.parametrize("code", ALLOWED)
def test_allowed(code: str) -> None:
    check_code(code)


def test_every_problem_is_told_once_and_not_too_many() -> None:
    code = "import os, os\nimport sys\neval('1')\nexec('1')\nopen('a')"
    with pytest.raises(NotAllowed) as found:
        check_code(code)
    assert str(found.value).count("import of os") == 1
    assert "line 3: eval" in str(found.value)
    assert str(found.value).endswith("and 1 more")
