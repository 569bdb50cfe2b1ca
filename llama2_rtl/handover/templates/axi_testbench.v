// {{ core.top }}_tb: a memory {{ "at each port " if managers | length > 1 }}holds the packed model, a host starts the core through its registers and sends a prompt;
// golden's logits and tokens must come out, and no access may leave the image and the KV cache. Ends with one line that
// begins with PASS, or with one that begins with FAIL and $stop.
`timescale 1ns/1ps

module {{ core.top }}_tb;

localparam PROMPT_TOKENS = {{ core.run.prompt | length }};
localparam ANSWER_TOKENS = {{ core.run.answer | length }};
localparam TIMEOUT_CYCLES = {{ timeout }};

// What the host chooses.
{% for manager in managers %}
localparam [63:0] IMAGE_BASE{{ manager.suffix }} = 64'h{{ "%016x" | format(manager.image_base) }};
localparam [63:0] KV_BASE{{ manager.suffix }} = 64'h{{ "%016x" | format(manager.kv_base) }};
{% endfor %}
localparam [31:0] KV_LIMIT = {{ core.kv_pages }};
localparam [31:0] MAX_TOKENS = ANSWER_TOKENS;
localparam [31:0] RESUME = 0;
localparam [31:0] INVERSE_TEMPERATURE = 0;
localparam [31:0] SEED = 0;
{% for name in further %}
localparam [31:0] {{ name }} = 0;
{% endfor %}
localparam [31:0] INTERRUPT_ENABLE = 32'h{{ "%08x" | format(registers.INTERRUPT_ENABLE.encode(DONE=1)) }};  // DONE

// What the registers say that tell this core from another.
{% for name in expected %}
localparam [31:0] {{ name }}_WORD = 32'h{{ "%08x" | format(registers[name].constant(core.preset.geometry)) }};
{% endfor %}

localparam VOCAB_SIZE = {{ vocab_size }};
reg [31:0] logits [0:ANSWER_TOKENS*VOCAB_SIZE-1];

reg [31:0] prompt [0:PROMPT_TOKENS-1];
reg [31:0] answer [0:ANSWER_TOKENS-1];

initial begin
{% for token in core.run.prompt %}
    prompt[{{ loop.index0 }}] = {{ token }};
{% endfor %}
{% for token in core.run.answer %}
    answer[{{ loop.index0 }}] = {{ token }};
{% endfor %}
    $readmemh("{{ logits_file }}", logits);
end

reg {{ clock }} = 0;
reg aresetn = 0;
{% if core.streams %}
reg s_axis_tvalid = 0, s_axis_tlast = 0, m_axis_tready = 0;
reg [31:0] s_axis_tdata = 0;
{% if core.preset.sequences > 1 %}
wire [{{ text_bits - 1 }}:0] s_axis_tid = 0;  // all of it is of the first text
{% endif %}
{% endif %}
reg s_axil_awvalid = 0, s_axil_wvalid = 0, s_axil_arvalid = 0;
reg [{{ address_bits - 1 }}:0] s_axil_awaddr = 0, s_axil_araddr = 0;
reg [31:0] s_axil_wdata = 0;
wire [3:0] s_axil_wstrb = 4'hf;
wire s_axil_bready = 1, s_axil_rready = 1;
{% for port in memory_inputs %}
wire {{ port.range }}{{ port.name }};
{% endfor %}
{% for port in core.outputs %}
wire {{ port.range }}{{ port.name }};
{% endfor %}

{{ core.top }} dut (
{% for port in core.ports %}
    .{{ port.name }}({{ port.name }}){{ "," if not loop.last }}
{% endfor %}
);

always #{{ half_period_ns }} {{ clock }} = !{{ clock }};

integer cycle = 0, sent = 0, received = 0, rows = 0;
wire [{{ managers | length - 1 }}:0] outstanding;
{% if core.streams %}
reg asking = 0;
{% endif %}

always @(posedge {{ clock }}) begin
    cycle <= cycle + 1;
    if (cycle == TIMEOUT_CYCLES) begin
        $display("FAIL: %0d of %0d tokens after %0d cycles", received, ANSWER_TOKENS, cycle);
        $stop;
    end
end

task fail(input [8*100-1:0] sentence);
    begin
        $display("FAIL: %0s", sentence);
        $stop;
    end
endtask

// ---- The host's registers, on AXI4-Lite: one access after the other.

task write_register(input [{{ address_bits - 1 }}:0] offset, input [31:0] value);
    begin
        s_axil_awaddr <= offset;
        s_axil_wdata <= value;
        s_axil_awvalid <= 1;
        s_axil_wvalid <= 1;
        @(posedge {{ clock }});
        while (s_axil_awvalid || s_axil_wvalid) begin
            if (s_axil_awready) s_axil_awvalid <= 0;
            if (s_axil_wready) s_axil_wvalid <= 0;
            @(posedge {{ clock }});
        end
        while (s_axil_bvalid !== 1) @(posedge {{ clock }});
        if (s_axil_bresp !== 0) fail("a write of a register is answered with an error");
        @(posedge {{ clock }});
    end
endtask

task read_register(input [{{ address_bits - 1 }}:0] offset, output [31:0] value);
    begin
        s_axil_araddr <= offset;
        s_axil_arvalid <= 1;
        @(posedge {{ clock }});
        while (s_axil_arvalid) begin
            if (s_axil_arready) s_axil_arvalid <= 0;
            @(posedge {{ clock }});
        end
        while (s_axil_rvalid !== 1) @(posedge {{ clock }});
        if (s_axil_rresp !== 0) fail("a read of a register is answered with an error");
        value = s_axil_rdata;
        @(posedge {{ clock }});
    end
endtask

reg [31:0] word;

task expect_error(input [31:0] code);
    begin
        read_register({{ address_bits }}'h{{ "%03x" | format(registers.ERROR.offset) }}, word);
        if (word != code) begin
            $display("FAIL: the register ERROR reads as %0d, see REGISTERS.md; expected %0d", word, code);
            $stop;
        end
    end
endtask

{% if not core.streams %}
{% include "token_words.v" %}

{% endif %}
// The host, once from the beginning to $finish. No initial block: there Verilator takes <= for =.
always begin
    repeat (4) @(posedge {{ clock }});
    aresetn <= 1;
    @(posedge {{ clock }});
{% for number, what, statements in start %}
    // {{ number }}. {{ what | wordwrap(112, wrapstring="\n    // ") }}
{% for statement in statements %}
    {{ statement }}
{% endfor %}
{% endfor %}
    expect_error({{ code_of_none }});
{% if core.streams %}
    asking <= 1;
    while (received != ANSWER_TOKENS) @(posedge {{ clock }});
{% else %}
    send_prompt;
    expect_answer;
{% endif %}
    if (irq !== 0) fail("an interrupt comes before the end of the run");
{% for number, what, statements in end %}
    // {{ what | wordwrap(112, wrapstring="\n    // ") }}
{% for statement in statements %}
    {{ statement }}
{% endfor %}
{% endfor %}
    expect_error({{ code_at_end }});
    if (irq !== 1) fail("the end of the run is no interrupt");
    read_register({{ address_bits }}'h{{ "%03x" | format(registers.INTERRUPT_STATUS.offset) }}, word);
    write_register({{ address_bits }}'h{{ "%03x" | format(registers.INTERRUPT_STATUS.offset) }}, word);
    repeat (3) @(posedge {{ clock }});
    if (irq !== 0) fail("the interrupt stays after its acknowledgement");
    if (outstanding !== 0)
        fail("bursts are outstanding after the end of the run");
    if (rows != ANSWER_TOKENS * VOCAB_SIZE) fail("the core has not made all logits");
    $display("PASS: %0d tokens and their logits in %0d cycles", ANSWER_TOKENS, cycle);
    $finish;
end

{% if core.streams %}
// ---- The streams of tokens.

{% with offering="asking", ends=false %}
{% include "token_streams.v" %}
{% endwith %}

{% endif %}

// Logits, as the classifier's rows leave the engine{{ ", %d in a cycle" % tail if tail > 1 }}{{ ", those of a pass's last position" if last_vector }}.
integer row;

always @(posedge {{ clock }}) begin
    if (aresetn && {{ decoder }}.y_valid === 1 && {{ decoder }}.y_dest === {{ classifier }}
{%- if last_vector %} && {{ decoder }}.y_vector === {{ last_vector }}{% endif %}) begin
        rows <= rows + {{ tail }};
        for (row = rows; row < rows + {{ tail }} && row < ANSWER_TOKENS * VOCAB_SIZE; row = row + 1) begin
            if ({{ decoder }}.y[32*(row-rows) +: 32] !== logits[row]) begin
                $display("FAIL: logit %0d of position %0d is %h, expected %h", row % VOCAB_SIZE, row / VOCAB_SIZE,
                         {{ decoder }}.y[32*(row-rows) +: 32], logits[row]);
                $stop;
            end
        end
    end
end

// ---- The memory.

{% for manager in managers %}
{{ core.top }}_tb_memory #(.PART({{ loop.index0 }}), .IMAGE_BASE(IMAGE_BASE{{ manager.suffix }}), .KV_BASE(KV_BASE{{ manager.suffix }})) memory{{ manager.suffix }} (
    .{{ clock }}({{ clock }}),
    .aresetn(aresetn),
{% for port in manager.ports %}
    .{{ port.signal }}({{ port.name }}),
{% endfor %}
    .outstanding(outstanding[{{ loop.index0 }}])
);
{% endfor %}

endmodule

// The memory at one port, on AXI4: bursts are answered in the order of their addresses, a beat per cycle. It has a part
// of the packed model's file, and of the KV cache.
module {{ core.top }}_tb_memory #(
    parameter PART = 0,
    parameter [63:0] IMAGE_BASE = 0,
    parameter [63:0] KV_BASE = 0
) (
    input wire {{ clock }},
    input wire aresetn,
{% for port in managers[0].ports %}
    {{ "input wire" if port.direction == "output" else "output wire" if port.signal.endswith("ready") else "output reg" }} {{ port.range }}{{ port.signal }},
{% endfor %}
    output wire outstanding
);

localparam BEAT_BYTES = {{ core.preset.geometry.beat_bytes }};  // bytes of a beat
localparam BEAT_SIZE = $clog2(BEAT_BYTES);
localparam PAGE = {{ page }};
localparam LONGEST_BURST = {{ longest_burst }};
localparam LATENCY = {{ latency }};  // cycles from an address to its first beat
localparam PLACES = 16;  // outstanding bursts of each direction, at most

// The packed model's bytes as $fread leaves them, the first of a word on top; and the KV cache.
localparam [63:0] IMAGE_BYTES = 64'd{{ core.part_bytes }}, KV_BYTES = 64'd{{ core.kv_pages * page }};
localparam IMAGE_WORDS = IMAGE_BYTES / BEAT_BYTES, KV_WORDS = KV_BYTES / BEAT_BYTES;
reg [8*BEAT_BYTES-1:0] image [0:IMAGE_WORDS-1];
reg [8*BEAT_BYTES-1:0] kv [0:KV_WORDS-1];

integer file, got, place;
integer cycle = 0, reads_taken = 0, reads_done = 0, writes_taken = 0, writes_done = 0, answers_sent = 0;

assign outstanding = reads_taken != reads_done || writes_taken != writes_done || answers_sent != writes_done;

always @(posedge {{ clock }}) cycle <= cycle + 1;

task fail(input [8*100-1:0] sentence);
    begin
        $display("FAIL: %0s", sentence);
        $stop;
    end
endtask

initial begin
{% for port in managers[0].ports if port.direction == "input" and not port.signal.endswith("ready") %}
    {{ port.signal }} = 0;
{% endfor %}
    file = $fopen("{{ image_file }}", "rb");
    if (file == 0) fail("there is no file {{ image_file }} where the simulation runs");
{% if managers | length > 1 %}
    got = $fseek(file, PART * IMAGE_BYTES, 0);
{% endif %}
    got = $fread(image, file);
    if (got != IMAGE_BYTES) fail("the packed model has another size than the core's");
    $fclose(file);
    // The KV cache needs no contents: whatever is there must not matter.
    for (place = 0; place < KV_WORDS; place = place + 1) kv[place] = {BEAT_BYTES{8'h5a}};
end

function is_in_image(input [63:0] address);
    is_in_image = address - IMAGE_BASE < IMAGE_BYTES;
endfunction

function is_in_kv(input [63:0] address);
    is_in_kv = address - KV_BASE < KV_BYTES;
endfunction

function [8*BEAT_BYTES-1:0] swapped(input [8*BEAT_BYTES-1:0] beat);
    integer lane;
    for (lane = 0; lane < BEAT_BYTES; lane = lane + 1) swapped[8*lane +: 8] = beat[8*(BEAT_BYTES-1-lane) +: 8];
endfunction

function [8*BEAT_BYTES-1:0] beat_at(input [63:0] address);
    reg [63:0] offset;
    begin
        offset = is_in_image(address) ? address - IMAGE_BASE : address - KV_BASE;
        beat_at = is_in_image(address) ? swapped(image[offset / BEAT_BYTES]) : kv[offset / BEAT_BYTES];
    end
endfunction

reg [63:0] burst_last;

task check_burst(input [63:0] address, input [7:0] len, input [2:0] size, input [1:0] kind, input is_write);
    begin
        burst_last = address + len * BEAT_BYTES;
        if (^{address, len, size, kind} === 1'bx) fail("a burst's address is unknown");
        if (size != BEAT_SIZE || kind != 1) fail("a burst is not of whole words at rising addresses");
        if (address % BEAT_BYTES != 0 || address / PAGE != burst_last / PAGE) fail("a burst leaves its page or its words");
        if (len >= LONGEST_BURST) fail("a burst is too long");
        if (!is_in_kv(address) && (is_write || !is_in_image(address))) begin
            $display("FAIL: a %0s at %h, where nothing is the core's", is_write ? "write" : "read", address);
            $stop;
        end
    end
endtask

reg [3:0] read_id [0:PLACES-1];
reg [63:0] read_at [0:PLACES-1];
reg [8:0] read_beats [0:PLACES-1];
integer read_due [0:PLACES-1];
integer read_place;

assign arready = aresetn && reads_taken - reads_done < PLACES;

always @(posedge {{ clock }}) begin
    if (arvalid && arready) begin
        check_burst(araddr, arlen, arsize, arburst, 0);
        read_place = reads_taken % PLACES;
        read_id[read_place] = arid;
        read_at[read_place] = araddr;
        read_beats[read_place] = arlen + 1;
        read_due[read_place] = cycle + LATENCY;
        reads_taken <= reads_taken + 1;
    end
    if (rready || !rvalid) begin
        read_place = reads_done % PLACES;
        rvalid <= 0;
        if (reads_taken != reads_done && cycle >= read_due[read_place]) begin
            rvalid <= 1;
            rid <= read_id[read_place];
            rdata <= beat_at(read_at[read_place]);
            rresp <= 0;
            rlast <= read_beats[read_place] == 1;
            read_at[read_place] = read_at[read_place] + BEAT_BYTES;
            read_beats[read_place] = read_beats[read_place] - 1;
            if (read_beats[read_place] == 0) reads_done <= reads_done + 1;
        end
    end
end

reg [3:0] write_id [0:PLACES-1];
reg [63:0] write_at [0:PLACES-1];
reg [8:0] write_beats [0:PLACES-1];
reg [8*BEAT_BYTES-1:0] old;
integer write_place, answer_place, lane;

assign awready = aresetn && writes_taken - answers_sent < PLACES;
assign wready = aresetn && writes_taken != writes_done;

always @(posedge {{ clock }}) begin
    if (wvalid && wready) begin
        write_place = writes_done % PLACES;
        old = kv[(write_at[write_place] - KV_BASE) / BEAT_BYTES];
        for (lane = 0; lane < BEAT_BYTES; lane = lane + 1)
            if (wstrb[lane]) old[8*lane +: 8] = wdata[8*lane +: 8];
        kv[(write_at[write_place] - KV_BASE) / BEAT_BYTES] = old;
        write_at[write_place] = write_at[write_place] + BEAT_BYTES;
        write_beats[write_place] = write_beats[write_place] - 1;
        if (wlast !== (write_beats[write_place] == 0)) fail("wlast is at the wrong beat");
        if (write_beats[write_place] == 0) writes_done <= writes_done + 1;
    end
    if (awvalid && awready) begin
        check_burst(awaddr, awlen, awsize, awburst, 1);
        write_place = writes_taken % PLACES;
        write_id[write_place] = awid;
        write_at[write_place] = awaddr;
        write_beats[write_place] = awlen + 1;
        writes_taken <= writes_taken + 1;
    end
    if (bready || !bvalid) begin
        answer_place = answers_sent % PLACES;
        bvalid <= 0;
        if (answers_sent != writes_done) begin
            bvalid <= 1;
            bid <= write_id[answer_place];
            bresp <= 0;
            answers_sent <= answers_sent + 1;
        end
    end
end

endmodule
