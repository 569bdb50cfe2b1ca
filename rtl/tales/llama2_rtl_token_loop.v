// llama2_rtl_token_loop: generated from the block token_loop(geometry). Change the block, not this file.
`timescale 1ns/1ps

// Prompt tokens come in on `s_axis`, `tlast` at the prompt's end; each is run at the next position, from the cycle
// after it was taken on, all but the last without a choice. After the last the token that the decoder chose leaves on
// `m_axis` and is run in turn, until it is one of the model's stop tokens, the `max_tokens`th (0: no limit but the
// context) or has no position left: that one carries `tlast` and is not run. The next prompt starts at position 0, or,
// with `resume` as its first token is taken, at the one after the last that was run: what is to follow the answer's
// last token begins with that token. After a full context there is none, and the prompt starts at 0. A prompt token
// outside the vocabulary is read as 0, the unknown token; a prompt that fills the context is answered by one token and
// drained. An offered token waits while the next one is computed.
//
// Of several vectors as many tokens of a prompt are taken as there are, or up to its end or the last position, and run
// together; where passes are shared as many as the latest one's answers leave room for, or one. A token of an answer
// is run alone; where `wants_drafts` asks for drafts to follow it and it is to be run, its word has 30.
module llama2_rtl_token_loop (
    input wire clk,
    input wire rst,
    input wire s_axis_tvalid,  // a word is offered
    output wire s_axis_tready,  // the sink takes it
    input wire [31:0] s_axis_tdata,  // the word
    input wire s_axis_tlast,  // the last word of its packet
    output reg m_axis_tvalid,  // a word is offered
    input wire m_axis_tready,  // the sink takes it
    output reg [31:0] m_axis_tdata,  // the word
    output reg m_axis_tlast,  // the last word of its packet
    input wire [8:0] max_tokens,  // most tokens of an answer, 0 of no limit
    input wire resume,  // a prompt goes on with the last text
    output reg text_start,  // the token is its text's first
    output reg token_start,  // run the token
    output reg [8:0] token,  // its number
    output reg [7:0] position,  // the token's position, of a batch the last one's
    output wire chooses,  // a token is chosen to follow it
    input wire token_done,  // it has been run
    input wire [8:0] next_token,  // the token chosen to follow it
    output reg pass_end_known,  // how the pass ends is known
    output wire pass_end_classifier  // by the classifier
);

localparam [2:0] TAKE = 3'd0;
localparam [2:0] START = 3'd1;
localparam [2:0] RUN = 3'd2;
localparam [2:0] OFFER = 3'd3;
localparam [2:0] DRAIN = 3'd4;

reg [2:0] state;
wire follows;
wire offer;
wire is_last;
reg [7:0] here;
reg passed;
wire begins;
reg [8:0] given;
wire at_start;
wire taken;
reg [8:0] chosen;
reg is_first;
reg context_full;
reg ends_text;
reg at_maximum;
reg prompt_ended;
reg [8:0] ordinal;
reg followed;
reg ended;
wire [31:0] offered;
wire is_stop;

assign offered = {{23{1'b0}}, chosen};

assign is_stop = (next_token == 9'd1);

assign s_axis_tready = ((state == TAKE) || (state == DRAIN));
assign follows = (offer && (!is_last));

always @(begins, passed, position, s_axis_tdata) begin  // look_at_prompt
    here = position;
    if (passed) begin
        here = (position + 1);
    end
    if (begins) begin
        here = 0;
    end
    given = s_axis_tdata[9-1:0];
    if ((s_axis_tdata >= 512)) begin
        given = 0;
    end
end

assign at_start = (here == 0);

always @(posedge clk) begin  // gather
    if (rst == 1) begin
        token <= 0;
    end
    else begin
        if (taken) begin
            token <= given;
        end
        else if ((state == OFFER)) begin
            token <= chosen;
        end
    end
end

assign taken = ((state == TAKE) && s_axis_tvalid);
assign begins = (is_first && (!resume));
assign offer = ((state == OFFER) && ((!m_axis_tvalid) || m_axis_tready));
assign is_last = (context_full || ends_text || at_maximum);
assign chooses = (prompt_ended || context_full);
assign pass_end_classifier = (prompt_ended || context_full);

always @(posedge clk) begin  // look_ahead
    if (rst == 1) begin
        at_maximum <= 0;
        context_full <= 0;
    end
    else begin
        context_full <= (position == 255);
        if ((state == RUN)) begin
            at_maximum <= (ordinal == max_tokens);
        end
    end
end

always @(posedge clk) begin  // announce
    if (rst == 1) begin
        ended <= 0;
        followed <= 0;
        pass_end_known <= 0;
        text_start <= 0;
        token_start <= 0;
    end
    else begin
        followed <= follows;
        ended <= (offer && is_last);
        token_start <= (taken || follows);
        text_start <= (taken && at_start);
        pass_end_known <= token_start;
    end
end

always @(posedge clk) begin  // number
    if (rst == 1) begin
        ordinal <= 1;
    end
    else begin
        if (ended) begin
            ordinal <= 1;
        end
        else if (followed) begin
            ordinal <= (ordinal + 1);
        end
    end
end

always @(posedge clk) begin  // answer
    if (rst == 1) begin
        m_axis_tdata <= 0;
        m_axis_tlast <= 0;
        m_axis_tvalid <= 0;
    end
    else begin
        if (offer) begin
            m_axis_tvalid <= 1;
            m_axis_tdata <= offered;
            m_axis_tlast <= is_last;
        end
        else if (m_axis_tready) begin
            m_axis_tvalid <= 0;
        end
    end
end

always @(posedge clk) begin  // loop
    if (rst == 1) begin
        chosen <= 0;
        ends_text <= 0;
        is_first <= 1;
        passed <= 0;
        prompt_ended <= 0;
        position <= 0;
        state <= TAKE;
    end
    else begin
        passed <= 0;
        if ((state == TAKE)) begin
            if ((taken || passed)) begin
                position <= here;
            end
            if (taken) begin
                is_first <= 0;
                prompt_ended <= s_axis_tlast;
                if (taken) begin
                    state <= START;
                end
                else begin
                    position <= (here + 1);
                end
            end
        end
        else if ((state == START)) begin
            state <= RUN;
        end
        else if ((state == RUN)) begin
            if (token_done) begin
                chosen <= next_token;
                ends_text <= is_stop;
                if (chooses) begin
                    state <= OFFER;
                end
                else begin
                    passed <= 1;
                    state <= TAKE;
                end
            end
        end
        else if ((state == OFFER)) begin
            if (offer) begin
                if ((!is_last)) begin
                    position <= (position + 1);
                    state <= START;
                end
                else begin
                    position <= 0;
                    if ((!context_full)) begin
                        position <= (position + 1);
                    end
                    is_first <= 1;
                    if (prompt_ended) begin
                        state <= TAKE;
                    end
                    else begin
                        state <= DRAIN;
                    end
                end
            end
        end
        else if ((s_axis_tvalid && s_axis_tlast)) begin
            state <= TAKE;
        end
    end
end
endmodule
