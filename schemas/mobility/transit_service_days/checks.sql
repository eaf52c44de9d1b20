-- Codes are those of the canonical GTFS validator.

-- #warn TRIP_COVERAGE_NOT_ACTIVE_FOR_NEXT7_DAYS: a timetable in force runs something in the week after it was fetched
select f.city, f.feed_id, f.fetched_date
from (
  select city, feed_id, max(fetched_date) as fetched_date
  from mobility.transit_agencies
  group by city, feed_id
) as f
left anti join mobility.transit_service_days as d
  on f.city = d.city and f.feed_id = d.feed_id
  and d.service_date between f.fetched_date and date_add(f.fetched_date, 7)
