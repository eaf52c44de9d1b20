with pair as (
  select
    p.city,
    p.from_gantry_id,
    p.to_gantry_id,
    f.road_name as from_road_name,
    t.road_name as to_road_name,
    case
      -- It turns at an interchange that nobody names: any distance would be a guess.
      when f.road_name = t.road_name and f.direction_code <> t.direction_code then null
      -- Mileposts count along one road.
      when f.road_name = t.road_name and f.milepost_km is not null and t.milepost_km is not null then 'milepost'
      else 'straight_line'
    end as distance_kind,
    round(abs(t.milepost_km - f.milepost_km) * 1000) as milepost_m,
    round(ST_Distance(
      ST_Transform(ST_GeomFromWKB(f.position), 'EPSG:4326', c.metric_crs),
      ST_Transform(ST_GeomFromWKB(t.position), 'EPSG:4326', c.metric_crs))) as straight_m
  from (select distinct city, from_gantry_id, to_gantry_id from mobility.toll_speeds) as p
  join mobility.toll_gantries as f
    on p.city = f.city and p.from_gantry_id = f.gantry_id
  join mobility.toll_gantries as t
    on p.city = t.city and p.to_gantry_id = t.gantry_id
  join place.cities as c
    on p.city = c.city
),

distance as (
  select
    city,
    from_gantry_id,
    to_gantry_id,
    from_road_name,
    to_road_name,
    distance_kind,
    case distance_kind when 'milepost' then milepost_m when 'straight_line' then straight_m end as distance_m
  from pair
),

five_minutes as (
  select
    city,
    from_gantry_id,
    to_gantry_id,
    -- Counted in seconds, so that the session's time zone does not matter.
    timestamp_seconds(unix_seconds(observed_at) div 3600 * 3600) as hour_at,
    observed_at,
    observed_date,
    vehicles,
    if(speed_kmh > 0, vehicles, 0) as measured_vehicles,
    -- Decimals, because a sum of doubles depends on the order in which they come.
    if(speed_kmh > 0, cast(vehicles as decimal(18, 6)) / cast(speed_kmh as decimal(8, 3)), 0) as vehicle_hours_per_km
  from mobility.toll_speeds
),

by_hour as (
  select
    city,
    from_gantry_id,
    to_gantry_id,
    hour_at,
    min(observed_date) as hour_date,
    count(distinct observed_at) as intervals,
    sum(vehicles) as vehicles,
    sum(measured_vehicles) as measured_vehicles,
    round(cast(sum(measured_vehicles) as double) / nullif(cast(sum(vehicle_hours_per_km) as double), 0), 3) as speed_kmh
  from five_minutes
  group by city, from_gantry_id, to_gantry_id, hour_at
)

select
  h.city,
  h.from_gantry_id,
  h.to_gantry_id,
  h.hour_at,
  h.hour_date,
  d.from_road_name,
  d.to_road_name,
  h.intervals,
  h.vehicles,
  h.measured_vehicles,
  h.speed_kmh,
  d.distance_m,
  d.distance_kind,
  round(d.distance_m * 3.6D / h.speed_kmh, 1) as travel_time_s
from by_hour as h
join distance as d
  on h.city = d.city and h.from_gantry_id = d.from_gantry_id and h.to_gantry_id = d.to_gantry_id
