"""Plaza's jobs as Airflow tasks."""
