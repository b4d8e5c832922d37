"""Whether a sentence is one that the person can read."""

import re
import unicodedata

_LETTER = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W\d_]+")
_VOWEL = re.compile(r"[aeiouyáàâäãåæéèêëíìîïóòôöõøœúùûü]", re.IGNORECASE)
_ENGLISH = frozenset(
    re.findall(
        r"\w+",
        "the a an of to in is are was were and or not with at on by for from as it its this that "
        "there has have had be can will would which what how each all no one I you we",
    )
)
_FOREIGN = frozenset(
    re.findall(
        r"\w+",
        "und der die das ist nicht mit ein eine für auf den dem sich wird wurde sind "
        "les des est une pour dans qui sont avec par sur ce cette vous nous "
        "los las para que con una por del son está este esta como "
        "il che di della sono non è gli nel um uma não são dos das com",
    )
)
LEAST_LETTERS = 12
"""Shorter sentences are taken as they are."""
LEAST_READABLE = 0.6
"""Share of the signs of a sentence that must be letters, digits, blanks or common marks."""
LONGEST_WORD = 60


def readable(sentence: str, asked: str) -> bool:
    """Whether a sentence is made of words, in the script and language of what was asked.

    Languages are told apart by their small words; a message in another language than English is
    answered in any.

    Args:
        sentence: A sentence of the answer.
        asked: What the person said.
    """
    if "\ufffd" in sentence or _has_controls(sentence):
        return False
    if len(_LETTER.findall(sentence)) < LEAST_LETTERS:
        return _share_of_signs(sentence) >= LEAST_READABLE or len(sentence) < LEAST_LETTERS
    if _share_of_signs(sentence) < LEAST_READABLE or not _has_vowels(sentence):
        return False
    if any(len(word) > LONGEST_WORD for word in _WORD.findall(sentence)):
        return False
    if _latin(asked) >= 0.5 and _latin(sentence) < 0.5:
        return False
    return not (_is_foreign(sentence) and not _foreign_words(asked))


def _latin(text: str) -> float:
    """Share of the letters that are Latin; 1 where there are none."""
    letters = _LETTER.findall(text)
    if not letters:
        return 1.0
    return sum(_is_latin(letter) for letter in letters) / len(letters)


def _is_latin(letter: str) -> bool:
    return letter.isascii() or unicodedata.name(letter, "").startswith("LATIN")


def _share_of_signs(text: str) -> float:
    """Share of the signs that are letters, digits, blanks or common marks."""
    good = sum(sign.isalnum() or sign.isspace() or sign in ".,;:!?'\"()%-–/&" for sign in text)
    return good / len(text) if text else 1.0


def _has_controls(text: str) -> bool:
    return any(unicodedata.category(sign) == "Cc" and sign not in "\n\t\r" for sign in text)


def _has_vowels(text: str) -> bool:
    """Whether most longer words in Latin letters have a vowel."""
    words = [word for word in _WORD.findall(text) if len(word) > 3 and word.isascii()]
    if len(words) < 6:
        return True
    return sum(bool(_VOWEL.search(word)) for word in words) * 2 > len(words)


def _is_foreign(text: str) -> bool:
    found = _foreign_words(text)
    return len(found) >= 3 and len(found) > sum(word in _ENGLISH for word in text.split())


def _foreign_words(text: str) -> set[str]:
    """Small words of other languages; place names are written with a capital."""
    return {word for word in _WORD.findall(text) if word in _FOREIGN}
