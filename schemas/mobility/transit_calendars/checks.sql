-- Codes are those of the canonical GTFS validator.

-- #warn START_AND_END_RANGE_OUT_OF_ORDER: a service that ends before it starts never runs
select city, feed_id, service_id, start_date, end_date
from mobility.transit_calendars
where end_date < start_date

-- #warn SERVICE_HAS_NO_ACTIVE_DAY_OF_THE_WEEK: a service for no weekday runs on exceptions only
select city, feed_id, service_id
from mobility.transit_calendars
where not (monday or tuesday or wednesday or thursday or friday or saturday or sunday)

-- #warn EXPIRED_CALENDAR: the service had ended when the timetable was fetched
select c.city, c.feed_id, c.service_id, c.end_date
from mobility.transit_calendars as c
join (
  select city, feed_id, max(fetched_date) as fetched_date
  from mobility.transit_agencies
  group by city, feed_id
) as f
  on c.city = f.city and c.feed_id = f.feed_id
where c.end_date < f.fetched_date
