-- Where do many people share few bikes? Bikes standing per thousand residents, by village, at the morning peak.
SELECT
  v.city,
  v.village_name,
  a.population,
  max(b.stations) AS stations,
  round(avg(b.bikes_mean * b.stations), 1) AS bikes_standing,
  round(1000 * avg(b.bikes_mean * b.stations) / a.population, 1) AS per_1000_people,
  round(100 * avg(b.no_bikes_share), 1) AS empty_percent
FROM mobility.bikes_by_village_hour AS b
JOIN place.villages AS v ON v.city = b.city AND v.village_id = b.village_id
JOIN mobility.village_access AS a ON a.city = b.city AND a.village_id = b.village_id
JOIN place.cities AS c ON c.city = b.city
WHERE hour(at_timezone(b.hour_at, c.time_zone)) BETWEEN 7 AND 9 AND a.population > 0
GROUP BY v.city, v.village_name, a.population
ORDER BY per_1000_people, v.village_name
LIMIT 6
