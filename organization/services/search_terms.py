"""What people search for may be a name or a number, so it never stands in an address.

A search goes by POST; the terms are kept encrypted in the session under a short id, and the
address carries only that id. The last few are kept, until the session ends.
"""

import secrets
from typing import Any

from organization import crypto

_CONTEXT = b"session.search_terms"
_KEPT = 20


def keep(request: Any, text: str) -> str:
    """Keep the terms; returns the id that stands for them in an address."""
    terms = dict(request.session.get("search_terms", {}))
    term_id = secrets.token_urlsafe(6)
    terms[term_id] = crypto.encrypt(text.strip()[:100], _CONTEXT)
    request.session["search_terms"] = dict(list(terms.items())[-_KEPT:])
    return term_id


def recall(request: Any, term_id: str) -> str:
    """The terms of an id; empty when the id is unknown or too old."""
    token = request.session.get("search_terms", {}).get(term_id, "")
    return crypto.decrypt(token, _CONTEXT) if token else ""
