"""What a person has asked of a plan so far."""

from dataclasses import dataclass
from typing import Any

from districtbot.ground.errors import AskError
from districtbot.plans.targetfile import targets_of
from districtbot.plans.targets import Target, Targets


@dataclass(frozen=True, slots=True)
class Asked:
    """Targets in the making: the number of districts may still be missing.

    Attributes:
        districts: Number of districts; ``None`` until somebody says it.
        target: What was asked for, without the targets that are always there.
    """

    districts: int | None = None
    target: tuple[Target, ...] = ()

    def targets(self) -> Targets:
        """The whole targets, with the ones that are always there.

        Raises:
            AskError: If the number of districts is not known yet, or is one.
        """
        if self.districts is None:
            raise AskError("How many districts?", "Set the number of districts first.")
        if self.districts < 2:
            raise AskError("Of one district alone nothing can be asked.", "Name another plan.")
        return Targets(districts=self.districts, target=self.target)

    def data(self) -> dict[str, Any]:
        """As JSON data that `asked_of` reads back."""
        target = [one.model_dump(mode="json", exclude_none=True) for one in self.target]
        return {"districts": self.districts, "target": target}


def asked_of(data: dict[str, Any], source: str = "the targets") -> Asked:
    """Check target data; the number of districts may be missing.

    Args:
        data: ``{"districts": 7 or None, "target": [{...}, ...]}``.
        source: What to call the data in an error.

    Raises:
        AskError: With one clause for each wrong field.
    """
    given = data.get("districts")
    checked = targets_of({**data, "districts": 2 if given is None else given}, source)
    n_given = len(data.get("target", ()))
    return Asked(None if given is None else checked.districts, checked.target[:n_given])
