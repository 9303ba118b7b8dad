"""How many calls one user, or one address without a user, may make a minute.

Counted in the broker's memory, so that all processes count together; the address is the client's
own, not what it claims to be forwarded for. Without the broker nobody is turned away: signing in
has a lock of its own (`organization.services.sign_in`).
"""

import logging

import redis
from rest_framework.throttling import AnonRateThrottle, UserRateThrottle

log = logging.getLogger(__name__)


class _WithoutBroker:
    def allow_request(self, request, view):
        try:
            return super().allow_request(request, view)  # type: ignore[misc]
        except redis.RedisError:
            log.warning("calls are not counted: the broker does not answer")
            return True


class CallsOfUser(_WithoutBroker, UserRateThrottle):
    """Calls of somebody who has signed in."""


class NumbersTried(_WithoutBroker, UserRateThrottle):
    """Numbers that somebody has answered while typing: far more than anybody types, far fewer
    than it takes to work out a masked one."""

    scope = "numbers"


class CallsOfStranger(_WithoutBroker, AnonRateThrottle):
    """Calls from an address."""
