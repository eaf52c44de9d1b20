"""What all tests need: Airflow with a home of its own, and a catalogue as Plaza writes it."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

# Before Airflow is imported: it reads its configuration then.
HOME = tempfile.TemporaryDirectory(prefix="plaza-airflow-")
FOLDER = Path(__file__).parent.parent
os.environ |= {
    "AIRFLOW_HOME": HOME.name,
    "AIRFLOW__CORE__DAGS_FOLDER": str(FOLDER),
    "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
    "AIRFLOW__CORE__FERNET_KEY": "",
}

FEED = {
    "title": "Bikes",
    "publisher": "Harbour board",
    "license": "CC0-1.0",
    "owner": "plaza",
    "every": "PT10M",
    "cron": "*/10 * * * *",
    "is_polled": True,
    "time_zone": "Europe/Paris",
    "city": "ys",
    "cities": ["ys"],
    "pool": "publisher_example_org",
    "problem": None,
}
DATASET = {
    "title": "A table.",
    "description": "Longer.",
    "owner": "plaza",
    "feeds": [],
    "inputs": [],
    "cities": ["ys"],
    "settle": None,
    "deadline": None,
    "release": None,
    "problem": None,
}


def feed(name: str, **other: Any) -> dict[str, Any]:
    return {"id": name, **FEED, **other}


def dataset(name: str, **other: Any) -> dict[str, Any]:
    return {"name": name, "domain": name.split(".")[0], **DATASET, **other}


@pytest.fixture
def catalog(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Path]]:
    """Writes the catalogue that the DAG file is to read."""

    def write(feeds: list[Any] = [], datasets: list[Any] = [], start: str | None = None) -> Path:  # noqa: B006
        file = tmp_path / "catalog.json"
        whole = {"version": 1, "feeds": feeds, "datasets": datasets, "pools": [], "start": start, "end": None}
        file.write_text(json.dumps(whole), encoding="utf-8")
        monkeypatch.setenv("PLAZA_CATALOG", str(file))
        return file

    yield write
