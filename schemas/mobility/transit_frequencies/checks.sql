-- Codes are those of the canonical GTFS validator.

-- #warn FOREIGN_KEY_VIOLATION: a headway is that of a trip
select f.city, f.feed_id, f.trip_id, f.start_offset_s
from mobility.transit_frequencies as f
left anti join mobility.transit_trips as t
  on f.city = t.city and f.feed_id = t.feed_id and f.trip_id = t.trip_id

-- #warn OVERLAPPING_FREQUENCY: while two headways hold, riders cannot know which
select city, feed_id, trip_id, start_offset_s
from (
  select
    *,
    lag(end_offset_s) over (partition by city, feed_id, trip_id order by start_offset_s) as previous_s
  from mobility.transit_frequencies
)
where start_offset_s < previous_s
