"""What this app tells the registries when the apps start."""


def register_all() -> None:
    pass
