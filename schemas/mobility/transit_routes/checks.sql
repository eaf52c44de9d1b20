-- Codes are those of the canonical GTFS validator.

-- #warn FOREIGN_KEY_VIOLATION: a line is run by an agency of its feed
select r.city, r.feed_id, r.route_id, r.agency_id
from mobility.transit_routes as r
left anti join mobility.transit_agencies as a
  on r.city = a.city and r.feed_id = a.feed_id and r.agency_id = a.agency_id
where r.agency_id is not null

-- #warn AGENCY_ID_REQUIRED: where a feed has several agencies, riders must be told whose line it is
select r.city, r.feed_id, r.route_id
from mobility.transit_routes as r
join mobility.transit_agencies as a
  on r.city = a.city and r.feed_id = a.feed_id
where r.agency_id is null
group by r.city, r.feed_id, r.route_id
having count(*) > 1

-- #warn ROUTE_BOTH_SHORT_AND_LONG_NAME_MISSING: a line without any name cannot be told from others
select city, feed_id, route_id
from mobility.transit_routes
where route_short_name is null and route_long_name is null
