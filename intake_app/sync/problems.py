"""What the server says when it does not do what was asked: problem details of RFC 9457.

The `code` is for programs; words for people are the counter's, in its language. A problem
never carries a value that was sent, a query or a trace.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/problem+json"
_TYPE_PREFIX = "urn:onousc:intake:problem:"


class ProblemCode(StrEnum):
    """Every problem the server can name; each always has the same HTTP status."""

    MESSAGE_MALFORMED = "message.malformed"
    BATCH_TOO_LARGE = "batch.too_large"
    BATCH_KEY_REUSED = "batch.key_reused"
    STATION_UNKNOWN = "station.unknown"
    STATION_REVOKED = "station.revoked"
    STATION_MISMATCH = "station.mismatch"
    SIGNATURE_INVALID = "signature.invalid"
    REQUEST_STALE = "request.stale"
    ENROLMENT_REFUSED = "enrolment.refused"
    ENROLMENT_OTHER_COUNTER = "enrolment.other_counter"
    RATE_EXCEEDED = "rate.exceeded"
    MEDIA_UNSUPPORTED = "media.unsupported"
    BODY_TIMEOUT = "body.timeout"
    NOT_FOUND = "route.not_found"
    METHOD_NOT_ALLOWED = "route.method_not_allowed"
    SERVER_BUSY = "server.busy"
    SERVER_ERROR = "server.error"


STATUS_OF: dict[ProblemCode, int] = {
    ProblemCode.MESSAGE_MALFORMED: 400,
    ProblemCode.BATCH_TOO_LARGE: 413,
    ProblemCode.BATCH_KEY_REUSED: 422,
    ProblemCode.STATION_UNKNOWN: 401,
    ProblemCode.STATION_REVOKED: 403,
    ProblemCode.STATION_MISMATCH: 403,
    ProblemCode.SIGNATURE_INVALID: 401,
    ProblemCode.REQUEST_STALE: 401,
    ProblemCode.ENROLMENT_REFUSED: 403,
    ProblemCode.ENROLMENT_OTHER_COUNTER: 403,
    ProblemCode.RATE_EXCEEDED: 429,
    ProblemCode.MEDIA_UNSUPPORTED: 415,
    ProblemCode.BODY_TIMEOUT: 408,
    ProblemCode.NOT_FOUND: 404,
    ProblemCode.METHOD_NOT_ALLOWED: 405,
    ProblemCode.SERVER_BUSY: 503,
    ProblemCode.SERVER_ERROR: 500,
}
_TITLES: dict[ProblemCode, str] = {
    ProblemCode.MESSAGE_MALFORMED: "The message is not of the form of this contract.",
    ProblemCode.BATCH_TOO_LARGE: "The batch is larger than the server takes.",
    ProblemCode.BATCH_KEY_REUSED: "This batch id was used for other bytes.",
    ProblemCode.STATION_UNKNOWN: "No station has this key.",
    ProblemCode.STATION_REVOKED: "This station was revoked.",
    ProblemCode.STATION_MISMATCH: "The key belongs to another station.",
    ProblemCode.SIGNATURE_INVALID: "The signature does not fit the bytes.",
    ProblemCode.REQUEST_STALE: "The request was signed for another time.",
    ProblemCode.ENROLMENT_REFUSED: "The enrolment code is unknown, used or expired.",
    ProblemCode.ENROLMENT_OTHER_COUNTER: "The code is for another counter; it was not spent.",
    ProblemCode.RATE_EXCEEDED: "Too many requests; try again later.",
    ProblemCode.MEDIA_UNSUPPORTED: "Only JSON is taken, plain or compressed by gzip.",
    ProblemCode.BODY_TIMEOUT: "The body came too slowly.",
    ProblemCode.NOT_FOUND: "There is nothing at this address.",
    ProblemCode.METHOD_NOT_ALLOWED: "This address does not take this method.",
    ProblemCode.SERVER_BUSY: "The server is busy; send the same bytes again later.",
    ProblemCode.SERVER_ERROR: "The server failed; send the same bytes again later.",
}


class ProblemDetails(BaseModel):
    """The body of a refused request; `path` points into the message that was sent."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    type: str
    title: str
    status: int
    code: str
    path: str | None = None
    server_time: int | None = Field(default=None, description="Seconds since 1970")
    counter: str | None = Field(default=None, description="OFFICE-COUNTER a code was given for")


class Problem(Exception):
    """A request that the server refuses; the last handler turns it into problem details."""

    def __init__(
        self,
        code: ProblemCode,
        *,
        path: str | None = None,
        retry_after_seconds: int | None = None,
        server_time: int | None = None,
        counter: str | None = None,
    ) -> None:
        super().__init__(code.value)
        self.code = code
        self.retry_after_seconds = retry_after_seconds
        self._path = path
        self._server_time = server_time
        self._counter = counter

    @property
    def status(self) -> int:
        """The HTTP status of the problem."""
        return STATUS_OF[self.code]

    def members(self) -> dict[str, Any]:
        """Write the members of the problem details."""
        details = ProblemDetails(
            type=_TYPE_PREFIX + self.code.value,
            title=_TITLES[self.code],
            status=self.status,
            code=self.code.value,
            path=self._path,
            server_time=self._server_time,
            counter=self._counter,
        )
        return details.model_dump(exclude_none=True)
