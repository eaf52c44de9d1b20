-- Codes are those of the canonical GTFS validator.

-- #warn FOREIGN_KEY_VIOLATION: a platform or entrance belongs to a station that there is
select s.city, s.feed_id, s.stop_id, s.parent_station
from mobility.transit_stops as s
left anti join mobility.transit_stops as p
  on s.city = p.city and s.feed_id = p.feed_id and s.parent_station = p.stop_id
where s.parent_station is not null

-- #warn MISSING_STOP_NAME: riders need a name of what they board at
select city, feed_id, stop_id
from mobility.transit_stops
where stop_name is null and location_type in (0, 1, 2)
