with lot_village as (
  -- A car park on a border lies in several villages; one of them takes it, always the same.
  select
    l.city,
    l.lot_id,
    l.car_spaces,
    min(v.village_id) as village_id
  from mobility.parking_lots as l
  join place.villages as v
    on l.city = v.city and ST_Intersects(ST_GeomFromWKB(v.boundary), ST_GeomFromWKB(l.position))
  where l.car_spaces > 0
  group by l.city, l.lot_id, l.car_spaces
),

counted as (
  select
    a.city,
    l.village_id,
    a.lot_id,
    -- Counted in seconds, so that the session's time zone does not matter.
    timestamp_seconds(unix_seconds(a.observed_at) div 3600 * 3600) as hour_at,
    a.observed_date,
    l.car_spaces,
    -- Gates miscount: more cannot be free than there are.
    least(a.free_car_spaces, l.car_spaces) as free_car_spaces
  from mobility.parking_availability as a
  join lot_village as l
    on a.city = l.city and a.lot_id = l.lot_id
  where a.free_car_spaces is not null
)

select
  c.city,
  v.village_id,
  c.hour_at,
  min(c.observed_date) as hour_date,
  v.district_name,
  v.village_name,
  count(distinct c.lot_id) as lots,
  count(*) as counts,
  sum(c.car_spaces) as spaces,
  sum(c.free_car_spaces) as free_spaces,
  cast(sum(c.free_car_spaces) as double) / sum(c.car_spaces) as free_share,
  avg(cast(c.free_car_spaces = 0 as int)) as full_share
from counted as c
join place.villages as v
  on c.city = v.city and c.village_id = v.village_id
group by c.city, v.village_id, c.hour_at, v.district_name, v.village_name
