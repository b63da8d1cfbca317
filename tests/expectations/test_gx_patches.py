"""What Great Expectations remembers is what it would build anew."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic.v1 import BaseModel, Field, ValidationError, validator

from expectations.engine.gx_patches import lighten, remembering_names
from expectations.engine.light_import import light_import
from expectations.suites import suite
from tests.support.shipped import PLOVER
from transforms import schema

VALUES = st.none() | st.booleans() | st.integers(-2, 2) | st.floats(-2, 2) | st.text("a1' ,", max_size=3)
ARGUMENTS = st.dictionaries(st.sampled_from("abc"), VALUES | st.lists(VALUES, max_size=2))


def test_a_configuration_is_built_once_and_anew_after_a_change() -> None:
    lighten()
    first, second = suite(schema.QUOTES, PLOVER)[:2]
    known = first.configuration
    assert known.kwargs == {"column": "quote_id"} and known.description == first.description
    assert first.configuration is known
    assert second.configuration.description == second.description, "each has its own"
    changed = first.copy(update={"meta": {"number": 7}})
    assert changed.configuration.meta == {"number": 7}
    assert first.configuration.meta == {}
    first.description = "Another meaning."
    assert first.configuration.description == "Another meaning."


@given(st.lists(ARGUMENTS, max_size=20))
def test_arguments_have_the_name_they_would_have_anew(asked: list[dict[str, object]]) -> None:
    def name(arguments: dict[str, object]) -> str:
        return repr(sorted((key, repr(value)) for key, value in arguments.items()))

    remembered = remembering_names(name)
    assert [remembered(arguments) for arguments in [*asked, *asked]] == [name(a) for a in [*asked, *asked]]


def test_a_name_is_hashed_once() -> None:
    hashed = []
    remembered = remembering_names(lambda arguments: hashed.append(arguments))
    for arguments in ({"a": 1, "b": [2]}, {"b": [2], "a": 1}, {"a": 1, "b": {}}, {"a": 1, "b": {}}):
        remembered(arguments)
    assert len(hashed) == 3, "what is not plain is hashed each time"


def test_classes_that_copy_lightly_do_not_change_their_bases() -> None:
    class Base(BaseModel):
        share: float = Field(1, ge=0, description="how many")
        names: list[str] = []

    before = Base.schema()
    with light_import():

        class Derived(Base):
            share: float = Field(2, ge=1, description="how many more")

            class Config:
                fields: Any = {"names": {"alias": "words"}}  # noqa: RUF012  # as Pydantic reads it

            @validator("names")
            def short(cls, value: list[str]) -> list[str]:  # noqa: N805
                if len(value) > 1:
                    raise ValueError("too many")
                return value

    assert Base.schema() == before and Base(names=["a", "b"]).names == ["a", "b"]
    assert Derived().share == 2 and Derived(words=["a"]).names == ["a"]
    with pytest.raises(ValidationError, match="too many"):
        Derived(words=["a", "b"])
    with pytest.raises(ValidationError, match="greater than or equal to 1"):
        Derived(share=0)
