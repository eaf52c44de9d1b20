package plaza.silver;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.concat;
import static org.apache.spark.sql.functions.expr;
import static org.apache.spark.sql.functions.lit;
import static org.apache.spark.sql.functions.struct;
import static org.apache.spark.sql.functions.to_json;
import static org.apache.spark.sql.functions.udf;
import static org.apache.spark.sql.functions.when;

import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.spark.sql.Column;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.functions;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import plaza.check.FindingCode;
import plaza.contract.City;
import plaza.contract.Contract;
import plaza.contract.Feed;
import plaza.contract.Source;
import plaza.lake.LandedFiles;
import plaza.lake.Receipt;
import plaza.lake.Tables;

/**
 * Judges the landed rows of one source, each on its own: evaluates the source's expressions and
 * says of each row why it cannot be kept, if so. Rows judged good have no fate yet.
 */
final class Judgement {
  /** What a source's expressions may name beside the fields: when the row's file was fetched. */
  private static final String FETCHED_AT = "_fetched_at";

  private final SparkSession spark;
  private final LandedFiles landed;
  private final Contract contract;
  private final Filling filling;
  private final List<Receipt> receipts;
  private final Source source;
  private final Verdict verdict = new Verdict();

  Judgement(
      SparkSession spark,
      LandedFiles landed,
      Contract contract,
      Filling filling,
      List<Receipt> receipts) {
    this.spark = spark;
    this.landed = landed;
    this.contract = contract;
    this.filling = filling;
    this.receipts = receipts;
    this.source = filling.source();
  }

  Dataset<Row> rows() throws Exception {
    List<String> fields = fields();
    // Ids of receipts begin with the instant; text without a zone is UTC here, as in the lake.
    Dataset<Row> rows =
        LandedRows.read(spark, landed, receipts, filling, fields)
            .withColumn(
                FETCHED_AT,
                functions.to_timestamp(
                    functions.substring(col("_receipt"), 1, 16), "yyyyMMdd'T'HHmmss'Z'"));
    verdict.refuse(col("_fault_code").isNotNull(), col("_fault_code"), col("_fault"));
    rows = scoped(rows);
    rows = parts(rows);
    rows = valued(rows);
    rows = placed(rows);
    rows = dated(rows);
    judgeValues();
    return finished(rows, fields);
  }

  /** The fields of the feed that the source's expressions refer to. */
  private List<String> fields() throws Exception {
    Set<String> names = filling.names();
    names.remove(FETCHED_AT);
    elements().ifPresent(element -> names.removeAll(List.of(element.fieldNames())));
    return List.copyOf(names);
  }

  /** What one element of {@code rows} holds, found by analysing it over fields of text. */
  private Optional<StructType> elements() throws Exception {
    Source.Expression rows = source.rows();
    if (rows == null) {
      return Optional.empty();
    }
    StructType fields = new StructType();
    for (String name : SparkExpressions.names(List.of(rows.sql()))) {
      fields =
          fields.add(
              name, name.equals(FETCHED_AT) ? DataTypes.TimestampType : DataTypes.StringType);
    }
    var type = spark.createDataFrame(List.of(), fields).select(expr(rows.sql())).schema();
    if (type.apply(0).dataType() instanceof ArrayType array
        && array.elementType() instanceof StructType element) {
      return Optional.of(element);
    }
    throw new IllegalArgumentException(
        source.file()
            + ":"
            + rows.line()
            + ": found rows of "
            + type.apply(0).dataType().sql()
            + ", expected an array of structs");
  }

  private Dataset<Row> scoped(Dataset<Row> rows) throws Exception {
    Source.Expression where = source.where();
    if (where == null) {
      return rows.withColumn("_in_scope", functions.not(col("_is_note")));
    }
    Dataset<Row> tried =
        attempts(rows, Map.of("_where", "cast((" + where.sql() + "\n) as boolean)"), zone());
    verdict.refuse(col("_where.error").isNotNull(), FindingCode.WHERE_FAILED, col("_where.error"));
    // Of a row with a sentinel all fields are there, so it may well be another city's.
    Column isUnread =
        col("_fault_code").isNotNull().and(col("_fault_code").notEqual(FindingCode.SENTINEL.id()));
    return tried.withColumn(
        "_in_scope",
        functions
            .not(col("_is_note"))
            .and(
                isUnread
                    .or(col("_where.error").isNotNull())
                    .or(functions.coalesce(col("_where.value"), lit(false)))));
  }

