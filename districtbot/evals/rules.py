"""A baseline that understands messages by patterns alone, to measure `mini` against."""

import itertools
import math
import re
from typing import Any

from districtbot.agent.models.loaded import LoadedModel
from districtbot.agent.models.mini.pointing import Pointed, minority_of
from districtbot.agent.models.mini.situation import Situation
from districtbot.agent.models.mini.spans import Span
from districtbot.agent.models.mini.writing import Understood
from districtbot.geo.names import group_key

NAME = "rules"  # as ``--model`` takes it
Args = dict[str, Any]
Call = tuple[str, Args]
_WHOLES = {"percent": 100, "part": 1, "decimal": 1}
# fmt: off
_BY_CONTEST = "seats competitive efficiency_gap mean_median partisan_bias proportionality"
_N, _PLACE = r"<n\d+>\S+", r"<p\d+>(?:county|town|place|unit)"
_SLIP = re.compile(  # what is quoted, taken back at once, or was so before
    rf"\"[^\"]{{25,}}\"|{_N}[^<.]{{0,20}}?\b(?:sorry|i mean|make that|no ?,|oops|actually)"
    rf",?[^<.]{{0,14}}?(?=<n)|\b(?:instead of|rather than|not|gave us) {_N}|\bfrom {_N} (?=to <n)|"
    rf"{_N} (?:districts )?(?:today|before|now)\b")
_ONE = re.compile(r"(?<=in )<n\d+>1 (?=district\b)|<n\d+>1 (?=piece|block|(?:more )?thing)")
_ASIDE = re.compile(
    r"never mind|forget|\bignor|n't (?:care|count|matter|worry|look|bother|feel)|whatever|\blast "
    r"(?:time|cycle|year|map|plan)|used to|\bi (?:read|saw|hear)|(?:\b(?:old|previous|interim)|^\W*"
    r"(?:the|our) (?:enacted|current)) (?:map|plan|lines|draft|dist)|feel free|neighbor|nobody|no "
    r"(?:attention|matter|bound)|go anywhere|may be (?:split|cut|any)|told (?:me|us|them)|proposal|"
    r"\b(?:called|claims|wants|wanted|keeps|grew|fell|lost|took|said|won|wrote|submitted|asked)\b|"
    r"somebody|some people|back in|not a goal|need not|a(?:bout|round) <n\d+>\S{4}|of our \w+")
_WISH = re.compile(
    r"prefer|ideally|\bif (?:\w+ ){0,3}(?:can|possible|feasible)|\bhope|nice|great if|only where|"
    r"where(?:ver)? (?:\w+ )?(?:feasible|possible|practicable)|best effort|kept to a|minimi[sz]e|"
    r"lowest|\bas (?:\w+ ){1,3}as (?:possible|(?:you|they|it|we|is) \w+)|perfect world")
_LEAST = "at least|minimum|or more|no fewer|>=|not? less|or better|or higher|no lower"
_MOST = r"at most|no more|n't .* more|or (?:fewer|less)|\bmax|<=|under|fewer|limit|\bcap\b|up to"
_JOINT = re.compile(r",(?!\d)| / | - |\b(?:with|while|plus|but|so|(?<=together )and|and(?! <p))\b")
_GROUPS = {"black": r"black|african|\bbc?vap", "hispanic": r"hispanic|latin[oaxe]|\bhc?vap",
           "asian": r"\basian|aapi", "native": "native|american indian|indigenous",
           "white": r"(?<!non-)\bwhite", "minority": "minorit|people of colou?r|non-?white"}
