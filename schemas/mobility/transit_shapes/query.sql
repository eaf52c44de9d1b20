-- In the order of the points: collect_list alone has none.
with shape as (
  select
    city,
    feed_id,
    shape_id,
    array_sort(collect_list(struct(shape_pt_sequence, position))) as points
  from mobility.transit_shape_points
  group by city, feed_id, shape_id
  having count(*) >= 2
),

line as (
  select
    city,
    feed_id,
    shape_id,
    size(points) as points,
    ST_MakeLine(transform(points, point -> ST_GeomFromWKB(point.position))) as path
  from shape
)

select
  l.city,
  l.feed_id,
  l.shape_id,
  l.points,
  round(ST_Length(ST_Transform(l.path, 'EPSG:4326', c.metric_crs)), 1) as length_m,
  l.path
from line as l
join place.cities as c
  on l.city = c.city
