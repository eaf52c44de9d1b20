-- Is the air worse where and when bikes are taken? PM2.5 and docks in use, by district.
WITH bikes AS (
  SELECT b.city, v.district_id, b.hour_at, sum(b.docks_mean * b.stations) AS free_docks, sum(b.bikes_mean * b.stations) AS bikes
  FROM mobility.bikes_by_village_hour AS b
  JOIN place.villages AS v ON v.city = b.city AND v.village_id = b.village_id
  GROUP BY b.city, v.district_id, b.hour_at
)
SELECT
  air.city,
  air.district_name,
  count(*) AS hours,
  round(avg(air.pm25_mean_ugm3), 1) AS pm25_ugm3,
  max(air.aqi_max) AS worst_aqi,
  round(100 * avg(bikes.free_docks / (bikes.free_docks + bikes.bikes)), 1) AS docks_free_percent,
  round(corr(air.pm25_mean_ugm3, bikes.free_docks), 2) AS correlation
FROM environment.air_quality_by_district_hour AS air
JOIN bikes ON bikes.city = air.city AND bikes.district_id = air.district_id AND bikes.hour_at = air.hour_at
GROUP BY air.city, air.district_name
ORDER BY pm25_ugm3 DESC, air.district_name
LIMIT 6
