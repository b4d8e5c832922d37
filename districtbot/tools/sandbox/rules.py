"""Which imports, names and attributes code may use."""

import builtins
from dataclasses import dataclass


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


IMPORTS = _words("""
    __future__ bisect collections copy dataclasses datetime decimal fractions functools
    geopandas gerrychain gerrytools heapq itertools json math matplotlib maup networkx numpy
    operator pandas random re scipy shapely statistics typing warnings
""")
"""Packages that may be imported."""

_MODULES = _words("""
    asyncio atexit bltns builtins cloudpickle code codeop compat computation copyreg ctypes
    ctypeslib dill distutils docscrape f2py gc genericpath gzip http importlib inspect io
    joblib lib linecache logging marshal mmap multiprocessing ntpath numexpr os pathlib pdb
    pickle pickleshare pkgutil platform posix posixpath pty pydoc requests resource runpy
    selectors shelve shutil signal site socket sqlite3 ssl subprocess sys sysconfig tarfile
    tempfile testing threading traceback types urllib weakref webbrowser xml zipfile
""")

_FILES = _words("""
    DataSource ExcelFile ExcelWriter HDFStore from_file from_json fromfile imread imsave
    list_layers load loadmat memmap open open_memmap open_resource read_clipboard read_excel
    read_feather read_file read_gbq read_hdf read_html read_orc read_parquet read_pickle
    read_postgis read_sas read_spss read_sql read_sql_query read_sql_table read_stata
    read_xml savemat to_clipboard to_excel to_feather to_file to_gbq to_hdf to_orc
    to_parquet to_pickle to_postgis to_sql to_stata to_xml tofile
""")

_RUNNING = _words("""
    Formatter Popen attrgetter breakpoint check_output eval exec exec_module execv execve
    fork format_map get_type_hints getattr getoutput globals load_module make_dataclass
    methodcaller popen run_module run_path system vformat
""")

_FRAME_NAMES = _words("""
    ag_await ag_code ag_frame ag_running cr_await cr_code cr_frame cr_origin cr_running
    f_back f_builtins f_code f_globals f_lasti f_lineno f_locals f_trace func_globals
    gi_code gi_frame gi_running gi_suspended gi_yieldfrom mro tb_frame tb_lasti tb_lineno
    tb_next
""")

DUNDER_ATTRIBUTES = frozenset({"__init__", "__name__"})
DUNDER_NAMES = frozenset({"__name__"})
UNDERSCORED = frozenset({"_asdict", "_fields", "_make", "_replace"})
DUNDER_METHODS = frozenset(
    f"__{name}__"
    for name in _words("""
    abs add and bool call contains delitem enter eq exit float floordiv ge getitem
    gt hash iadd init int invert iter le len lt mod mul ne neg next or pos post_init pow radd
    repr reversed rmul rsub rtruediv setitem slots str sub truediv xor""")
)
"""Methods that a class of the code's own may have."""

_FILE_IMPORTS = _words("""
    abc contextlib csv enum hashlib io pathlib pyogrio pyproj shutil string textwrap zipfile
""")
_FILES_NEVER = _words("""
    DataSource memmap open_memmap read_clipboard read_gbq read_pickle read_postgis read_sql
    read_sql_query read_sql_table to_clipboard to_gbq to_pickle to_postgis to_sql
""")
"""Names that unpickle, map memory, or reach for databases and the screen."""

BUILTINS = _words("""
    abs all any ascii bin bool bytearray bytes callable chr classmethod complex dict dir
    divmod enumerate filter float format frozenset hash hex int isinstance issubclass iter
    len list map max min next object oct ord pow print property range repr reversed round
    set slice sorted staticmethod str sum super tuple zip NotImplemented Ellipsis
""")
"""Builtins that are given as they are; exceptions come on top."""

GUARDED = frozenset({"delattr", "getattr", "hasattr", "setattr", "type"})
"""Builtins that are given in a careful form."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What code may use.

    Attributes:
        imports: Packages.
        outward: Modules that may not be reached as attributes.
        files: Names that read and write files and may not be used.
        builtins: Builtins given as they are; exceptions come on top.
        on_files: Whether the code works on the files in its folder.
    """

    imports: frozenset[str]
    outward: frozenset[str]
    files: frozenset[str]
    builtins: frozenset[str]
    on_files: bool


ON_MAP = Rules(IMPORTS, _MODULES, _FILES, BUILTINS, on_files=False)
"""For code that finds the open map by name and touches no files."""

ON_FILES = Rules(
    IMPORTS | _FILE_IMPORTS,
    _MODULES - _FILE_IMPORTS,
    _FILES_NEVER,
    BUILTINS | {"open"},
    on_files=True,
)
"""For code that works on the files in its folder."""


def import_problem(name: str, rules: Rules = ON_MAP) -> str:
    """Why a module may not be imported; empty where it may."""
    root, *parts = name.split(".")
    if root not in rules.imports:
        allowed = ", ".join(sorted(rules.imports - {"__future__"}))
        return f"import of {root} is not allowed; allowed are: {allowed}"
    return next((problem for part in parts if (problem := attribute_problem(part, rules))), "")


def attribute_problem(name: str, rules: Rules = ON_MAP) -> str:
    """Why an attribute may not be used; empty where it may."""
    if name.startswith("_") and name not in DUNDER_ATTRIBUTES | UNDERSCORED:
        return f"the attribute {name} is not allowed: it begins with an underscore"
    if name in rules.outward:
        return f"{name} is not allowed: it leads out of the map's own packages"
    if name in rules.files and rules.on_files:
        return f"{name} is not allowed: it reads more than plain files of the folder"
    if name in rules.files:
        return f"{name} is not allowed: no files here; the map is there as gdf and graph"
    if name in _RUNNING:
        return f"{name} is not allowed: it can run other code"
    if name in _FRAME_NAMES:
        return f"{name} is not allowed: it leads to the program's own variables"
    if name == "show":
        return "show is not allowed: there is no screen"
    return ""


def name_problem(name: str, rules: Rules = ON_MAP) -> str:
    """Why a plain name may not be used; empty where it may."""
    if name.startswith("__") and name not in DUNDER_NAMES:
        return f"the name {name} is not allowed: it begins with two underscores"
    if (
        name not in rules.builtins | GUARDED | DUNDER_NAMES
        and hasattr(builtins, name)
        and not _is_plain(name)
    ):
        return f"{name} is not allowed here"
    return ""


def _is_plain(name: str) -> bool:
    """Whether a builtin is an exception or a constant."""
    found = getattr(builtins, name)
    if isinstance(found, type) and issubclass(found, BaseException):
        return True
    return name in {"True", "False", "None", "__debug__", "copyright", "credits", "license"}
