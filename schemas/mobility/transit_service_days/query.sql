with feed as (
  select
    city,
    feed_id,
    min(agency_timezone) as time_zone,
    date_sub(max(fetched_date), 31) as first_date,
    date_add(max(fetched_date), 400) as last_date
  from mobility.transit_agencies
  group by city, feed_id
),

-- Cut before it is unrolled: there are calendars without end.
span as (
  select
    c.*,
    greatest(c.start_date, f.first_date) as from_date,
    least(c.end_date, f.last_date) as to_date
  from mobility.transit_calendars as c
  join feed as f
    on c.city = f.city and c.feed_id = f.feed_id
),

calendar_day as (
  select
    *,
    explode(sequence(from_date, to_date, interval 1 day)) as service_date
  from span
  where from_date <= to_date
),

regular as (
  select city, feed_id, service_id, service_date
  from calendar_day
  where element_at(
    array(monday, tuesday, wednesday, thursday, friday, saturday, sunday), weekday(service_date) + 1
  )
),

running as (
  select r.city, r.feed_id, r.service_id, r.service_date
  from regular as r
  left anti join mobility.transit_calendar_dates as x
    on r.city = x.city and r.feed_id = x.feed_id and r.service_id = x.service_id
    and r.service_date = x.service_date and x.exception_type = 2
  union
  select city, feed_id, service_id, service_date
  from mobility.transit_calendar_dates
  where exception_type = 1
)

-- Noon is the one time of day that every clock shows once.
select
  r.city,
  r.feed_id,
  r.service_id,
  r.service_date,
  f.time_zone,
  to_utc_timestamp(cast(r.service_date as timestamp) + interval 12 hours, f.time_zone)
    - interval 12 hours as offsets_from_at
from running as r
join feed as f
  on r.city = f.city and r.feed_id = f.feed_id
where r.service_date between f.first_date and f.last_date
