// weight_router: generated from the block weight_router(geometry=Geometry(model=ModelConfig(dim=64, hidden_dim=160, n_layers=4, n_heads=8, n_kv_heads=4, vocab_size=512, seq_len=256, rope_theta=10000.0, norm_eps=1e-05, tied=True, rope_scaling=None, bos_token=1, stop_tokens=(1,)), numerics=Numerics(act_bits=16, k_bits=16, v_bits=8, scale_bits=8), lanes=16, context=256)). Change the block, not this file.
`timescale 1ns/1ps

module weight_router (
    clk,
    rst,
    s_axis_tvalid,
    s_axis_tready,
    gains_valid,
    scales_valid,
    m_axis_weights_tvalid,
    m_axis_weights_tready,
    last_of_pass,
    parameter_beat,
    gains_read
);
// Offers the word in front to the gain store, the scale store or the engine, in the order of the image:
// gains, QKV; per layer then gains, WO, W13, gains, W2 and the next layer's QKV or the classifier.
//
// A matrix comes in passes, each the scales of its rows and then the rows; the engine ends a pass by
// `last_of_pass`. The words' data go to all three takers directly. The stores need no handshake: each has room for two
// readings, and what is left of the one before the last was used up by the rows that came between. `parameter_beat`
// marks a word of gains or scales taken; `gains_read` is low while gains are next. No latency.

input clk;
input rst;
input s_axis_tvalid;
output s_axis_tready;
wire s_axis_tready;
output gains_valid;
wire gains_valid;
output scales_valid;
wire scales_valid;
output m_axis_weights_tvalid;
wire m_axis_weights_tvalid;
input m_axis_weights_tready;
input last_of_pass;
output parameter_beat;
wire parameter_beat;
output gains_read;
wire gains_read;

reg [5:0] count;
reg next_gains;
reg [1:0] part;
reg pass_ended;
reg [5:0] scale_end;
reg [5:0] full_end;
reg [2:0] matrix;
reg [5:0] tail_end;
reg [0:0] last_pass;
reg [5:0] next_end;
reg [0:0] pass_index;
reg [1:0] layer;
reg on_last_pass;
reg on_last_layer;

assign gains_valid = (s_axis_tvalid && (part == 0));
assign scales_valid = (s_axis_tvalid && (part == 1));
assign m_axis_weights_tvalid = (s_axis_tvalid && (part == 2));
assign gains_read = (part != 0);

assign s_axis_tready = (m_axis_weights_tready || (part != 2));
assign parameter_beat = (s_axis_tvalid && (part != 2));

always @(posedge clk) begin  // walk
    if (rst == 1) begin
        count <= 0;
        part <= 0;
        scale_end <= 15;
    end
    else begin
        if (parameter_beat) begin
            count <= (count + 1);
            if (((part == 0) && (count == 7))) begin
                count <= 0;
                part <= 1;
            end
            else if (((part == 1) && (count == scale_end))) begin
                count <= 0;
                part <= 2;
            end
        end
        else if (last_of_pass) begin
            scale_end <= next_end;
            part <= 1;
            if (next_gains) begin
                part <= 0;
            end
        end
    end
end

always @(matrix) begin  // sizes_full
    case (matrix)
        0: full_end = 63;
        1: full_end = 63;
        2: full_end = 63;
        3: full_end = 63;
        default: full_end = 63;
    endcase
end

always @(matrix) begin  // sizes_tail
    case (matrix)
        0: tail_end = 15;
        1: tail_end = 7;
        2: tail_end = 39;
        3: tail_end = 7;
        default: tail_end = 63;
    endcase
end

always @(matrix) begin  // sizes_pass
    case (matrix)
        0: last_pass = 0;
        1: last_pass = 0;
        2: last_pass = 0;
        3: last_pass = 0;
        default: last_pass = 0;
    endcase
end

always @(full_end, last_pass, layer, matrix, pass_index, tail_end) begin  // describe
    next_end = full_end;
    if ((pass_index == last_pass)) begin
        next_end = tail_end;
    end
    next_gains = ((pass_index == 0) && ((matrix == 1) || (matrix == 3) || ((matrix == 0) && (layer == 0))));
end

always @(posedge clk) begin  // look_ahead
    if (rst == 1) begin
        layer <= 0;
        matrix <= 1;
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
                if ((matrix == 0)) begin
                    matrix <= 1;
                end
                else if ((matrix == 1)) begin
                    matrix <= 2;
                end
                else if ((matrix == 2)) begin
                    matrix <= 3;
                end
                else if ((matrix == 4)) begin
                    matrix <= 0;
                    layer <= 0;
                end
                else if (on_last_layer) begin
                    matrix <= 4;
                end
                else begin
                    matrix <= 0;
                    layer <= (layer + 1);
                end
            end
        end
    end
end

endmodule
