-- Codes are those of the canonical GTFS validator.

-- #warn FOREIGN_KEY_VIOLATION: a call is of a trip and at a stop that there are
select c.city, c.feed_id, c.trip_id, c.stop_sequence, 'trip_id' as field, c.trip_id as value
from mobility.transit_stop_times as c
left anti join mobility.transit_trips as t
  on c.city = t.city and c.feed_id = t.feed_id and c.trip_id = t.trip_id
union all
select c.city, c.feed_id, c.trip_id, c.stop_sequence, 'stop_id' as field, c.stop_id as value
from mobility.transit_stop_times as c
left anti join mobility.transit_stops as s
  on c.city = s.city and c.feed_id = s.feed_id and c.stop_id = s.stop_id

-- #warn STOP_TIME_WITH_ARRIVAL_BEFORE_PREVIOUS_DEPARTURE_TIME: a vehicle does not arrive before it has left
select city, feed_id, trip_id, stop_sequence
from (
  select
    *,
    last(departure_offset_s, true) over (
      partition by city, feed_id, trip_id order by stop_sequence
      rows between unbounded preceding and 1 preceding
    ) as previous_s
  from mobility.transit_stop_times
)
where arrival_offset_s < previous_s

-- #warn STOP_TIME_WITH_DEPARTURE_BEFORE_ARRIVAL_TIME: nor does it leave before it has arrived
select city, feed_id, trip_id, stop_sequence
from mobility.transit_stop_times
where departure_offset_s < arrival_offset_s

-- #warn STOP_TIME_WITH_ONLY_ARRIVAL_OR_DEPARTURE_TIME: a stop has both times or neither
select city, feed_id, trip_id, stop_sequence
from mobility.transit_stop_times
where (arrival_offset_s is null) <> (departure_offset_s is null)

-- #warn MISSING_TRIP_EDGE: without times at both ends a trip is not in mobility.transit_trip_times
select city, feed_id, trip_id, stop_sequence
from (
  select
    *,
    row_number() over (partition by city, feed_id, trip_id order by stop_sequence) as from_start,
    row_number() over (partition by city, feed_id, trip_id order by stop_sequence desc) as from_end
  from mobility.transit_stop_times
)
where 1 in (from_start, from_end) and (arrival_offset_s is null or departure_offset_s is null)

-- #warn UNUSABLE_TRIP: nobody can ride a trip that calls at fewer than two stops
select t.city, t.feed_id, t.trip_id, count(c.trip_id) as calls
from mobility.transit_trips as t
left join mobility.transit_stop_times as c
  on t.city = c.city and t.feed_id = c.feed_id and t.trip_id = c.trip_id
group by t.city, t.feed_id, t.trip_id
having count(c.trip_id) < 2