_REGIONS = {"county": "count(?:y|ies)|parish", "municipality": r"municip|\btown|\bcit(?:y|ies)"}
_REGION = "(?:" + "|".join(_REGIONS.values()) + ")"
_WHOLE = "whole|intact|undivided|unsplit|unbroken|alone|preserve|together|one piece"
_CUT = rf"(?:split|divi[ds]|\bcut|break|broken|cross|respect|carv|stick to|follow|share|{_WHOLE})"
_MEASURES = {  # the first whose words are in a piece of the message has it
    "competitive": r"compet|toss-?up|swing|contested|up for grabs|battleground|in play|either p|"
    r"close dist|of (?:50-50|an even|even|half|one half)|separate the two|decided by|even vote",
    "mean_median": r"\bmean\b.{0,25}median|median.{0,60}mean|\bmm\b", "partisan_bias": r"\bbias\b",
    "efficiency_gap": r"efficiency|\beg\b|wasted", "proportionality":
    "proportional|share of (?:the )?(?:seats|votes)|seats? (?:share|to votes)|seats and votes",
    "population_persons": rf"{_N} (?:people|persons?|residents|inhabitants)\b", "population_range":
    r"\brange of|overall range|total (?:range|deviation)|top to bottom|spread|"
    "(?:largest|biggest).*smallest|smallest.*(?:largest|biggest)", "reock": "reock",
    "polsby_popper": r"polsby|\bpp\b|compact|shapes?\b|snakes", "cut_edges": r"\bedges?\b",
    "least_change": r"as little|(?:their|the same)(?: current)? district|reassign|disturb|\bretain|"
    r"stay (?:put|where|in)|\bmoved?\b.*(?:people|residents)|\bcore\b|<p\d+>plan|chang\w+ the",
    "group_share": "|".join(_GROUPS.values()), "seats": r"\bdem(?:s|ocr)|\brep(?:s|ubl)|\bgop\b",
    "apart": rf"(?:apart|separate|different dist|n't|not|never).*{_PLACE}.*{_PLACE}|"
    rf"{_PLACE}.*{_PLACE}.*(?:\bapart|separate|different|not|n't)",
    "locked": rf"{_PLACE}.*\b(?:in|into|to) (?:the )?(?:district )?{_N}|lock.*{_PLACE}", "together":
    rf"{_PLACE}.*(?:{_CUT}|same|belong|one )|(?:{_CUT}|same|join|keep|through).*{_PLACE}",
    "region_splits": rf"{_CUT}.*{_REGION}|{_REGION}.*{_CUT}", "population_deviation":
    rf"deviat|ideal|equal|balanc|popul|over or under|above or below|same size|within {_N}%|\boff\b|"
    r"plus or minus|\+-|target|average|evenly"}
_KNOWN = re.compile("|".join(_MEASURES.values()))
_SEAT = r"(?:(?!maj|compet|swing)[\w-]+ ){0,3}(?:districts?|dists?|seats?|members?)\b"
_DISTRICTS = (  # how their number is said: surely, and perhaps
    rf"\b(?:into|with|draw|make|for|me|out|up|assuming|given|need|we have) (<n\d+>)\S+ {_SEAT}|"
    r"(<n\d+>)\S+ ?- ?(?:\w+ )?(?:dist|seat|member|way)|(?:ricts|k|total)\s?(?:[:=]|is) ?(<n\d+>)",
    rf"(<n\d+>)\S+ (?:{_SEAT}|of them|in total)|(?:make it|that's) (<n\d+>)\S+")
_SOME_BEFORE = re.compile(r"(?:least|most|than|over|up to|win|get|take|in|dem\w*|rep\w*|under) ?$")
_SOME_AFTER = re.compile(
    r"(?: or (?:more|fewer))? (?:where|that (?:is|are)|(?:for|to) (?:the )?(?:dem|rep)|at |lean|"
    r"compet|major|up for|in which|is|are|under|going|reach)|(?: [\w-]+){0,2} (?:maj|black)")
_ACTS = (  # a tool, the words it is known by, and its fields
    ("undo", r"\bundo\b|take (?:that|it|back)|revert|(?:cancel|scrap) (?:that|the)", "times?"),
    ("redo", r"\bredo\b(?! the)|put it back|undid|forward", "times?"),
    ("name_version", r"\b(?:name|call|label|save|store|tag) (?:this|it|that)\b", "name"),
    ("list_versions", r"\bversions\b|\bdrafts\b|which plans (?:did|have) we", ""),
    ("go_to", r"(?:go|get|switch|back) (?:back )?to\b|bring back|restore|<p1>version", "version"),
    ("load_plan", r"\b(?:load|start|from|take|use|open|one in)\b.*<p\d+>(?:plan|file)", "source"),
    ("run_ensemble", r"\bensemble\b|\bchains?\b.*\bsteps", "steps?"),
    ("compare_plans", r"compar|better than|fairer|how far .*from|than in <p", "other"),
    ("show_columns", r"\bcolumns?\b|^.{0,20}<p1>column", "column?"),
    ("unlock", r"\bunlock|release|\b(?:free|open|off)\b.*(?:lock|again)", "places? district?"),
    ("lock", rf"\b(?:lock|freeze)\b|(?:leave|keep) district {_N}|{_N} (?:is f|stays)", "district"),
    ("move", rf"\b(?:mo|gi|pu|ass|shi|add|ha).*<p\d.*{_N}|<p\d.* to .*{_N}", "places to_district"),
    ("drop_targets", r"\b(?:drop|remove|never mind|forget|no longer|off the)\b", "measures"),
    ("propose_plan", r"\banother\b|\bonce more|different one|something else|anew|try again", ""))
