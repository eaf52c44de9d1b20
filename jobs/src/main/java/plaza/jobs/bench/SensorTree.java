package plaza.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import plaza.contract.DatasetName;

/** Declarations of one dataset for measurements: readings of sensors in a city that is none. */
public final class SensorTree {
  /** The feed of the readings. */
  public static final String FEED = "bench_sensors";

  /** The dataset of the readings. */
  public static final DatasetName DATASET = new DatasetName("environment", "bench_readings");

  private static final String CITY =
      """
      name: A square degree for measurements
      country: JP
      time_zone: Asia/Tokyo
      metric_crs: EPSG:32654
      bounds: [139.0, 35.0, 140.0, 36.0]
      languages: [en]
      """;

  private static final String FEED_TEXT =
      """
      title: Sensor readings, made up
      publisher: plaza bench
      fetch:
        files: "{home}/inbox/bench_sensors/*"
        every: P1D
      format: {name: csv}
      time_zone: Asia/Tokyo
      null_values: [""]
      license: CC0-1.0
      attribution: Made up by plaza bench
      """;

  private static final String SOURCE =
      """
      feed: bench_sensors
      city: bench
      columns:
        sensor_id:       sensor
        observed_at:     to_timestamp(time, 'yyyy-MM-dd HH:mm:ss')
        position:        ST_Point(cast(lon as double), cast(lat as double))
        pm25_ugm3:       pm25
        temperature_c:   temperature
        humidity_pct:    humidity
      """;

  private static final String CONTRACT =
      """
      apiVersion: v3.1.0
      kind: DataContract
      id: environment.bench_readings
      name: Sensor readings for measurements
      version: 1.0.0
      status: active
      domain: environment
      description:
        purpose: "To be measured."
        limitations: "Made up."
        usage: "None."
      schema:
        - name: bench_readings
          physicalName: bench_readings
          physicalType: table
          logicalType: object
          description: Readings of sensors.
          dataGranularityDescription: one row per sensor and time
          properties:
            - {name: city, logicalType: string, physicalType: varchar, description: "The city.",
               required: true, primaryKey: true, primaryKeyPosition: 1, partitioned: true, partitionKeyPosition: 1}
            - {name: sensor_id, logicalType: string, physicalType: varchar, description: "The sensor.",
               required: true, primaryKey: true, primaryKeyPosition: 2}
            - {name: observed_at, logicalType: timestamp, physicalType: timestamp(6) with time zone,
               description: "When.", required: true, primaryKey: true, primaryKeyPosition: 3}
            - {name: observed_date, logicalType: date, physicalType: date, description: "Local day of observed_at.",
               required: true, partitioned: true, partitionKeyPosition: 2}
            - {name: position, logicalType: string, physicalType: varbinary, description: "Where.", required: true,
               customProperties: [{property: geometry, value: {type: Point, crs: "EPSG:4326"}}]}
            - {name: pm25_ugm3, logicalType: number, physicalType: double, description: "Fine dust.",
               logicalTypeOptions: {minimum: 0, maximum: 1000}}
            - {name: temperature_c, logicalType: number, physicalType: double, description: "Temperature.",
               logicalTypeOptions: {minimum: -60, maximum: 60}}
            - {name: humidity_pct, logicalType: number, physicalType: double, description: "Humidity.",
               logicalTypeOptions: {minimum: 0, maximum: 100}}
      team: {name: plaza, description: "The bench."}
      support: [{channel: issues, tool: other, scope: issues, description: "The issue tracker of the project."}]
      customProperties:
        - property: refused
          value: {max_share: 0.01}
      """;

  private SensorTree() {}

  /** Writes the declarations as a tree of their own under a folder. */
  public static Path write(Path folder) throws IOException {
    write(folder.resolve("cities/bench.yaml"), CITY);
    write(folder.resolve("feeds/bench_sensors.yaml"), FEED_TEXT);
    Path dataset = folder.resolve("environment/bench_readings");
    write(dataset.resolve("contract.yaml"), CONTRACT);
    write(dataset.resolve("sources/bench.yaml"), SOURCE);
    return folder;
  }

  private static void write(Path file, String text) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
