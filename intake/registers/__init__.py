"""The sheets of the ground floor's registers, which lives below the import engine."""

from intake.registers.cadres import CADRES
from intake.registers.units import UNITS
from intake.registers.users import USERS

SHEETS = (UNITS, CADRES, USERS)
