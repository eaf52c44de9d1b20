"""One operator for every job of the service. What is to be decided, the service decides; this asks and passes on."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import re
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from airflow.sdk import BaseHook, BaseOperator, Context
from airflow.sdk.configuration import conf
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.triggers.base import BaseTrigger, TriggerEvent

BUSY = {429, 502, 503, 504}
MAX_PAUSE = 15.0
# A task that resumes before the scheduler's next round has seen it deferred is taken for one that was killed.
SEEN_AFTER = 1 + conf.getfloat("scheduler", "scheduler_idle_sleep_time", fallback=1.0)


def job_id(*key: str | int) -> str:
    """The job's id: that of the task and its run, never of the try, so that a retry finds what the last try began."""
    escaped = lambda other: "".join(f"={byte:02X}" for byte in other[0].encode())  # noqa: E731
    whole = "~".join(re.sub(r"[^A-Za-z0-9_.:+@-]", escaped, str(part)) for part in key)
    return whole if len(whole) <= 400 else f"{whole[:335]}~{hashlib.sha256(whole.encode()).hexdigest()}"


class PlazaJobOperator(BaseOperator):
    """Asks the job service for `order` (its openapi.yaml, "Order") and ends as that job ends."""

    template_fields = ("order",)

    def __init__(self, *, order: dict[str, Any], conn_id: str = "plaza_default", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.order, self.conn_id = order, conn_id

    def execute(self, context: Context) -> None:
        ti = context["ti"]
        order = {key: value for key, value in self.order.items() if value} | {"attempt": ti.try_number}
        if self.execution_timeout:
            order["within"] = f"PT{max(1, int(self.execution_timeout.total_seconds() // 60))}M"
        key = [ti.dag_id, ti.task_id, ti.run_id, -1 if ti.map_index is None else ti.map_index]
        trigger = PlazaJobTrigger(key, order, self.conn_id)
        self.defer(trigger=trigger, method_name="execute_complete", timeout=self.execution_timeout)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> dict[str, Any] | None:
        if event["task_state"] == "success":
            return event.get("result")
        told = [event.get("message") or f"The job ended as {event.get('state')}."]
        for finding in event.get("findings", [])[:20]:
            keys = ("severity", "code", "dataset", "address", "message", "remedy")
            told.append(" ".join(str(finding[key]) for key in keys if finding.get(key)))
        ends = {"skipped": AirflowSkipException, "failed": AirflowFailException}
        raise ends.get(event["task_state"], AirflowException)("\n".join(told))


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
            job = await self._follow()
        except AirflowException as e:
            is_final = isinstance(e, AirflowFailException)
            job = {"task_state": "failed" if is_final else "up_for_retry", "message": str(e)}
        await asyncio.sleep(seen - time.monotonic())
        yield TriggerEvent({name: value for name, value in job.items() if name != "lines"})

    async def _follow(self) -> dict[str, Any]:
        await self._ask("PUT", json=self.order)
        # A trigger that was begun anew has no memory: the service knows what was read.
        begin = (await self._ask("GET"))["read"]
        while True:
            job = await self._ask("GET", params={"from": begin, "wait": 20})
            for line in job["lines"]:
                getattr(self.log, line["level"])("%s", line["text"])
            # To ask once more from behind the last line is to say that it was read.
            if "task_state" in job and not job["lines"]:
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
        if any(state.result() == "deferred" for state in answered):
            return  # another triggerer has taken it over, or the next try goes on with the job
        await self._ask("DELETE")
        self.log.info("The job is cancelled.")

    async def _task_state(self) -> str | None:
        from airflow.sdk.execution_time.task_runner import RuntimeTaskInstance
        from asgiref.sync import sync_to_async

        dag_id, task_id, run_id, index = self.key
        ask = sync_to_async(RuntimeTaskInstance.get_task_states)
        states = await ask(dag_id=dag_id, map_index=index, task_ids=[task_id], run_ids=[run_id])
        return states.get(run_id, {}).get(task_id if index < 0 else f"{task_id}_{index}")

    async def _ask(self, method: str, **request: Any) -> dict[str, Any]:
        """Asks until there is an answer: a service that is away or busy needs time, not a retry of the task."""
        import aiohttp

        conn = self.service = self.service or await BaseHook.aget_connection(self.conn_id)
        token_file = Path(json.loads(conn.extra or "{}").get("token_file", "no token_file in the connection"))
        url = f"{conn.schema or 'http'}://{conn.host}:{conn.port}/v1/jobs/{job_id(*self.key)}"
        pause, refused, is_told = 0.5, 0, False
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60, sock_connect=10)) as session:
            while True:
                after = ""
                try:
                    headers = {"Authorization": f"Bearer {token_file.read_text().strip()}"}  # renewed now and then
                    async with session.request(method, url, headers=headers, **request) as answer:
                        body = await answer.json() if answer.content_type.endswith("json") else {}
                    if answer.ok:
                        return body
                    why = f"{answer.status}, {body.get('detail') or answer.reason}"
                    refused += answer.status == 401
                    if answer.status not in BUSY and (answer.status != 401 or refused > 3):
                        is_final = answer.status < 500 and answer.status != 404
                        raise (AirflowFailException if is_final else AirflowException)(f"{url} says {why}")
                    after = answer.headers.get("Retry-After", "")
                except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as e:
                    why = str(e) or type(e).__name__
                if not is_told:
                    self.log.warning("Asking %s again until it answers: %s", url, why)
                is_told, pause = True, min(pause * 2, MAX_PAUSE)
                await asyncio.sleep(min(float(after), MAX_PAUSE) if after.isdigit() else pause / 2)
