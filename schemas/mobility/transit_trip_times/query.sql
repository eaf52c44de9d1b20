with feed as (
  select
    city,
    feed_id,
    date_sub(max(fetched_date), 7) as first_date,
    date_add(max(fetched_date), 60) as last_date
  from mobility.transit_agencies
  group by city, feed_id
),

service_day as (
  select d.*
  from mobility.transit_service_days as d
  join feed as f
    on d.city = f.city and d.feed_id = f.feed_id
  where d.service_date between f.first_date and f.last_date
),

-- From the first stop to the last, and null where one of them has no time.
span as (
  select
    city,
    feed_id,
    trip_id,
    min_by(coalesce(departure_offset_s, arrival_offset_s), stop_sequence) as first_s,
    max_by(coalesce(arrival_offset_s, departure_offset_s), stop_sequence) as last_s
  from mobility.transit_stop_times
  group by city, feed_id, trip_id
),

trip as (
  select
    t.city,
    t.feed_id,
    t.trip_id,
    t.route_id,
    t.service_id,
    s.first_s,
    s.last_s
  from mobility.transit_trips as t
  join span as s
    on t.city = s.city and t.feed_id = s.feed_id and t.trip_id = s.trip_id
  where s.first_s is not null and s.last_s is not null
),

interval_run as (
  select
    city,
    feed_id,
    trip_id,
    is_exact,
    explode(sequence(start_offset_s, end_offset_s - 1, headway_s)) as departure_offset_s
  from mobility.transit_frequencies
  where start_offset_s < end_offset_s
),

-- Where intervals overlap, one run.
repeated as (
  select city, feed_id, trip_id, departure_offset_s, bool_or(is_exact) as is_exact
  from interval_run
  group by city, feed_id, trip_id, departure_offset_s
),

-- A trip with a headway has its own times only as a pattern.
run as (
  select
    t.*,
    coalesce(r.departure_offset_s, t.first_s) as departure_offset_s,
    coalesce(r.is_exact, true) as is_exact
  from trip as t
  left join repeated as r
    on t.city = r.city and t.feed_id = r.feed_id and t.trip_id = r.trip_id
),

timed as (
  select
    r.*,
    d.service_date,
    d.time_zone,
    d.offsets_from_at + make_dt_interval(0, 0, 0, r.departure_offset_s - r.first_s) as offsets_from_at
  from run as r
  join service_day as d
    on r.city = d.city and r.feed_id = d.feed_id and r.service_id = d.service_id
)

select
  city,
  feed_id,
  trip_id,
  service_date,
  departure_offset_s,
  route_id,
  offsets_from_at,
  offsets_from_at + make_dt_interval(0, 0, 0, first_s) as departure_at,
  to_date(from_utc_timestamp(offsets_from_at + make_dt_interval(0, 0, 0, first_s), time_zone)) as departure_date,
  offsets_from_at + make_dt_interval(0, 0, 0, last_s) as arrival_at,
  is_exact
from timed
