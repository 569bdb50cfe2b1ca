"""The rule for outputs: which paths are refused, which are followed, and what an error or Ctrl-C leaves behind."""

import json
from pathlib import Path

import pytest

from llama2_rtl.golden.marks import MARK_FILE, FileMark, FolderMark, report_mark
from llama2_rtl.golden.outputs import check_output
from llama2_rtl.golden.replace import kept_folder, replaced_file, replaced_folder, write_report
from tb.harness.tree import tree

FOLDER = FolderMark("verilog")
FILE = FileMark("pack", b"MARK", 8)
REPORT = report_mark("synth")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path, monkeypatch):
    """The current folder, beside what the tests write."""
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path / "elsewhere")


@pytest.fixture
def own(tmp_path):
    """A folder of our own."""
    (tmp_path / "own").mkdir()
    FOLDER.put(tmp_path / "own")
    return tmp_path / "own"


def fill(folder, text="new"):
    with replaced_folder(folder, "verilog") as fresh:
        (fresh / "a.v").write_text(text)


def test_what_may_be_written(own, tmp_path):
    (tmp_path / "empty").mkdir()
    for folder in (own, tmp_path / "empty", tmp_path / "new", tmp_path / "new" / "below"):
        assert check_output(folder, FOLDER) == folder
    (tmp_path / "own.img").write_bytes(b"....MARK....")
    for file in (tmp_path / "own.img", tmp_path / "new.img", tmp_path / "new" / "new.img"):
        assert check_output(file, FILE) == file


@pytest.mark.parametrize("text", [None, "", "Written by llama2-rtl\n", "Written by llama2-rtl verilog",
                                  FolderMark("handoff").text, f"not {FOLDER.text}"])
def test_folders_that_are_not_ours(text, tmp_path):
    (tmp_path / "file").write_text("precious")
    if text is not None:
        (tmp_path / MARK_FILE).write_text(text)
    with pytest.raises(ValueError, match="holds files that 'llama2-rtl verilog' did not write; move them away, or"):
        check_output(tmp_path, FOLDER)


def test_a_mark_that_is_a_folder(tmp_path):
    (tmp_path / "folder" / MARK_FILE).mkdir(parents=True)
    with pytest.raises(ValueError, match="did not write"):
        check_output(tmp_path / "folder", FOLDER)


@pytest.mark.parametrize("mark, content", [
    (FILE, b""), (FILE, b"precious"), (FILE, b".....MARK"), (REPORT, b"[]"), (REPORT, b'{\n "target": "ecp5"}'),
    (REPORT, b'{\n "written_by": "llama2-rtl synthesis"}'), (REPORT, b' {\n "written_by": "llama2-rtl synth"}')])
def test_files_that_are_not_ours(mark, content, tmp_path):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(ValueError, match=f"is no file that 'llama2-rtl {mark.command}' wrote; move it away, or choose"):
        check_output(tmp_path / "file", mark)


def test_the_wrong_kind(tmp_path):
    (tmp_path / "file").write_bytes(b"MARK")
    with pytest.raises(ValueError, match="file is a file; choose a folder"):
        check_output(tmp_path / "file", FOLDER)
    with pytest.raises(ValueError, match="is a folder; give the name of a file"):
        check_output(tmp_path, FILE)
    for below in ("file/out", "file/deep/out"):
        for mark in (FOLDER, FILE):
            with pytest.raises(ValueError, match="/file is a file; choose a folder"):
                check_output(tmp_path / below, mark)


def test_what_a_rename_would_destroy(tmp_path):
    """A device is no file to replace, a mount point no folder, and a link to itself leads nowhere."""
    with pytest.raises(ValueError, match="/dev/null is no file that"):
        check_output("/dev/null", FILE)
    with pytest.raises(ValueError, match="/proc is a mount point, which cannot be replaced; choose a folder in it"):
        check_output("/proc", FOLDER)
    (tmp_path / "loop").symlink_to("loop")
    for mark, sentence in ((FILE, "loop is no file that"), (FOLDER, "loop is a file; choose a folder")):
        with pytest.raises(ValueError, match=sentence):
            check_output(tmp_path / "loop", mark)


def test_the_current_folder(own, monkeypatch):
    (own / "below").mkdir()
    for current in (own, own / "below"):
        monkeypatch.chdir(current)
        with pytest.raises(ValueError, match="own is or holds the current folder; run the command in another one"):
            check_output(own, FOLDER)


@pytest.mark.parametrize("out, given, relation", [
    ("own", "own", "is what the command reads"),
    ("link", "own", "is what the command reads"),
    ("own", "link", "is what the command reads"),
    ("elsewhere/../own", "own", "is what the command reads"),
    ("own/out", "own", "own/out lies in {folder}/own, what the command reads"),
    ("link/deep/out", "own", "lies in {folder}/own, what"),
    ("own", "own/model.bin", "own holds {folder}/own/model.bin, what the command reads"),
    ("own", "link/model.bin", "own holds {folder}/own/model.bin, what"),
    ("own", "to_model.bin", "own holds {folder}/own/model.bin, what"),
])
def test_folders_that_are_read(out, given, relation, own, tmp_path):
    (own / "model.bin").write_bytes(b"weights")
    (tmp_path / "link").symlink_to("own")
    (tmp_path / "to_model.bin").symlink_to("own/model.bin")
    with pytest.raises(ValueError, match=relation.format(folder=tmp_path)):
        check_output(tmp_path / out, FOLDER, [None, tmp_path / given])


