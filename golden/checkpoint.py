"""Checkpoints by their path: the one place that tells the files and folders of models apart."""

from pathlib import Path

from llama2_rtl.golden import image_fields
from llama2_rtl.golden.extras import need
from llama2_rtl.golden.llama2_c import read_llama2_c, write_checkpoint
from llama2_rtl.golden.model_tensors import Checkpoint, random_checkpoint, shapes
from llama2_rtl.golden.models import GGUF_MAGIC, KINDS

__all__ = ["Checkpoint", "random_checkpoint", "read_checkpoint", "shapes", "write_checkpoint"]


def read_checkpoint(path):
    """`TensorReader` of a GGUF file, of a llama2.c file or of a folder in Hugging Face's format. Raises ValueError, in
    one sentence, where there is none of them or the content is not what it should be, MissingExtra where the packages
    that read a GGUF or a folder are not installed."""
    path = Path(path)
    if path.is_dir():
        need("checkpoints")
        from llama2_rtl.golden.hugging_face import read_hugging_face
        return read_hugging_face(path)
    if not path.is_file():
        raise ValueError(f"{path} is not a file; give the path of {KINDS}")
    with path.open("rb") as file:
        head = file.read(16)
    if head.startswith(GGUF_MAGIC):
        need("checkpoints")
        from llama2_rtl.golden.gguf_model import read_gguf
        return read_gguf(path)
    foreign = _foreign(path, head)
    if foreign:
        raise ValueError(f"{path} is {foreign}")
    return read_llama2_c(path)


def _foreign(path, head):
    """What the file is and what to give instead, where its first bytes or its name tell; else None."""
    if path.suffix == ".safetensors" or head[8:10] == b'{"':
        return f"one file of a Hugging Face folder; give the folder that holds it with its config.json, {path.parent}"
    if path.suffix == ".json":
        return f"a file of settings; give the folder that holds the model, {path.parent}"
    if head.startswith((b"PK\3\4", b"\x80\2")):
        return "PyTorch's own format; give the model in safetensors, as GGUF, or exported by llama2.c's export.py"
    if head.startswith(image_fields.MAGIC):
        return "a packed model already; give the checkpoint that it was made from"
    return None
