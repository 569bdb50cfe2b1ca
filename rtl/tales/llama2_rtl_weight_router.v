// llama2_rtl_weight_router: generated from the block weight_router(geometry). Change the block, not this file.
`timescale 1ns/1ps

// Offers the word in front to the gain store, the scale store or the engine, in the order of the image:
// gains, QKV; per layer then gains, WO, W13, gains, W2 and the next layer's QKV or the classifier. Where the last
// layer's W2 begins without `reads_classifier`, the image's first words follow it.
//
// A matrix comes in passes, each the scales of its rows and then the rows; the engine ends a pass by
// `last_of_pass`. The words' data go to all three sinks directly. The stores need no backpressure: each has room for
// two readings, and what is left of the one before the last was used up by the rows that came between.
// `parameter_beat` marks a word of gains or scales taken; `gains_read` is low while gains are next. The handshakes are
// combinational. After a reset the stream begins with the image's first word.
//
// Where matrices are in blocks, the word in front of the gains says the `formats` of the matrices up to the next ones,
// and among the rows of a matrix in blocks lie words of block scales: one ahead of a pass's first row, and one more
// whenever the last one is used up.
module llama2_rtl_weight_router (
    input wire clk,
    input wire rst,
    input wire s_valid,  // a word is offered
    output wire s_ready,  // the sink takes it
    output wire gains_valid,  // a word of gains, which is taken
    output wire scales_valid,  // a word of scales, which is taken
    output wire m_weights_valid,  // a word is offered
    input wire m_weights_ready,  // the sink takes it
    input wire last_of_pass,  // the engine takes a pass's last word
    input wire reads_classifier,  // the classifier follows the layers
    output wire parameter_beat,  // a word of gains or scales is taken
    output wire gains_read  // no gains are next
);

localparam [1:0] GAINS = 2'd0;
localparam [2:0] QKV = 3'd0;
localparam [1:0] SCALES = 2'd1;
localparam [2:0] WO = 3'd1;
localparam [2:0] W13 = 3'd2;
localparam [1:0] WEIGHTS = 2'd2;
localparam [2:0] W2 = 3'd3;
localparam [2:0] CLASSIFIER = 3'd4;

reg [5:0] count;
reg [1:0] kind;
reg [1:0] layer;
reg [2:0] matrix;
reg next_gains;
reg pass_ended;
reg [5:0] scale_end;
reg [5:0] next_end;
wire [5:0] full_end;
reg [0:0] pass_index;
wire [0:0] last_pass;
wire [5:0] tail_end;
reg on_last_pass;
reg on_last_layer;
wire [2:0] following;

assign gains_valid = (s_valid && (kind == GAINS));
assign scales_valid = (s_valid && (kind == SCALES));
assign m_weights_valid = (s_valid && (kind == WEIGHTS));
assign gains_read = (kind != GAINS);

assign s_ready = (m_weights_ready || (kind != WEIGHTS));
assign parameter_beat = (s_valid && (kind != WEIGHTS));

always @(posedge clk) begin  // walk
    if (rst == 1) begin
        count <= 0;
        kind <= GAINS;
        scale_end <= 15;
    end
    else begin
        if (parameter_beat) begin
            count <= (count + 1);
            if (((kind == GAINS) && (count == 7))) begin
                count <= 0;
                kind <= SCALES;
            end
            else if (((kind == SCALES) && (count == scale_end))) begin
                count <= 0;
                kind <= WEIGHTS;
            end
        end
        else if (last_of_pass) begin
            scale_end <= next_end;
            kind <= SCALES;
            if (next_gains) begin
                kind <= GAINS;
            end
        end
    end
end

assign full_end =
    matrix == QKV ? 6'd63 :
    matrix == WO ? 6'd63 :
    matrix == W13 ? 6'd63 :
    matrix == W2 ? 6'd63 :
    6'd63;

assign tail_end =
    matrix == QKV ? 6'd15 :
    matrix == WO ? 6'd7 :
    matrix == W13 ? 6'd39 :
    matrix == W2 ? 6'd7 :
    6'd63;

assign last_pass =
    matrix == QKV ? 1'd0 :
    matrix == WO ? 1'd0 :
    matrix == W13 ? 1'd0 :
    matrix == W2 ? 1'd0 :
    1'd0;

assign following =
    matrix == QKV ? WO :
    matrix == WO ? W13 :
    matrix == W13 ? W2 :
    matrix == W2 ? CLASSIFIER :
    QKV;

always @(full_end, last_pass, layer, matrix, pass_index, tail_end) begin  // describe
    next_end = full_end;
    if ((pass_index == last_pass)) begin
        next_end = tail_end;
    end
    next_gains = ((pass_index == 0) && ((matrix == WO) || (matrix == W2) || ((matrix == QKV) && (layer == 0))));
end

always @(posedge clk) begin  // look_ahead
    if (rst == 1) begin
        layer <= 0;
        matrix <= WO;
        on_last_layer <= 0;
        on_last_pass <= 0;
        pass_ended <= 0;
        pass_index <= 0;
    end
    else begin
        pass_ended <= last_of_pass;
        on_last_pass <= (pass_index == last_pass);
        on_last_layer <= (layer == 3);
        if (pass_ended) begin
            pass_index <= (pass_index + 1);
            if (on_last_pass) begin
                pass_index <= 0;
                if ((matrix == CLASSIFIER)) begin
                    matrix <= QKV;
                    layer <= 0;
                end
                else if ((matrix != W2)) begin
                    matrix <= following;
                end
                else if ((on_last_layer && reads_classifier)) begin
                    matrix <= CLASSIFIER;
                end
                else if (on_last_layer) begin
                    matrix <= QKV;
                    layer <= 0;
                end
                else begin
                    matrix <= QKV;
                    layer <= (layer + 1);
                end
            end
        end
    end
end
endmodule
