"""Reads numbers as people write them: a table and a few rules, apart from the package's own."""

import re

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
NUMBERS = {word: n for n, word in enumerate(ONES.split())}
NUMBERS |= {
    word: 10 * n
    for n, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
NUMBERS |= {"a": 1, "dozen": 12}
PARTS = {
    "half": 2,
    "third": 3,
    "quarter": 4,
    "fifth": 5,
    "sixth": 6,
    "eighth": 8,
    "tenth": 10,
    "twentieth": 20,
    "twenty-fifth": 25,
    "fiftieth": 50,
    "hundredth": 100,
}


def whole(text: str) -> int | None:
    """A whole number in digits or words; ``None`` for what is none."""
    text = text.lower().strip()
    if re.fullmatch(r"\d{1,3}(,\d{3})+|\d+", text):
        return int(text.replace(",", ""))
    if found := re.fullmatch(r"(\d+)(k| thousand)", text):
        return int(found[1]) * 1000
    if found := re.fullmatch(r"([\d.]+) million", text):
        return round(float(found[1]) * 1_000_000)
    if text in ("a couple of", "a pair of"):
        return 2
    if text == "a dozen":
        return 12
    total = part = 0
    for word in re.split(r"[\s-]+", text):
        if word == "hundred":
            part *= 100
        elif word == "thousand":
            total, part = (total + part) * 1000, 0
        elif word in NUMBERS:
            part += NUMBERS[word]
        else:
            return None
    return total + part


def number(text: str) -> float | None:
    """A number, perhaps with a half, in digits or words."""
    text = text.lower().strip()
    if re.fullmatch(r"\d*\.?\d+", text):
        return float(text)
    if text.endswith(" and a half"):
        head = whole(text.removesuffix(" and a half"))
        return None if head is None else head + 0.5
    return whole(text)


def share(text: str) -> float | None:
    """A share (0..1) in percent, as a ratio, or as a decimal below one."""
    text = text.lower().strip()
    if text == "a percent and a half":
        return 0.015
    if found := re.fullmatch(r"(.+?)[\s-]?(?:%|percent|per cent|pct)", text):
        return _percents(found[1].strip())
    if found := re.fullmatch(r"(.+) in (.+)", text):
        top, bottom = whole(found[1]), whole(found[2])
        return None if top is None or not bottom else top / bottom
    if (part := _part(text)) is not None:
        return part
    value = number(text)
    return value if value is not None and value < 1 else None


def _percents(text: str) -> float | None:
    text = re.sub(r"(?<=\w)\s+(?:of )?(?:a|one|1)$", "", text)
    part = _part(text)
    value = part if part is not None else number(text)
    return None if value is None else value / 100


def _part(text: str) -> float | None:
    """A part of one: "half", "a tenth", "three quarters"."""
    words = text.replace("-", " ").split() if text not in PARTS else [text]
    top = 1
    if len(words) > 1 and words[0] in NUMBERS:
        top, words = NUMBERS[words[0]], words[1:]
    name = "-".join(words)
    for word, bottom in PARTS.items():
        if name in (word, f"{word}s"):
            return top / bottom
    return None
