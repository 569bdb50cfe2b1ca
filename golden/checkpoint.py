"""Checkpoints by their path: the one place that tells a llama2.c file from a Hugging Face folder."""

from pathlib import Path

from llama2_rtl.golden.extras import need
from llama2_rtl.golden.llama2_c import read_llama2_c, write_checkpoint
from llama2_rtl.golden.model_tensors import Checkpoint, random_checkpoint, shapes

__all__ = ["Checkpoint", "random_checkpoint", "read_checkpoint", "shapes", "write_checkpoint"]


def read_checkpoint(path):
    """`TensorReader` of a llama2.c file or of a folder in Hugging Face's format. Raises ValueError, in one sentence,
    where there is neither or the content is not what it should be, MissingExtra where the packages that read a folder
    are not installed."""
    path = Path(path)
    if path.is_dir():
        need("checkpoints")
        from llama2_rtl.golden.hugging_face import read_hugging_face
        return read_hugging_face(path)
    if not path.is_file():
        raise ValueError(f"{path} is not a file; give the path of a llama2.c checkpoint or of a Hugging Face folder")
    return read_llama2_c(path)
