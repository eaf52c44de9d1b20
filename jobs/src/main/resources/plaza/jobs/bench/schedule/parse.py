"""Prints how many DAGs a file makes, and how long that takes behind the imports of Airflow itself."""

import sys
import time

from airflow.dag_processing.dagbag import DagBag

import airflow.sdk  # noqa: F401

start = time.perf_counter()
bag = DagBag(sys.argv[1], collect_dags=False, bundle_name="bench")
bag.process_file(sys.argv[1])
took = time.perf_counter() - start
if bag.import_errors:
    sys.exit(str(bag.import_errors))
print("parsed", len(bag.dags), f"{took:.3f}")
