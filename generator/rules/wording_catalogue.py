"""The rules of wording as the page of rules tells them."""

from __future__ import annotations

from generator.rules.rule import Group, Rule

_BEHAVIOUR = (
    "The method: ask what the candidate has done",
    "Taylor and Small (2002): questions about what people did predict how they do better than what they would do",
)
_STRUCTURE = ("Campion, Palmer and Campion (1997): structure in the selection interview",)
_NORWAY_30 = "Norway: likestillings- og diskrimineringsloven § 30"
_SWEDEN_DISCRIMINATION = "Sweden: diskrimineringslagen (2008:567) 1 kap. 4 §"
_SWEDEN_PARENTS = "Sweden: föräldraledighetslagen (1995:584) 16 §"
_SPECIAL_CATEGORY = "EU and EEA: General Data Protection Regulation, article 9"
_NATURE = (
    "In Norway an employer may not ask unless the nature of the position or the purpose of the organisation "
    "calls for it."
)
_NOT_COMPETENCE = (
    "The answer says nothing about competence, and somebody who is turned down may hold that it counted. "
    "Ask about what the work calls for, the same of everybody."
)


def _wording(code: str, why: str, bad: dict[str, str], good: dict[str, str], *sources: str) -> Rule:
    return Rule(code, Group.WORDING, why, bad, good, sources)


def _protected(topic: str, condition: str, bad: dict[str, str], good: dict[str, str], *sources: str) -> Rule:
    why = " ".join(filter(None, (condition, _NOT_COMPETENCE)))
    return Rule(f"asks_{topic}", Group.PROTECTED, why, bad, good, sources)


_QUESTIONS = (
    _wording(
        "question_hypothetical",
        "What somebody would do is easily made up. What they have done can be followed up, and says more about "
        "what they will do. Only questions about requirements are judged; a case may well ask what somebody would do.",
        {
            "nb": "Hva ville du ha gjort hvis to kolleger ikke snakket sammen?",
            "nn": "Kva ville du ha gjort dersom to kollegaer ikkje snakka saman?",
            "sv": "Hur skulle du göra om två kollegor inte pratade med varandra?",
            "en": "What would you do if two colleagues were not on speaking terms?",
        },
        {
            "nb": "Fortell om en gang to kolleger ikke snakket sammen. Hva gjorde du?",
            "nn": "Fortel om ein gong to kollegaer ikkje snakka saman. Kva gjorde du?",
            "sv": "Berätta om en gång när två kollegor inte pratade med varandra. Vad gjorde du?",
            "en": "Tell us about a time when two colleagues were not on speaking terms. What did you do?",
        },
        *_BEHAVIOUR,
    ),
    _wording(
        "question_leading",
        "A question that shows which answer is wanted gets that answer, from everybody.",
        {
            "nb": "Du er vel enig i at samarbeid er viktig?",
            "nn": "Du er vel einig i at samarbeid er viktig?",
            "sv": "Du håller väl med om att samarbete är viktigt?",
            "en": "You would agree that cooperation is important, wouldn't you?",
        },
        {
            "nb": "Fortell om et samarbeid som var vanskelig. Hva gjorde du?",
            "nn": "Fortel om eit samarbeid som var vanskeleg. Kva gjorde du?",
            "sv": "Berätta om ett samarbete som var svårt. Vad gjorde du?",
            "en": "Tell us about cooperation that was difficult. What did you do?",
        },
        *_STRUCTURE,
    ),
    _wording(
        "question_double",
        "Of two questions at once candidates answer the one that they like, and the answers cannot be compared.",
        {
            "nb": "Hvordan planlegger du arbeidet ditt, og hva liker du best ved å lede andre?",
            "nn": "Korleis planlegg du arbeidet ditt, og kva liker du best ved å leie andre?",
            "sv": "Hur planerar du ditt arbete, och vad tycker du bäst om med att leda andra?",
            "en": "How do you plan your work, and what do you like best about managing others?",
        },
        {
            "nb": "Hvordan planla du arbeidet i det siste store prosjektet ditt?",
            "nn": "Korleis planla du arbeidet i det siste store prosjektet ditt?",
            "sv": "Hur planerade du arbetet i ditt senaste stora projekt?",
            "en": "How did you plan the work in your last large project?",
        },
        *_STRUCTURE,
    ),
    _wording(
        "question_yes_no",
        "A yes or a no is little to score. ‘Can you tell us about …’ is a polite way to ask openly, and is fine.",
        {
            "nb": "Har du erfaring med offentlige anskaffelser?",
            "nn": "Har du erfaring med offentlege innkjøp?",
            "sv": "Har du erfarenhet av offentlig upphandling?",
            "en": "Do you have experience of public procurement?",
        },
        {
            "nb": "Kan du fortelle om en offentlig anskaffelse du hadde ansvaret for?",
            "nn": "Kan du fortelje om eit offentleg innkjøp du hadde ansvaret for?",
            "sv": "Kan du berätta om en offentlig upphandling som du ansvarade för?",
            "en": "Can you tell us about a public procurement that you were responsible for?",
        },
        "The method: open questions",
    ),
)

