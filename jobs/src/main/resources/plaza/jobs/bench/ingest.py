# The peer of the measurement: DuckDB reads the CSV, casts, leaves bad rows out, writes Parquet.
# For each line on its input it does so once and answers with a line of JSON.
import json
import sys
import time

import duckdb

source, target, threads = sys.argv[1:]
connection = duckdb.connect()
connection.execute(f"SET threads = {int(threads)}")
QUERY = f"""
COPY (
  SELECT * FROM (
    SELECT
      'bench' AS city,
      sensor AS sensor_id,
      try_strptime(time, '%Y-%m-%d %H:%M:%S') - INTERVAL 9 HOUR AS observed_at,
      CAST(try_strptime(time, '%Y-%m-%d %H:%M:%S') AS DATE) AS observed_date,
      TRY_CAST(lon AS DOUBLE) AS x,
      TRY_CAST(lat AS DOUBLE) AS y,
      TRY_CAST(pm25 AS DOUBLE) AS pm25_ugm3,
      TRY_CAST(temperature AS DOUBLE) AS temperature_c,
      TRY_CAST(humidity AS DOUBLE) AS humidity_pct
    FROM read_csv('{source}', header = true, all_varchar = true)
  )
  WHERE sensor_id IS NOT NULL AND observed_at IS NOT NULL
    AND x BETWEEN 139 AND 140 AND y BETWEEN 35 AND 36
    AND pm25_ugm3 BETWEEN 0 AND 1000 AND temperature_c BETWEEN -60 AND 60 AND humidity_pct BETWEEN 0 AND 100
) TO '{target}' (FORMAT parquet, COMPRESSION zstd)
"""
ANSWER = f"""
SELECT count(*), sum(pm25_ugm3), sum(temperature_c), sum(humidity_pct), sum(x), sum(y),
  CAST(min(observed_at) AS VARCHAR), CAST(max(observed_at) AS VARCHAR)
FROM '{target}'
"""
for _ in sys.stdin:
    start = time.monotonic()
    connection.execute(QUERY)
    seconds = time.monotonic() - start
    row = connection.execute(ANSWER).fetchone()
    answer = {"rows": row[0], "sums": list(row[1:6]), "first": row[6], "last": row[7]}
    print(json.dumps({"seconds": seconds, "landing": 0.0, "answer": answer}), flush=True)
