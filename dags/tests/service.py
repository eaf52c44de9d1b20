"""A server that answers as openapi.yaml says, for what the real service does not do on demand: to fail at a moment."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

Fault = Callable[[web.Request], Coroutine[Any, Any, web.StreamResponse | None]]


def problem(status: int, detail: str, **headers: str) -> web.Response:
    body = {"type": "about:blank", "title": "A problem", "status": status, "detail": detail}
    return web.json_response(body, status=status, content_type="application/problem+json", headers=headers)


def answers(status: int, detail: str, **headers: str) -> Fault:
    async def fault(request: web.Request) -> web.StreamResponse:
        return problem(status, detail, **headers)

    return fault


async def drops(request: web.Request) -> web.StreamResponse | None:
    """Carries it out, and resets the connection before it answers."""
    return None


@dataclass
class Service:
    token: str = "right"
    jobs: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ends_as: dict[str, Any] = field(default_factory=dict)
    """How the next job ends at once; one that is not told so is running until it is."""
    says: list[tuple[str, str]] = field(default_factory=list)
    page: int = 1000
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def handle(self, request: web.Request) -> web.StreamResponse:
        query = f"?{request.query_string}" if request.query_string else ""
        self.asked.append(f"{request.method}{query}")
        fault = self.faults.pop(0) if self.faults else None
        if fault and fault is not drops:
            answer = await fault(request)
            assert answer is not None
            return answer
        if request.headers.get("Authorization") != f"Bearer {self.token}":
            return problem(401, "found a wrong token, expected that in secrets/service-token")
        answer = await getattr(self, request.method.lower())(request, request.match_info["id"])
        if fault is drops:
            assert request.transport
            request.transport.abort()
        return answer

    async def put(self, request: web.Request, name: str) -> web.Response:
        order = await request.json()
        attempt = order.pop("attempt")
        if name in self.jobs and self.jobs[name]["order"] != order:
            return problem(409, "found another order by this id, expected the same again")
        is_new = name not in self.jobs
        job = self.jobs.setdefault(name, {"order": order, "runs": 1, "lines": [], "read": 0, **self._begin()})
        job["attempt"] = max(attempt, job.get("attempt", 0))
        return web.json_response(self._told(name, None), status=202 if is_new else 200)

    def _begin(self) -> dict[str, Any]:
        return {"state": "running", **self.ends_as, "says": self.says}

    async def get(self, request: web.Request, name: str) -> web.Response:
        if name not in self.jobs:
            return problem(404, "found no such job, expected one that was asked for")
        begin = request.query.get("from")
        if begin is not None:
            job = self.jobs[name]
            job["read"] = max(job["read"], int(begin))
            with contextlib.suppress(asyncio.TimeoutError):
                await asyncio.wait_for(self._news(job, int(begin)), min(int(request.query.get("wait", 0)), 1))
        return web.json_response(self._told(name, None if begin is None else int(begin)))

    async def _news(self, job: dict[str, Any], begin: int) -> None:
        async with self.changed:
            await self.changed.wait_for(lambda: len(job["says"]) > begin or "task_state" in job)

    async def delete(self, request: web.Request, name: str) -> web.Response:
        if name not in self.jobs:
            return problem(404, "found no such job, expected one that was asked for")
        await self.end(name, state="cancelled", task_state="failed", message="cancelled")
        return web.json_response(self._told(name, None))

    async def end(self, name: str, **how: Any) -> None:
        async with self.changed:
            self.jobs[name] |= how
            self.changed.notify_all()

    async def say(self, name: str, *lines: tuple[str, str]) -> None:
        async with self.changed:
            self.jobs[name]["says"] = [*self.jobs[name]["says"], *lines]
            self.changed.notify_all()

    def _told(self, name: str, begin: int | None) -> dict[str, Any]:
        job = self.jobs[name]
        at = "2026-03-28T00:00:00Z"
        lines = [
            {"number": number, "at": at, "level": level, "text": text}
            for number, (level, text) in enumerate(job["says"])
            if begin is not None and begin <= number < begin + self.page
        ]
        told = {"id": name, "queued_at": at, "findings": [], **job, "lines": lines}
        del told["says"]
        return told | {"next": lines[-1]["number"] + 1 if lines else begin or 0}


@dataclass
class Running:
    """The server on its port; it may be stopped and started again, its jobs stay."""

    service: Service
    port: int = 0
    runner: web.AppRunner | None = None

    async def start(self) -> None:
        app = web.Application()
        app.router.add_route("*", "/v1/jobs/{id}", self.service.handle)
        self.runner = web.AppRunner(app, shutdown_timeout=0.1)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", self.port).start()
        self.port = self.runner.addresses[0][1]

    async def stop(self) -> None:
        assert self.runner
        await self.runner.cleanup()
