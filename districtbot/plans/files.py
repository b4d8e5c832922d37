"""Reading a plan; see `districtbot.plans.formats.open`."""

from districtbot.plans.formats.open import PlanFile, open_plan, read_plan

__all__ = ["PlanFile", "open_plan", "read_plan"]
