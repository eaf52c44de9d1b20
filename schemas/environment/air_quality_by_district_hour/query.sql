with position_district as (
  -- A position on a border lies in several districts; one of them takes it, always the same.
  select
    p.city,
    p.position,
    min(d.district_id) as district_id
  from (select distinct city, position from environment.air_quality) as p
  join place.districts as d
    on p.city = d.city and ST_Intersects(ST_GeomFromWKB(d.boundary), ST_GeomFromWKB(p.position))
  group by p.city, p.position
),

reading as (
  select
    city,
    station_id,
    position,
    -- Counted in seconds, so that the session's time zone does not matter.
    timestamp_seconds(unix_seconds(observed_at) div 3600 * 3600) as hour_at,
    observed_date,
    aqi,
    -- Decimals, because a sum of doubles depends on the order in which they come.
    cast(pm25_ugm3 as decimal(18, 6)) as pm25_ugm3,
    cast(pm10_ugm3 as decimal(18, 6)) as pm10_ugm3,
    cast(o3_ppb as decimal(18, 6)) as o3_ppb,
    cast(no2_ppb as decimal(18, 6)) as no2_ppb,
    cast(so2_ppb as decimal(18, 6)) as so2_ppb,
    cast(co_ppm as decimal(18, 6)) as co_ppm
  from environment.air_quality
)

select
  r.city,
  d.district_id,
  r.hour_at,
  min(r.observed_date) as hour_date,
  d.district_name,
  count(distinct r.station_id) as stations,
  count(*) as readings,
  max(r.aqi) as aqi_max,
  cast(avg(r.pm25_ugm3) as double) as pm25_mean_ugm3,
  cast(avg(r.pm10_ugm3) as double) as pm10_mean_ugm3,
  cast(avg(r.o3_ppb) as double) as o3_mean_ppb,
  cast(avg(r.no2_ppb) as double) as no2_mean_ppb,
  cast(avg(r.so2_ppb) as double) as so2_mean_ppb,
  cast(avg(r.co_ppm) as double) as co_mean_ppm
from reading as r
join position_district as p
  on r.city = p.city and r.position = p.position
join place.districts as d
  on p.city = d.city and p.district_id = d.district_id
group by r.city, d.district_id, r.hour_at, d.district_name
