"""One operator for every job of the service. What is to be decided, the service decides; this asks and passes on."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import math
import time
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import quote

import aiohttp
from airflow.sdk import BaseHook, BaseOperator, Context
from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance
from airflow.triggers.base import BaseTrigger, TriggerEvent
from asgiref.sync import sync_to_async

MAX_PAUSE = 15.0
AT_ONCE = 2.0  # Most jobs find nothing to do and say so: to be deferred and resumed would take them seconds.
# A task that resumes before the scheduler's next round has seen it deferred is taken for one that was killed.
SEEN_AFTER = 1.5 + conf.getfloat("scheduler", "scheduler_idle_sleep_time", fallback=1.0)


def job_id(*key: str | int) -> str:
    """The job's id: that of the task and its run, never of the try, so that a retry finds what the last try began."""
    whole = "~".join(quote(str(part), safe=":+@").replace("~", "%7E").replace("%", "=") for part in key)
    return whole if len(whole) <= 400 else f"{whole[:335]}~{hashlib.sha256(whole.encode()).hexdigest()}"


class PlazaJobOperator(BaseOperator):
    """Asks the job service for `order` (its openapi.yaml, "Order") and ends as that job ends."""

    template_fields = ("order",)

    def __init__(self, *, order: dict[str, Any], conn_id: str = "plaza_default", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.order, self.conn_id = order, conn_id

    def execute(self, context: Context) -> dict[str, Any] | None:
        ti, limit = context["ti"], self.execution_timeout
        asked = self.order | {"attempt": ti.try_number, "within": limit and f"PT{limit.total_seconds():.0f}S"}
        order = {key: value for key, value in asked.items() if value}
        key = [ti.dag_id, ti.task_id, ti.run_id, -1 if ti.map_index is None else ti.map_index]
        self.trigger = PlazaJobTrigger(key, order, self.conn_id)
        with contextlib.suppress(asyncio.TimeoutError):  # a service that is away is the trigger's to wait for
            job = asyncio.run(asyncio.wait_for(self.trigger.follow(0 if "settle" in order else AT_ONCE), 2 * AT_ONCE))
            if "task_state" in job:
                return self.execute_complete(context, job)
        self.defer(trigger=self.trigger, method_name="execute_complete", timeout=self.execution_timeout)

    def on_kill(self) -> None:
        # A signal may come while this thread waits in a loop of its own.
        ThreadPoolExecutor().submit(asyncio.run, self.trigger.ask("DELETE")).result(timeout=20)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> dict[str, Any] | None:
        if event["task_state"] == "success":
            return event.get("result")
        ends = {"skipped": AirflowSkipException, "failed": AirflowFailException}
        raise ends.get(event["task_state"], AirflowException)(event["message"])


class PlazaJobTrigger(BaseTrigger):
    """Follows one job to its end, however often the connection, the service or the triggerer goes away meanwhile."""

    def __init__(self, key: list[Any], order: dict[str, Any], conn_id: str) -> None:
        super().__init__()
        self.key, self.order, self.conn_id, self.service = key, order, conn_id, None

    def serialize(self) -> tuple[str, dict[str, Any]]:
        return f"{__name__}.PlazaJobTrigger", {"key": self.key, "order": self.order, "conn_id": self.conn_id}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        seen = time.monotonic() + SEEN_AFTER
        try:
            job = await self.follow(math.inf)
        except AirflowException as e:
            job = {"task_state": "failed" if isinstance(e, AirflowFailException) else "up_for_retry", "message": str(e)}
        await asyncio.sleep(seen - time.monotonic())
        yield TriggerEvent(job)

    async def follow(self, patience: float) -> dict[str, Any]:
        """How the job stands when it has ended, or after so many seconds; each line of it goes to the log."""
        until = time.monotonic() + patience
        # Whoever goes on with it has no memory: the service knows what was read.
        begin = (await self.ask("PUT", json=self.order))["read"]
        while True:
            left = until - time.monotonic()
            job = await self.ask("GET", params={"from": begin, "wait": math.ceil(min(max(left, 0), 20))})
            for line in job["lines"]:
                getattr(self.log, line["level"])("%s", line["text"])
            # To ask once more from behind the last line is to say that it was read.
            if not job["lines"] and ("task_state" in job or left <= 0):
                return job
            begin = job["next"]

    async def on_kill(self) -> None:
        """Called when a person has marked or cleared the task, not when a triggerer stops; but when it is replaced."""
        cancelling = asyncio.ensure_future(self._cancel())
        while not cancelling.done():
            # Airflow cancels again, every second, whatever is not done with being cancelled.
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.wait([cancelling], timeout=25)
        cancelling.result()

    async def _cancel(self) -> None:
        # The first such question of a triggerer may take it ten seconds: no person waits for that.
        answered, _ = await asyncio.wait([asyncio.ensure_future(self._task_state())], timeout=2)
        # Of one that is deferred another triggerer has taken over, or the next try goes on with the job.
        if not any(state.result() == "deferred" for state in answered):
            await self.ask("DELETE")
            self.log.info("The job is cancelled.")

    async def _task_state(self) -> str | None:
        dag_id, task_id, run_id, index = self.key
        ask = sync_to_async(RuntimeTaskInstance.get_task_states)
        states = await ask(dag_id=dag_id, map_index=index, task_ids=[task_id], run_ids=[run_id])
        return states.get(run_id, {}).get(task_id if index < 0 else f"{task_id}_{index}")

    async def ask(self, method: str, **request: Any) -> dict[str, Any]:
        """Asks until there is an answer: a service that is away or busy needs time, not a retry of the task."""
        conn = self.service = self.service or await BaseHook.aget_connection(self.conn_id)
        url = f"{conn.schema or 'http'}://{conn.host}:{conn.port}/v1/jobs/{job_id(*self.key)}"
        pause, is_told = 0.25, False
        while True:
            try:
                # Renewed now and then, and read each time.
                token = Path(conn.extra_dejson.get("token_file", "no token_file in the connection")).read_text().strip()
                request |= {"headers": {"Authorization": f"Bearer {token}"}, "timeout": aiohttp.ClientTimeout(total=60)}
                async with aiohttp.request(method, url, **request) as answer:
                    body = await answer.json() if answer.content_type.endswith("json") else {}
                if answer.ok:
                    return body
                why = f"{answer.status}, {body.get('detail') or answer.reason}"
                if answer.status not in {429, 502, 503, 504}:
                    is_final = answer.status < 500 and answer.status not in {401, 404}
                    raise (AirflowFailException if is_final else AirflowException)(f"{url} says {why}")
                pause = float(after) if (after := answer.headers.get("Retry-After", "")).isdigit() else pause
            except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as e:
                why = str(e) or type(e).__name__
            if not is_told:
                self.log.warning("Asking %s again until it answers: %s", url, why)
            await asyncio.sleep(min(pause, MAX_PAUSE))
            is_told, pause = True, pause * 2
