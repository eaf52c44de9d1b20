package plaza.jobs.bench.access;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A way to get at a table.
 *
 * @param sql with {@code %c}, {@code %s}, {@code %t} for catalogue, schema and table
 */
record Channel(Kind kind, String sql) {
  /** What must come of it. */
  enum Kind {
    /** The number of rows, for those who may. */
    ROWS,
    /** The names of the columns in their order, for those who may. */
    COLUMNS,
    /** Any answer for those who may. */
    READ,
    /** A list in which the table stands for those who may. */
    LIST,
    /**
     * What a format keeps beside a table: an answer in Plaza's own catalogue for its own people.
     */
    META,
    /** An error, for everyone. */
    NEVER
  }

  /** As it is asked of one table. */
  String of(String catalog, String table) {
    int dot = table.indexOf('.');
    return sql.replace("%C", catalog.toUpperCase(Locale.ROOT))
        .replace("%S", table.substring(0, dot).toUpperCase(Locale.ROOT))
        .replace("%T", table.substring(dot + 1).toUpperCase(Locale.ROOT))
        .replace("%c", catalog)
        .replace("%s", table.substring(0, dot))
        .replace("%t", table.substring(dot + 1));
  }

  /** All of them. */
  static List<Channel> all() {
    List<Channel> all = new ArrayList<>();
    add(
        all,
        Kind.ROWS,
        "SELECT count(*) FROM %c.%s.%t",
        "SELECT count(thing_id) FROM %c.%s.%t",
        "SELECT count(*) FROM %C.%S.%T",
        "SELECT count(*) FROM \"%c\".\"%s\".\"%t\"",
        "SELECT count(*) FROM \"%C\".\"%S\".\"%T\"",
        "SELECT count(DISTINCT observed_at) FROM %c.%s.%t",
        "WITH a AS (SELECT * FROM %c.%s.%t) SELECT count(*) FROM a",
        "SELECT count(*) FROM %c.%s.%t a JOIN %c.%s.%t b USING (thing_id)",
        "SELECT cardinality(array_agg(thing_id)) FROM %c.%s.%t",
        "SELECT (SELECT count(*) FROM %c.%s.%t)",
        "SELECT count(*) FROM %c.%s.%t FOR VERSION AS OF 'main'",
        "SELECT count(*) FROM %c.%s.%t FOR TIMESTAMP AS OF current_timestamp - INTERVAL '1' SECOND",
        "SELECT count(*) FROM %c.%s.%t TABLESAMPLE BERNOULLI (100)",
        "SELECT count(*) FROM %c.%s.%t MATCH_RECOGNIZE (ORDER BY thing_id MEASURES A.thing_id AS x"
            + " ONE ROW PER MATCH PATTERN (A) DEFINE A AS true)",
        "EXECUTE IMMEDIATE 'SELECT count(*) FROM %c.%s.%t'");
    add(all, Kind.COLUMNS, "SELECT * FROM %c.%s.%t LIMIT 0", "SELECT a.* FROM %c.%s.%t a");
    add(
        all,
        Kind.READ,
        "SELECT * FROM %c.%s.%t",
        "SELECT max(observed_at), min(thing_id) FROM %c.%s.%t",
        "SELECT 1 FROM %c.%s.%t LIMIT 1",
        "EXPLAIN SELECT * FROM %c.%s.%t",
        "EXPLAIN (TYPE LOGICAL, FORMAT JSON) SELECT * FROM %c.%s.%t",
        "EXPLAIN (TYPE DISTRIBUTED) SELECT * FROM %c.%s.%t",
        "EXPLAIN (TYPE IO) SELECT * FROM %c.%s.%t",
        "EXPLAIN (TYPE VALIDATE) SELECT * FROM %c.%s.%t",
        "EXPLAIN ANALYZE SELECT * FROM %c.%s.%t",
        "EXPLAIN ANALYZE VERBOSE SELECT * FROM %c.%s.%t",
        "SHOW STATS FOR %c.%s.%t",
        "SHOW STATS FOR (SELECT * FROM %c.%s.%t)",
        "DESCRIBE %c.%s.%t",
        "SHOW COLUMNS FROM %c.%s.%t");
    add(
        all,
        Kind.LIST,
        "SHOW TABLES FROM %c.%s",
        "SELECT table_name FROM %c.information_schema.tables WHERE table_schema = '%s'",
        "SELECT DISTINCT table_name FROM %c.information_schema.columns WHERE table_schema = '%s'",
        "SELECT table_name FROM system.jdbc.tables WHERE table_cat = '%c' AND table_schem = '%s'",
        "SELECT DISTINCT table_name FROM system.jdbc.columns"
            + " WHERE table_cat = '%c' AND table_schem = '%s'");
    for (String beside :
        List.of(
            "files",
            "partitions",
            "snapshots",
            "manifests",
            "history",
            "refs",
            "properties",
            "entries",
            "all_entries",
            "all_manifests",
            "metadata_log_entries")) {
      add(all, Kind.META, "SELECT * FROM %c.%s.\"%t$" + beside + "\"");
    }
    add(
        all,
        Kind.META,
        "SELECT * FROM %C.%S.\"%T$FILES\"",
        // TABLE means the hidden columns too.
        "TABLE %c.%s.%t",
        "SELECT count(*) FROM (TABLE %c.%s.%t)",
        "SELECT \"$path\" FROM %c.%s.%t",
        "SELECT count(*) FROM %c.%s.%t WHERE \"$path\" LIKE '/%'",
        "SELECT max(\"$file_modified_time\") FROM %c.%s.%t");
    add(
        all,
        Kind.NEVER,
        "SELECT * FROM %c.%s.%t FOR VERSION AS OF 'audit'",
        "SELECT * FROM %c.%s.%t FOR VERSION AS OF 1",
        "SELECT * FROM %c.%s.%t FOR TIMESTAMP AS OF TIMESTAMP '2020-01-01 00:00:00 UTC'",
        "SELECT * FROM %c_draft.%s.%t",
        "SELECT cast('x' || CAST(max(thing_id) AS varchar) AS bigint) FROM %c.%s.%t",
        "SELECT 1 / (max(thing_id) - max(thing_id)) FROM %c.%s.%t",
        "INSERT INTO %c.%s.%t SELECT * FROM %c.%s.%t",
        "UPDATE %c.%s.%t SET thing_id = 0",
        "DELETE FROM %c.%s.%t",
        "MERGE INTO %c.%s.%t a USING %c.%s.%t b ON a.thing_id = b.thing_id"
            + " WHEN MATCHED THEN DELETE",
        "TRUNCATE TABLE %c.%s.%t",
        "DROP TABLE %c.%s.%t",
        "ALTER TABLE %c.%s.%t RENAME TO %c.%s.mine",
        "ALTER TABLE %c.%s.%t ADD COLUMN mine bigint",
        "ALTER TABLE %c.%s.%t EXECUTE optimize",
        "ALTER TABLE %c.%s.%t EXECUTE expire_snapshots(retention_threshold => '0s')",
        "ALTER TABLE %c.%s.%t SET PROPERTIES format = 'ORC'",
        "ALTER TABLE %c.%s.%t SET AUTHORIZATION anyone",
        "COMMENT ON TABLE %c.%s.%t IS 'mine'",
        "ANALYZE %c.%s.%t",
        "GRANT SELECT ON %c.%s.%t TO USER anyone",
        "CREATE TABLE %c.%s.mine AS SELECT * FROM %c.%s.%t",
        "CREATE TABLE %c.%s.mine (x bigint) WITH (location = '/tmp')",
        "CREATE VIEW %c.%s.mine AS SELECT * FROM %c.%s.%t",
        "CREATE MATERIALIZED VIEW %c.%s.mine AS SELECT * FROM %c.%s.%t",
        "CREATE SCHEMA %c.mine",
        "DROP SCHEMA %c.%s CASCADE",
        "CALL %c.system.register_table('%s', 'mine', '/tmp')",
        "CALL %c.system.unregister_table('%s', '%t')",
        "CALL %c.system.rollback_to_snapshot('%s', '%t', 1)",
        "SELECT * FROM TABLE(%c.system.table_changes('%s', '%t', 1, 2))",
        "SET SESSION %c.parquet_max_read_block_size = '1MB'",
        "SHOW CREATE SCHEMA %c.%s");
    return all;
  }

  private static void add(List<Channel> all, Kind kind, String... texts) {
    for (String text : texts) {
      all.add(new Channel(kind, text));
    }
  }
}
