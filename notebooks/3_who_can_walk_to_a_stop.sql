-- Who lives farther than 500 m from any stop, and how many bike docks are near instead? By village.
SELECT
  a.city,
  a.district_name,
  a.village_name,
  a.population,
  round(100 * a.area_near_stop_share, 1) AS near_stop_percent,
  cast(round(a.population - a.people_near_stop) AS bigint) AS people_without_stop,
  a.stops_within_500m AS stops,
  a.docks_within_500m AS docks
FROM mobility.village_access AS a
WHERE a.population > 0
ORDER BY people_without_stop DESC, a.village_name
LIMIT 6
