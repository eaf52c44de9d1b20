-- Codes are those of the canonical GTFS validator.

-- #warn SINGLE_SHAPE_POINT: a point makes no path, so it is not in mobility.transit_shapes
select city, feed_id, shape_id
from mobility.transit_shape_points
group by city, feed_id, shape_id
having count(*) = 1
