"""Plans that several tests use, as Markdown for ``workbooks``."""

from __future__ import annotations

FULL_PLAN = """
## Stilling
| Stillingstittel        | Fagleder plan   |
| Saksnummer             | 2026/77         |
| Arbeidsgiver           | Havbyen kommune |
| Enhet                  | Plan og miljø   |
| Rekrutterende leder    | Eva Dahl        |

## Skala
| Skår | Kort tekst  | Hva som skal til         |
|------|-------------|--------------------------|
| 1    | svakt       | Viser det ikke.          |
| 2    | noe svakt   |                          |
| 3    | godt nok    |                          |
| 4    | godt        | Viser det flere ganger.  |
| 5    | svært godt  |                          |

## Agenda
| Del           | Overskrift     | Minutter | Hvem leder |
|---------------|----------------|----------|------------|
| Innledning    |                | 10       | Eva Dahl   |
| Dybdeintervju |                | 40       | Eva Dahl   |
| Case          | Skriftlig case | 20       | Ivar Moe   |
| Tester        |                | 10       |            |
| Avslutning    |                | 15       | Eva Dahl   |

## Krav
| Id | Krav             | Må/bør | Kategori            | Definisjon      | Vekt | Grunnlag så langt  | Lavt nivå   | Høyt nivå | Spørsmål 1          |
|----|------------------|--------|---------------------|-----------------|------|--------------------|-------------|-----------|---------------------|
| K1 | Planfaglig grad  | må     | utdanning           | Grad på master. | 2    | Vitnemålet er sett | Ingen grad. | Doktor.   | Hva skrev du om?    |
| K2 | Ledererfaring    | bør    | erfaring            |                 |      |                    |             |           | Hvem har du ledet?  |
| K3 | Tydelig          | må     | personlig egnethet  | Sier fra.       |      |                    |             |           | Når sa du fra sist? |

## Spørsmål
| Id | Del           | Type       | Krav | Tekst                   | Oppfølgingsspørsmål               |
|----|---------------|------------|------|-------------------------|-----------------------------------|
| S1 | Innledning    | punkt      |      | Presenter panelet       |                                   |
| S2 | Innledning    | spørsmål   |      | Hvorfor søkte du?       | Hva visste du om oss?             |
| S3 | Dybdeintervju | spørsmål   | K1   | Hva brukte du graden til? | Hvem hjalp deg?<br>Hva lærte du? |
| S4 | Avslutning    | spørsmål   |      | Hva vil du spørre om?   |                                   |
| S5 | Avslutning    | punkt      |      | Si når vi ringer        |                                   |
| S6 | Avslutning    | avkryssing |      | Attestene er levert     |                                   |
| S7 | Avslutning    | avkryssing |      | Referansene er navngitt |                                   |

## Metoder
| Id | Del    | Tittel         | Type     | Oppgave eller hva som måles | Forberedelse   | Leverandør og sertifisering | Ansvarlig | Minutter |
|----|--------|----------------|----------|-----------------------------|----------------|-----------------------------|-----------|----------|
| M1 | Case   | Nabovarselet   | Oppgave  | Skriv et svar til naboen.   | Eget rom       |                             | Ivar Moe  | 20       |
| M2 | Tester | Arbeidsstil    |          | Hvordan du samarbeider.     |                | Test AS                     |           |          |

## Kriterier
| Id | Metode | Kriterium         | Måler krav |
|----|--------|-------------------|------------|
| V1 | M1     | Finner hjemmelen  | K1         |
| V2 | M1     | Skriver klart     | K1, K3     |
| V3 | M2     | Deler oppgaver    | K2         |

## Intervjupanel
| Id | Navn      | Rolle       | Setter skår |
|----|-----------|-------------|-------------|
| I1 | Eva Dahl  | Plansjef    | ja          |
| I2 | Ivar Moe  | Tillitsvalgt | nei        |

## Kandidater
| Id | Navn           | Dato       | Klokkeslett | Minutter | Sted    | Status       | Følges opp fra førstegangsintervjuet   |
|----|----------------|------------|-------------|----------|---------|--------------|----------------------------------------|
| P1 | Kari Nordmann  | 12.11.2026 | 09:00       | 95       | Rom Vik | innkalt      | Hvorfor sluttet hun?<br>Når kan hun begynne? |
| P2 | Øystein Ås     | 12.11.2026 | 11:00       | 95       | Rom Vik | innkalt      |                                        |
| P3 | Unni Trukket   |            |             |          |         | trukket seg  |                                        |

## Prosess
| Fase | Steg |
|------|------|
"""

