// What a DP16KD does, its pins gathered into vectors with port A in the low and port B in the high half.
//
// The 18 Kbit are 512 rows of 36 bits. Bits 13:5 of an address name the row, bits 4:3 a byte of 9 bits, bits 2:0 a bit;
// a port of 18 bits takes bits 1:0 as byte enables instead, one of 36 bits takes bits 3:0. Ports of 1, 2 and 4 bits see
// only eight bits of a byte.
//
// Both ports sample at their clock edges; what they do is carried out behind the edge, when both have sampled, so that
// ports that meet in a bit at the same edge are seen whatever the order: the device promises nothing then, and the bit
// read, or the bit that both write, becomes unknown.
module ecp5_ebr (
    input [1:0] clock, enable, output_enable, write, reset,
    input [5:0] chip_select,
    input [27:0] address,
    input [71:0] data_in,
    output [71:0] data_out
);
    parameter WIDTH_A = 18, WIDTH_B = 18;
    parameter REGMODE_A = "NOREG", REGMODE_B = "NOREG";
    parameter WRITEMODE_A = "NORMAL", WRITEMODE_B = "NORMAL";
    parameter RESETMODE = "SYNC";
    parameter [5:0] SELECTED = 0;
    parameter [64 * 320 - 1:0] CONTENTS = 0;

    localparam [1:0] REGISTERED = {REGMODE_B == "OUTREG", REGMODE_A == "OUTREG"};
    localparam [1:0] SHOWS_WRITES = {WRITEMODE_B != "NORMAL", WRITEMODE_A != "NORMAL"};
    localparam [1:0] SHOWS_NEW = {WRITEMODE_B == "WRITETHROUGH", WRITEMODE_A == "WRITETHROUGH"};
    localparam ASYNCHRONOUS = RESETMODE == "ASYNC";

    reg [35:0] memory [0:511];
    reg [35:0] latch [0:1];
    reg [35:0] register [0:1];
    assign data_out = {REGISTERED[1] ? register[1] : latch[1], REGISTERED[0] ? register[0] : latch[0]};

    integer i;
    initial begin
        for (i = 0; i < 512; i = i + 1)
            memory[i] = {CONTENTS[40 * i + 20 +: 18], CONTENTS[40 * i +: 18]};
        for (i = 0; i < 2; i = i + 1) begin
            latch[i] = 0;
            register[i] = 0;
        end
    end

    function integer width(input integer p);
        width = p == 0 ? WIDTH_A : WIDTH_B;
    endfunction

    // The first bit of the addressed word in its row.
    function [5:0] place(input integer p, input [4:0] low);
        case (width(p))
            36: place = 0;
            18: place = 18 * low[4];
            9: place = 9 * low[4:3];
            4: place = 9 * low[4:3] + 4 * low[2];
            2: place = 9 * low[4:3] + 2 * low[2:1];
            default: place = 9 * low[4:3] + low[2:0];
        endcase
    endfunction

    // The bits of the word, and of those the ones that a write changes.
    function [35:0] word_bits(input integer p);
        word_bits = {36{1'b1}} >> (36 - width(p));
    endfunction

    function [35:0] enabled_bits(input integer p, input [3:0] low);
        case (width(p))
            36: enabled_bits = {{9{low[3]}}, {9{low[2]}}, {9{low[1]}}, {9{low[0]}}};
            18: enabled_bits = {{9{low[1]}}, {9{low[0]}}};
            default: enabled_bits = word_bits(p);
        endcase
    endfunction

    // What each port is to do, from its clock edge until it is carried out.
    reg [1:0] due = 0, step = 0, writing, reading, clearing, passing;
    reg [8:0] row [0:1];
    reg [5:0] first [0:1];
    reg [35:0] span [0:1];
    reg [35:0] changed [0:1];
    reg [35:0] data [0:1];
    reg [35:0] old [0:1];
    reg selected;

    task sample(input integer p);
        begin
            selected = enable[p] & (chip_select[3 * p +: 3] == SELECTED[3 * p +: 3]);
            row[p] = address[14 * p + 5 +: 9];
            first[p] = place(p, address[14 * p +: 5]);
            span[p] = word_bits(p) << first[p];
            changed[p] = enabled_bits(p, address[14 * p +: 4]) << first[p];
            data[p] = data_in[36 * p +: 36] << first[p];
            clearing[p] = reset[p];
            writing[p] = selected & write[p] & (ASYNCHRONOUS ? 1'b1 : ~reset[p]);
            reading[p] = selected & (SHOWS_WRITES[p] | ~write[p]);
            passing[p] = output_enable[p];
            due[p] = 1;
            if (ASYNCHRONOUS && writing[p] && reset[p])
                $fatal(1, "DP16KD: a write during an asynchronous reset is not modelled");
            if (WIDTH_A == 36 && p == 1 && writing[p])
                $fatal(1, "DP16KD: a write by port B beside a port of 36 bits is not modelled");
        end
    endtask

    always @(posedge clock[0]) begin
        sample(0);
        step[0] <= ~step[0];
    end

    always @(posedge clock[1]) begin
        sample(1);
        step[1] <= ~step[1];
    end

    task store(input integer p);
        if (writing[p] !== 1'b0) begin
            if (writing[p] === 1'bx)
                data[p] = 36'bx;
            if (^{row[p], first[p]} === 1'bx)
                for (i = 0; i < 512; i = i + 1)
                    memory[i] = 36'bx;
            else
                memory[row[p]] = memory[row[p]] & ~changed[p] | data[p] & changed[p];
        end
    endtask

    // The bits that both ports touch, at least one of them writing.
    function [35:0] clash(input integer p);
        clash = due == 2'b11 && row[0] === row[1] && writing[1 - p] !== 1'b0 ? span[p] & changed[1 - p] : 36'b0;
    endfunction

    function [35:0] unknown(input [35:0] bits, input [35:0] word);
        unknown = word & ~bits | 36'bx & bits;
    endfunction

    task load(input integer p);
        begin
            if (clearing[p] !== 1'b0)
                register[p] = clearing[p] ? 36'b0 : 36'bx;
            else if (passing[p] !== 1'b0)
                register[p] = latch[p];
            if (clearing[p] !== 1'b0)
                latch[p] = clearing[p] ? 36'b0 : 36'bx;
            else if (reading[p] !== 1'b0)
                latch[p] = reading[p] === 1'bx ? 36'bx :
                    (unknown(clash(p), SHOWS_NEW[p] && writing[p] ? memory[row[p]] : old[p]) & span[p]) >> first[p];
        end
    endtask

    integer port;
    always @(step) begin
        for (port = 0; port < 2; port = port + 1)
            old[port] = memory[row[port]];
        for (port = 0; port < 2; port = port + 1)
            if (due[port])
                store(port);
        if (due == 2'b11 && writing[0] !== 1'b0)
            memory[row[0]] = unknown(clash(0) & changed[0], memory[row[0]]);
        for (port = 0; port < 2; port = port + 1)
            if (due[port])
                load(port);
        due = 0;
    end

    generate
        if (ASYNCHRONOUS) begin : asynchronous_reset
            always @(posedge reset[0]) begin
                latch[0] = 0;
                register[0] = 0;
            end
            always @(posedge reset[1]) begin
                latch[1] = 0;
                register[1] = 0;
            end
        end
    endgenerate
endmodule
