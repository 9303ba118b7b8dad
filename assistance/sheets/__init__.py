"""Workbooks of assistance: the city's leaders and the townships it has designated."""

from assistance.sheets.leaders import LEADER_POSTS
from assistance.sheets.townships import KEY_TOWNSHIPS

SHEETS = (LEADER_POSTS, KEY_TOWNSHIPS)
