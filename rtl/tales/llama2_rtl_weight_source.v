// llama2_rtl_weight_source: generated from the block weight_source(model, formats, tile, file=weights.mem). Change the block, not this file.
`timescale 1ns/1ps

// `m_data`: the image in `file`, word by word, front to back and from the start again, one per cycle; the
// classifier's words only where `pass_end` says so. The last word of the layers waits until that is known.
// `row_data`: after `row_start` the embedding's `row`, for which the words of its tile are read as long as enough of
// the image's are under way, so that the stream never pauses for them. While its sink, after a rest, takes a word in
// every cycle, 4 words of the row are read, the others when it rests again.
module llama2_rtl_weight_source (
    input wire clk,
    input wire rst,
    output wire m_valid,  // a word is offered
    input wire m_ready,  // the sink takes it
    output wire [127:0] m_data,  // the word
    input wire pass_end_known,  // how the pass ends is known
    input wire pass_end_classifier,  // by the classifier
    input wire row_start,  // fetch the row
    input wire [8:0] row,  // its number
    output wire row_valid,  // a word is offered
    input wire row_ready,  // the word is taken
    output wire [63:0] row_data  // the word
);

wire fetch;
reg [4:0] in_flight;
reg known;
reg at_layers_end;
reg [127:0] word;
wire [127:0] read_word;
reg taken;
reg [13:0] addr;
wire [13:0] request_addr;
reg [13:0] image_addr;
reg to_classifier;
wire own_rst;
wire fifo_reset;
wire arriving;
wire allowed;
wire read;
wire word_valid;

llama2_rtl_reset_copy u_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(own_rst)
);

llama2_rtl_reset_copy u_fifo_reset (
    .clk(clk),
    .rst(rst),
    .own_rst(fifo_reset)
);

llama2_rtl_deep_rom_weights u_rom (
    .clk(clk),
    .addr(addr),
    .data(read_word)
);

llama2_rtl_delay_1x6 u_arriving (
    .clk(clk),
    .rst(own_rst),
    .d(fetch),
    .q(arriving)
);

llama2_rtl_delay_1x6 u_row_arriving (
    .clk(clk),
    .rst(own_rst),
    .d(read),
    .q(word_valid)
);

llama2_rtl_fifo_128x16 u_fifo (
    .clk(clk),
    .rst(fifo_reset),
    .s_valid(arriving),
    .s_ready(),
    .s_data(word),
    .m_valid(m_valid),
    .m_ready(m_ready),
    .m_data(m_data)
);

llama2_rtl_embedding_rows u_embedding_rows (
    .clk(clk),
    .rst(own_rst),
    .start(row_start),
    .row(row),
    .allowed(allowed),
    .read(read),
    .addr(request_addr),
    .word_valid(word_valid),
    .word(word),
    .m_valid(row_valid),
    .m_ready(row_ready),
    .m_data(row_data)
);

assign fetch = ((in_flight != 16) && (!read) && (known || (!at_layers_end)));
assign allowed = (in_flight > 11);

always @(posedge clk) begin  // read
    if (own_rst == 1) begin
        addr <= 0;
        at_layers_end <= 0;
        image_addr <= 0;
        in_flight <= 0;
        taken <= 0;
        word <= 0;
    end
    else begin
        word <= read_word;
        taken <= (m_valid && m_ready);
        if (read) begin
            addr <= request_addr;
        end
        else begin
            addr <= image_addr;
        end
        if (fetch) begin
            at_layers_end <= (image_addr == 11110);
            if (((image_addr == 13223) || (at_layers_end && (!to_classifier)))) begin
                image_addr <= 0;
            end
            else begin
                image_addr <= (image_addr + 1);
            end
        end
        if ((fetch && (!taken))) begin
            in_flight <= (in_flight + 1);
        end
        else if ((taken && (!fetch))) begin
            in_flight <= (in_flight - 1);
        end
    end
end

always @(posedge clk) begin  // remember
    if (own_rst == 1) begin
        known <= 0;
        to_classifier <= 0;
    end
    else begin
        if (pass_end_known) begin
            known <= 1;
            to_classifier <= pass_end_classifier;
        end
        else if ((fetch && at_layers_end)) begin
            known <= 0;
        end
    end
end
endmodule
