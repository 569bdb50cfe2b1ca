"""JSON files of a model's folder."""

import json
from pathlib import Path


def read_json(path):
    """The dictionary in a JSON file. Raises ValueError where the file is absent or holds something else."""
    path = Path(path)
    if not path.is_file():
        raise ValueError(f"{path} is not a file; give the folder of a LlamaForCausalLM in safetensors")
    try:
        content = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise ValueError(f"{path} is no JSON ({error}); download it again") from None
    except RecursionError:
        raise ValueError(f"{path} is nested deeper than anything that a model needs; download it again") from None
    if not isinstance(content, dict):
        raise ValueError(f"{path} holds no JSON object; download it again")
    return content