_REQUIREMENTS = (
    _wording(
        "requirement_vague",
        "Words that can mean anything are assessed as anything. Only requirements without a definition are judged.",
        {
            "nb": "Fleksibel og robust",
            "nn": "Fleksibel og robust",
            "sv": "Flexibel och driven",
            "en": "Flexible and robust",
        },
        {
            "nb": "Kan prioritere om når flere saker haster samtidig, og sier fra om hva som må vente",
            "nn": "Kan prioritere om når fleire saker hastar samtidig, og seier frå om kva som må vente",
            "sv": "Kan prioritera om när flera ärenden brådskar samtidigt, och säger till om vad som får vänta",
            "en": "Can change priorities when several cases are urgent at once, and says what has to wait",
        },
        "The method: undefined personal suitability is hard to defend afterwards",
    ),
    _wording(
        "wording_gendered",
        "Words for one gender keep the other from applying, and show a picture of who is expected.",
        {
            "nb": "Vi ser etter en handlekraftig mann til å lede vaktlaget",
            "nn": "Vi ser etter ein handlekraftig mann til å leie vaktlaget",
            "sv": "Vi söker en handlingskraftig man som kan leda vaktlaget",
            "en": "We are looking for a strong man to lead the team on duty",
        },
        {
            "nb": "Har ledet et vaktlag og fordelt oppgaver under tidspress",
            "nn": "Har leidd eit vaktlag og fordelt oppgåver under tidspress",
            "sv": "Har lett ett vaktlag och fördelat uppgifter under tidspress",
            "en": "Has led a team on duty and shared out tasks under time pressure",
        },
        "Gaucher, Friesen and Kay (2011): gendered wording in job advertisements",
    ),
    _wording(
        "wording_age",
        "Age is not competence, and words that point to one keep people away who could do the work.",
        {
            "nb": "Ung og sulten med stort pågangsmot",
            "nn": "Ung og svolten med stort pågangsmot",
            "sv": "Ung och hungrig med stort driv",
            "en": "Young and hungry with lots of energy",
        },
        {
            "nb": "Har satt seg inn i et nytt fagområde på kort tid",
            "nn": "Har sett seg inn i eit nytt fagområde på kort tid",
            "sv": "Har satt sig in i ett nytt ämnesområde på kort tid",
            "en": "Has learned a new field in a short time",
        },
        "Norway: arbeidsmiljøloven chapter 13",
        _SWEDEN_DISCRIMINATION,
    ),
)

