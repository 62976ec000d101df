"""The companies and businesses that sell AI; the shape of `model_companies.yml`."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from pipelines.registry.models import Day, Entry, Identifier, Reason, Text

# model_company: trains the models that it sells. application_company: sells what others' models
# do. business_of_spender: a part of a hyperscaler, whose revenue is in that company's own.
Business = Literal["model_company", "application_company", "business_of_spender"]


class ModelCompany(Entry):
    """A company, or a business of one, whose revenue from AI is reported.

    Attributes:
        model_company_id: identifier.
        company_name: name to show.
        business: what it is; a business of a spender is in no total.
        business_of: of a business of a spender, the `company_id` whose it is.
        top_tier_from: first day on which its run rate is expected in the combined one; a company
            without is in no total.
        reason: why it is what is said here.
    """

    model_company_id: Identifier
    company_name: Text
    business: Business = "model_company"
    business_of: str | None = None
    top_tier_from: Day | None = None
    reason: Reason

    @property
    def is_top_tier(self) -> bool:
        """Whether its run rate counts in the combined one."""
        return self.top_tier_from is not None

    @model_validator(mode="after")
    def _is_one_thing(self) -> Self:
        if (self.business == "business_of_spender") != (self.business_of is not None):
            raise ValueError(
                "business_of: a business of a spender names its company, and nothing else does"
            )
        if self.is_top_tier and self.business != "model_company":
            raise ValueError("top_tier_from: only a model company is of the top tier")
        return self
