"""All DAGs of Plaza, made of the catalogue that Plaza writes. No dataset, feed or city is named here.

`land_<feed>` lands what a publisher offers; `build_<domain>__<table>` builds when something that it is made of has
changed; `release_<domain>__<table>` gives it away at the promised hour, and asks a person where the release waits for
a word. The service says what is up to date: such a task is skipped, and nothing follows from it.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import (
    DAG,
    Asset,
    AssetAny,
    AsyncCallback,
    CronDataIntervalTimetable,
    CronTriggerTimetable,
    DeadlineAlert,
    DeadlineReference,
    DeltaDataIntervalTimetable,
    DeltaTriggerTimetable,
    get_parsing_context,
)

from plaza_airflow.operator import PlazaJobOperator
from plaza_airflow.steward import BrokenOperator, WordOperator, late

VERSION = 1
LONG_AGO = pendulum.datetime(2020, 1, 1)
TRIES = {
    "retries": 6,
    # Short at first: a busy scheduler takes a task that was deferred for one that died, and its next try finds the job.
    "retry_delay": timedelta(seconds=10),
    "retry_exponential_backoff": True,
    "max_retry_delay": timedelta(hours=1),
    "execution_timeout": timedelta(hours=2),
}


def read_catalog() -> dict[str, Any]:
    path = os.environ.get("PLAZA_CATALOG", "")
    try:
        with open(path, encoding="utf-8") as file:
            catalog = json.load(file)
        if catalog["version"] != VERSION:
            raise ValueError(f"found version {catalog['version']}, expected {VERSION}")
        return catalog
    except (OSError, ValueError, KeyError, TypeError) as e:
        raise RuntimeError(
            f"PLAZA_CATALOG={path!r} cannot be read as Plaza's catalog.json: {e!r}. Start Airflow by "
            "`plaza airflow up`, which writes it, or set PLAZA_CATALOG to the file that it has written."
        ) from e


def days(run: Any, zone: str | int) -> tuple[str, str]:
    """The first and the last local day that a run is for: as its conf says, else of its interval; no clock is asked."""
    conf, clock = run.conf or {}, pendulum.timezone(zone)
    start = pendulum.instance(run.data_interval_start or run.run_after).in_timezone(clock)
    end = pendulum.instance(run.data_interval_end or run.run_after).in_timezone(clock)
    last = max(start, end.subtract(microseconds=1))
    return conf.get("from", start.to_date_string()), conf.get("to", last.to_date_string())


def as_of(run: Any) -> str:
    """The instant that a release is of."""
    instant = (run.conf or {}).get("as_of") or run.data_interval_end or run.run_after
    return instant if isinstance(instant, str) else pendulum.instance(instant).in_timezone("UTC").to_iso8601_string()


def duration(text: str) -> timedelta:
    return pendulum.parse(text).as_timedelta()


def asset(kind: str, name: str) -> Asset:
    return Asset(f"plaza://{kind}/{name}")


def dag(dag_id: str, spec: dict[str, Any], kind: str, **kwargs: Any) -> DAG:
    about = [f"**{spec['title']}**", spec.get("publisher"), spec.get("description"), spec.get("license")]
    return DAG(
        dag_id,
        description=spec["title"],
        doc_md="\n\n".join(filter(None, about)),
        tags={kind, *filter(None, [spec.get("domain"), *spec["cities"]])},
        default_args={"owner": spec["owner"], **TRIES},
        user_defined_macros={"days": days, "as_of": as_of},
        max_active_runs=1,
        **({"start_date": LONG_AGO, "catchup": False} | kwargs),
    )


def deadline(spec: dict[str, Any]) -> DeadlineAlert | None:
    if not spec["deadline"]:
        return None
    promise = f"{spec['name']} within {spec['deadline']}"
    return DeadlineAlert(
        name=promise,
        reference=DeadlineReference.DAGRUN_QUEUED_AT,
        interval=duration(spec["deadline"]),
        callback=AsyncCallback(late, {"promise": promise}),
    )


def land(dag_id: str, feed: dict[str, Any], start: str | None, end: str | None) -> DAG:
    """A url gives what it has now, at an instant; recorded files are of the days of an interval, those gone by too."""
    zone, cron, every = pendulum.timezone(feed["time_zone"]), feed["cron"], duration(feed["every"])
    if feed["is_polled"]:
        schedule = CronTriggerTimetable(cron, zone, run_immediately=True) if cron else DeltaTriggerTimetable(every)
    else:
        schedule = CronDataIntervalTimetable(cron, zone) if cron else DeltaDataIntervalTimetable(every)
    past: dict[str, Any] = {}
    if start and not feed["is_polled"]:
        # Airflow passes over a first day behind which the clocks jump over midnight, unless it begins before it.
        past = {"catchup": True, "start_date": pendulum.parse(start, tz=zone).subtract(seconds=1)}
        past |= {"end_date": pendulum.parse(end, tz=zone)} if end else {}
    made = dag(dag_id, feed, "land", schedule=schedule, **past)
    order = {"step": "land", "feed": feed["id"], "city": feed["city"]}
    order |= {name: f"{{{{ days(dag_run, {feed['time_zone']!r})[{i}] }}}}" for i, name in enumerate(("from", "to"))}
    outlets = [asset("feed", feed["id"])]
    PlazaJobOperator(task_id="land", dag=made, order=order, pool=feed["pool"], outlets=outlets)
    return made


def build(dag_id: str, dataset: dict[str, Any]) -> DAG:
    made_of = [asset("feed", feed) for feed in dataset["feeds"]]
    made_of += [asset("dataset", name) for name in dataset["inputs"]]
    schedule = AssetAny(*made_of) if made_of else None
    made = dag(dag_id, dataset, "build", schedule=schedule, deadline=deadline(dataset))
    order = {"step": "build", "dataset": dataset["name"], "settle": dataset["settle"]}
    PlazaJobOperator(task_id="build", dag=made, order=order, outlets=[asset("dataset", dataset["name"])])
    return made


def release(dag_id: str, dataset: dict[str, Any]) -> DAG:
    terms, name = dataset["release"], dataset["name"]
    schedule = CronTriggerTimetable(terms["cron"], pendulum.timezone(terms["time_zone"]))
    made = dag(dag_id, dataset, "release", schedule=schedule, deadline=deadline(dataset))
    order = {"step": "release", "dataset": name, "as_of": "{{ as_of(dag_run) }}"}
    word = "ti.xcom_pull(task_ids='word')"
    said = {
        "step": "approve",
        "dataset": name,
        "version": "{{ ti.xcom_pull(task_ids='release')['version'] }}",
        "verdict": f"{{{{ {word}['chosen_options'][0].lower() }}}}",
        "by": f"{{{{ ({word}['responded_by_user'] or {{}})['name'] }}}}",
        "why": f"{{{{ {word}['params_input'].get('why') or '' }}}}",
    }
    (
        PlazaJobOperator(task_id="release", dag=made, order=order)
        >> WordOperator(task_id="word", dag=made, dataset=name, release="release", execution_timeout=None)
        >> PlazaJobOperator(task_id="approve", dag=made, order=said)
    )
    return made


def broken(dag_id: str, spec: dict[str, Any], problem: str) -> DAG:
    made = dag(dag_id, spec, "broken", schedule=CronDataIntervalTimetable("@daily", "UTC"))
    made.doc_md = f"{made.doc_md}\n\nIt is not scheduled, since its declaration has problems:\n\n```\n{problem}\n```"
    BrokenOperator(task_id="broken", dag=made, problem=problem, retries=0)
    return made


def add(dag_id: str, spec: dict[str, Any], problem: str | None, make: Callable[[str, dict[str, Any]], DAG]) -> None:
    """One that cannot be made shows why, and stops no other. A worker that runs one task makes its DAG alone."""
    dag_id = re.sub(r"[^\w.-]", "_", dag_id)
    if WANTED not in (None, dag_id):
        return
    try:
        made = broken(dag_id, spec, problem) if problem else make(dag_id, spec)
    except Exception as e:
        made = broken(dag_id, spec, f"No DAG can be made of what the catalogue says: {e!r}")
    globals()[dag_id] = made


WANTED = get_parsing_context().dag_id
CATALOG = read_catalog()
for each in CATALOG["feeds"]:
    add(f"land_{each['id']}", each, each["problem"], lambda i, feed: land(i, feed, CATALOG["start"], CATALOG["end"]))
for each in CATALOG["datasets"]:
    table = each["name"].replace(".", "__")
    add(f"build_{table}", each, each["problem"], build)
    if each["release"]:
        add(f"release_{table}", each, each["problem"] or each["release"]["problem"], release)
