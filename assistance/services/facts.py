"""Facts that a verb is given in one piece, as the columns of a row."""

from typing import Any


def stripped(facts: Any) -> dict[str, Any]:
    """The fields of a dataclass of facts, texts without the blanks around them."""
    return {
        name: value.strip() if isinstance(value, str) else value
        for name, value in vars(facts).items()
    }
