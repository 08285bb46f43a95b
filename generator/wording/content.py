"""The words of a text that carry its meaning, as lemmas, and whether other texts have words related to them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from simplemma import lemmatize

_WORD = re.compile(r"[^\W\d_]{2,}")

_WHOLE = 4
"""Letters that a word has to have to be looked for in a compound: ``sak`` would be found in too many."""
_OPENING = 5
"""Letters that words of one family begin with alike: ``forklare``, ``forklaring``."""

# Words that say nothing by themselves, and words of the trade that any requirement or criterion may have.
_WITHOUT_MEANING: Mapping[str, str] = {
    "nb": """
    alle alltid andre annen at av bare begge ble bli blir blant både da de dem den denne der dere deres det dette
    disse du eller en enn er et etter for fordi fra før få får ha han hans har hele hun hva hver hvem hvilke
    hvilken hvis hvor hvordan hvorfor i igjen ikke inn innen jeg kan kom komme kunne litt man mange med meg mellom
    men mer mest mot mye må måte ned noe noen nok når og også om opp oss over på samme se seg selv sin sine sitt
    skal skulle slik som svært så til under ut uten vi vil ved være vært vår ønske
    bruke egenskap erfaring evne evna gi gjøre god godt høy kandidat kandidaten kompetanse krav kunnskap minst
    relevant stilling søker ta vise viser
    """,
    "nn": """
    alle alltid andre annan at av berre begge bli blei blir blant både da dei den denne der desse det dette du
    eg eigen ein eit eller enn er etter for fordi frå før få får ha han hans har heile ho hos ikkje inn innan i
    igjen ja kan kva kvar kven korleis kvifor kvart kome komme kunne litt man mange med meg mellom men meir
    mest mot mykje må måte ned noko nokon nok når og også om opp oss over på same sitt sine sin seg sjå sjølv
    skal skulle slik som svært så til under ut utan vi vil ved vere vore vår ønske dykk dykkar å
    bruke eigenskap erfaring evne gi gje gjere god godt høg kandidat kandidaten kompetanse krav kunnskap minst
    relevant stilling søkjar ta vise viser
    """,
    "sv": """
    alla alltid andra annan att av bara båda bli blir bland de dem den denna deras dess dessa det detta dig din du
    där då efter eller en enligt er ett för från få får genom ha han hans har hela henne hon hos hur i ibland igen
    in inom inte ja jag kan kom komma kunna kunnat lite man mer mest med mellan men mot mycket många måste ned
    ni nog någon något några när nu och också om oss på samma se sig själv sin sina sitt ska skall skulle som så
    till under upp ut utan vad var vara varit vem vi vid vilka vilken vilket vill vår än är även åt över
    använda egenskap erfarenhet förmåga ge gå göra god gott hög kandidat kandidaten kompetens krav kunskap minst
    relevant sökande ta tjänst väl visa visar
    """,
    "en": """
    a about after all also an and any are as at be because been before being between both but by can could did do
    does down each every for from get give go had has have he her here him his how i if in into is it its just
    make many may me more most much must my no not of off on one only or other our out over own put same she
    should so some such take than that the their them then there these they this those through to too under up
    us very was we were what when where which while who whom whose why will with without would you your
    ability able applicant candidate competence experience good have high knowledge least position relevant
    require requirement show skill strong use well
    """,
}
_EMPTY = {language: frozenset(words.split()) for language, words in _WITHOUT_MEANING.items()}


def content_words(text: str, language: str) -> frozenset[str]:
    """Return the lemmas of a text's words, without those that say nothing by themselves."""
    empty = _EMPTY[language]
    words = {word for word in _WORD.findall(text.casefold()) if word not in empty}
    return frozenset(lemma for word in words if (lemma := lemmatize(word, language).casefold()) not in empty)


class Vocabulary:
    """The content words of some texts in one language."""

    def __init__(self, texts: Iterable[str], language: str) -> None:
        self._language = language
        self._words = frozenset().union(*(content_words(text, language) for text in texts))
        self._openings = {word[:_OPENING] for word in self._words if len(word) >= _OPENING}
        self._joined = "\n".join(sorted(self._words))

    def __bool__(self) -> bool:
        return bool(self._words)

    def is_strange_to(self, text: str) -> bool:
        """Return whether a text has content words, and not one of them is related to a word of these.

        Related are the same lemma, words of one family, and a compound and what it is made of.
        """
        words = content_words(text, self._language)
        return bool(words) and not any(self._relates_to(word) for word in words)

    def _relates_to(self, word: str) -> bool:
        if len(word) < _WHOLE:
            return word in self._words
        return (
            word[:_OPENING] in self._joined
            or any(piece in self._openings for piece in _pieces(word, _OPENING))
            or any(piece in self._words for size in range(_WHOLE, len(word)) for piece in _pieces(word, size))
        )


def _pieces(word: str, size: int) -> Iterator[str]:
    return (word[start : start + size] for start in range(len(word) - size + 1))