_GROUNDS = (
    _protected(
        "pregnancy",
        "In Norway an employer may not ask.",
        {
            "nb": "Planlegger du å få barn de nærmeste årene?",
            "nn": "Planlegg du å få barn dei næraste åra?",
            "sv": "Planerar du att skaffa barn de närmaste åren?",
            "en": "Are you planning to have children in the next few years?",
        },
        {
            "nb": "Stillingen har kveldsvakter. Hvordan har du fått slike vakter til å gå opp?",
            "nn": "Stillinga har kveldsvakter. Korleis har du fått slike vakter til å gå opp?",
            "sv": "Tjänsten har kvällspass. Hur har du fått sådana pass att fungera?",
            "en": "The job has evening shifts. How have you made such shifts work?",
        },
        _NORWAY_30,
        _SWEDEN_PARENTS,
        _SWEDEN_DISCRIMINATION,
    ),
    _protected(
        "family",
        "In Norway plans for children may not be asked about, and the form of cohabitation only where the position and "
        "the purpose of the organisation call for it.",
        {
            "nb": "Har du små barn?",
            "nn": "Har du små barn?",
            "sv": "Har du små barn?",
            "en": "Do you have small children?",
        },
        {
            "nb": "Stillingen har 40 reisedager i året. Hva tenker du om det?",
            "nn": "Stillinga har 40 reisedagar i året. Kva tenkjer du om det?",
            "sv": "Tjänsten har 40 resdagar om året. Hur ser du på det?",
            "en": "The job has 40 days of travel a year. What do you think about that?",
        },
        _NORWAY_30,
        _SWEDEN_PARENTS,
    ),
    _protected(
        "religion",
        "In Norway an employer may ask only when the answer is of decisive importance for the work, or when the "
        "position and the purpose of the organisation call for it.",
        {
            "nb": "Er du religiøs?",
            "nn": "Er du religiøs?",
            "sv": "Är du religiös?",
            "en": "Are you religious?",
        },
        {
            "nb": "Stillingen har helgevakter. Hva tenker du om det?",
            "nn": "Stillinga har helgevakter. Kva tenkjer du om det?",
            "sv": "Tjänsten har helgpass. Hur ser du på det?",
            "en": "The job has weekend shifts. What do you think about that?",
        },
        _NORWAY_30,
        _SWEDEN_DISCRIMINATION,
        _SPECIAL_CATEGORY,
    ),
    _protected(
        "ethnicity",
        "In Norway an employer may ask only when the answer is of decisive importance for the work.",
        {
            "nb": "Hvor kommer du egentlig fra?",
            "nn": "Kvar kjem du eigentleg frå?",
            "sv": "Var kommer du egentligen ifrån?",
            "en": "Where are you really from?",
        },
        {
            "nb": "Hvilke språk har du brukt i arbeidet?",
            "nn": "Kva språk har du brukt i arbeidet?",
            "sv": "Vilka språk har du använt i arbetet?",
            "en": "Which languages have you used at work?",
        },
        _NORWAY_30,
        _SWEDEN_DISCRIMINATION,
    ),
    _protected(
        "health",
        "In Norway an employer may ask only for the information on health that the tasks make necessary; disability is "
        "protected too.",
        {
            "nb": "Hvor mange sykedager hadde du i fjor?",
            "nn": "Kor mange sjukedagar hadde du i fjor?",
            "sv": "Hur många sjukdagar hade du förra året?",
            "en": "How many days of sick leave did you take last year?",
        },
        {
            "nb": "Fortell om en periode med mange frister. Hva gjorde du for å holde dem?",
            "nn": "Fortel om ein periode med mange fristar. Kva gjorde du for å halde dei?",
            "sv": "Berätta om en period med många tidsfrister. Vad gjorde du för att hålla dem?",
            "en": "Tell us about a time with many deadlines. What did you do to keep them?",
        },
        "Norway: arbeidsmiljøloven § 9-3",
        _NORWAY_30,
        _SWEDEN_DISCRIMINATION,
        _SPECIAL_CATEGORY,
    ),
    _protected(
        "orientation",
        "In Norway an employer may not ask.",
        {
            "nb": "Er du homofil?",
            "nn": "Er du homofil?",
            "sv": "Är du homosexuell?",
            "en": "Are you gay?",
        },
        {
            "nb": "Hvordan har du bidratt til et godt arbeidsmiljø?",
            "nn": "Korleis har du medverka til eit godt arbeidsmiljø?",
            "sv": "Hur har du bidragit till en god arbetsmiljö?",
            "en": "How have you contributed to a good working environment?",
        },
        _NORWAY_30,
        _SWEDEN_DISCRIMINATION,
        _SPECIAL_CATEGORY,
    ),
    _protected(
        "gender_identity",
        "In Norway an employer may not ask.",
        {
            "nb": "Er du transperson?",
            "nn": "Er du transperson?",
            "sv": "Är du transperson?",
            "en": "Are you transgender?",
        },
        {
            "nb": "Hvordan har du bidratt til et godt arbeidsmiljø?",
            "nn": "Korleis har du medverka til eit godt arbeidsmiljø?",
            "sv": "Hur har du bidragit till en god arbetsmiljö?",
            "en": "How have you contributed to a good working environment?",
        },
        _NORWAY_30,
        _SWEDEN_DISCRIMINATION,
    ),
    _protected(
        "age",
        "In Norway and Sweden it is forbidden to disadvantage somebody for their age, save where it is justified.",
        {
            "nb": "Hvor gammel er du?",
            "nn": "Kor gammal er du?",
            "sv": "Hur gammal är du?",
            "en": "How old are you?",
        },
        {
            "nb": "Hvordan har du holdt deg oppdatert i faget?",
            "nn": "Korleis har du halde deg oppdatert i faget?",
            "sv": "Hur har du hållit dig uppdaterad i ditt ämne?",
            "en": "How have you kept up with your subject?",
        },
        "Norway: arbeidsmiljøloven chapter 13",
        _SWEDEN_DISCRIMINATION,
    ),
    _protected(
        "politics",
        _NATURE,
        {
            "nb": "Hvilket parti stemmer du på?",
            "nn": "Kva parti røystar du på?",
            "sv": "Vilket parti röstar du på?",
            "en": "Which party do you vote for?",
        },
        {
            "nb": "Fortell om et vedtak du gjennomførte, men selv var uenig i. Hva gjorde du?",
            "nn": "Fortel om eit vedtak du gjennomførte, men sjølv var ueinig i. Kva gjorde du?",
            "sv": "Berätta om ett beslut som du genomförde men själv inte höll med om. Vad gjorde du?",
            "en": "Tell us about a decision that you carried out but disagreed with. What did you do?",
        },
        "Norway: arbeidsmiljøloven § 13-4",
        _SPECIAL_CATEGORY,
    ),
    _protected(
        "union",
        _NATURE,
        {
            "nb": "Er du medlem av en fagforening?",
            "nn": "Er du medlem av ei fagforeining?",
            "sv": "Är du med i facket?",
            "en": "Are you a member of a trade union?",
        },
        {
            "nb": "Hvordan har du samarbeidet med tillitsvalgte i en omstilling?",
            "nn": "Korleis har du samarbeidd med tillitsvalde i ei omstilling?",
            "sv": "Hur har du samarbetat med fackliga företrädare i en omställning?",
            "en": "How have you worked with trade union representatives during a reorganisation?",
        },
        "Norway: arbeidsmiljøloven § 13-4",
        _SPECIAL_CATEGORY,
    ),
    _protected(
        "pay",
        "Pay that follows earlier pay carries old inequality along. Under EU law an employer may not ask.",
        {
            "nb": "Hva tjener du i dag?",
            "nn": "Kva tener du i dag?",
            "sv": "Vad har du i lön i dag?",
            "en": "What do you earn today?",
        },
        {
            "nb": "Hvilken lønn ønsker du i denne stillingen?",
            "nn": "Kva løn ønskjer du i denne stillinga?",
            "sv": "Vilken lön önskar du i den här tjänsten?",
            "en": "What pay would you like in this job?",
        },
        "EU: directive 2023/970 on pay transparency, article 5",
    ),
)

RULES = (*_QUESTIONS, *_REQUIREMENTS, *_GROUNDS)
