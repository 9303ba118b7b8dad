"""What shared mechanisms need of a row of any app."""

from typing import Any, ClassVar, Protocol


class Row(Protocol):
    """A stored row that lies in a division."""

    pk: Any
    _meta: ClassVar[Any]

    @property
    def division_code(self) -> str: ...