_QUESTION = re.compile(r"\?|(?:^|[.,:] )(?:[\w']+ ){0,6}(?:how|what|which|who|where|tell)\b|'s ")
_ORDER = re.compile(r"\b(?:draw|make|create|divide|build)\b|\b(?:a|new) (?:[\w-]+ )?(?:map|plan)\b")
_NEW = re.compile(r"\b(?:re)?draw\b|\b(?:make|create|propose|divide|start|map|plan|districts)\b")
# fmt: on


def rules_model() -> LoadedModel:
    """The baseline as a model that the agent can be given."""
    from districtbot.agent.models.mini.chat import LineChat

    chat = LineChat(name_said=NAME, understand_fn=understand)
    return LoadedModel(NAME, chat, 16_000, lambda *_: 8, sees_desk=True)


def understand(_desk: object, situation: Situation, _budget: object) -> Understood:
    """What a message means, by patterns; neither the desk nor time is needed."""
    at, has_plan = situation.at, "[no_plan]" not in situation.text
    text = _ONE.sub("one ", _SLIP.sub(" ", at.reading.text))
    people = "vap" if "vap" in situation.text.partition("\n")[0].split() else "population"
    n, rest = _districts(text, at, asked="[question] [districts]" in situation.text)
    targets = _asked(rest, at, n or at.districts or 1, people)
    calls = _done(text, at, has_plan) if n is None else []
    calls = calls or _drawn(text, targets, n or 0, at.districts or 0, has_plan)
    return Understood(tuple(calls), "", 1.0)


def _districts(text: str, at: Pointed, *, asked: bool) -> tuple[int | None, str]:
    """The number of districts that is said, and the text without it."""
    every = _DISTRICTS if at.districts else (*_DISTRICTS, *_DISTRICTS)
    for found, i in [(one, i) for i, words in enumerate(every) for one in re.finditer(words, text)]:
        before, after = text[: found.start()], text[found.end() :]
        number = _numbers(next(one for one in found.groups() if one), at)[0]
        some = (i < 2 and _SOME_AFTER.match(after)) or _SOME_BEFORE.search(before)
        some = some or _ASIDE.search(re.split(r"[.\n;]", before)[-1] + found[0])
        if number and 1 < number[0] <= 500 and not some and not re.search(r"\dth ", found[0]):
            return number[0], f"{before} , {after}"
    number = _numbers(text, at)[0] if asked else []
    return (number[0], "") if number else (None, text)


def _drawn(text: str, targets: list[Args], n: int, old: int, has_plan: bool) -> list[Call]:
    """What is set and drawn; a question for what is missing; words where nothing is asked."""
    kept = [one for one in targets if one["measure"] not in _BY_CONTEST or "election" in one]
    args = {"districts": n, "targets": kept}
    calls = [("set_targets", {key: one for key, one in args.items() if one})] if n or kept else []
    if not targets and not n and not _NEW.search(text):
        none = ("decline", {"reason": "off_topic"})
        return [("say", {"saying": "thanks"}) if "thank" in text else none]
    if len(kept) < len(targets) or not (n or old):
        missing = "election" if len(kept) < len(targets) else "districts"
        return [*calls, ("ask_user", {"question": missing})]
    return [*calls, ("propose_plan" if n or not has_plan or not calls else "improve_plan", {})]


