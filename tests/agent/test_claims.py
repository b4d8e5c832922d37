"""What says that all is well, and what only sounds like it."""

import pytest

from districtbot.agent.claims import claims_legal, claims_met, promises
from districtbot.plans.verdict import Verdict

CLAIMS = (
    "All targets are met.",
    "All four targets are met!",
    "Every target is met by this plan.",
    "The plan meets all your targets.",
    "The plan satisfies every requirement.",
    "Everything you asked for is met.",
    "All of your requirements have been satisfied.",
    "Each of the constraints holds.",
    "The plan is fully balanced and every target has been met.",
    "All done: the plan is legal.",
    "Done! The plan now complies with all requirements.",
    "I have met all of your goals.",
    "Your targets are now met.",
    "The targets are all satisfied.",
    "Success: all criteria are fulfilled.",
    "The map meets everything you asked for.",
    "The plan is within all the limits.",
    "All districts are now balanced and within 1%.",
    "The plan is legal.",
    "The plan is valid and meets the population limit.",
    "The population target is met.",
    "The plan is now balanced.",
    "None of the targets is missed.",
    "No target is missed.",
    "There are no unmet targets.",
    "Nothing is missed.",
    "The plan passes all checks.",
    "All requirements: met.",
    "Both targets are met.",
    "All three conditions hold.",
    "Mission accomplished.",
    "This plan does what you asked.",
    "It achieves every goal you set.",
    "✅ All targets met",
    "The plan is fully compliant.",
    "The districts are all within the allowed deviation.",
    "All constraints satisfied.",
    "Your requirements have been fully met.",
    "The plan fulfils your request.",
    "Every district is within the bound, so the plan is done.",
)

NO_CLAIMS = (
    "Not all targets are met.",
    "The plan does not meet all targets.",
    "Two of the targets are met, one is missed.",
    "3 of 4 targets are met.",
    "I could not meet every target.",
    "All targets but one are met.",
    "All targets except the county splits are met.",
    "Once all targets are met, I will draw the map.",
    "I will go on until all targets are met.",
    "Do you want all targets to be met exactly?",
    "To meet all targets, a wider bound is needed.",
    "If every requirement is met we can stop.",
    "The targets are not met.",
    "None of the targets is met.",
    "The plan is not balanced.",
    "The plan is not legal advice.",
    "This is not legal advice.",
    "Whether the plan is legal is for a court to say.",
    "The plan still misses one target.",
    "No plan can meet all of these targets.",
    "It is impossible to satisfy every constraint.",
    "The plan has 4 districts; Polsby-Popper is 0.31.",
    "The efficiency gap is 4.2% in favour of Democrats.",
    "I moved Linn County to district 2.",
    "What should the targets be?",
    "The targets are: 4 districts, at most 1% deviation.",
    "All 99 counties are whole.",
    "Each target knows its bound.",
    "A balanced plan has districts of equal population.",
    "All targets are listed below.",
    "I cannot say that all targets are met.",
    "The wish is met, but the population target is missed.",
    "Here are all targets you set.",
    "You asked for everything to be compact.",
    "Almost all targets are met.",
    "Nearly every target is met; county splits are not.",
    "Checked: 1 of 2 targets are met.",
    "All targets would be met with a bound of 2%.",
    "To be legal, districts must be nearly equal in population.",
)


@pytest.mark.parametrize("text", CLAIMS)
def test_claims(text: str) -> None:
    assert claims_met(text)
    assert claims_met(f"I drew a plan of 4 districts.\n{text}\nAnything else?")


@pytest.mark.parametrize("text", NO_CLAIMS)
def test_no_claims(text: str) -> None:
    assert not claims_met(text)


@pytest.mark.parametrize("text", ["", "\n\n", "...", "?!", "all " * 500, "is met " * 500])
def test_odd_texts(text: str) -> None:
    assert not claims_met(text)


def test_that_a_missed_target_is_met_is_a_claim() -> None:
    splits = Verdict(
        name="county splits", measure="region_splits", required="at most 2", achieved="5",
        met=False, wished=False, value=5, bound=2, unit="counties", shortfall=3,
    )  # fmt: skip
    text = "The cap on split counties is now met."
    assert claims_met(text, [splits])
    assert not claims_met(text)
    assert not claims_met("The cap on split counties is not met.", [splits])


@pytest.mark.parametrize(
    ("sentence", "promised"),
    [
        ("Sure, I will draw that now.", True),
        ("Let me check the map.", True),
        ("I'll start by setting the targets!", True),
        ("Okay. Let's look at the counties.", True),
        ("I am going to improve the plan.", True),
        ("I will draw it once you say how many districts.", False),
        ("Shall I draw it?", False),
        ("Let me know how many districts you want.", False),
        ("I will not draw that.", False),
        ("I used the column TOTPOP.", False),
        ("The plan will make two districts safe.", False),
    ],
)
def test_promises_are_told_from_answers(sentence: str, promised: bool) -> None:
    assert promises(sentence) == promised


@pytest.mark.parametrize(
    "text",
    [
        "The plan is legal.",
        "All targets are met and the plan is fully legal.",
        "This map is constitutional.",
        "It is now balanced and legal.",
        "The districts are legally valid.",
        "The plan complies with the Voting Rights Act.",
        "It meets all legal requirements.",
        "The plan satisfies federal law.",
        "I drew a legal plan for you.",
        "The plan is VRA-compliant.",
        "The plan is compliant.",
        "This would hold up in court.",
        "The plan in the file is illegal.",
        "The result violates the Voting Rights Act.",
    ],
)
def test_legal_opinions(text: str) -> None:
    assert claims_legal(f"Here it is. {text}")


@pytest.mark.parametrize(
    "text",
    [
        "This is not legal advice.",
        "Whether the plan is legal is for a court to say.",
        "I cannot say that the plan is legal.",
        "No tool says whether it is constitutional.",
        "Is the plan legal?",
        "To be legal, districts must be nearly equal in population.",
        "A legal plan must have districts of nearly equal population.",
        "Plans must comply with the Voting Rights Act.",
        "The plan is compliant with all your targets.",
        "Legislative districts are drawn by the legislature.",
        "The map has a column LEGAL.",
        "4 districts; population within 1% of the ideal in each district.",
        "The seats follow the votes closely.",
    ],
)
def test_no_legal_opinions(text: str) -> None:
    assert not claims_legal(text)
