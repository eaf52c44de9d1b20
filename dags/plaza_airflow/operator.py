"""One operator for every job of the service. What is to be decided, the service decides; this asks and passes on."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

from airflow.sdk import BaseHook, BaseOperator, Context
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
from airflow.triggers.base import BaseTrigger, TriggerEvent

BUSY = {429, 502, 503, 504}
MAX_PAUSE = 15.0
MAX_FINDINGS = 20


def job_id(*key: str | int) -> str:
    """The job's id: that of the task and its run, never of the try, so that a retry finds what the last try began."""
    whole = "~".join(re.sub(r"[^A-Za-z0-9_.:+@-]", _escaped, str(part)) for part in key)
    return whole if len(whole) <= 400 else f"{whole[:335]}~{hashlib.sha256(whole.encode()).hexdigest()}"


def _escaped(character: re.Match[str]) -> str:
    return "".join(f"={byte:02X}" for byte in character[0].encode())


class PlazaJobOperator(BaseOperator):
    """Asks the job service for `order` (its openapi.yaml, "Order") and ends as that job ends."""

    template_fields = ("order",)

    def __init__(self, *, order: dict[str, Any], conn_id: str = "plaza_default", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.order = order
        self.conn_id = conn_id

    def execute(self, context: Context) -> None:
        ti = context["ti"]
        order = {key: value for key, value in self.order.items() if value} | {"attempt": ti.try_number}
        if self.execution_timeout:
            order["within"] = f"PT{max(1, int(self.execution_timeout.total_seconds() // 60))}M"
        key = [ti.dag_id, ti.task_id, ti.run_id, -1 if ti.map_index is None else ti.map_index]
        trigger = PlazaJobTrigger(key, order, self.conn_id)
        self.defer(trigger=trigger, method_name="execute_complete", timeout=self.execution_timeout)

    def execute_complete(self, context: Context, event: dict[str, Any]) -> dict[str, Any] | None:
        lines = [event.get("message") or f"The job ended as {event.get('state')}."]
        for finding in event.get("findings", [])[:MAX_FINDINGS]:
            words = (finding.get(key) for key in ("severity", "code", "dataset", "address", "message", "remedy"))
            lines.append(" ".join(str(word) for word in words if word))
        told = "\n".join(lines)
        match event["task_state"]:
            case "success":
                return event.get("result")
            case "skipped":
                raise AirflowSkipException(told)
            case "failed":
                raise AirflowFailException(told)
        raise AirflowException(told)


class PlazaJobTrigger(BaseTrigger):
    """Follows one job to its end, however often the connection, the service or the triggerer goes away meanwhile."""

    def __init__(self, key: list[Any], order: dict[str, Any], conn_id: str) -> None:
        super().__init__()
        self.key, self.order, self.conn_id = key, order, conn_id

    def serialize(self) -> tuple[str, dict[str, Any]]:
        return f"{__name__}.PlazaJobTrigger", {"key": self.key, "order": self.order, "conn_id": self.conn_id}

    async def run(self) -> AsyncIterator[TriggerEvent]:
        try:
            job = await self._follow()
        except AirflowFailException as e:
            job = {"task_state": "failed", "message": str(e)}
        except AirflowException as e:
            job = {"task_state": "up_for_retry", "message": str(e)}
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
        if await self._task_state() != "deferred":  # else another triggerer, or another try, goes on with it
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

        conn = await BaseHook.aget_connection(self.conn_id)
        token_file = Path(json.loads(conn.extra or "{}").get("token_file", f"<token_file of {self.conn_id}>"))
        url = f"{conn.schema or 'http'}://{conn.host}:{conn.port}/v1/jobs/{job_id(*self.key)}"
        pause, refused, is_told = 0.5, 0, False
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=60, sock_connect=10)) as session:
            while True:
                after = ""
                try:
                    # Read each time, for the service renews it.
                    headers = {"Authorization": f"Bearer {token_file.read_text().strip()}"}
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
