"""Great Expectations, imported in less time: a fifth of it goes into copies that nobody needs."""

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pydantic.v1.main
from pydantic.v1.fields import ModelField


@contextmanager
def light_import() -> Iterator[None]:
    """Have classes of Pydantic's first version that the block derives copy the fields of their bases lightly.

    Pydantic copies all that hangs on a field, and Great Expectations derives a hundred expectations from one
    class. A class changes only what is copied here.
    """
    main: Any = pydantic.v1.main
    deep = main.smart_deepcopy

    def copied(value: Any) -> Any:
        if type(value) is dict and all(type(field) is ModelField for field in value.values()):
            return {name: copied_field(field) for name, field in value.items()}
        return deep(value)

    main.smart_deepcopy = copied
    try:
        yield
    finally:
        main.smart_deepcopy = deep


def copied_field(field: ModelField) -> ModelField:
    copied = copy.copy(field)
    copied.class_validators = dict(field.class_validators)
    copied.field_info = copy.copy(field.field_info)
    return copied