WORKED_EXAMPLE = """
## Stilling
| Stillingstittel | Saksbehandler |
| Saksnummer      | 2026/15       |

## Skala
| Skår | Kort tekst |
|------|------------|
| 1    | svakt      |
| 2    | noe svakt  |
| 3    | godt nok   |
| 4    | godt       |
| 5    | svært godt |

## Agenda
| Del           | Overskrift      | Minutter |
|---------------|-----------------|----------|
| Innledning    |                 | 5        |
| Dybdeintervju |                 | 30       |
| Case          | Skriftlig sak   | 20       |
| Tester        |                 | 10       |
| Avslutning    |                 | 10       |

## Krav
| Id | Krav            | Må/bør | Kategori           | Vekt | Spørsmål 1         |
|----|-----------------|--------|--------------------|------|--------------------|
| K1 | Skriver klart   | må     | erfaring           | 2    | Hva skrev du sist? |
| K2 | Ordner i saker  | bør    | erfaring           | 1    | Hva ryddet du i?   |
| K3 | Samarbeider     | bør    | personlig egnethet | 1    | Hvem hjalp du?     |

## Spørsmål
| Id | Del        | Type       | Krav | Tekst               | Oppfølgingsspørsmål |
|----|------------|------------|------|---------------------|---------------------|
| S1 | Innledning | punkt      |      | Ønsk velkommen      |                     |
| S2 | Innledning | spørsmål   |      | Hvorfor søkte du?   |                     |
| S3 | Avslutning | spørsmål   |      | Hva lurer du på?    |                     |
| S4 | Avslutning | avkryssing |      | Attestene er levert |                     |

## Metoder
| Id | Del    | Tittel  | Oppgave eller hva som måles |
|----|--------|---------|-----------------------------|
| M1 | Case   | Vedtak  | Skriv et vedtak.            |
| M2 | Tester | Orden   | Hvordan du ordner.          |

## Kriterier
| Id | Metode | Kriterium          | Måler krav |
|----|--------|--------------------|------------|
| V1 | M1     | Begrunner          | K1         |
| V2 | M1     | Bruker klart språk | K1         |
| V3 | M2     | Holder orden       | K2         |

## Kandidater
| Id | Navn          | Status |
|----|---------------|--------|
| P1 | Kari Nordmann |        |
"""
"""The plan of the example that the design works out by hand, on top of ``SMALL_PLAN``."""


def requirements(count: int) -> str:
    """The sheet of requirements with so many of them, every other a must."""
    rows = [
        f"| K{n} | Krav nummer {n} | {'må' if n % 2 else 'bør'} | erfaring | Hva gjorde du i sak {n}? |"
        for n in range(1, count + 1)
    ]
    return "\n".join(["## Krav", "| Id | Krav | Må/bør | Kategori | Spørsmål 1 |", "|---|---|---|---|---|", *rows])


CLEAN_PLAN = """
## Stilling
| Stillingstittel | Saksbehandler |

## Skala
| Skår | Kort tekst | Hva som skal til                           |
|------|------------|--------------------------------------------|
| 1    | lavt       | Eksemplene viser det ikke.                 |
| 2    | middels    | Ett eksempel viser det.                    |
| 3    | høyt       | Flere eksempler viser det, også når det er krevende. |

## Agenda
| Del           | Minutter |
|---------------|----------|
| Innledning    | 10       |
| Dybdeintervju | 30       |
| Case          | 20       |
| Avslutning    | 15       |

## Krav
| Id | Krav                  | Må/bør | Kategori           | Definisjon                                         | Hvor i utlysningen | Grunnlag så langt | Spørsmål 1                                                  |
|----|-----------------------|--------|--------------------|----------------------------------------------------|--------------------|-------------------|-------------------------------------------------------------|
| K1 | God til å forklare    | må     | personlig egnethet | Gjør regler forståelige for den som ikke kan dem.  | Første punkt       |                   | Fortell om et vedtak du måtte forklare. Hvordan la du det fram? |
| K2 | Har behandlet klager  | bør    | erfaring           | Har forberedt og avgjort klagesaker selv.          | Andre punkt        | Nevnt i søknaden  | Beskriv en klage du hadde ansvaret for. Hva gjorde du?      |

## Spørsmål
| Id | Del           | Type     | Krav | Tekst                                                       | Oppfølgingsspørsmål |
|----|---------------|----------|------|-------------------------------------------------------------|---------------------|
| S1 | Innledning    | punkt    |      | Ønsk velkommen                                              |                     |
| S2 | Dybdeintervju | spørsmål | K1   | Fortell om en gang noen misforsto deg. Hva gjorde du?       |                     |
| S3 | Dybdeintervju | spørsmål | K2   | Hva var den vanskeligste klagen du hadde, og hva kom du til? |                     |
| S4 | Avslutning    | spørsmål |      | Hva vil du spørre oss om?                                   |                     |

## Metoder
| Id | Del  | Tittel       | Minutter |
|----|------|--------------|----------|
| M1 | Case | Nabovarselet | 20       |

## Kriterier
| Id | Metode | Kriterium                       | Måler krav |
|----|--------|---------------------------------|------------|
| V1 | M1     | Forklarer avslaget så naboen forstår det | K1         |
| V2 | M1     | Finner det som avgjør klagen    | K2         |

## Intervjupanel
| Id | Navn       | Rolle        | Setter skår |
|----|------------|--------------|-------------|
| I1 | Eva Dahl   | Leder        | ja          |
| I2 | Ivar Moe   | Tillitsvalgt | ja          |
| I3 | Siri Haug  | Observatør   |             |

## Kandidater
| Id | Navn          | Dato       | Klokkeslett | Minutter | Panel | Status      |
|----|---------------|------------|-------------|----------|-------|-------------|
| P1 | Kari Nordmann | 12.11.2026 | 09:00       | 75       |       | innkalt     |
| P2 | Øystein Ås    | 12.11.2026 | 11:00       | 75       |       | innkalt     |
| P3 | Fatima Bakke  | 13.11.2026 | 09:00       | 90       |       | innkalt     |
| P4 | Unni Lid      |            |             |          |       | trukket seg |

## Prosess
| Fase | Steg |
|------|------|
"""
"""A plan in which the rules of the method find nothing."""
