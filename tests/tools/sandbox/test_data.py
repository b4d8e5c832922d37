"""What code finds by name, and what comes back."""

import json
from typing import Any

import pytest

from districtbot.ground.clock import Budget
from districtbot.ground.errors import AskError
from districtbot.tools.sandbox.limits import Limits, SandboxData
from districtbot.tools.sandbox.run import Sandbox
from districtbot.tools.sandbox.world import NAMES


def test_every_name_is_there(run: Any, grid: Any, rows: dict[str, int]) -> None:
    ran = run("\n".join(["x = [", *[f"    {name}," for name in NAMES], "]", "len(x)"]), grid, rows)
    assert ran.value == len(NAMES)


def test_the_map(run: Any, grid: Any) -> None:
    code = (
        "[len(gdf), int(gdf[population_col].sum()), float(gdf.area.sum()), gdf.crs.to_epsg(),\n"
        " gdf.index.name, gdf.index[0], len(graph.nodes), len(graph.edges),\n"
        " graph.node_data('00101')[county_col], graph.node_data('00101')[population_col],\n"
        " sorted(graph.neighbors('00101')), type(graph).__name__, plan, partition, n_districts]"
    )
    assert run(code, grid).value == [
        *[16, 1600, 16e6, 5070, "unit", "00101", 16, 24, "A", 100],
        *[["00102", "00105"], "Graph", None, None, None],
    ]


def test_the_plan(run: Any, grid: Any, rows: dict[str, int]) -> None:
    code = (
        "[plan['00101'], len(plan), n_districts, ideal_population, partition['population'],\n"
        " len(partition['cut_edges']), sorted(len(p) for p in partition.parts.values())]"
    )
    assert run(code, grid, rows).value == [1, 16, 2, 800, {"1": 800, "2": 800}, 4, [8, 8]]


def test_a_plan_of_another_map_is_refused(run: Any, grid: Any, rows: dict[str, int]) -> None:
    with pytest.raises(AskError, match="differ in 1 unit: 00101"):
        run("1", grid, {unit: 1 for unit in rows if unit != "00101"})
    with pytest.raises(AskError, match="differ"):
        run("1", None, rows)


def test_what_code_changes_stays_inside(run: Any, grid: Any, rows: dict[str, int]) -> None:
    before = (grid.units.copy(), dict(rows))
    run("gdf[population_col] = 0\nplan.clear()\ngraph.nodes\npartition.parts", grid, rows)
    assert run("int(gdf[population_col].sum()), len(plan)", grid, rows).value == [1600, 16]
    assert grid.units.equals(before[0])
    assert rows == before[1]


@pytest.mark.parametrize("key", ["unit", "node", "series", "partition", "assignment"])
def test_a_new_plan_of_any_make(key: str, run: Any, grid: Any, rows: dict[str, int]) -> None:
    """The first unit goes from 1 to 2, however that is written."""
    makes = {
        "unit": "new_plan = {**plan, '00101': 2}",
        "node": "new_plan = {i: (2 if i in (0, *range(8, 16)) else 1) for i in range(16)}",
        "series": "import pandas as pd\nnew_plan = pd.Series(plan)\nnew_plan['00101'] = 2.0",
        "partition": (
            "from gerrychain import Partition\nnew_plan = Partition(graph, {**plan, '00101': 2})"
        ),
        "assignment": (
            "from gerrychain import Partition\n"
            "new_plan = Partition(graph, {**plan, '00101': 2}).assignment"
        ),
    }
    ran = run(makes[key], grid, rows)
    assert ran.ok, ran.error
    assert ran.new_plan == {unit: str(d) for unit, d in {**rows, "00101": 2}.items()}


@pytest.mark.parametrize(
    "value",
    ["5", "{}", "{'00101': 1.5}", "{'00101': None}", "{99: 1}", "{(1, 2): 1}", "{'00101': True}"],
)
def test_what_is_no_plan(value: str, run: Any, grid: Any) -> None:
    ran = run(f"new_plan = {value}", grid)
    assert not ran.ok
    assert "new_plan" in ran.error


