-- Codes are those of the canonical GTFS validator.

-- #warn STOP_TOO_FAR_FROM_SHAPE: a stop lies within 100 m of the path of the trips that call there
with call as (
  select distinct t.city, t.feed_id, t.shape_id, c.stop_id
  from mobility.transit_trips as t
  join mobility.transit_stop_times as c
    on t.city = c.city and t.feed_id = c.feed_id and t.trip_id = c.trip_id
)

select c.city, c.feed_id, c.shape_id, c.stop_id
from call as c
join mobility.transit_shapes as s
  on c.city = s.city and c.feed_id = s.feed_id and c.shape_id = s.shape_id
join mobility.transit_stops as p
  on c.city = p.city and c.feed_id = p.feed_id and c.stop_id = p.stop_id
join place.cities as y
  on c.city = y.city
where ST_Distance(
  ST_Transform(ST_GeomFromWKB(s.path), 'EPSG:4326', y.metric_crs),
  ST_Transform(ST_GeomFromWKB(p.position), 'EPSG:4326', y.metric_crs)
) > 100