def _done(text: str, at: Pointed, has_plan: bool) -> list[Call]:
    """What is done or answered besides drawing to targets; nothing where that is not meant."""
    numbers, names, plan = _numbers(text, at)[0], _names(text, at), _plan(text, at)
    quoted = re.search(r"[\"']([^\"']+)[\"']|(?:this|it|that)(?: one)? ([^.!?,]+)", at.reading.said)
    places = [one.value for one in names if one.kind in ("county", "town", "place", "unit")]
    kind = "units" if re.search(r"precinct|<p\d+>unit", text) else "places"
    last = str(numbers[-1]) if numbers else None
    found = {
        "times": numbers[0] if numbers and numbers[0] > 1 else None, "places": places,
        "name": quoted and (quoted[1] or quoted[2]), "version": plan or (quoted and quoted[1]),
        "column": next((one.value for one in names if one.kind == "column"), ""), "source": plan,
        "measures": [a for a in _MEASURES if re.search(_MEASURES[a], text)][:1], "other": plan,
        "steps": max(numbers, default=None), "district": last, "to_district": last}  # fmt: skip
    for tool, words, wanted in _ACTS if has_plan else _ACTS[:-3]:
        if re.search(words, text) and all(found[one] for one in wanted.split() if "?" not in one):
            fields = {one: found[one] for one in wanted.replace("?", "").split() if found[one]}
            return [(tool, {kind if key == "places" else key: fields[key] for key in fields})]
    if _ORDER.search(text) or not _QUESTION.search(text):
        return []
    group = next((key for key, words in _GROUPS.items() if re.search(words, text)), "")
    what = group or (_contest(text, at) if re.search("margin|vote|won|win|<e", text) else "")
    more = {"plan": plan} if plan else {}
    if places:
        return [("look_up", {kind[:-1]: places[0], **({"what": what} if what else {})})]
    if re.search("districts? <n", text):
        return [("score_district", {"district": last, **more})]
    if re.search(r"how many (?:count|precinct|people|unit)|\bstate|number of pre", text):
        return [("describe_map", {"about": "people"})]
    score = {**more, "group": group} if group else more
    return [("score_plan", score)] if group or found["measures"] else []


def _asked(text: str, at: Pointed, n: int, people: str) -> list[Args]:
    """The targets of a message; shares are of ``people`` where nothing else is said."""
    found: dict[str, Args] = {}
    for piece in (one for one in _pieces(text) if not _ASIDE.search(one)):
        measure = next((name for name, words in _MEASURES.items() if re.search(words, piece)), "")
        for target in _targets(measure, piece, at, n, people) if measure else ():
            if measure in _BY_CONTEST and (contest := _contest(f"{piece} {text}", at)):
                target["election"] = contest
            if _WISH.search(piece):
                target["wished"] = True
            same = [target[key] for key in target if key in "region values party group statistic"]
            found.setdefault(f"{measure} {same}", {"measure": measure, **target})
    return list(found.values())


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for sentence in re.split(r"(?<!avg)[.!?](?=\s|$)|\n|;", text):
        pieces.append("")
        cuts = [0, *(found.start() for found in _JOINT.finditer(sentence)), len(sentence)]
        for part in (sentence[start:end] for start, end in itertools.pairwise(cuts)):
            if (_KNOWN.search(part) or _ASIDE.search(part)) and _KNOWN.search(pieces[-1]):
                pieces.append("")
            pieces[-1] += part
    return pieces


