// A host of `llama2_rtl_axi`: clock and reset, accesses to registers, the start; the memory behind the core.
#pragma once

#include <cstdio>
#include <deque>
#include <map>
#include <stdexcept>
#include <string>
#include <vector>

#include "Vllama2_rtl_axi.h"
#include "axi_memory.h"
#include "llama2_rtl_start.h"
#include "managers.h"
#include "verilated.h"

using Options = std::map<std::string, std::string>;

inline Options parse(int count, char **words) {
    Options options;
    for (int index = 1; index < count; index++) {
        std::string word = words[index];
        auto equals = word.find('=');
        if (equals == std::string::npos) throw std::runtime_error("not name=value: " + word);
        options[word.substr(0, equals)] = word.substr(equals + 1);
    }
    return options;
}

inline uint64_t number(const Options &options, const std::string &name) {
    auto found = options.find(name);
    return found == options.end() ? 0 : std::stoull(found->second, nullptr, 0);
}

class Host {
public:
    // Each manager has a memory of its own; their gaps are spread over the interval.
    explicit Host(const Options &options) : options(options) {
        Timing timing{option("latency"), option("outstanding"), option("gap_interval"), option("gap")};
        std::vector<Manager> managers AXI_MANAGERS(top);
        for (size_t port = 0; port < managers.size(); port++) {
            memories.emplace_back(managers[port], option("beat_bytes"), timing,
                                  port * timing.gap_interval / managers.size());
            MemoryImage &image = memories[port].image;
            if (options.count("image")) image.map(options.at("image"), base("base", port), port, managers.size());
            if (options.count("kv")) image.map(options.at("kv"), base("kv_base", port), port, managers.size());
        }
    }

    void write(unsigned address, uint32_t data) {
        waited = 0;
        top.s_axil_awaddr = address;
        top.s_axil_wdata = data;
        top.s_axil_wstrb = 15;
        top.s_axil_awvalid = top.s_axil_wvalid = 1;
        for (bool answered = false; !answered;) {
            settle();
            bool address_taken = top.s_axil_awready, data_taken = top.s_axil_wready;
            answered = top.s_axil_bvalid;
            edge();
            top.s_axil_awvalid = top.s_axil_awvalid && !address_taken;
            top.s_axil_wvalid = top.s_axil_wvalid && !data_taken;
        }
    }

    uint32_t read(unsigned address) {
        if (waited++ == polls) throw std::runtime_error("the core's registers do not change any more");
        top.s_axil_araddr = address;
        top.s_axil_arvalid = 1;
        for (;;) {
            settle();
            bool taken = top.s_axil_arready, answered = top.s_axil_rvalid;
            uint32_t data = top.s_axil_rdata;
            edge();
            top.s_axil_arvalid = top.s_axil_arvalid && !taken;
            if (answered) return data;
        }
    }

protected:
    static constexpr uint64_t LIMIT = 1000000;

    uint64_t option(const char *name) const { return number(options, name); }

    // Where the part of a port lies.
    uint64_t base(const char *name, size_t port) const { return option(name) + port * FROM_PORT_TO_PORT; }

    // A count of all memories.
    template <class Count> uint64_t sum(Count count) const {
        uint64_t total = 0;
        for (auto &memory : memories) total += memory.*count;
        return total;
    }

    // The first half of a cycle: its inputs, then its outputs.
    void settle() {
        for (auto &memory : memories) memory.drive();
        top.aclk = 0;
        top.eval();
        for (auto &memory : memories) memory.sample();
        seen();
    }

    // Called with the outputs of every cycle.
    virtual void seen() {}

    void edge() {
        top.aclk = 1;
        top.eval();
    }

    // Stops in the middle of the first cycle in which the condition holds.
    template <class Condition> void until(Condition condition, const char *what, uint64_t limit = LIMIT) {
        for (uint64_t waited = 0; waited < limit; waited++) {
            settle();
            if (condition()) return;
            edge();
        }
        throw std::runtime_error(std::string(what) + " does not come");
    }

    // The host lets cycles pass between two readings, for which it has a patience of its own.
    void rested() { waited = 0; }

    virtual ~Host() = default;

    void reset() {
        top.m_axis_tready = top.s_axil_bready = top.s_axil_rready = 1;
        for (int cycle = 0; cycle < 16; cycle++) {
            top.aresetn = cycle >= 8;
            settle();
            edge();
        }
    }

    // Where the packed model and the KV cache lie, in what the start is told.
    template <class Start> void place(Start &start) const {
#ifdef LLAMA2_RTL_PORTS_OFFSET
        for (size_t port = 0; port < memories.size(); port++) {
            start.image_base[port] = base("base", port);
            start.kv_base[port] = base("kv_base", port);
        }
#else
        start.image_base = base("base", 0);
        start.kv_base = base("kv_base", 0);
#endif
    }

    // From reset to where prompts are taken; `run` says how answers are made.
    void start(llama2_rtl_run run) {
        reset();
        place(run);
        run.kv_limit = option("kv_pages");
        if (uint32_t code = llama2_rtl_start(&run))
            throw std::runtime_error("the core does not start; the register ERROR reads as " + std::to_string(code));
    }

    void end() {
        if (uint32_t code = llama2_rtl_end())
            throw std::runtime_error("the run ends with a fault; the register ERROR reads as " + std::to_string(code));
        check_idle();
    }

    void check_idle() const {
        for (auto &memory : memories)
            if (!memory.idle()) throw std::runtime_error("bursts are outstanding after the run");
    }

    Options options;
    Vllama2_rtl_axi top;
    std::deque<AxiMemory> memories;

private:
    // Readings in a row, and how many are too many: those of a register that the core should have changed.
    uint64_t waited = 0, polls = options.count("polls") ? option("polls") : LIMIT;
};

// The one that the functions of `llama2_rtl_start.h` speak to.
inline Host *the_host;

void llama2_rtl_write(uint32_t offset, uint32_t word) { the_host->write(offset, word); }
uint32_t llama2_rtl_read(uint32_t offset) { return the_host->read(offset); }

// The program: a `Bench`, which is a Host, made of the arguments and run.
template <class Bench> int run_bench(int count, char **words) {
    try {
        Bench bench(parse(count, words));
        the_host = &bench;
        bench.run();
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
    return 0;
}
