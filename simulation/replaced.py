"""The tests on other Verilog than the generated one: with REPLACED=folder in the environment, each module whose
generated text the folder has a substitute for is simulated as that says."""

import hashlib
import os
from pathlib import Path

VARIABLE = "REPLACED"


def content_name(file, text):
    """The name under which a folder keeps the substitute of `file` with the generated `text`: modules of one name
    differ from test to test."""
    path = Path(file)
    return f"{path.stem}-{hashlib.sha256(text.encode()).hexdigest()[:12]}{path.suffix}"


def is_replaced():
    """Whether the environment asks for substitutes."""
    return bool(os.environ.get(VARIABLE))


def replaced(files):
    """`files`, name -> text, with the substitutes of the environment's folder."""
    if not is_replaced():
        return files
    folder = Path(os.environ[VARIABLE])
    places = {name: folder / content_name(name, text) for name, text in files.items()}
    return {name: places[name].read_text() if places[name].exists() else text for name, text in files.items()}
