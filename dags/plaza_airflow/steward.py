"""What a DAG needs beside jobs: a person's word, a promise that is watched, an error that is shown."""

from __future__ import annotations

import logging
from typing import Any, NoReturn

from airflow.providers.standard.operators.hitl import HITLOperator
from airflow.sdk import BaseOperator, Context, Param
from airflow.sdk.exceptions import AirflowFailException, AirflowSkipException

log = logging.getLogger(__name__)


class WordOperator(HITLOperator):
    """Asks a person where the release before it waits for a word; else there is nothing to say."""

    def __init__(self, *, dataset: str, release: str, **kwargs: Any) -> None:
        result = f"(ti.xcom_pull(task_ids='{release}') or {{}})"
        super().__init__(
            options=["Approve", "Reject"],
            subject=f"Version {{{{ {result}.get('version') }}}} of {dataset} waits for a word",
            body=f"{{% for why in {result}.get('why', []) %}}- {{{{ why }}}}\n{{% endfor %}}\n"
            f"Look at it first: `./plaza releases {dataset} {{{{ {result}.get('version') }}}}`, `./plaza diff {dataset}`",
            # Whoever approves need not say why; the page asks for a text that may not be null.
            params={"why": Param(None, type=["null", "string"], maxLength=2000, description="Kept with it.")},
            **kwargs,
        )
        self.release = release

    def execute(self, context: Context) -> Any:
        result = context["ti"].xcom_pull(task_ids=self.release) or {}
        if result.get("release", {}).get("state") != "WAITING":
            raise AirflowSkipException("The release waits for nobody.")
        return super().execute(context)


class BrokenOperator(BaseOperator):
    """Says what is wrong with a declaration."""

    def __init__(self, *, problem: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.problem = problem

    def execute(self, context: Context) -> NoReturn:
        raise AirflowFailException(self.problem)


async def late(promise: str, **kwargs: Any) -> None:
    """Called by a triggerer when a deadline has passed."""
    run = kwargs.get("context", {}).get("dag_run", {})
    log.error("Late: %s; run %s of %s has not ended.", promise, run.get("dag_run_id"), run.get("dag_id"))
