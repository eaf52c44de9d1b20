"""The operator and its trigger against a server that fails on demand."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import structlog
from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException, TaskDeferred
from service import Running, Service, answers, drops

from plaza_airflow import operator
from plaza_airflow.operator import PlazaJobOperator, PlazaJobTrigger, job_id

KEY = ["land_bikes", "land", "scheduled__2026-03-28T00:00:00+00:00", -1]
ID = "land_bikes~land~scheduled__2026-03-28T00:00:00+00:00~-1"
DONE = {"state": "succeeded", "task_state": "success", "message": "1 file", "result": {"files": 1}}
SAID = [("info", "landing"), ("warning", "100% strange"), ("error", "bad row")]
Test = Callable[[Service, Running], Awaitable[None]]


@pytest.fixture
def served(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Test], None]:
    """Runs a test beside a service, with pauses too short to wait for."""
    token = tmp_path / "service-token"
    token.write_text("right\n")
    monkeypatch.setattr(operator, "MAX_PAUSE", 0.05)
    monkeypatch.setattr(operator, "SEEN_AFTER", 0)

    def run(test: Test) -> None:
        async def whole() -> None:
            running = Running(Service())
            await running.start()
            conn = {"conn_type": "http", "host": "127.0.0.1", "port": running.port, "extra": {"token_file": str(token)}}
            monkeypatch.setenv("AIRFLOW_CONN_PLAZA_DEFAULT", json.dumps(conn))
            try:
                await asyncio.wait_for(test(running.service, running), 30)
            finally:
                await running.stop()

        asyncio.run(whole())

    return run


def trigger(**order: Any) -> PlazaJobTrigger:
    begun = PlazaJobTrigger(KEY, {"step": "land", "feed": "bikes", "attempt": 1, **order}, "plaza_default")
    _, kwargs = begun.serialize()
    return PlazaJobTrigger(**json.loads(json.dumps(kwargs)))


async def ended(followed: PlazaJobTrigger) -> dict[str, Any]:
    [event] = [event async for event in followed.run()]
    return event.payload


async def until(condition: Callable[[], bool]) -> None:
    async def loop() -> None:
        while not condition():
            await asyncio.sleep(0.01)

    await asyncio.wait_for(loop(), 20)


@pytest.fixture
def log() -> Iterator[Callable[[], list[tuple[str, str]]]]:
    """What stands in the task's log by now, but for what Airflow says to tests that execute an operator themselves."""
    with structlog.testing.capture_logs() as entries:
        yield lambda: [
            (entry["log_level"], entry["event"]) for entry in entries if "outside of the Task Runner" not in entry["event"]
        ]


def test_each_line_is_told_once_with_its_level_and_the_end_last(served: Any, log: Any) -> None:
    async def test(service: Service, running: Running) -> None:
        service.ends_as, service.says, service.page = DONE, SAID, 2
        event = await ended(trigger())
        assert event["result"] == {"files": 1}
        assert event["lines"] == []
        assert log() == SAID
        assert service.asked == ["PUT", "GET?from=0&wait=20", "GET?from=2&wait=20", "GET?from=3&wait=20"]
        assert service.jobs[ID]["order"] == {"step": "land", "feed": "bikes"}

    served(test)


def test_a_task_does_not_resume_before_the_scheduler_has_seen_it_deferred(served: Any, monkeypatch: Any) -> None:
    async def test(service: Service, running: Running) -> None:
        monkeypatch.setattr(operator, "SEEN_AFTER", 0.3)
        service.ends_as = DONE
        begin = asyncio.get_running_loop().time()
        await ended(trigger())
        assert asyncio.get_running_loop().time() - begin >= 0.3

    served(test)


def test_a_trigger_begun_anew_goes_on_behind_what_was_read_and_cancels_nothing(served: Any, log: Any) -> None:
    async def test(service: Service, running: Running) -> None:
        service.says = SAID[:2]
        first = asyncio.create_task(ended(trigger()))
        await until(lambda: "GET?from=2&wait=20" in service.asked)
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)
        second = asyncio.create_task(ended(trigger()))
        await service.say(ID, SAID[2])
        await service.end(ID, **DONE)
        assert (await second)["task_state"] == "success"
        assert log() == SAID
        assert service.jobs[ID]["runs"] == 1
        assert "DELETE" not in service.asked

    served(test)


def test_a_service_that_is_away_is_asked_until_it_is_back_and_this_is_said_once(served: Any, log: Any) -> None:
    async def test(service: Service, running: Running) -> None:
        await running.stop()
        following = asyncio.create_task(ended(trigger()))
        await until(lambda: len(log()) == 1)
        await asyncio.sleep(0.3)
        service.ends_as = DONE
        await running.start()
        assert (await following)["task_state"] == "success"
        [(level, text)] = log()
        assert level == "warning"
        assert f"127.0.0.1:{running.port}" in text

    served(test)