def test_files_that_are_read(tmp_path):
    """The file by its own name, by links of both kinds, and from the current folder."""
    path, hard, soft = (tmp_path / name for name in ("model.bin", "hard.bin", "soft.bin"))
    path.write_bytes(b"MARK")
    hard.hardlink_to(path)
    soft.symlink_to(path)
    for out in (path, hard, soft, "../model.bin"):
        with pytest.raises(ValueError, match="is what the command reads; choose another place for its output"):
            check_output(out, FILE, [path])
    check_output(tmp_path / "other.bin", FILE, [path, tmp_path / "absent"])


def test_a_folder_is_replaced_whole(own, tmp_path):
    (own / "old.v").write_text("old")
    fill(own)
    assert tree(tmp_path) == {Path("elsewhere"): None, Path("own"): None, Path("own/a.v"): b"new",
                              Path("own", MARK_FILE): FOLDER.text.encode()}
    fill(own, "again")
    assert (own / "a.v").read_text() == "again"


def test_links_stay(own, tmp_path):
    """What a link leads to is replaced, not the link, and where it leads to nothing that is made."""
    (tmp_path / "link").symlink_to("own")
    (tmp_path / "ahead").symlink_to("deep/later")
    for name, real in (("link", "own"), ("ahead", "deep/later")):
        fill(tmp_path / name)
        assert (tmp_path / name).is_symlink() and (tmp_path / real / "a.v").read_text() == "new"
    (tmp_path / "file").symlink_to("report.json")
    write_report(tmp_path / "file", "synth", dict(lut=1))
    assert (tmp_path / "file").is_symlink()
    assert json.loads((tmp_path / "report.json").read_text()) == dict(written_by="llama2-rtl synth", lut=1)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_error_leaves_what_was_there(error, own, tmp_path):
    (own / "old.v").write_text("old")
    write_report(tmp_path / "report.json", "synth", dict(lut=1))
    before = tree(tmp_path)
    for folder in (own, tmp_path / "new" / "folder"):
        with pytest.raises(error), replaced_folder(folder, "verilog") as fresh:
            (fresh / "half.v").write_text("half")
            raise error
    for file in (tmp_path / "report.json", tmp_path / "new" / "report.json"):
        with pytest.raises(error), replaced_file(file, REPORT) as fresh:
            fresh.write_text("half")
            raise error
    assert tree(tmp_path) == before


@pytest.mark.parametrize("completed", [0, 1])
def test_an_interruption_between_the_renames(completed, own, tmp_path, monkeypatch):
    """Ctrl-C after the old folder has left its place and before the new one is in it."""
    (own / "old.v").write_text("old")
    before, rename, done = tree(tmp_path), Path.rename, []

    def interrupted(path, target):
        if len(done) == completed:
            monkeypatch.undo()
            raise KeyboardInterrupt
        done.append(path)
        rename(path, target)

    with pytest.raises(KeyboardInterrupt), replaced_folder(own, "verilog"):
        monkeypatch.setattr(Path, "rename", interrupted)
    assert len(done) == completed and tree(tmp_path) == before


def test_what_comes_while_the_work_is_done(tmp_path):
    """A file that was not there when the work began is as foreign as one that was."""
    with pytest.raises(ValueError, match="did not write"), replaced_folder(tmp_path / "out", "verilog"):
        (tmp_path / "out").mkdir()
        (tmp_path / "out" / "file").write_text("precious")
    with pytest.raises(ValueError, match="is no file that"), replaced_file(tmp_path / "report", REPORT) as fresh:
        fresh.write_text("{}")
        (tmp_path / "report").write_text("precious")
    assert tree(tmp_path) == {Path("elsewhere"): None, Path("out"): None, Path("out/file"): b"precious",
                              Path("report"): b"precious"}


def test_a_kept_folder_keeps(tmp_path):
    folder = kept_folder(tmp_path / "deep" / "kept", "sim")
    (folder / "file").write_text("from the first run")
    assert kept_folder(folder, "sim") == folder
    assert tree(tmp_path / "deep") == {Path("kept"): None, Path("kept/file"): b"from the first run",
                                       Path("kept", MARK_FILE): FolderMark("sim").text.encode()}
    with pytest.raises(ValueError, match="holds files that 'llama2-rtl verilog' did not write"):
        kept_folder(folder, "verilog")


def test_a_kept_folder_never_lacks_its_mark(tmp_path, monkeypatch):
    """Another process that looks while half the mark is written sees an empty folder."""
    put, seen = FolderMark.put, []

    def slow(mark, folder):
        (folder / MARK_FILE).write_text(mark.text[:10])
        seen.append(check_output(tmp_path / "kept", mark))
        put(mark, folder)

    monkeypatch.setattr(FolderMark, "put", slow)
    kept_folder(tmp_path / "kept", "sim")
    assert seen == [tmp_path / "kept"]
