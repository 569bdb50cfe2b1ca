// Runs tokens from a position on through `llama2_rtl_axi` and counts the cycles of the last one.
//
//   token_bench beat_bytes=n base=address kv_base=address kv_pages=n [image=file] [kv=file] position=n token=n tokens=n [logits=file]
//               latency=n outstanding=n gap_interval=n gap=n first_stage=n last_stage=n classifier=n
//
// Without a file the bytes at an address are a hash of it; what the core writes to the KV cache lands in the file `kv`.
// The last line printed is a JSON object: the token chosen, the cycles from the last token's start to the next one's,
// what they were, and the bus's beats meanwhile. Lines before it show progress.
#include <cstdio>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "Vllama2_rtl_axi.h"
#include "Vllama2_rtl_axi___024root.h"
#include "axi_memory.h"
#include "llama2_rtl_start.h"
#include "verilated.h"

#define CORE(name) (top.rootp->llama2_rtl_axi__DOT__u_decoder__DOT__##name)
#define LOOP(name) (top.rootp->llama2_rtl_axi__DOT__u_token_loop__DOT__##name)

using Options = std::map<std::string, std::string>;

static Options parse(int count, char **words) {
    Options options;
    for (int index = 1; index < count; index++) {
        std::string word = words[index];
        auto equals = word.find('=');
        if (equals == std::string::npos) throw std::runtime_error("not name=value: " + word);
        options[word.substr(0, equals)] = word.substr(equals + 1);
    }
    return options;
}

static uint64_t number(const Options &options, const std::string &name) {
    auto found = options.find(name);
    return found == options.end() ? 0 : std::stoull(found->second, nullptr, 0);
}

class Bench {
public:
    explicit Bench(const Options &options)
        : options(options), memory(top, image, option("beat_bytes"), {option("latency"), option("outstanding"),
                                                                 option("gap_interval"), option("gap")}) {
        if (options.count("image")) image.map(options.at("image"), option("base"));
        if (options.count("kv")) image.map(options.at("kv"), option("kv_base"));
    }

    void run() {
        start();
        LOOP(position) = option("position");
        top.s_axis_tdata = option("token");
        top.s_axis_tvalid = 1;
        until([&] { return LOOP(token_start); }, "the token's start");
        for (uint64_t token = 0; token < option("tokens"); token++) count_token();
        top.s_axis_tvalid = 0;
        report();
        if (uint32_t code = llama2_rtl_end())
            throw std::runtime_error("the run ends with a fault; the register ERROR reads as " + std::to_string(code));
        if (!memory.idle()) throw std::runtime_error("bursts are outstanding after the run");
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
        if (waited++ == LIMIT) throw std::runtime_error("the core's registers do not change any more");
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

private:
    static constexpr uint64_t LIMIT = 1000000, PROGRESS = 1 << 20;

    uint64_t option(const char *name) const { return number(options, name); }

    // The first half of a cycle: its inputs, then its outputs.
    void settle() {
        memory.drive();
        top.aclk = 0;
        top.eval();
        memory.sample();
    }

    void edge() {
        top.aclk = 1;
        top.eval();
    }

    // Stops in the middle of the first cycle in which the condition holds.
    template <class Condition> void until(Condition condition, const char *what) {
        for (uint64_t waited = 0; waited < LIMIT; waited++) {
            settle();
            if (condition()) return;
            edge();
        }
        throw std::runtime_error(std::string(what) + " does not come");
    }

    void start() {
        top.m_axis_tready = top.s_axil_bready = top.s_axil_rready = 1;
        for (int cycle = 0; cycle < 16; cycle++) {
            top.aresetn = cycle >= 8;
            settle();
            edge();
        }
        llama2_rtl_run run{};
        run.image_base = option("base");
        run.kv_base = option("kv_base");
        run.kv_limit = option("kv_pages");
        run.resume = 1;  // at the position that `run` sets
        if (uint32_t code = llama2_rtl_start(&run))
            throw std::runtime_error("the core does not start; the register ERROR reads as " + std::to_string(code));
    }

    // From the middle of the cycle of a token's start to that of the next one's.
    void count_token() {
        cycles = beats = stalls = 0;
        bubbles.clear();
        logits.clear();
        uint64_t gap = 0, last_beat = 0, read_before = memory.read_beats, written_before = memory.written_beats;
        unsigned last = option("last_stage");
        do {
            bool engine = CORE(weight_beat) || CORE(attention_beat);
            cycles++;
            if (engine) {
                if (gap) bubbles[{last, CORE(stage)}] += gap;
                gap = 0;
                last = CORE(stage);
            }
            if (engine) last_beat = cycles;
            if (engine || CORE(parameter_beat)) beats++;
            else if (CORE(stall)) stalls++;
            else gap++;
            if (CORE(y_valid) && CORE(y_dest) == option("classifier")) logits.push_back(CORE(y));
            if (CORE(token_done)) chosen = CORE(next_token);
            if (cycles % PROGRESS == 0) {
                std::printf("cycle %llu, stage %u\n", (unsigned long long)cycles, unsigned(CORE(stage)));
                std::fflush(stdout);
            }
            if (cycles - last_beat > LIMIT) throw std::runtime_error("nothing moves in stage " + std::to_string(CORE(stage)));
            edge();
            settle();
        } while (!LOOP(token_start));
        if (gap) bubbles[{last, option("first_stage")}] += gap;
        read_beats = memory.read_beats - read_before;
        written_beats = memory.written_beats - written_before;
    }

    void report() {
        if (options.count("logits"))
            std::ofstream(options.at("logits"), std::ios::binary)
                .write(reinterpret_cast<const char *>(logits.data()), logits.size() * sizeof(int32_t));
        std::string pairs;
        for (auto &[pair, count] : bubbles)
            pairs += (pairs.empty() ? "[" : ", [") + std::to_string(pair.first) + ", " + std::to_string(pair.second) +
                     ", " + std::to_string(count) + "]";
        std::printf("{\"token\": %u, \"cycles\": %llu, \"beats\": %llu, \"stalls\": %llu, \"bubbles\": [%s], "
                    "\"read_beats\": %llu, \"written_beats\": %llu}\n",
                    chosen, (unsigned long long)cycles, (unsigned long long)beats, (unsigned long long)stalls,
                    pairs.c_str(), (unsigned long long)read_beats, (unsigned long long)written_beats);
    }

    Options options;
    Vllama2_rtl_axi top;
    MemoryImage image;
    AxiMemory<Vllama2_rtl_axi> memory;
    uint64_t waited = 0, cycles = 0, beats = 0, stalls = 0, read_beats = 0, written_beats = 0;
    unsigned chosen = 0;
    std::map<std::pair<unsigned, unsigned>, uint64_t> bubbles;
    std::vector<int32_t> logits;
};

static Bench *bench;

// What `llama2_rtl_start.h` needs of a host.
void llama2_rtl_write(uint32_t offset, uint32_t word) { bench->write(offset, word); }
uint32_t llama2_rtl_read(uint32_t offset) { return bench->read(offset); }

int main(int count, char **words) {
    try {
        Bench host(parse(count, words));
        bench = &host;
        host.run();
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 1;
    }
}