def test_a_service_that_goes_away_in_mid_run_costs_nothing(served: Any, log: Any) -> None:
    async def test(service: Service, running: Running) -> None:
        service.says = SAID[:1]
        following = asyncio.create_task(ended(trigger()))
        await until(lambda: "GET?from=1&wait=20" in service.asked)
        await running.stop()
        await running.start()
        await service.say(ID, *SAID[1:])
        await service.end(ID, **DONE)
        assert (await following)["task_state"] == "success"
        assert [line for line in log() if "Asking" not in line[1]] == SAID
        assert service.jobs[ID]["runs"] == 1

    served(test)


def test_answers_that_are_lost_or_put_off_are_asked_for_again(served: Any, log: Any) -> None:
    async def test(service: Service, running: Running) -> None:
        service.ends_as, service.says = DONE, SAID
        full = answers(429, "the queue is full", **{"Retry-After": "1"})
        service.faults = [full, drops, answers(503, "no room"), drops, drops, answers(503, "", **{"Retry-After": "x"})]
        assert (await ended(trigger()))["task_state"] == "success"
        assert [line for line in log() if "Asking" not in line[1]] == SAID
        assert len(service.jobs) == 1

    served(test)


@pytest.mark.parametrize("status", [400, 409, 413, 415, 422])
def test_what_asking_again_does_not_help_fails_at_once(served: Any, status: int) -> None:
    async def test(service: Service, running: Running) -> None:
        service.faults = [answers(status, "found 'x', expected y: do z")]
        event = await ended(trigger())
        assert event["task_state"] == "failed"
        assert "found 'x', expected y: do z" in event["message"]
        assert service.asked == ["PUT"]

    served(test)


@pytest.mark.parametrize("status", [404, 500])
def test_what_nobody_expects_is_tried_again_by_the_scheduler(served: Any, status: int) -> None:
    async def test(service: Service, running: Running) -> None:
        service.faults = [answers(status, "lost")]
        assert (await ended(trigger()))["task_state"] == "up_for_retry"

    served(test)


def test_a_token_that_is_refused_is_read_again_by_the_next_try_and_nothing_runs(served: Any, tmp_path: Path) -> None:
    async def test(service: Service, running: Running) -> None:
        service.token, service.ends_as = "renewed", DONE
        event = await ended(trigger())
        assert event["task_state"] == "up_for_retry"
        assert "401, found a wrong token" in event["message"]
        assert "service-token" in event["message"]
        assert service.jobs == {}
        (tmp_path / "service-token").write_text("renewed")
        assert (await ended(trigger()))["task_state"] == "success"

    served(test)


def test_a_token_that_is_not_there_yet_is_waited_for(served: Any, tmp_path: Path, log: Any) -> None:
    async def test(service: Service, running: Running) -> None:
        service.ends_as = DONE
        (tmp_path / "service-token").unlink()
        following = asyncio.create_task(ended(trigger()))
        await until(lambda: len(log()) == 1)
        assert "service-token" in log()[0][1]
        assert service.asked == []
        (tmp_path / "service-token").write_text("right")
        assert (await following)["task_state"] == "success"

    served(test)


@pytest.mark.parametrize(("state", "is_cancelled"), [("failed", True), (None, True), ("deferred", False)])
def test_only_what_a_person_has_marked_or_cleared_is_cancelled(
    served: Any, monkeypatch: pytest.MonkeyPatch, state: str | None, is_cancelled: bool
) -> None:
    async def test(service: Service, running: Running) -> None:
        killed = trigger()

        async def task_state() -> str | None:
            return state

        monkeypatch.setattr(killed, "_task_state", task_state)
        following = asyncio.create_task(ended(killed))
        await until(lambda: "GET?from=0&wait=20" in service.asked)
        following.cancel()
        await killed.on_kill()
        assert ("DELETE" in service.asked) == is_cancelled

    served(test)


def test_a_job_is_cancelled_however_often_airflow_cancels_the_cancelling(served: Any, monkeypatch: Any) -> None:
    async def test(service: Service, running: Running) -> None:
        killed, state = trigger(), asyncio.Event()

        async def slow() -> str:
            await state.wait()
            return "failed"

        monkeypatch.setattr(killed, "_task_state", slow)
        following = asyncio.create_task(ended(killed))
        await until(lambda: "GET?from=0&wait=20" in service.asked)
        following.cancel()
        killing = asyncio.create_task(killed.on_kill())
        for _ in range(3):
            await asyncio.sleep(0.01)
            killing.cancel()
        state.set()
        await killing
        assert service.jobs[ID]["state"] == "cancelled"

    served(test)


def executed(try_number: int = 1, order: dict[str, Any] | None = None, **other: Any) -> Any:
    """What a worker's thread comes to, that has no loop of its own."""
    task = PlazaJobOperator(task_id="build", order=order or {"step": "build", "dataset": "x.t", "city": ""}, **other)
    ti = SimpleNamespace(dag_id="d", task_id="build", run_id="r", map_index=-1, try_number=try_number)
    try:
        return task.execute({"ti": ti})
    except TaskDeferred as deferred:
        return deferred


