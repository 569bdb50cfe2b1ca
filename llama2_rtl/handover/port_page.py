"""PORTS.md: every port of the top."""


def files(core):
    return {"PORTS.md": core.render("ports.md")}
