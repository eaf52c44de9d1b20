-- #warn MORE_THAN_CAPACITY: bikes and free docks are at most the docks there are, but for a few bikes locked to others
select a.city, a.station_id, a.observed_at, a.bikes_available, a.docks_available,
  coalesce(a.capacity, s.capacity) as capacity
from mobility.bike_availability as a
left join mobility.bike_stations as s
  on a.city = s.city and a.station_id = s.station_id
where a.bikes_available + a.docks_available > coalesce(a.capacity, s.capacity)

-- #fail CAPACITY_OF_SOMETHING_ELSE: where most of 20 reports and more exceed it, the feed says something else than the columns
select city, observed_date, count(*) as reports, count_if(is_over) as over
from (
  select a.city, a.observed_date,
    coalesce(a.bikes_available + a.docks_available > coalesce(a.capacity, s.capacity), false) as is_over
  from mobility.bike_availability as a
  left join mobility.bike_stations as s
    on a.city = s.city and a.station_id = s.station_id
)
group by city, observed_date
having count(*) >= 20 and count_if(is_over) > count(*) / 2
