"""What is answered to a request that cannot be answered, in OpenAI's form."""

from collections.abc import Mapping
from typing import Any

from districtbot.agent.models.loaded import ContextTooLong, ModelFailed
from districtbot.ground.errors import AskError


class Refused(Exception):  # noqa: N818 - an answer, not a fault of ours
    """A request that is answered with an error.

    Args:
        status: HTTP status.
        message: What is wrong and what to do, for whoever asked.
        kind: OpenAI's ``type``.
        code: OpenAI's ``code``, where there is one.
        param: The field that is wrong, where one is.
        headers: Further headers of the answer.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.status = status
        self.headers = dict(headers or {})
        self.body: dict[str, Any] = {
            "error": {"message": message, "type": kind, "param": param, "code": code}
        }
        super().__init__(message)


def refused_for(error: AskError) -> Refused:
    """An error of a model as an answer."""
    if isinstance(error, ContextTooLong):
        return Refused(400, str(error), code="context_length_exceeded", param="messages")
    if isinstance(error, ModelFailed) and error.passing:
        return Refused(503, str(error), kind="server_error", headers={"Retry-After": "1"})
    return Refused(500, str(error), kind="server_error")


def out_of_time(message: str) -> Refused:
    """That a request waited too long for its turn."""
    return Refused(503, message, kind="server_error", code="timeout", headers={"Retry-After": "5"})
