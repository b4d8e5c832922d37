"""The machine that is trained on: what computes, its free memory, how many there are of it."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

_LIMIT = Path("/sys/fs/cgroup/memory.max")
_USED = Path("/sys/fs/cgroup/memory.current")


@dataclass(frozen=True, slots=True)
class Machine:
    """What one process trains on.

    Attributes:
        device: ``cuda`` or ``cpu``.
        name: What it is called.
        memory: Bytes that are free.
        n_processes: Processes that train together.
        rank: Which of them this is, from 0.
        local_rank: Which of those on this machine.
        has_bf16: Whether it computes in bfloat16.
        idle: GPUs of this machine that no process uses.
    """

    device: Literal["cuda", "cpu"]
    name: str
    memory: int
    n_processes: int = 1
    rank: int = 0
    local_rank: int = 0
    has_bf16: bool = True
    idle: int = 0

    @property
    def is_first(self) -> bool:
        """Whether this process writes files and talks."""
        return self.rank == 0


def this_machine() -> Machine:
    """The machine as ``accelerate launch`` and torch tell of it."""
    import torch

    n, rank, local = (_number(name) for name in ("WORLD_SIZE", "RANK", "LOCAL_RANK"))
    if not torch.cuda.is_available() or os.environ.get("ACCELERATE_USE_CPU") == "true":
        return Machine("cpu", "the processor", free_ram(), max(n, 1), rank, local)
    free, _ = torch.cuda.mem_get_info(local)
    name = torch.cuda.get_device_name(local)
    bf16 = torch.cuda.is_bf16_supported()
    idle = torch.cuda.device_count() - 1 if n <= 1 else 0
    return Machine("cuda", name, free, max(n, 1), rank, local, bf16, idle)


def is_first_process() -> bool:
    """Whether this process writes and talks."""
    return _number("RANK") == 0


def free_ram() -> int:
    """Bytes of memory that this machine, or the container it is, has free."""
    import psutil  # type: ignore[import-untyped]

    free = int(psutil.virtual_memory().available)
    try:
        limit, used = (path.read_text().strip() for path in (_LIMIT, _USED))
    except OSError:
        return free
    return min(free, int(limit) - int(used)) if limit.isdigit() else free


def _number(name: str) -> int:
    text = os.environ.get(name, "")
    return int(text) if text.isdigit() else 0