def _targets(measure: str, piece: str, at: Pointed, n: int, people: str) -> list[Args]:
    """What a piece asks of a measure; nothing where a number or name is missing."""
    counts, shares = _numbers(piece, at)
    every = re.search(r"\b(?:all|every|each|no)\b|everywhere", piece)
    count = [*counts, n if every else 1][0]
    count = max(n - count, 1) if counts and "all but" in piece else count
    less = bool(re.search(rf"(?:(?:fewer|less) than|(?<!or )\b(?:under|below)|<) {_N}", piece))
    places = [one for one in _names(piece, at) if one.kind in ("county", "town", "place", "unit")]
    where = {"column": "municipality" if places and places[0].kind == "town" else "county"}
    values, share = [one.value for one in places], shares[0] if shares else None
    if len(shares) > 1 and (max(shares) > 0.9 or measure == "competitive"):
        share = abs(shares[1] - shares[0]) / 2
    match measure:
        case "population_persons":
            wide = len(counts) > 1 and counts[-1] > counts[-2] > 1000
            return [{"at_most": (counts[-1] - counts[-2]) // 2 if wide else max(counts)}]
        case "polsby_popper" | "reock":
            low = re.search(r"\b(?:every|each|all|minimum|worst|least comp|no|any)\b", piece)
            bound: Args = {"at_least": shares[-1]} if shares else {"at_least": 0.2, "wished": True}
            return [{"statistic": "minimum" if low else "mean", **bound}]
        case "cut_edges":
            return [{"at_most": counts[-1] - less if counts else 0}]
        case "region_splits":
            kinds = [kind for kind, words in _REGIONS.items() if re.search(words, piece)]
            return [{"region": kind, "at_most": _split(piece, at, kind) - less} for kind in kinds]
        case "group_share":
            return _of_group(piece, at, share, count, people)
        case "seats" if counts or re.search(r"seat|district|\bwin", piece):
            most = re.search(_MOST, piece) and not re.search(_LEAST, piece)
            exact = re.search(r"exactly|precisely| =|just|split", piece)
            how = "at_most" if most else "equal" if exact else "at_least"
            return [{"party": "dem" if re.search(r"\bdem", piece) else "rep", how: count - less}]
        case "competitive":
            gap = re.search("gap|separate|decided|comes? down|points? or (?:less|fewer)", piece)
            margin = 0.05 if share is None else share / 2 if gap and len(shares) == 1 else share
            return [{"margin": f"{100 * margin:.6g}%", "at_least": count}]
        case "together" if len(values) > 1 and re.search(r"\b(?:whole|split|intact)\b", piece):
            return [{**where, "values": [one]} for one in values]
        case "together" | "apart" | "locked":
            fixed = {"district": counts[-1]} if measure == "locked" and counts else {}
            return [{**where, "values": values, **fixed}] if values else []
        case "least_change" if share is not None and (_plan(piece, at) or at.plans):
            moved = re.search("move|reassign|chang|disturb|leaves", piece) and not re.search(
                "keep|stay", piece
            )
            bound = {"at_least": f"{100 * (1 - share if moved else share):.6g}%"}
            return [{"plan": _plan(piece, at) or at.plans[0], **bound}]
    if share is None and measure == "population_deviation" and re.search("equal|balanc", piece):
        return [{"at_most": "1%", "wished": True}]
    return [] if share is None else [{"at_most": f"{100 * share:.6g}%"}]


def _split(piece: str, at: Pointed, region: str) -> int:
    n, (counts, shares) = at.n_regions.get(region, 0), _numbers(piece, at)
    whole = re.search(_WHOLE, piece) and not re.search(r"\bsplit|divided", piece)
    some = counts[0] if counts else n * shares[0] if shares else n if whole else 0
    return n - math.ceil(some - 1e-9) if whole else math.floor(some + 1e-9)


def _of_group(piece: str, at: Pointed, share: float | None, n: int, people: str) -> list[Args]:
    """The target on the share of the groups that a piece names."""
    found = [(re.search(words, piece), key) for key, words in _GROUPS.items()]
    groups: list[str] = []
    for _, key in sorted((one.start(), key) for one, key in found if one):
        groups += minority_of(at.groups) if key == "minority" else [group_key(key, at.groups)]
    of = re.search(r"(cvap|citizen)|(vap\b|voting.age)|(total pop|residents|of the pop)", piece)
    whom = ("cvap", "vap", "population")[(of.lastindex or 1) - 1] if of else people
    low = rf"no (?:\w+ )?district (?:\w+ ){{0,3}}(?:less|under|below|fewer)|{_LEAST}|reach"
    high = rf"\bno (?:\w+ )?district|exceed|pack|{_MOST}|\b(?:above|over|beyond)\b"
    above = re.search(high, piece) and not re.search(low, piece)
    where = {"none_above": True} if above else {"districts_at_least": n}
    fields = {"group": groups, "share": f"{100 * (share or 0.5):.6g}%", "of": whom, **where}
    return [fields] if share is not None or re.search("major|half", piece) else []


def _numbers(text: str, at: Pointed) -> tuple[list[int], list[float]]:
    said = [at.reading.numbers[int(one) - 1] for one in re.findall(r"<n(\d+)>", text)]
    shares = [one.value / _WHOLES[one.unit] for one in said if one.unit in _WHOLES]
    return [int(one.value) for one in said if one.unit not in _WHOLES], shares


def _names(text: str, at: Pointed) -> list[Span]:
    return [at.reading.names[int(one) - 1] for one in re.findall(r"<p(\d+)>", text)]


def _contest(text: str, at: Pointed) -> str:
    found = [at.reading.contests[int(one) - 1] for one in re.findall(r"<e(\d+)>", text)]
    alone = at.contests[0] if len(at.contests) == 1 else ""
    return next((one.names[0] if one.names else one.said for one in found), alone)


def _plan(text: str, at: Pointed) -> str:
    named = [one.value for one in _names(text, at) if one.kind in ("plan", "version", "file")]
    return named[0] if named else ""