  private Dataset<Row> parts(Dataset<Row> rows) throws Exception {
    Source.Expression parts = source.rows();
    if (parts == null) {
      return rows.withColumn("_part", lit(null).cast("int"));
    }
    Dataset<Row> tried = attempts(rows, Map.of("_rows", parts.sql()), zone());
    verdict.refuse(col("_rows.error").isNotNull(), FindingCode.ROWS_FAILED, col("_rows.error"));
    // Rows out of scope or unreadable are not multiplied: their fate is that of the row read.
    Column isWhole = col("_in_scope").and(col("_fault_code").isNull());
    Dataset<Row> exploded =
        tried
            .withColumn("_rows_in_scope", when(isWhole, col("_rows.value")))
            .select(
                col("*"),
                functions
                    .posexplode_outer(col("_rows_in_scope"))
                    .as(new String[] {"_part", "_element"}));
    for (String field : elements().orElseThrow().fieldNames()) {
      exploded = exploded.withColumn(field, col("_element").getField(field));
    }
    return exploded.drop("_rows_in_scope", "_element");
  }

  /** Evaluates the columns, each in the wrapper and cast to its type, in the source's zone. */
  private Dataset<Row> valued(Dataset<Row> rows) throws Exception {
    Map<String, String> attempts = new LinkedHashMap<>();
    Map<String, String> far = new LinkedHashMap<>();
    for (var column : contract.columns()) {
      Source.Expression expression = source.columns().get(column.name());
      if (expression == null) {
        continue;
      }
      String sql = "(" + expression.sql() + "\n)";
      if (column.isGeometry()) {
        attempts.put("_try_" + column.name(), transformed(sql));
      } else {
        String type = Tables.type(column.type()).sql();
        attempts.put("_try_" + column.name(), "cast(" + sql + " as " + type + ")");
        if (type.equals("TIMESTAMP") && LocalTimes.change(filling.zone())) {
          far.put("_far_" + column.name(), "cast(" + sql + " as timestamp)");
        }
      }
    }
    Dataset<Row> tried = attempts(attempts(rows, attempts, zone()), far, LocalTimes.FAR);
    for (var column : contract.columns()) {
      judgeAttempt(column, far.containsKey("_far_" + column.name()));
    }
    return tried;
  }

  private String transformed(String sql) {
    String crs = filling.feed().crs();
    return crs.equals(plaza.contract.Crs.WGS84)
        ? sql
        : "ST_Transform(" + sql + ", '" + crs + "', '" + plaza.contract.Crs.WGS84 + "')";
  }

  private void judgeAttempt(plaza.contract.Column column, boolean mayBeLocal) {
    String name = column.name();
    if (!source.columns().containsKey(name)) {
      return;
    }
    boolean isTime = column.type().startsWith("timestamp") || column.type().equals("date");
    verdict.refuse(
        col("_try_" + name + ".error").isNotNull(),
        isTime ? FindingCode.IMPOSSIBLE_TIME : FindingCode.NOT_TYPED,
        concat(lit(name + ": "), col("_try_" + name + ".error")));
    if (mayBeLocal) {
      Column local =
          udf(new LocalTimes(filling.zone()), DataTypes.StringType)
              .apply(col("_try_" + name + ".value"), col("_far_" + name + ".value"));
      Column message =
          concat(
              lit(name + ": found a local time that the clocks of " + zone() + " "),
              when(local.equalTo("time_in_gap"), lit("jumped over"))
                  .otherwise(lit("showed twice")));
      verdict.refuse(local.equalTo("time_in_gap"), FindingCode.TIME_IN_GAP, message);
      verdict.note(local.equalTo("time_in_overlap"), FindingCode.TIME_IN_OVERLAP, message);
    }
  }

  /** Repairs polygons and puts the box of each geometry beside it. */
  private Dataset<Row> placed(Dataset<Row> rows) throws Exception {
    Dataset<Row> placed = rows;
    for (var column : contract.columns()) {
      String name = column.name();
      if (!source.columns().containsKey(name)) {
        continue;
      }
      placed = placed.withColumn(name, col("_try_" + name + ".value"));
      if (column.isGeometry()) {
        placed = new Placement(spark, contract, column, filling.city(), verdict).apply(placed);
      }
    }
    return placed;
  }

