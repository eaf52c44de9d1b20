-- Codes are those of the canonical GTFS validator.

-- #warn INCONSISTENT_AGENCY_TIMEZONE: the times of a feed are meant in one zone, that of all its agencies
select city, feed_id, count(distinct agency_timezone) as zones
from mobility.transit_agencies
group by city, feed_id
having count(distinct agency_timezone) > 1
