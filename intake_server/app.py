"""Putting one worker together: settings, database, judgement, routes, and the last handlers."""

from __future__ import annotations

import gc
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from intake_app.errors import IntakeError
from intake_app.sync.problems import MEDIA_TYPE, Problem, ProblemCode
from intake_server.bodies import BodyLimits, BoundedBodies
from intake_server.contract import TITLE, VERSION, write_openapi
from intake_server.database import open_database
from intake_server.judgement import load_judge
from intake_server.reception import Reception
from intake_server.routes import router
from intake_server.schema import require_schema
from intake_server.serving import end_with_supervisor, mark_ready
from intake_server.settings import ServerSettings, read_settings
from intake_server.worker import Worker, log_failure

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from starlette.types import ASGIApp, Receive, Scope, Send

_BUSY_AGAIN_SECONDS = 5
_VALUES_BETWEEN_COLLECTIONS = 50_000
_BY_STATUS = {404: ProblemCode.NOT_FOUND, 405: ProblemCode.METHOD_NOT_ALLOWED}


def server_now() -> datetime:
    """Return the server's time, which is the one that counts."""
    return datetime.now(UTC)


def create_app(settings: ServerSettings, now: Callable[[], datetime] = server_now) -> FastAPI:
    """Build the application of one worker; the database opens when it starts serving."""

    @asynccontextmanager
    async def serving(app: FastAPI) -> AsyncIterator[None]:
        database = open_database(settings)
        try:
            require_schema(database)
            reception = Reception(database, load_judge(settings.profiles), settings.limits, now)
            app.state.worker = Worker(reception, settings)
            mark_ready()
            yield
        finally:
            database.close()

    app = FastAPI(title=TITLE, version=VERSION, lifespan=serving, docs_url=None, redoc_url=None)
    app.router.redirect_slashes = False  # counters follow no redirect
    app.include_router(router)
    app.openapi = lambda: write_openapi(app)  # type: ignore[method-assign]
    app.add_exception_handler(Problem, _answer_problem)
    app.add_exception_handler(IntakeError, _answer_fault)
    app.add_exception_handler(HTTPException, _answer_http)
    app.add_exception_handler(RequestValidationError, _answer_malformed)
    app.add_exception_handler(ClientDisconnect, _answer_nobody)
    app.add_exception_handler(Exception, _answer_bug)
    app.add_middleware(BoundedBodies, limits=_body_limits(settings))
    return app


def create_worker() -> ASGIApp:
    """Build a worker from the environment; what uvicorn calls in each process."""
    # Each batch makes and drops thousands of values without cycles: looking for some after every
    # 700 of them costs a tenth of the work.
    gc.set_threshold(_VALUES_BETWEEN_COLLECTIONS)
    end_with_supervisor()
    return LastResort(create_app(read_settings()))


class LastResort:
    """The outermost door: a bug was answered within, and must not tell more in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or the life of the worker."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            await self._app(scope, receive, send)
        except Exception as error:  # noqa: BLE001 - one of the three doors where all is caught
            log_failure(error)


def _body_limits(settings: ServerSettings) -> BodyLimits:
    return BodyLimits(
        compressed_bytes=settings.max_compressed_bytes,
        inflated_bytes=settings.limits.max_batch_bytes,
        buffered_bytes=settings.max_buffered_bytes,
        idle_seconds=settings.body_idle_seconds,
        total_seconds=settings.body_total_seconds,
    )


def _respond(request: Request, problem: Problem) -> Response:
    worker: Worker | None = getattr(request.app.state, "worker", None)
    if worker is not None:
        worker.figures.count_problem(problem.code.value)
    headers = {}
    if problem.retry_after_seconds is not None:
        headers["Retry-After"] = str(problem.retry_after_seconds)
    return JSONResponse(problem.members(), problem.status, headers=headers, media_type=MEDIA_TYPE)


async def _answer_problem(request: Request, error: Exception) -> Response:
    if not isinstance(error, Problem):
        raise error
    return _respond(request, error)


async def _answer_fault(request: Request, error: Exception) -> Response:
    """The server is not set up, or its disk fails: nothing the sender can change."""
    log_failure(error)
    return _respond(
        request, Problem(ProblemCode.SERVER_BUSY, retry_after_seconds=_BUSY_AGAIN_SECONDS)
    )


async def _answer_http(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 400
    return _respond(request, Problem(_BY_STATUS.get(status, ProblemCode.MESSAGE_MALFORMED)))


async def _answer_malformed(request: Request, _error: Exception) -> Response:
    return _respond(request, Problem(ProblemCode.MESSAGE_MALFORMED))


async def _answer_nobody(_request: Request, _error: Exception) -> Response:
    """The sender went away in the middle of a body; there is nobody to answer."""
    return Response(status_code=408)


async def _answer_bug(request: Request, _error: Exception) -> Response:
    return _respond(request, Problem(ProblemCode.SERVER_ERROR))
