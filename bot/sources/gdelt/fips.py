"""GDELT's country codes (FIPS 10-4, with South Sudan as OD) as ISO 3166-1 alpha-2.

Africa, and the countries around it, whole: every country in which a theatre may lie so far. The trap is that both
lists use the same letters for different countries: NG is Niger here and Nigeria there, NI Nigeria here and Nicaragua
there. Source: the columns ISO and fips of https://download.geonames.org/export/dump/countryInfo.txt (GeoNames, CC BY
4.0).
"""

from __future__ import annotations

_PAIRS = """
 AE=AE AG=DZ AO=AO BA=BH BC=BW BN=BJ BY=BI CD=TD CF=CG CG=CD CM=CM CN=KM CT=CF CV=CV CY=CY DJ=DJ EG=EG EK=GQ ER=ER ET=ET
 FR=FR GA=GM GB=GA GH=GH GI=GI GR=GR GV=GN GZ=PS IR=IR IS=IL IT=IT IV=CI IZ=IQ JO=JO KE=KE KU=KW LE=LB LI=LR LT=LS LY=LY
 MA=MG MF=YT MI=MW ML=ML MO=MA MP=MU MR=MR MT=MT MU=OM MZ=MZ NG=NE NI=NG OD=SS PO=PT PU=GW QA=QA RE=RE RW=RW SA=SA SE=SC
 SF=ZA SG=SN SH=SH SL=SL SO=SO SP=ES SU=SD SY=SY TO=TG TP=ST TS=TN TU=TR TZ=TZ UG=UG UP=UA UV=BF WA=NA WE=PS WI=EH WZ=SZ
 YM=YE ZA=ZM ZI=ZW RS=RU AF=AF PK=PK BM=MM HA=HT
"""

ISO_OF: dict[str, str] = dict(pair.split("=") for pair in _PAIRS.split())


def iso(code: str) -> str:
    """The ISO code; empty for a country without one in the table."""
    return ISO_OF.get(code, "")
