"""Ends of rows, tiles, passes, matrices and batches."""

from llama2_rtl.code_coverage.counted.situations import Situation, situations_of


@situations_of("row_col_ctrl")
def ends(entry):
    yield Situation("held", "busy && !advance", "a matrix waits for a word")
    yield Situation("one_word", "clear && last_col", "a row is one word")
    yield Situation("several_words", "last_col && !clear", "a row is several words")
    yield Situation("one_tile", "start && last_tile == 0", "a matrix is one tile")
    yield Situation("several_tiles", "last_col && !on_last_tile", "a matrix is several tiles")
    yield Situation("pass_in_a_matrix", "last_of_pass && !on_last_tile", "a pass ends within a matrix")
    params = dict(entry.params)
    if params["rows_of_tile"] > 1 and not params.get("narrow"):
        yield Situation("tile_not_full", f"last_col && on_last_tile && end_place != {params['rows_of_tile'] - 1}",
                        "the last tile has fewer rows than others")


@situations_of("prompt_batch")
def batches(entry):
    vectors = dict(entry.params)["vectors"]
    yield Situation("full_batch", "goes && gathering && first_vector == 1", "a batch is full")
    yield Situation("batch_of_one", "goes && !gathering", "a prompt's last token is a batch of its own")
    if vectors > 2:
        yield Situation("remainder", "goes && gathering && first_vector != 1", "the last batch of a prompt is not full")
    yield Situation("answer", "answer_valid", "an answer's token is a batch by itself")
