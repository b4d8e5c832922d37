"""Opening a chat: model, session, documents and agent from what was given on the command line."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from districtbot.cli.chat_screen import wrapped
from districtbot.cli.model_options import DEFAULT_MODEL, Chosen
from districtbot.ground.errors import AskError

if TYPE_CHECKING:
    from districtbot.agent.models.loaded import LoadedModel
    from districtbot.cli.chat_room import ChatRoom
    from districtbot.geo.options import MapOptions
    from districtbot.tools.library.library import Library


@contextmanager
def open_chat(
    map_path: Path,
    options: "MapOptions",
    chosen: Chosen,
    *,
    session: str | None,
    seed: int,
    budget: float | None,
    out: Path | None,
    quiet: bool,
) -> "Iterator[ChatRoom]":
    """A chat, new or taken up again, ready to answer.

    Args:
        map_path: The map.
        options: How to read it.
        chosen: The model and what it may use. Where nobody named a model, a session goes on with
            the one it had; a chat whose default model is not there has its commands alone.
        session: Its name, new or of a session that is there.
        seed: The seed of a new session.
        budget: Seconds for one message.
        out: Folder for the files.
        quiet: Say nothing about what is done.

    Raises:
        AskError: For anything that the user can mend.
    """
    from districtbot.agent.agent import Agent
    from districtbot.agent.models.absent import missing_of
    from districtbot.agent.session_again import taken_up
    from districtbot.agent.sessions import open_session
    from districtbot.agent.tools_bound import check_calls
    from districtbot.cli.chat_room import ChatRoom
    from districtbot.tools.desk.outbox import check_out

    def told(text: str) -> None:
        if not quiet:
            click.echo(wrapped(" ".join(text.split()), sys.stderr), err=True)

    loaded = _loaded(chosen, session)
    check_calls(loaded)
    library = library_of_docs(chosen.docs_dir, chosen.embeddings)
    for note in library.notes if library is not None else ():
        told(note)
    with open_session(
        session, map_path, options, seed=seed, out=out, model=loaded.name, say=told
    ) as opened:
        desk = opened.desk
        if out is None and opened.is_new:
            desk.out = Path(opened.name)
        check_out(desk)
        again = taken_up(opened)
        with Agent(
            desk,
            loaded,
            memory=chosen.memory,
            budget=budget,
            allow_code=chosen.allow_code,
            library=library,
            session=opened,
        ) as agent:
            missing = missing_of(loaded)
            talks = "no model, slash commands only" if missing else f"model {loaded.name}"
            told(
                f"Session {opened.name}: {desk.state.n_units:,} units, files in {desk.out}, "
                f"{talks}. /help shows the commands."
            )
            for note in (missing, again):
                if note:
                    told(note)
            yield ChatRoom(agent)


def _loaded(chosen: Chosen, session: str | None) -> "LoadedModel":
    """The model that was named, else that of the session, else the default or its stand-in.

    Raises:
        AskError: If a model that somebody chose cannot be had.
    """
    from districtbot.agent.models.absent import absent_model
    from districtbot.agent.session_again import model_before

    before = "" if chosen.named or session is None else model_before(session)
    name = before if before not in ("", DEFAULT_MODEL) else chosen.model
    try:
        return model_named(name)
    except AskError as error:
        if name == DEFAULT_MODEL and not chosen.named:
            return absent_model(name, error)
        if name == before:
            raise AskError(
                f"The session's model, {before}, cannot be used. {error.problem}",
                f"{error.todo} Or name another with --model.",
            ) from error
        raise


def model_named(name: str) -> "LoadedModel":
    """A model by its name; the baseline too, which no default names.

    Raises:
        AskError: If there is no such model, or what it needs is missing.
    """
    if name == "rules":
        from districtbot.evals.rules import rules_model

        return rules_model()
    from districtbot.agent.models.load import load_model

    return load_model(name)


def library_of_docs(docs_dir: Path | None, embeddings: str | None = None) -> "Library | None":
    """The documents to answer from; ``None`` for our own alone.

    Args:
        docs_dir: A folder of documents of the user's.
        embeddings: A model that finds passages by meaning.

    Raises:
        AskError: If the folder or the model cannot be used.
    """
    if docs_dir is None and embeddings is None:
        return None
    from districtbot.agent.embeddings import embed_fn_of
    from districtbot.tools.library.library import library_of

    return library_of(docs_dir, None if embeddings is None else embed_fn_of(embeddings))
