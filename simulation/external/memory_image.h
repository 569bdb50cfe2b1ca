// Bytes by address: files mapped where the caller says, elsewhere pages that begin as a hash of their address.
#pragma once

#include <array>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <string>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <unordered_map>
#include <vector>

class MemoryImage {
public:
    static constexpr uint64_t PAGE = 4096;

    // Part `number` of the `parts` of the same length that make up a file. Writes to its bytes reach the file.
    void map(const std::string &path, uint64_t base, uint64_t number, uint64_t parts) {
        int file = open(path.c_str(), O_RDWR);
        struct stat status;
        if (file < 0 || fstat(file, &status) != 0) throw std::runtime_error("cannot open " + path);
        uint64_t size = status.st_size / parts;
        void *bytes = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_SHARED, file, number * size);
        close(file);
        if (bytes == MAP_FAILED) throw std::runtime_error("cannot map " + path);
        regions.push_back({base, size, static_cast<uint8_t *>(bytes)});
    }

    // `size` bytes that lie within one page, and within one file or none.
    uint8_t *at(uint64_t address) {
        for (auto &region : regions)
            if (address - region.base < region.size) return region.bytes + (address - region.base);
        auto &page = pages[address / PAGE];
        if (page.empty()) fill(page, address / PAGE);
        return page.data() + address % PAGE;
    }

private:
    struct Region {
        uint64_t base, size;
        uint8_t *bytes;
    };

    // SplitMix64 of the place of each eight bytes.
    static void fill(std::vector<uint8_t> &page, uint64_t number) {
        page.resize(PAGE);
        for (uint64_t place = 0; place < PAGE; place += 8) {
            uint64_t word = (number * PAGE + place) * 0x9E3779B97F4A7C15ull;
            word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9ull;
            word = (word ^ (word >> 27)) * 0x94D049BB133111EBull;
            word ^= word >> 31;
            std::memcpy(page.data() + place, &word, 8);
        }
    }

    std::vector<Region> regions;
    std::unordered_map<uint64_t, std::vector<uint8_t>> pages;
};
