with station_village as (
  -- A station on a border lies in several villages; one of them takes it, always the same.
  select
    s.city,
    s.station_id,
    min(v.village_id) as village_id
  from mobility.bike_stations as s
  join place.villages as v
    on s.city = v.city and ST_Intersects(ST_GeomFromWKB(v.boundary), ST_GeomFromWKB(s.position))
  group by s.city, s.station_id
),

report as (
  select
    city,
    station_id,
    -- Counted in seconds, so that the session's time zone does not matter.
    timestamp_seconds(unix_seconds(observed_at) div 3600 * 3600) as hour_at,
    observed_date,
    bikes_available,
    docks_available
  from mobility.bike_availability
  where coalesce(is_active, true)
)

select
  r.city,
  v.village_id,
  r.hour_at,
  min(r.observed_date) as hour_date,
  v.district_name,
  v.village_name,
  count(distinct r.station_id) as stations,
  count(*) as reports,
  avg(r.bikes_available) as bikes_mean,
  min(r.bikes_available) as bikes_min,
  avg(r.docks_available) as docks_mean,
  min(r.docks_available) as docks_min,
  avg(cast(r.bikes_available = 0 as int)) as no_bikes_share,
  avg(cast(r.docks_available = 0 as int)) as no_docks_share
from report as r
join station_village as s
  on r.city = s.city and r.station_id = s.station_id
join place.villages as v
  on s.city = v.city and s.village_id = v.village_id
group by r.city, v.village_id, r.hour_at, v.district_name, v.village_name