  /** Fills the columns that Plaza fills where the source does not: city, feed, times, days. */
  private Dataset<Row> dated(Dataset<Row> rows) {
    Dataset<Row> dated = rows;
    City city = filling.city();
    inZone(city == null ? ZoneOffset.UTC.getId() : city.timeZone().getId());
    try {
      for (var column : contract.columns()) {
        String name = column.name();
        if (source.columns().containsKey(name)) {
          continue;
        }
        Column value = lit(null);
        if (name.equals("city") && source.city() != null) {
          value = lit(source.city());
        } else if (name.equals("feed_id")) {
          value = lit(source.feed());
        } else if (name.equals("fetched_at")) {
          value = expr("to_timestamp(substring(_receipt, 1, 16), \"yyyyMMdd'T'HHmmssX\")");
        } else if (contract.findLocalDateOf(column).isPresent()) {
          value = functions.to_date(col(contract.findLocalDateOf(column).get().name()));
        }
        dated = dated.withColumn(name, value.cast(Tables.type(column.type())));
      }
    } finally {
      inZone("UTC");
    }
    return dated;
  }

  private void judgeValues() {
    for (var column : contract.columns()) {
      if (column.required()) {
        verdict.missing(column);
      }
    }
    if (contract.checks().watch() != null
        && source.columns().containsKey(contract.checks().watch().at())) {
      verdict.future(contract.checks().watch());
    }
    for (var column : contract.columns()) {
      verdict.range(column);
    }
    for (var column : contract.geometries()) {
      if (source.columns().containsKey(column.name())) {
        Placement.judge(contract, column, filling.city(), verdict);
      }
    }
  }

  private Dataset<Row> finished(Dataset<Row> rows, List<String> fields) {
    Feed feed = filling.feed();
    // All pages of the newest fetch are the register.
    String latest = receipts.getLast().version();
    Column isOld = lit(feed.complete()).and(functions.not(col("_receipt").startsWith(latest)));
    // What an earlier version of a register holds, good or bad, is no longer said by anyone.
    Column isOpen = col("_in_scope").and(functions.not(isOld));
    Column isRefused = isOpen.and(col("_refusal").isNotNull());
    Column fate =
        when(col("_in_scope").equalTo(false), lit("out_of_scope"))
            .when(isOld, lit("superseded"))
            .when(isRefused, lit("refused"));
    Column raw =
        to_json(struct(fields.stream().map(f -> col("`" + f + "`")).toArray(Column[]::new)));
    List<Column> result = new ArrayList<>();
    for (var column : contract.columns()) {
      result.add(
          column.isGeometry() && source.columns().containsKey(column.name())
              ? col(Placement.outline(column)).getField("wkb").as(column.name())
              : col(column.name()));
    }
    for (var geometry : contract.geometries()) {
      for (String edge : contract.bbox(geometry)) {
        result.add(
            source.columns().containsKey(geometry.name())
                ? col(edge)
                : lit(null).cast("double").as(edge));
      }
    }
    result.add(lit(source.id()).as("_source"));
    for (String name : List.of("_receipt", "_member", "_row", "_part")) {
      result.add(col(name));
    }
    result.add(fate.as("_fate"));
    result.add(
        when(isOpen, functions.coalesce(col("_refusal.code"), col("_note.code"))).as("_code"));
    result.add(
        when(isOpen, functions.coalesce(col("_refusal.message"), col("_note.message")))
            .as("_message"));
    result.add(when(isOld.and(fate.equalTo("superseded")), lit(latest)).as("_winner"));
    result.add(when(isRefused, raw).as("_raw"));
    return rows.withColumn("_refusal", verdict.refusal())
        .withColumn("_note", verdict.firstNote())
        .select(result.toArray(new Column[0]));
  }

  private String zone() {
    return filling.zone().getId();
  }

  // Analysis is when Spark takes the session's zone into an expression, so it is set around that.
  private Dataset<Row> attempts(Dataset<Row> rows, Map<String, String> attempts, String zone)
      throws Exception {
    List<Column> columns = new ArrayList<>(List.of(col("*")));
    for (var attempt : attempts.entrySet()) {
      columns.add(SparkExpressions.attempt(spark, attempt.getValue()).as(attempt.getKey()));
    }
    inZone(zone);
    try {
      return rows.select(columns.toArray(new Column[0]));
    } finally {
      inZone("UTC");
    }
  }

  private void inZone(String zone) {
    spark.conf().set("spark.sql.session.timeZone", zone);
  }
}
