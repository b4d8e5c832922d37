"""A session as files to keep or to hand on."""

import shutil
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path

from districtbot.agent.conversation import as_markdown
from districtbot.agent.session_file import damaged, read_about
from districtbot.agent.sessions import CHAT, LOCK, TRANSCRIPT, existing, show
from districtbot.ground.errors import AskError
from districtbot.ground.paths import all_or_nothing, cannot_write, check_name, check_writable
from districtbot.tools.desk import store
from districtbot.tools.desk.desk import Desk
from districtbot.tools.desk.program import replay_program

CONVERSATION = "conversation.md"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""Time of every member of a zip: the same session gives the same bytes."""


def _say_nothing(message: str) -> None:
    del message


def export_session(
    name: str, target: Path, say: Callable[[str], None] = _say_nothing
) -> tuple[Path, ...]:
    """Write a session's transcript, conversation and, where there is one, its plan.

    With the plan comes ``replay.py``, which makes it again; for that the map is opened.

    Args:
        name: The session; one that is in use may be exported too.
        target: A folder, made if it is not there, or a file that ends in ``.zip``.
        say: Told about steps that may take long, and what had to be left out.

    Returns:
        The files written: the zip, or those in the folder.

    Raises:
        AskError: If there is no such session, it is damaged, or the target cannot be written.
    """
    folder = existing(name)
    read_about(folder)
    check_writable(target if target.suffix.lower() != ".zip" else target.parent)
    files = _files(folder, say)
    if target.suffix.lower() == ".zip":
        _write_zip(target, files)
        return (target,)
    with all_or_nothing(target) as scratch:
        for file, content in files.items():
            (scratch / file).write_bytes(content)
    return tuple(target / file for file in files)


def _files(folder: Path, say: Callable[[str], None]) -> dict[str, bytes]:
    """The files by name, in the order in which a reader wants them."""
    said = as_markdown(f"Session {folder.name}", show(folder.name))
    files = {CONVERSATION: said.encode()}
    try:
        saved = store.load(folder)
        files[TRANSCRIPT] = (folder / TRANSCRIPT).read_bytes()
        sha256 = saved.history.current.plan
        if sha256 is not None:
            files["plan.csv"] = (folder / "plans" / f"{sha256}.csv").read_bytes()
            files |= _program(folder, say)
    except AskError as error:
        raise damaged(folder.name, error.problem.rstrip(".")) from error
    except OSError as error:
        raise damaged(folder.name, f"{error.filename} cannot be read") from error
    return files


def _program(folder: Path, say: Callable[[str], None]) -> dict[str, bytes]:
    """``replay.py``, made from a copy of the desk, which another program may be writing to."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / folder.name
        shutil.copytree(folder, copy, ignore=shutil.ignore_patterns(LOCK, f"{CHAT}*"))
        try:
            desk = Desk.resume(copy, map_path=read_about(copy).map, say=say)
        except AskError as error:
            say(f"Note: replay.py is left out. {error}")
            return {}
        return {"replay.py": replay_program(desk).encode()}


def _write_zip(target: Path, files: dict[str, bytes]) -> None:
    """Write a zip; a file that was there stays until the new one is whole."""
    check_name(target)
    scratch = target.with_name(f".{target.name}.new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with zipfile.ZipFile(scratch, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name, _EPOCH), content, zipfile.ZIP_DEFLATED)
        scratch.replace(target)
    except OSError as error:
        raise cannot_write(target.parent, error) from error
    finally:
        scratch.unlink(missing_ok=True)
