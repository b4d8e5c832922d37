"""Whether a district stays in one piece without one of its nodes."""

from districtbot.chains.graph import Graph
from districtbot.chains.kernel import kernel
from districtbot.chains.scratch import Scratch
from districtbot.chains.state import State


@kernel
def stays_whole(graph: Graph, state: State, scratch: Scratch, node: int) -> bool:
    """Whether a node's district is still one piece, and not empty, without the node.

    Exact on any graph, given that the district is in one piece with the node. A search inside
    the district from one of the node's neighbours ends when it has met all the others. It walks
    through neighbours before it walks through anything else, so where they touch each other
    around the node, as they mostly do, it ends among them.

    Args:
        graph: The graph.
        state: The plan; only read.
        scratch: Its ``stamp`` and ``order`` are used.
        node: The node that is to leave.
    """
    start, near, district = graph.start, graph.near, state.district
    stamp, order = scratch.stamp, scratch.order
    home, n, end = district[node], len(district), len(order)
    wanted, met = stamp[n] + 1, stamp[n] + 2
    stamp[n] = met
    stamp[node] = met
    first, n_wanted = -1, 0
    for slot in range(start[node], start[node + 1]):
        other = near[slot]
        if district[other] == home and stamp[other] < wanted:
            stamp[other] = wanted
            first = other
            n_wanted += 1
    if n_wanted < 2:
        return n_wanted == 1
    stamp[first] = met
    n_wanted -= 1
    # Neighbours of the node wait on a stack at the end of ``order``, others in a queue before it.
    top, front, back = end - 1, 0, 0
    order[top] = first
    while top < end or front < back:
        if top < end:
            at = order[top]
            top += 1
        else:
            at = order[front]
            front += 1
        for slot in range(start[at], start[at + 1]):
            other = near[slot]
            if district[other] != home or stamp[other] == met:
                continue
            if stamp[other] == wanted:
                n_wanted -= 1
                if n_wanted == 0:
                    return True
                top -= 1
                order[top] = other
            else:
                order[back] = other
                back += 1
            stamp[other] = met
    return False
