package plaza.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Timetables with one defect each, by github.com/google/transitfeed, and what is found of each. */
final class BrokenTimetables {
  static final Path FOLDER =
      Checkout.ROOT.resolve("../shared/feeds/broken/google__transitfeed").normalize();

  /**
   * What is found of a timetable.
   *
   * @param plaza tables with codes of findings or of checks, both of the table's own words
   * @param canonical errors of the canonical validator
   */
  record Found(List<String> plaza, List<String> canonical) {}

  /** Of each by name: what Plaza finds in the same table, and what the canonical validator. */
  static final Map<String, Found> FOUND =
      parsed(
          """
          bad_date_format | calendar_dates impossible_time, calendars impossible_time, trips foreign_key_violation | invalid_date
          bad_utf8 | agencies wrong_encoding, frequencies foreign_key_violation, routes foreign_key_violation, routes wrong_encoding, stop_times wrong_encoding, stops wrong_encoding, trips wrong_encoding | invalid_character
          contains_null |  | invalid_row_length
          duplicate_schedule_id | calendars duplicate_key | duplicate_key
          duplicate_stop |  | invalid_row_length
          duplicate_stop_sequence | stop_times duplicate_key | duplicate_key
          empty_file | agencies empty_file, routes foreign_key_violation | empty_file, invalid_row_length
          extra_row_cells | routes ragged_row, trips foreign_key_violation | invalid_row_length
          filter_unusual_trips |  |
          good_feed |  |
          invalid_agency_ids | routes agency_id_required | missing_required_field
          invalid_route_agency | routes foreign_key_violation | foreign_key_violation
          missing_agency | agencies missing_member, routes foreign_key_violation | invalid_row_length, missing_required_file
          missing_calendar | service_days trip_coverage_not_active_for_next7_days, trips foreign_key_violation | foreign_key_violation, missing_calendar_and_calendar_date_files
          missing_column | agencies missing_field, routes foreign_key_violation | invalid_row_length, missing_required_column
          missing_departure_time | stop_times stop_time_with_only_arrival_or_departure_time | stop_time_with_only_arrival_or_departure_time
          missing_endpoint_times | stop_times missing_trip_edge | missing_trip_edge
          missing_routes | routes missing_member, trips foreign_key_violation | missing_required_file
          missing_row_cells |  | invalid_row_length
          missing_stop_times | stop_times missing_member, stop_times unusable_trip | missing_required_file
          missing_stops | stop_times foreign_key_violation, stops missing_member | foreign_key_violation, invalid_row_length, missing_required_file
          missing_trips | stop_times foreign_key_violation, trips missing_member | missing_required_file
          missing_weekday_column | calendars missing_field, service_days trip_coverage_not_active_for_next7_days, trips foreign_key_violation | invalid_row_length, missing_required_column
          negative_stop_sequence | stop_times out_of_range | number_out_of_range
          only_calendar_dates | service_days trip_coverage_not_active_for_next7_days |
          repeated_route_name |  |
          same_short_long_name |  |
          undefined_stop | stop_times foreign_key_violation | foreign_key_violation
          unknown_file |  |
          unrecognized_columns |  |
          unused_stop |  |
          utf16 | agencies wrong_encoding, calendar_dates wrong_encoding, calendars wrong_encoding, frequencies wrong_encoding, routes wrong_encoding, stop_times wrong_encoding, stops wrong_encoding, trips wrong_encoding | missing_required_column
          utf8bom |  |
          """);

  private BrokenTimetables() {}

  private static Map<String, Found> parsed(String table) {
    return table
        .lines()
        .map(line -> line.split(" *[|] *", -1))
        .collect(Collectors.toMap(c -> c[0], c -> new Found(codes(c[1]), codes(c[2]))));
  }

  private static List<String> codes(String cell) {
    return cell.isBlank() ? List.of() : List.of(cell.split(", "));
  }

  // One lies in another city, and the points of the other lie nowhere.
  private static final Set<String> ELSEWHERE = Set.of("au-sydney-entrances", "flatten_feed");

  /** Each folder that holds a timetable, as an archive. */
  static List<Path> zip(Path into) throws IOException {
    List<Path> archives = new ArrayList<>();
    try (Stream<Path> folders = Files.list(FOLDER)) {
      for (Path folder : folders.filter(BrokenTimetables::isTimetable).sorted().toList()) {
        archives.add(Timetables.zip(folder, into.resolve(folder.getFileName() + ".zip")));
      }
    }
    return archives;
  }

  private static boolean isTimetable(Path folder) {
    return Stream.of("stops.txt", "trips.txt").anyMatch(n -> Files.exists(folder.resolve(n)))
        && !ELSEWHERE.contains(String.valueOf(folder.getFileName()));
  }
}
