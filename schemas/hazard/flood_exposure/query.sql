with latest as (
  select city, max(counted_date) as counted_date
  from place.population
  group by city
),

people as (
  select
    p.city,
    p.district_name,
    p.village_name,
    p.counted_date as population_date,
    -- A sum with an age group missing would pass for the whole.
    case when count(p.people) = 3 then sum(p.people) end as population
  from place.population as p
  join latest as l
    on p.city = l.city and p.counted_date = l.counted_date
  group by p.city, p.district_name, p.village_name, p.counted_date
),

village as (
  select
    v.city,
    v.village_id,
    v.district_name,
    v.village_name,
    ST_Transform(ST_GeomFromWKB(v.boundary), 'EPSG:4326', c.metric_crs) as boundary
  from place.villages as v
  join place.cities as c
    on v.city = c.city
),

flood as (
  select
    f.city,
    f.flooded_year,
    ST_Transform(ST_GeomFromWKB(f.position), 'EPSG:4326', c.metric_crs) as position
  from hazard.historic_floods as f
  join place.cities as c
    on f.city = c.city
),

sensor as (
  select
    s.city,
    s.sensor_id,
    ST_Transform(ST_GeomFromWKB(s.position), 'EPSG:4326', c.metric_crs) as position
  from hazard.flood_sensors as s
  join place.cities as c
    on s.city = c.city
),

-- What each sensor read last, unless that was more than an hour before the last reading of all.
present as (
  select city, max(observed_at) as depth_at
  from hazard.flood_depth
  group by city
),

reading as (
  select d.city, d.sensor_id, max_by(d.depth_cm, d.observed_at) as depth_cm
  from hazard.flood_depth as d
  join present as p
    on d.city = p.city and d.observed_at >= p.depth_at - interval 1 hour
  group by d.city, d.sensor_id
),

floods_inside as (
  select
    v.city,
    v.village_id,
    count(*) as floods,
    count(distinct f.flooded_year) as years,
    max(f.flooded_year) as last_year
  from village as v
  join flood as f
    on v.city = f.city and ST_Intersects(v.boundary, f.position)
  group by v.city, v.village_id
),

floods_near as (
  select v.city, v.village_id, count(*) as floods
  from village as v
  join flood as f
    on v.city = f.city and ST_DWithin(v.boundary, f.position, 100)
  group by v.city, v.village_id
),

sensors_near as (
  select v.city, v.village_id, count(*) as sensors, max(r.depth_cm) as depth_cm
  from village as v
  join sensor as s
    on v.city = s.city and ST_DWithin(v.boundary, s.position, 500)
  left join reading as r
    on s.city = r.city and s.sensor_id = r.sensor_id
  group by v.city, v.village_id
),

-- Nothing within reach is zero; nothing known of the whole city is not.
answer as (
  select
    v.city,
    v.village_id,
    v.district_name,
    v.village_name,
    p.population_date,
    p.population,
    round(ST_Area(v.boundary) / 1000000, 6) as area_km2,
    case when fc.city is not null then coalesce(i.floods, 0) end as floods,
    case when fc.city is not null then coalesce(n.floods, 0) end as floods_within_100m,
    case when fc.city is not null then coalesce(i.years, 0) end as years_with_floods,
    i.last_year as last_flood_year,
    case when sc.city is not null then coalesce(s.sensors, 0) end as flood_sensors_within_500m,
    t.depth_at,
    s.depth_cm as depth_max_cm
  from village as v
  left join people as p
    on v.city = p.city and v.district_name = p.district_name and v.village_name = p.village_name
  left join floods_inside as i
    on v.city = i.city and v.village_id = i.village_id
  left join floods_near as n
    on v.city = n.city and v.village_id = n.village_id
  left join sensors_near as s
    on v.city = s.city and v.village_id = s.village_id
  left join present as t
    on v.city = t.city
  left join (select distinct city from flood) as fc
    on v.city = fc.city
  left join (select distinct city from sensor) as sc
    on v.city = sc.city
)

select
  city,
  village_id,
  district_name,
  village_name,
  population_date,
  population,
  area_km2,
  floods,
  floods_within_100m,
  years_with_floods,
  last_flood_year,
  round(floods / area_km2, 6) as floods_per_km2,
  flood_sensors_within_500m,
  depth_at,
  depth_max_cm
from answer
