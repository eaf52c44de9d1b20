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

stop as (
  select
    s.city,
    s.feed_id,
    s.stop_id,
    ST_Transform(ST_GeomFromWKB(s.position), 'EPSG:4326', c.metric_crs) as position
  from mobility.transit_stops as s
  join place.cities as c
    on s.city = c.city
  where coalesce(s.location_type, 0) = 0
),

bike_station as (
  select
    s.city,
    s.capacity,
    ST_Transform(ST_GeomFromWKB(s.position), 'EPSG:4326', c.metric_crs) as position
  from mobility.bike_stations as s
  join place.cities as c
    on s.city = c.city
),

-- Sorted, so that the disks below are drawn in the same order in each run.
stops_near as (
  select
    v.city,
    v.village_id,
    count(*) as stops,
    array_sort(collect_list(struct(s.feed_id, s.stop_id, ST_AsBinary(s.position) as position))) as places
  from village as v
  join stop as s
    on v.city = s.city and ST_DWithin(v.boundary, s.position, 500)
  group by v.city, v.village_id
),

bikes_near as (
  select
    v.city,
    v.village_id,
    count(*) as stations,
    coalesce(sum(s.capacity), 0) as docks
  from village as v
  join bike_station as s
    on v.city = s.city and ST_DWithin(v.boundary, s.position, 500)
  group by v.city, v.village_id
),

-- Disks with 128 corners each: a quarter of a thousandth smaller than round ones.
reach as (
  select
    v.city,
    v.village_id,
    n.stops,
    round(
      ST_Area(
        ST_Intersection(
          v.boundary,
          ST_Buffer(
            ST_Collect(transform(n.places, place -> ST_GeomFromWKB(place.position))),
            500, false, 'quad_segs=32'
          )
        )
      ) / ST_Area(v.boundary),
      6
    ) as share
  from village as v
  join stops_near as n
    on v.city = n.city and v.village_id = n.village_id
),

-- No stop within reach is zero; no stops known of the whole city is not.
answer as (
  select
    v.city,
    v.village_id,
    v.district_name,
    v.village_name,
    p.population_date,
    p.population,
    case when sc.city is not null then coalesce(r.stops, 0) end as stops_within_500m,
    case when bc.city is not null then coalesce(b.stations, 0) end as bike_stations_within_500m,
    case when bc.city is not null then coalesce(b.docks, 0) end as docks_within_500m,
    case when sc.city is not null then coalesce(r.share, 0.0D) end as area_near_stop_share
  from village as v
  left join people as p
    on v.city = p.city and v.district_name = p.district_name and v.village_name = p.village_name
  left join reach as r
    on v.city = r.city and v.village_id = r.village_id
  left join bikes_near as b
    on v.city = b.city and v.village_id = b.village_id
  left join (select distinct city from stop) as sc
    on v.city = sc.city
  left join (select distinct city from bike_station) as bc
    on v.city = bc.city
)

select
  city,
  village_id,
  district_name,
  village_name,
  population_date,
  population,
  stops_within_500m,
  bike_stations_within_500m,
  docks_within_500m,
  area_near_stop_share,
  cast(round(population * area_near_stop_share) as bigint) as people_near_stop
from answer
