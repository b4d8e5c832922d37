"""`districtbot serve-model`: an OpenAI-compatible endpoint for any model that can be loaded."""

import os
import signal

import click

from districtbot.cli.options import above_zero


@click.command("serve-model")
@click.argument("model", metavar="MODEL")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--name", metavar="NAME", help="What requests call it.  [default: from MODEL]")
@click.option(
    "--api-key-env",
    metavar="VARIABLE",
    help="Demand the key that this environment variable holds.",
)
@click.option(
    "--timeout",
    type=float,
    callback=above_zero,
    metavar="SECONDS",
    help="Longest time for one reply.  [default: 120; 1,800 for large models without a GPU]",
)
@click.option(
    "--wait",
    type=float,
    callback=above_zero,
    default=300.0,
    show_default=True,
    metavar="SECONDS",
    help="Longest wait for a turn: replies are written one at a time.",
)
@click.option(
    "--queue",
    type=click.IntRange(min=0),
    default=16,
    show_default=True,
    metavar="N",
    help="Requests that may wait.",
)
@click.option("--threads", type=click.IntRange(min=1), metavar="N", help="Threads to run on.")
def serve_model(
    model: str,
    port: int,
    host: str,
    name: str | None,
    api_key_env: str | None,
    timeout: float | None,
    wait: float,
    queue: int,
    threads: int | None,
) -> int:
    """Serve MODEL (hf:PATH, gguf:FILE, ...) at http://HOST:PORT/v1; Ctrl-C ends it.

    Any client of OpenAI's chat protocol can talk to it, with tools and streaming; so can
    `districtbot chat MAP --model openai:NAME@http://127.0.0.1:8000/v1`.
    """
    from districtbot.agent.models.load import load_model
    from districtbot.agent.models.loaded import ModelOptions
    from districtbot.agent.models.names import parse_name
    from districtbot.agent.serving.line import Line
    from districtbot.agent.serving.served import ServedModel
    from districtbot.agent.serving.server import ModelServer
    from districtbot.cli.show import say

    key = _key(api_key_env)
    options = ModelOptions(threads=threads)
    if timeout is not None:
        options = ModelOptions(threads=threads, timeout=timeout)
    parse_name(model)
    say(f"Loading {model} ...")
    served = ServedModel(load_model(model, options), Line(queue, wait), name)
    server = ModelServer(served, host=host, port=port, key=key, say_fn=say)
    say(f"Serving {served.name} at {server.url}; Ctrl-C ends it. Talk to it with")
    say(f"  districtbot chat MAP --model openai:{served.name}@{server.url}")
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        server.run()
    finally:
        signal.signal(signal.SIGTERM, before)
    return 0


def _key(variable: str | None) -> str | None:
    """The key that requests must bring.

    Raises:
        AskError: If the variable is not set.
    """
    from districtbot.ground.errors import AskError

    if variable is None:
        return None
    key = os.environ.get(variable, "").strip()
    if not key:
        raise AskError(
            f"The environment variable {variable} is not set.",
            f"Set it (export {variable}=...), or leave out --api-key-env.",
        )
    return key
