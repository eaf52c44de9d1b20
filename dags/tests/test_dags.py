"""The DAG file against the real Airflow: which DAGs come of which catalogue."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pendulum
import pytest
from airflow.dag_processing.dagbag import DagBag
from airflow.sdk import AssetAny
from airflow.serialization.serialized_objects import DagSerialization
from airflow.timetables.base import TimeRestriction
from conftest import FOLDER, dataset, feed

Write = Callable[..., Path]
HOUR = {"at": "06:00", "cron": "0 6 * * *", "time_zone": "Europe/Paris", "tiers": ["open"], "problem": None}


def parsed() -> DagBag:
    return DagBag(FOLDER / "plaza_dags.py")


def dags() -> dict[str, Any]:
    bag = parsed()
    assert bag.import_errors == {}
    for made in bag.dags.values():
        DagSerialization.serialize_dag(made)
    return bag.dags


def schedule_of(made: Any) -> str:
    schedule = made.timetable
    return f"{type(schedule).__name__} {getattr(schedule, 'expression', getattr(schedule, 'delta', None))}"


def assets_of(condition: Any) -> set[str]:
    return {asset.uri for asset in condition.objects}


def test_a_feed_a_dataset_and_a_release_are_a_dag_each(catalog: Write) -> None:
    bikes = dataset("mobility.bikes", feeds=["bikes"], release=HOUR)
    catalog([feed("bikes")], [bikes, dataset("mobility.use", inputs=["mobility.bikes"])])
    found = dags()
    assert set(found) == {"land_bikes", "build_mobility__bikes", "release_mobility__bikes", "build_mobility__use"}
    assert found["land_bikes"].tags == {"land", "ys"}
    assert found["build_mobility__use"].tags == {"build", "mobility", "ys"}
    assert all(made.owner == "plaza" and made.max_active_runs == 1 for made in found.values())
    assert "Harbour board" in found["land_bikes"].doc_md
    assert "Longer." in found["build_mobility__bikes"].doc_md


def test_what_is_asked_now_is_asked_at_an_instant_and_what_is_recorded_by_days(catalog: Write) -> None:
    catalog(
        [
            feed("asked"),
            feed("recorded", is_polled=False, cron="0 0 * * *"),
            feed("odd", cron=None, every="PT7M"),
            feed("odd_files", is_polled=False, cron=None, every="PT7M"),
        ],
        start="2026-03-01",
    )
    found = dags()
    assert schedule_of(found["land_asked"]) == "CronTriggerTimetable */10 * * * *"
    assert schedule_of(found["land_recorded"]) == "CronDataIntervalTimetable 0 0 * * *"
    assert schedule_of(found["land_odd"]) == "DeltaTriggerTimetable 0:07:00"
    assert schedule_of(found["land_odd_files"]) == "DeltaDataIntervalTimetable 0:07:00"
    assert found["land_recorded"].catchup
    assert first_day(found["land_recorded"]) == pendulum.datetime(2026, 3, 1, tz="Europe/Paris")
    # What a publisher has shown and changed since, nobody can ask for.
    assert not found["land_asked"].catchup
    assert found["land_asked"].get_task("land").pool == "publisher_example_org"


def test_the_first_day_is_caught_up_with_where_the_next_one_has_no_midnight(catalog: Write) -> None:
    catalog([feed("recorded", is_polled=False, cron="0 0 * * *", time_zone="Atlantic/Azores")], start="2026-03-28")
    # On the 29th the clocks there went from midnight to one.
    assert first_day(dags()["land_recorded"]) == pendulum.datetime(2026, 3, 28, tz="Atlantic/Azores")


def first_day(made: Any) -> Any:
    # As the scheduler has it.
    timetable = DagSerialization.from_dict(DagSerialization.to_dict(made)).timetable
    restriction = TimeRestriction(made.start_date, made.end_date, made.catchup)
    info = timetable.next_dagrun_info(last_automated_data_interval=None, restriction=restriction)
    return info.data_interval.start


def test_nothing_is_caught_up_where_the_catalogue_names_no_start(catalog: Write) -> None:
    catalog([feed("recorded", is_polled=False)])
    assert not dags()["land_recorded"].catchup


def test_a_table_is_built_when_anything_that_it_is_made_of_has_changed(catalog: Write) -> None:
    catalog([feed("a"), feed("b")], [dataset("x.t", feeds=["a", "b"], inputs=["x.u"], settle="PT30S"), dataset("x.u")])
    found = dags()
    condition = found["build_x__t"].timetable.asset_condition
    assert isinstance(condition, AssetAny)
    assert assets_of(condition) == {"plaza://feed/a", "plaza://feed/b", "plaza://dataset/x.u"}
    task = found["build_x__t"].get_task("build")
    assert task.order == {"step": "build", "dataset": "x.t", "settle": "PT30S"}
    assert [asset.uri for asset in task.outlets] == ["plaza://dataset/x.t"]
    assert [asset.uri for asset in found["land_a"].get_task("land").outlets] == ["plaza://feed/a"]
    assert not found["build_x__u"].timetable.can_be_scheduled


def test_a_release_is_followed_by_a_word_and_what_was_said(catalog: Write) -> None:
    catalog([], [dataset("x.t", release=HOUR, deadline="PT1H")])
    made = dags()["release_x__t"]
    assert schedule_of(made) == "CronTriggerTimetable 0 6 * * *"
    assert made.get_task("release").downstream_task_ids == {"word"}
    assert made.get_task("word").downstream_task_ids == {"approve"}
    assert made.get_task("word").execution_timeout is None
    assert made.get_task("word").params.validate() == {"why": None}  # else the page lets nobody approve without one
    assert "plaza diff x.t" in made.get_task("word").body
    assert [alert.interval.total_seconds() for alert in made.deadline] == [3600]


def test_a_zone_may_be_an_offset(catalog: Write) -> None:
    catalog([], [dataset("x.t", release=HOUR | {"time_zone": -28800})])
    assert dags()["release_x__t"].timetable.timezone.offset == -28800


def test_what_is_broken_shows_why_and_all_else_runs(catalog: Write) -> None:
    why = "feeds/bad feed.yaml:3: found 'x', expected {{ y }}"
    catalog(
        [feed("bad feed", problem=why), feed("odd", every="soon"), feed("good")],
        [dataset("x.t", problem=why, release=HOUR), dataset("x.u", release=HOUR | {"problem": why}), dataset("x.v")],
    )
    found = dags()
    broken = {name for name, made in found.items() if "broken" in made.tags}
    assert broken == {"land_bad_feed", "land_odd", "build_x__t", "release_x__t", "release_x__u"}
    assert set(found) - broken == {"land_good", "build_x__u", "build_x__v"}
    task = found["land_bad_feed"].get_task("broken")
    assert task.retries == 0
    assert why in found["land_bad_feed"].doc_md
    with pytest.raises(Exception, match="found 'x'"):
        task.execute({})


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"version": 2}'])
def test_a_catalogue_that_cannot_be_read_says_what_to_do(catalog: Write, text: str | None) -> None:
    file = catalog()
    file.unlink()
    if text is not None:
        file.write_text(text)
    [error] = parsed().import_errors.values()
    assert f"PLAZA_CATALOG='{file}' cannot be read" in error
    assert "plaza airflow up" in error


def test_a_worker_makes_the_dag_of_its_task_alone(catalog: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    catalog([feed("a"), feed("b")])
    monkeypatch.setenv("_AIRFLOW_PARSING_CONTEXT_DAG_ID", "land_b")
    assert set(dags()) == {"land_b"}


def run(start: str | None, end: str | None, after: str = "2026-03-29T10:00:00Z", **conf: str) -> Any:
    instants = [pendulum.parse(text) if text else None for text in (start, end, after)]
    return SimpleNamespace(
        conf=conf, data_interval_start=instants[0], data_interval_end=instants[1], run_after=instants[2]
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (run("2026-03-27T23:00Z", "2026-03-28T23:00Z"), ("2026-03-28", "2026-03-28")),
        (run("2026-03-28T23:00Z", "2026-03-29T22:00Z"), ("2026-03-29", "2026-03-29")),  # a day of 23 hours
        (run("2026-03-28T22:50Z", "2026-03-28T23:00Z"), ("2026-03-28", "2026-03-28")),
        (run("2026-03-28T23:00Z", "2026-03-28T23:00Z"), ("2026-03-29", "2026-03-29")),
        (run("2026-01-31T23:00Z", "2026-02-28T23:00Z"), ("2026-02-01", "2026-02-28")),
        (run(None, None), ("2026-03-29", "2026-03-29")),
        (run(None, None, "2026-03-29T22:30Z"), ("2026-03-30", "2026-03-30")),
        (run(None, None, **{"from": "2026-01-01", "to": "2026-01-03"}), ("2026-01-01", "2026-01-03")),
    ],
)
def test_a_run_is_for_the_local_days_of_its_interval(catalog: Write, given: Any, expected: tuple[str, str]) -> None:
    catalog([feed("a")])
    days = dags()["land_a"].user_defined_macros["days"]
    assert days(given, "Europe/Paris") == expected


def test_a_clock_may_be_an_offset(catalog: Write) -> None:
    catalog([feed("a", time_zone=28800)])
    made = dags()["land_a"]
    assert made.get_task("land").order["from"] == "{{ days(dag_run, 28800)[0] }}"
    days = made.user_defined_macros["days"]
    assert days(run("2026-03-28T16:00Z", "2026-03-29T16:00Z"), 28800) == ("2026-03-29", "2026-03-29")


def test_a_release_is_as_of_the_end_of_its_interval(catalog: Write) -> None:
    catalog([feed("a")])
    as_of = dags()["land_a"].user_defined_macros["as_of"]
    assert as_of(run("2026-03-28T05:00Z", "2026-03-29T04:00Z")) == "2026-03-29T04:00:00Z"
    assert as_of(run(None, None)) == "2026-03-29T10:00:00Z"
    assert as_of(run(None, None, as_of="2026-01-01T00:00:00Z")) == "2026-01-01T00:00:00Z"


def test_200_datasets_are_parsed(catalog: Write, capsys: pytest.CaptureFixture[str]) -> None:
    feeds = [feed(f"f{i}") for i in range(200)]
    catalog(feeds, [dataset(f"x.t{i}", feeds=[f"f{i}"], release=HOUR, deadline="PT1H") for i in range(200)])
    begin = time.perf_counter()
    bag = parsed()
    took = time.perf_counter() - begin
    assert len(bag.dags) == 600
    with capsys.disabled():
        print(f"\n600 DAGs of 200 datasets and 200 feeds parsed in {took:.2f} s")
