with theft_place as (
  -- An address names its district and village, if at all, by name or by code.
  select
    p.city,
    p.district,
    p.village,
    min(d.district_id) as district_id,
    min(v.village_id) as village_id
  from (select distinct city, district, village from safety.thefts) as p
  left join place.districts as d
    on p.city = d.city and p.district in (d.district_id, d.district_name)
  left join place.villages as v
    on d.city = v.city and d.district_id = v.district_id and p.village in (v.village_id, v.village_name)
  group by p.city, p.district, p.village
),

crash_place as (
  -- A position on a border lies in several villages; one of them takes it, always the same.
  select
    p.city,
    p.position,
    min(v.village_id) as village_id
  from (select distinct city, position from mobility.crashes where position is not null) as p
  join place.villages as v
    on p.city = v.city and ST_Intersects(ST_GeomFromWKB(v.boundary), ST_GeomFromWKB(p.position))
  group by p.city, p.position
),

incident as (
  select
    t.city,
    p.district_id,
    p.village_id,
    trunc(t.occurred_date, 'month') as month_date,
    t.offence as kind
  from safety.thefts as t
  join theft_place as p
    on t.city = p.city and t.district <=> p.district and t.village <=> p.village
  union all
  select
    c.city,
    cast(null as string) as district_id,
    p.village_id,
    trunc(c.occurred_date, 'month') as month_date,
    case c.severity_code when 'A1' then 'fatal_crash' else 'injury_crash' end as kind
  from mobility.crashes as c
  left join crash_place as p
    on c.city = p.city and c.position = p.position
),

placed as (
  select
    city,
    case
      when village_id is not null then 'village'
      when district_id is not null then 'district'
      else 'city'
    end as area_level,
    coalesce(village_id, district_id, city) as area_id,
    month_date,
    kind
  from incident
),

-- Lists of thefts have no gaps between their ends; files of crashes may be of any month.
known_kind as (
  select m.city, m.month_date, s.kind
  from (select distinct city, month_date from incident) as m
  join (
    select city, kind, min(month_date) as first_month, max(month_date) as last_month
    from incident
    where kind not in ('fatal_crash', 'injury_crash')
    group by city, kind
  ) as s
    on m.city = s.city and m.month_date between s.first_month and s.last_month
  union
  select city, month_date, kind
  from incident
  where kind in ('fatal_crash', 'injury_crash')
),

known as (
  select city, month_date, array_sort(collect_set(kind)) as kinds
  from known_kind
  group by city, month_date
)

select
  p.city,
  p.area_level,
  p.area_id,
  p.month_date,
  coalesce(v.district_name, d.district_name) as district_name,
  v.village_name,
  case when array_contains(k.kinds, 'bicycle_theft') then count_if(p.kind = 'bicycle_theft') end as bicycle_thefts,
  case when array_contains(k.kinds, 'motorcycle_theft') then count_if(p.kind = 'motorcycle_theft') end as motorcycle_thefts,
  case when array_contains(k.kinds, 'car_theft') then count_if(p.kind = 'car_theft') end as car_thefts,
  case when array_contains(k.kinds, 'snatching') then count_if(p.kind = 'snatching') end as snatchings,
  case when array_contains(k.kinds, 'robbery') then count_if(p.kind = 'robbery') end as robberies,
  case when array_contains(k.kinds, 'fatal_crash') then count_if(p.kind = 'fatal_crash') end as fatal_crashes,
  case when array_contains(k.kinds, 'injury_crash') then count_if(p.kind = 'injury_crash') end as injury_crashes
from placed as p
join known as k
  on p.city = k.city and p.month_date = k.month_date
left join place.villages as v
  on p.city = v.city and p.area_level = 'village' and p.area_id = v.village_id
left join place.districts as d
  on p.city = d.city and p.area_level = 'district' and p.area_id = d.district_id
group by p.city, p.area_level, p.area_id, p.month_date, v.district_name, d.district_name, v.village_name, k.kinds
