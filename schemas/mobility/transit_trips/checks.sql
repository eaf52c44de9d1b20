-- Codes are those of the canonical GTFS validator.

-- #warn FOREIGN_KEY_VIOLATION: a trip is of a line, runs on the days of a service and follows a shape
select t.city, t.feed_id, t.trip_id, 'route_id' as field, t.route_id as value
from mobility.transit_trips as t
left anti join mobility.transit_routes as r
  on t.city = r.city and t.feed_id = r.feed_id and t.route_id = r.route_id
union all
select t.city, t.feed_id, t.trip_id, 'service_id' as field, t.service_id as value
from mobility.transit_trips as t
left anti join (
  select city, feed_id, service_id from mobility.transit_calendars
  union
  select city, feed_id, service_id from mobility.transit_calendar_dates
) as s
  on t.city = s.city and t.feed_id = s.feed_id and t.service_id = s.service_id
union all
select t.city, t.feed_id, t.trip_id, 'shape_id' as field, t.shape_id as value
from mobility.transit_trips as t
left anti join (select distinct city, feed_id, shape_id from mobility.transit_shape_points) as p
  on t.city = p.city and t.feed_id = p.feed_id and t.shape_id = p.shape_id
where t.shape_id is not null
