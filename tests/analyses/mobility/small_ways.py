"""small_ways: five places in four states and six links, beside the small world.

    fr-a ─ W1 rail 150 km ─ fr-b ─ W2 rail 60 km, border ─ de-c ─ W3 road 90 km, border ─ pl-d ─ W5 rail, border ─ ua-e
                                                            de-c ─ W4 rail 90 km, border, from 2030 ─ pl-d

W5 has a break of gauge, 1435 to 1520 millimetres; W6 is a broad-gauge link from pl-d to ua-e.
"""

from __future__ import annotations

from collections.abc import Mapping

SOURCE = "https://example.org/ways,B,partial"

FILES: Mapping[str, str] = {
    "mobility_nodes": f"""\
id,name,iso2,kind,lat,lon,source_url,source_grade,confidence
fr-a,Alpha,FR,seaport,48,2,{SOURCE}
fr-b,Beta,FR,rail_hub,49,6,{SOURCE}
de-c,Gamma,DE,rail_hub,50,8,{SOURCE}
pl-d,Delta,PL,rail_hub,51,16,{SOURCE}
ua-e,Epsilon,UA,rail_hub,50,24,{SOURCE}
""",
    "mobility_links": f"""\
id,from_id,to_id,mode,distance_km,gauge_mm,electrified,cross_border,status,source_url,source_grade,confidence
W1,fr-a,fr-b,rail,150,1435,yes,no,in_service,{SOURCE}
W2,fr-b,de-c,rail,60,1435,yes,yes,in_service,{SOURCE}
W3,de-c,pl-d,road,90,,,yes,in_service,{SOURCE}
W4,de-c,pl-d,rail,90,1435,yes,yes,under_construction,{SOURCE}
W5,pl-d,ua-e,rail,30,1435;1520,yes,yes,in_service,{SOURCE}
W6,pl-d,ua-e,rail,60,1520,no,yes,in_service,{SOURCE}
""",
    "transport_capacities": f"""\
mode,link_class,loads_a_day,low_loads_a_day,high_loads_a_day,speed_kmh,low_speed_kmh,high_speed_kmh,illustrative,source_url,source_grade,confidence
rail,yes,12,3,30,30,20,50,no,{SOURCE}
rail,no,6,2,10,30,20,50,no,{SOURCE}
road,any,4,2,10,30,20,50,no,{SOURCE}
""",
    "handling_times": f"""\
activity,mode,hours,low_hours,high_hours,loads_a_day,low_loads_a_day,high_loads_a_day,illustrative,source_url,source_grade,confidence
loading,rail,6,6,6,8,8,8,no,{SOURCE}
loading,road,3,3,3,8,8,8,no,{SOURCE}
unloading,rail,6,6,6,8,8,8,no,{SOURCE}
unloading,road,3,3,3,8,8,8,no,{SOURCE}
gauge_change,rail,9,9,9,3,3,3,no,{SOURCE}
border,rail,3,3,3,10,10,10,no,{SOURCE}
border,road,1,1,1,4,4,4,no,{SOURCE}
""",
    "border_permits": f"""\
state,regime,hours,low_hours,high_hours,illustrative,source_url,source_grade,confidence
EU,today,1080,120,1440,no,{SOURCE}
EU,pledge,168,72,216,no,{SOURCE}
EU,proposal,72,24,120,no,{SOURCE}
EU,emergency,6,0,48,no,{SOURCE}
DE,today,240,240,240,no,{SOURCE}
""",
    "corridor_rules": f"""\
agreement,hours,low_hours,high_hours,illustrative,source_url,source_grade,confidence
de-fr-pl-2021-pact,24,24,24,no,{SOURCE}
""",
    "movement_sizes": f"""\
size,load,loads,illustrative,source_url,source_grade,confidence
brigade,heavy_tracked,2,no,{SOURCE}
brigade,wheeled,2,no,{SOURCE}
column,wheeled,4,no,{SOURCE}
""",
    "link_openings": f"""\
link,year,late_year,source_url,source_grade,confidence
W4,2030,2032,{SOURCE}
""",
    "mobility_measures": f"""\
id,value,low,high,unit,reasoning,source_url,source_grade,confidence
step,3,1,6,hours,Handling takes about so long.,{SOURCE}
lifted,2,1.5,3,multiple,A second track.,{SOURCE}
""",
}
