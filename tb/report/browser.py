"""A headless Chromium: installed where it is missing, as the set-up installs the other programs; what it shows of a
page, and where."""

import fcntl
import json
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from html import unescape
from pathlib import Path

import numpy as np
from PIL import Image

PROGRAMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium-headless-shell", "chromium")
"""What apt-get is asked for, one after the other."""

FONT = "fonts-dejavu-core"
"""What a browser on a bare machine draws letters with."""

LOCK = Path(tempfile.gettempdir(), "llama2-rtl-browser.lock")
WIDTH = 1280
RESULT = "measured-by-the-test"

SCRIPT = """<script>
addEventListener("load", () => {
  const box = element => {
    const r = element.getBoundingClientRect();
    return {left: r.left + scrollX, top: r.top + scrollY, right: r.right + scrollX, bottom: r.bottom + scrollY,
            text: (element.textContent || "").trim()};
  };
  const boxes = (figure, selector) => [...figure.querySelectorAll(selector)].map(e => ({id: e.id, ...box(e)}));
  const figures = [...document.querySelectorAll("figure.plot")].map(figure => ({
    name: figure.id, picture: box(figure.querySelector("svg")),
    area: boxes(figure, `[id="${figure.id}-area"]`), legend: boxes(figure, `[id="${figure.id}-legend_1"]`),
    x_label: boxes(figure, `[id="${figure.id}-x-label"]`), y_label: boxes(figure, `[id="${figure.id}-y-label"]`),
    x_ticks: boxes(figure, `[id="${figure.id}-matplotlib.axis_1"] [id*="-xtick_"] text`),
    y_ticks: boxes(figure, `[id="${figure.id}-matplotlib.axis_2"] [id*="-ytick_"] text`),
    data: boxes(figure, `[id^="${figure.id}-data-"]`)}));
  const result = document.createElement("pre");
  result.id = "RESULT";
  result.textContent = JSON.stringify({height: document.documentElement.scrollHeight, figures});
  document.body.append(result);
});
</script>
""".replace("RESULT", RESULT)


@dataclass(frozen=True)
class Seen:
    """A page in the browser: `image` [height, width, 3] uint8, and `figures`, for each plot the places of its parts in
    the image, in pixels."""

    image: np.ndarray
    figures: list


def browser():
    """The path of a Chromium; where there is none it is installed. Raises FileNotFoundError, in one sentence, where
    that cannot be done."""
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for package in (None, *PACKAGES):
            if package:
                _install(package)
            for program in PROGRAMS:
                if path := shutil.which(program):
                    return path
    raise FileNotFoundError(f"the test of the page needs a headless Chromium; install one of {', '.join(PACKAGES)} as "
                            "root, or with your system's package manager")


def _install(package):
    """By apt-get where there is one and this user may; what it says goes nowhere, for the program's absence says it."""
    if not shutil.which("apt-get"):
        return
    root = [] if os.geteuid() == 0 else ["sudo", "-n"] if shutil.which("sudo") else None
    if root is None:
        return
    print(f"installing {package}", flush=True)
    for words in (["update", "-qq"], ["install", "-qq", "--no-install-recommends", package, FONT]):
        subprocess.run([*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", *words],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL)


def look(html, folder, change=""):
    """The page of the text `html` as Seen. `change` is HTML that is put behind its end, a style or a script, before it
    is looked at. Raises AssertionError with the browser's words where it shows nothing."""
    page, picture = Path(folder, "page.html"), Path(folder, "page.png")
    page.write_text(html + change)
    measuring = Path(folder, "measured.html")
    measuring.write_text(html + change + SCRIPT)
    text = _run(folder, 1000, "--dump-dom", measuring)
    found = re.search(rf'<pre id="{RESULT}">(.*?)</pre>', text, re.S)
    assert found, f"the browser has not measured the page: {text[-500:]}"
    measured = json.loads(unescape(found[1]))
    _run(folder, measured["height"], f"--screenshot={picture}", page)
    with Image.open(picture) as image:
        return Seen(np.asarray(image.convert("RGB")), measured["figures"])


def _run(folder, height, *words):
    """Runs the browser, without a network, on a window of that height; what it prints."""
    done = subprocess.run([browser(), "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--no-first-run",
                           "--host-resolver-rules=MAP * ~NOTFOUND", f"--user-data-dir={folder}/profile", "--headless",
                           f"--window-size={WIDTH},{height}", "--force-device-scale-factor=1",
                           *(f"file://{word}" if isinstance(word, Path) else word for word in words)],
                          text=True, capture_output=True, timeout=120)
    assert done.returncode == 0, done.stderr[-500:]
    return done.stdout
