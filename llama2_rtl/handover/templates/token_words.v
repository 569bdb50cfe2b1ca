{# The streams of tokens of a testbench whose host reaches them by words: a task for the prompt, one for the answer. #}
// ---- Tokens, by the words behind the registers.

task send_prompt;
    while (sent != PROMPT_TOKENS) begin
        read_register({{ words.STATE }}, word);
        if (word & {{ masks.ROOM }}) begin
            write_register(sent == PROMPT_TOKENS - 1 ? {{ words.SEND_LAST }} : {{ words.SEND }}, prompt[sent]);
            sent = sent + 1;
        end
    end
endtask

task expect_answer;
    while (received != ANSWER_TOKENS) begin
        read_register({{ words.STATE }}, word);
        if (word & {{ masks.WAITING }}) begin
            read_register({{ words.TAKE }}, word);
            if ((word & ~{{ masks.LAST }}) !== answer[received]) begin
                $display("FAIL: token %0d is %0d, expected %0d", received, word & ~{{ masks.LAST }}, answer[received]);
                $stop;
            end
            if (((word & {{ masks.LAST }}) != 0) !== (received == ANSWER_TOKENS - 1)) begin
                $display("FAIL: LAST of token %0d is %b", received, (word & {{ masks.LAST }}) != 0);
                $stop;
            end
            $display("token %0d: %0d, cycle %0d", received, word & ~{{ masks.LAST }}, cycle);
            received = received + 1;
        end
    end
endtask
