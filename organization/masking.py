"""What of a protected value may be shown without a reason."""

COMPOUND_SURNAMES = ("欧阳", "上官", "司马", "诸葛", "尉迟", "皇甫", "夏侯", "令狐", "慕容", "司徒")


def mask_name(name: str) -> str:
    """张国 → 张*, 张建国 → 张*国, 欧阳建国 → 欧阳*国."""
    surname = name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]
    rest = name[len(surname) :]
    if len(rest) <= 1:
        return surname + "*" * len(rest)
    return surname + "*" * (len(rest) - 1) + rest[-1]


def mask_id(number: str) -> str:
    """4290**********0016: region's head and tail, no birth date."""
    return number[:4] + "*" * max(len(number) - 8, 0) + number[-4:] if len(number) > 8 else "****"


def mask_phone(number: str) -> str:
    """138****5678; a short or landline number keeps its last four."""
    return number[:3] + "****" + number[-4:] if len(number) >= 11 else "****" + number[-4:]


def mask_account(number: str) -> str:
    """****1234."""
    return "****" + number[-4:] if number else ""
