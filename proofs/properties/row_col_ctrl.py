"""The row/column controller: its whole contract against counters of words and tiles, for any sizes of a matrix."""

from llama2_rtl.converters.engine.tile_sizes import tile_bits
from llama2_rtl.golden.config import PASS_ROWS
from llama2_rtl.proofs.claims import Claims, claim, claims_of


@claims_of("row_col_ctrl")
def row_col_ctrl(row_bits, word_bits, rows_of_tile, narrow):
    tiles, words = f"[{tile_bits(row_bits, rows_of_tile) - 1}:0]", f"[{word_bits - 1}:0]"
    pass_end = "pass_end" if narrow else f"{PASS_ROWS // rows_of_tile - 1}"
    kept_pass_end = "kept_pass_end" if narrow else pass_end
    lines = f"""
reg {words} count$last_word, count$word;
reg {tiles} count$last_tile, count$tile, count$pass, count$pass_end;
reg count$ended = 0, count$finished = 0;
wire count$word_end = count$word == count$last_word;
wire count$tile_end = count$tile == count$last_tile;
wire count$pass_ends = count$tile_end || count$pass == count$pass_end;
always @(posedge clk) begin
    count$ended <= !rst && en && count$word_end;
    count$finished <= !rst && en && count$word_end && count$tile_end;
    if (!busy) begin
        count$last_word <= last_word;
        count$last_tile <= last_tile;
        count$pass_end <= {pass_end};
        count$word <= 0;
        count$tile <= 0;
        count$pass <= 0;
    end
    else if (en) begin
        count$word <= count$word_end ? 0 : count$word + 1;
        if (count$word_end) begin
            count$tile <= count$tile + 1;
            count$pass <= count$pass_ends ? 0 : count$pass + 1;
        end
    end
end
"""
    return Claims("counters", lines, (
        claim("en", "en == (busy && advance)", "a word passes when one is there, while the matrix has words to come"),
        claim("col", "!busy || col == count$word", "col is the index of the word in its rows"),
        claim("clear", "clear == (en && count$word == 0)", "clear marks the first word of a tile"),
        claim("last_col", "last_col == (en && count$word_end)", "last_col marks the last word of a tile"),
        claim("row_done", "row_done == count$ended", "row_done follows the last word of a tile by a cycle"),
        claim("all_done", "all_done == count$finished", "all_done comes with the last tile's row_done"),
        claim("row_idx", "!row_done || (all_done ? row_idx == count$last_tile : row_idx + 1 == count$tile)",
              "row_idx is the finished tile"),
        claim("last_of_pass", "last_of_pass == (en && count$word_end && count$pass_ends)",
              "last_of_pass marks the last word of a pass"),
        claim("ends", "!count$finished || !busy", "the matrix ends with its last tile"),
        claim("inv_col_end", "!busy || col_end == count$last_word && one_word == (count$last_word == 0)",
              "the length of the rows is kept"),
        claim("inv_words", "!busy || count$word <= count$last_word && words_left == count$last_word - count$word && "
              "on_last_word == count$word_end", "as many words are left as have not come"),
        claim("inv_tiles", "!busy || count$tile <= count$last_tile && tile == count$tile && "
              "tiles_left == count$last_tile - count$tile && on_last_tile == count$tile_end",
              "as many tiles are left as have not come"),
        claim("inv_pass_end", f"!busy || count$pass_end == {kept_pass_end}", "the length of a pass is kept"),
        claim("inv_pass", "!busy || count$pass <= count$pass_end && ends_pass == count$pass_ends && "
              "at_pass_end == (count$pass_ends && count$word_end) && pass_left == count$pass_end - count$pass",
              "as many tiles of the pass are left as have not come"),
        claim("inv_start", "busy || col == 0", "a matrix begins with word 0"),
        claim("inv_idle", "busy || !row_done || all_done", "between matrices no row ends"),
    ))
