"""Whole runs by Airflow's own task runner: what is asked of the service, and what becomes of the task."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pendulum
import pytest
from airflow.dag_processing.dagbag import DagBag
from conftest import FOLDER, dataset, feed
from service import Running, Service

from plaza_airflow import operator


@pytest.fixture(scope="session", autouse=True)
def database() -> None:
    subprocess.run([sys.executable, "-m", "airflow", "db", "migrate"], check=True, capture_output=True)


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    token = tmp_path / "service-token"
    token.write_text("right")
    monkeypatch.setattr(operator, "SEEN_AFTER", 0)
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    running = Running(Service())
    asyncio.run_coroutine_threadsafe(running.start(), loop).result(10)
    conn = {"conn_type": "http", "host": "127.0.0.1", "port": running.port, "extra": {"token_file": str(token)}}
    monkeypatch.setenv("AIRFLOW_CONN_PLAZA_DEFAULT", json.dumps(conn))
    yield running.service
    asyncio.run_coroutine_threadsafe(running.stop(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def run(dag_id: str, **kwargs: Any) -> dict[str, str]:
    """The states of the tasks of a run."""
    made = DagBag(FOLDER / "plaza_dags.py").dags[dag_id]
    return {ti.task_id: str(ti.state) for ti in made.test(**kwargs).get_task_instances()}


def test_a_landing_is_for_the_days_of_its_run_and_an_unchanged_feed_is_skipped(
    catalog: Callable[..., Path], service: Service
) -> None:
    catalog([feed("recorded", is_polled=False, cron="0 0 * * *", pool="default_pool")])
    service.ends_as = {"state": "succeeded", "task_state": "success", "message": "2", "result": {"files": 2}}
    night = pendulum.datetime(2026, 3, 29, 22)  # Paris has had 23 hours
    assert run("land_recorded", logical_date=night) == {"land": "success"}
    [(name, job)] = service.jobs.items()
    assert name.startswith("land_recorded~land~manual__")
    assert job["order"] == {
        "step": "land",
        "feed": "recorded",
        "city": "ys",
        "from": "2026-03-29",
        "to": "2026-03-29",
        "within": "PT7200S",
    }
    assert job["attempt"] == 1
    service.ends_as = {"state": "skipped", "task_state": "skipped", "message": "unchanged"}
    assert run("land_recorded", logical_date=None, run_conf={"from": "2026-01-01"}) == {"land": "skipped"}
    assert list(service.jobs.values())[-1]["order"]["from"] == "2026-01-01"


def test_what_is_refused_fails_and_is_not_tried_again(catalog: Callable[..., Path], service: Service) -> None:
    catalog([], [dataset("x.t", settle="PT30S")])
    finding = {"code": "KEY", "severity": "ERROR", "message": "twice"}
    service.ends_as = {"state": "refused", "task_state": "failed", "message": "no", "findings": [finding]}
    assert run("build_x__t") == {"build": "failed"}
    assert [job["attempt"] for job in service.jobs.values()] == [1]


def test_a_release_that_waits_for_nobody_asks_nobody(catalog: Callable[..., Path], service: Service) -> None:
    hour = {"at": "06:00", "cron": "0 6 * * *", "time_zone": "Europe/Paris", "tiers": [], "problem": None}
    catalog([], [dataset("x.t", release=hour)])
    result = {"version": "v1", "release": {"state": "PUBLISHED"}, "why": []}
    service.ends_as = {"state": "succeeded", "task_state": "success", "result": result}
    morning = pendulum.datetime(2026, 3, 29, 4)
    assert run("release_x__t", logical_date=morning) == {
        "release": "success",
        "word": "skipped",
        "approve": "skipped",
    }
    [job] = service.jobs.values()
    assert job["order"]["as_of"] == "2026-03-29T04:00:00Z"