def test_extra_names(sandbox: Sandbox) -> None:
    data = SandboxData(extra={"limit": 3, "names": ["a", {"b": None}]})
    assert sandbox.run("[limit, names]", data, Limits(), Budget(None)).value == [
        3,
        ["a", {"b": None}],
    ]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("x = 1", None),
        ("answer = 5\nprint('a')", 5),
        ("answer = 5\n6", 6),
        ("answer = 5\n0", 0),
        ("None", None),
        ("1.5, True, 'a', None", [1.5, True, "a", None]),
        ("float('nan'), float('inf'), [float('-inf')]", [None, None, [None]]),
        ("{1: 2, 'a': {3, 1, 2}, (1, 2): ()}", {"1": 2, "a": [1, 2, 3], "(1, 2)": []}),
        ("2 ** 70", str(2**70)),
        ("10 ** 5000", "a whole number of about 5,000 digits"),
        ("1 + 2j", "(1+2j)"),
        ("import numpy as np\nnp.float64(1.5), np.int8(3), np.bool_(True)", [1.5, 3, True]),
        ("import numpy as np\nnp.float64('nan')", None),
        ("import numpy as np\nnp.eye(2)", [[1, 0], [0, 1]]),
        ("import numpy as np\nnp.array(3)", 3),
        ("import pandas as pd\npd.Series([1, None], ['a', 'b'])", {"a": 1, "b": None}),
        ("import pandas as pd\npd.Index(['a', 'b'])", ["a", "b"]),
        (
            "import pandas as pd\npd.DataFrame({'a': [1, 2], 'b': ['x', None]})",
            {"rows": 2, "columns": ["a", "b"], "index": [0, 1], "first": [[1, "x"], [2, None]]},
        ),
        ("import pandas as pd\npd.Timestamp('2020-01-02'), pd.NA", ["2020-01-02 00:00:00", "<NA>"]),
        ("from shapely.geometry import box\nbox(0, 0, 2, 1)", "Polygon of area 2 and length 6"),
        ("import networkx as nx\nnx.path_graph(3)", "Graph of 3 nodes and 2 edges"),
        ("object()", "<object object>"),
        ("import networkx\nnetworkx", "<module 'networkx'>"),
        ("lambda: 1", "<function <lambda>>"),
        ("range(3)", "range(0, 3)"),
        ("b'ab'", "b'ab'"),
    ],
)
def test_values(code: str, value: Any, run: Any) -> None:
    ran = run(code)
    assert ran.ok, ran.error
    assert ran.value == value


def test_graphs_and_partitions_are_said(run: Any, grid: Any, rows: dict[str, int]) -> None:
    ran = run("graph, partition", grid, rows)
    assert ran.value == ["Graph of 16 nodes and 24 edges", "Partition of 2 parts"]


def test_the_scratch_folder_has_no_name(run: Any) -> None:
    ran = run("import numpy as np\nnp.savetxt('a/b/c.txt', [1])")
    assert "a/b/c.txt" in ran.error
    assert "/run-" not in ran.error


@pytest.mark.parametrize(
    "code",
    [
        "list(range(10**6))",
        "'a' * 10**6",
        "['a' * 1000] * 1000",
        "{i: 'b' * 100 for i in range(10**5)}",
        "import numpy as np\nnp.zeros((1000, 1000))",
        "import pandas as pd\npd.DataFrame({f'c{i}': range(5000) for i in range(300)})",
        "import pandas as pd\npd.Series(range(10**6))",
        "x = []\nfor _ in range(50): x = [x, x]\nx",
        "x = []\nx.append(x)\nx",
        "x = {}\nx['x'] = x\nx",
        "[[[[[[[[[[1]]]]]]]]]]",
    ],
)
def test_values_are_shortened(code: str, run: Any) -> None:
    ran = run(code, value_chars=500)
    assert ran.ok, ran.error
    assert len(json.dumps(ran.value, allow_nan=False)) <= 500


def test_how_much_is_missing_is_said(run: Any) -> None:
    assert run("list(range(10**4))").value[-1] == "... and 9,800 more"
    assert run("dict.fromkeys(range(1000), 1)").value["..."] == "and 800 more"
    assert "(999,000 more characters)" in run("'a' * 10**6", value_chars=2_000).value
