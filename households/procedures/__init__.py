"""The procedures that a household goes through: identification, exit, return, removal, watch.

Basis: 国开办发〔2014〕24号 (identification), 厅字〔2016〕16号 (exit), 国开发〔2020〕6号 and
中农组发〔2021〕7号 (watch against falling back). Days and shares are parameters of the city.
"""

from households.procedures.kinds import KINDS

__all__ = ["KINDS"]
