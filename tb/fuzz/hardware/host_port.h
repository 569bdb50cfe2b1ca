// A host on an AXI4-Lite port: several accesses at once, each channel when it likes; every one must be answered in time.
#pragma once

#include <deque>
#include <optional>

#include "door.h"

struct Write {
    uint32_t address, data, strobe;
    unsigned address_waits, data_waits;  // cycles until each is offered
    uint64_t taken = 0;                  // the cycle in which the later of both was
};

struct Read {
    uint32_t address;
    unsigned waits;
    uint64_t taken = 0;
};

struct Answer {
    unsigned response;
    uint32_t data;
};

class HostPort {
public:
    unsigned takes = 0xFFFF;  // bit n: in cycle n of 16 an answer is taken
    static constexpr size_t MOST = 4;

    bool has_room() const { return writes.size() < MOST && reads.size() < MOST; }
    bool idle() const { return writes.empty() && reads.empty(); }
    void write(const Write &write) { writes.push_back(write); }
    void read(const Read &read) { reads.push_back(read); }

    void drive(Model &top, uint64_t cycle) {
        bool takes_now = takes >> cycle % 16 & 1;
        top.s_axil_bready = top.s_axil_rready = takes_now;
        top.s_axil_awvalid = addresses < writes.size() && !writes[addresses].address_waits;
        if (top.s_axil_awvalid) top.s_axil_awaddr = writes[addresses].address;
        top.s_axil_wvalid = words < writes.size() && !writes[words].data_waits;
        if (top.s_axil_wvalid) {
            top.s_axil_wdata = writes[words].data;
            top.s_axil_wstrb = writes[words].strobe;
        }
        top.s_axil_arvalid = asked < reads.size() && !reads[asked].waits;
        if (top.s_axil_arvalid) top.s_axil_araddr = reads[asked].address;
    }

    // What the cycle answers: `written` and `was_read` in the first cycle of an answer.
    void sample(const Model &top, uint64_t cycle) {
        written.reset();
        was_read.reset();
        bool answers_write = top.s_axil_bvalid, answers_read = top.s_axil_rvalid;
        if (answers_write) {
            expect(addresses && words, "unasked", "a write is answered that was not made");
            if (!write_is_answered) written = writes.front();
            write_waits = 0;
        } else wait(write_waits, addresses && words, WRITTEN_WITHIN, "write");
        if (answers_read) {
            expect(asked, "unasked", "a read is answered that was not made");
            if (!read_is_answered) was_read = reads.front();
            read_waits = 0;
        } else wait(read_waits, asked, READ_WITHIN, "read");
        response = {top.s_axil_bresp, 0};
        word = {top.s_axil_rresp, top.s_axil_rdata};

        wait(address_waits, top.s_axil_awvalid && !top.s_axil_awready && !addresses, TAKEN_WITHIN, "write's address");
        wait(data_waits, top.s_axil_wvalid && !top.s_axil_wready && !words, TAKEN_WITHIN, "write's data");
        wait(asking_waits, top.s_axil_arvalid && !top.s_axil_arready && !asked, TAKEN_WITHIN, "read's address");

        if (addresses < writes.size() && writes[addresses].address_waits) writes[addresses].address_waits--;
        else if (top.s_axil_awvalid && top.s_axil_awready) writes[addresses++].taken = cycle;
        if (words < writes.size() && writes[words].data_waits) writes[words].data_waits--;
        else if (top.s_axil_wvalid && top.s_axil_wready) writes[words++].taken = cycle;
        if (asked < reads.size() && reads[asked].waits) reads[asked].waits--;
        else if (top.s_axil_arvalid && top.s_axil_arready) reads[asked++].taken = cycle;

        write_is_answered = answers_write && !top.s_axil_bready;
        if (answers_write && top.s_axil_bready) {
            writes.pop_front();
            addresses--;
            words--;
        }
        read_is_answered = answers_read && !top.s_axil_rready;
        if (answers_read && top.s_axil_rready) {
            reads.pop_front();
            asked--;
        }
    }

    std::optional<Write> written;
    std::optional<Read> was_read;
    Answer response{}, word{};

private:
    static constexpr unsigned TAKEN_WITHIN = 3, WRITTEN_WITHIN = 4;  // cycles, where nothing else is at work

    std::deque<Write> writes;
    std::deque<Read> reads;
    size_t addresses = 0, words = 0, asked = 0;  // of these how many are taken
    bool write_is_answered = false, read_is_answered = false;
    unsigned write_waits = 0, read_waits = 0, address_waits = 0, data_waits = 0, asking_waits = 0;

    static void wait(unsigned &waited, bool waits, unsigned most, const char *what) {
        waited = waits ? waited + 1 : 0;
        expect(waited <= most, "hang", "a %s waits for more than %u cycles", what, most);
    }
};