def test_a_job_that_ends_at_once_is_never_deferred(served: Any, log: Any) -> None:
    async def test(service: Service, running: Running) -> None:
        service.ends_as, service.says = DONE, SAID
        assert await asyncio.to_thread(executed) == {"files": 1}
        assert log() == SAID

    served(test)


def test_a_job_that_goes_on_is_begun_and_then_followed_by_the_trigger(served: Any, monkeypatch: Any, log: Any) -> None:
    async def test(service: Service, running: Running) -> None:
        monkeypatch.setattr(operator, "AT_ONCE", 0.3)
        service.says = SAID[:2]
        deferred = await asyncio.to_thread(executed)
        assert isinstance(deferred, TaskDeferred)
        following = asyncio.create_task(ended(deferred.trigger))
        await until(lambda: "GET?from=2&wait=20" in service.asked)
        await service.say("d~build~r~-1", SAID[2])
        await service.end("d~build~r~-1", **DONE)
        assert (await following)["result"] == {"files": 1}
        assert log() == SAID
        assert [job["runs"] for job in service.jobs.values()] == [1]

    served(test)


def test_a_service_that_is_away_is_waited_for_by_the_trigger_and_not_by_a_worker(served: Any, monkeypatch: Any) -> None:
    async def test(service: Service, running: Running) -> None:
        monkeypatch.setattr(operator, "AT_ONCE", 0.1)
        await running.stop()
        deferred = await asyncio.to_thread(executed)
        await running.start()
        service.ends_as = DONE
        assert (await ended(deferred.trigger))["task_state"] == "success"

    served(test)


def test_a_job_that_settles_first_is_not_waited_for(served: Any, monkeypatch: Any) -> None:
    async def test(service: Service, running: Running) -> None:
        monkeypatch.setattr(operator, "AT_ONCE", 20)
        order = {"step": "build", "dataset": "x.t", "settle": "PT30S"}
        assert isinstance(await asyncio.to_thread(executed, 1, order), TaskDeferred)
        assert service.asked == ["PUT", "GET?from=0&wait=0"]

    served(test)


def test_a_task_that_is_killed_while_it_asks_cancels_its_job(served: Any, monkeypatch: Any) -> None:
    async def test(service: Service, running: Running) -> None:
        monkeypatch.setattr(operator, "AT_ONCE", 20)
        ti = SimpleNamespace(dag_id="d", task_id="build", run_id="r", map_index=-1, try_number=1)
        task = PlazaJobOperator(task_id="build", order={"step": "build", "dataset": "x.t"})
        executing = asyncio.create_task(asyncio.to_thread(task.execute, {"ti": ti}))
        await until(lambda: "GET?from=0&wait=20" in service.asked)
        await asyncio.to_thread(task.on_kill)
        with pytest.raises(AirflowFailException, match="cancelled"):
            await executing
        assert service.asked.count("DELETE") == 1

    served(test)


def test_the_operator_says_which_try_asks_and_for_how_long(served: Any) -> None:
    async def test(service: Service, running: Running) -> None:
        service.ends_as = DONE
        await asyncio.to_thread(executed)
        assert service.jobs["d~build~r~-1"]["order"] == {"step": "build", "dataset": "x.t"}
        assert service.jobs["d~build~r~-1"]["attempt"] == 1
        service.jobs.clear()
        service.ends_as = {}
        again = await asyncio.to_thread(executed, 2, execution_timeout=timedelta(hours=2))
        assert service.jobs["d~build~r~-1"]["order"] == {"step": "build", "dataset": "x.t", "within": "PT7200S"}
        assert service.jobs["d~build~r~-1"]["attempt"] == 2
        assert again.timeout == timedelta(hours=2)
        assert again.trigger.key == ["d", "build", "r", -1]

    served(test)


@pytest.mark.parametrize(
    ("task_state", "raised"),
    [("skipped", AirflowSkipException), ("failed", AirflowFailException), ("up_for_retry", AirflowException)],
)
def test_a_task_ends_as_the_service_says(task_state: str, raised: type[Exception]) -> None:
    with pytest.raises(raised, match="^refused$") as error:
        PlazaJobOperator(task_id="t", order={}).execute_complete({}, {"task_state": task_state, "message": "refused"})
    assert type(error.value) is raised


def test_what_came_of_it_is_handed_on() -> None:
    assert PlazaJobOperator(task_id="t", order={}).execute_complete({}, DONE) == {"files": 1}


def test_an_id_is_never_that_of_another_task() -> None:
    assert job_id(*KEY) == ID
    assert job_id("d", "t", "a~b", -1) != job_id("d", "t~a", "b", -1)
    assert job_id("d", "t", "a=7Eb", -1) != job_id("d", "t", "a~b", -1)
    assert job_id("d", "t", "a b/ü", 3) == "d~t~a=20b=2F=C3=BC~3"
    long = [job_id("d" * 250, "t" * 250, "r" * 200 + end, -1) for end in "ab"]
    assert all(len(each) == 400 for each in long)
    assert long[0] != long[1]
