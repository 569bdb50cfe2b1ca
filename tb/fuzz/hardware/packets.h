// Packets of the serial line, as a host writes and reads them.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model.h"

using Bytes = std::vector<uint8_t>;

struct Packet {
    uint8_t kind;
    std::vector<uint16_t> words;

    bool operator==(const Packet &other) const { return kind == other.kind && words == other.words; }

    std::string text() const {
        std::string text(1, kind);
        for (uint16_t word : words) text += " " + std::to_string(word);
        return text;
    }
};

// CRC-16/XMODEM.
inline uint16_t crc16(const Bytes &bytes) {
    uint16_t crc = 0;
    for (uint8_t byte : bytes) {
        crc ^= byte << 8;
        for (int bit = 0; bit < 8; bit++) crc = crc & 0x8000 ? crc << 1 ^ 0x1021 : crc << 1;
    }
    return crc;
}

// The bytes of a packet on the line.
inline Bytes encoded(const Packet &packet) {
    Bytes body{packet.kind}, line{END};
    for (uint16_t word : packet.words) body.insert(body.end(), {uint8_t(word), uint8_t(word >> 8)});
    uint16_t crc = crc16(body);
    body.insert(body.end(), {uint8_t(crc >> 8), uint8_t(crc)});
    for (uint8_t byte : body) {
        if (byte == END) line.insert(line.end(), {ESC, ESC_END});
        else if (byte == ESC) line.insert(line.end(), {ESC, ESC_ESC});
        else line.push_back(byte);
    }
    line.push_back(END);
    return line;
}

// Finds the packets in a stream of bytes.
class Unpacker {
public:
    enum Found { NOTHING, DAMAGED, ODD, WHOLE };

    Packet packet;  // the last WHOLE one

    // What a byte ends: nothing, a packet that is damaged, one with half a word, or a whole one.
    Found feed(uint8_t byte) {
        if (byte == END) return ended();
        wrong |= escaped && byte != ESC_END && byte != ESC_ESC;
        if (byte != ESC) body.push_back(!escaped ? byte : byte == ESC_END ? END : byte == ESC_ESC ? ESC : byte);
        escaped = byte == ESC;
        return NOTHING;
    }

    // Bytes since the last END, those of the CRC among them.
    size_t size() const { return body.size(); }

private:
    Bytes body;
    bool escaped = false, wrong = false;

    Found ended() {
        Bytes whole;
        whole.swap(body);
        bool damaged = escaped || wrong || whole.size() < 3 || crc16(whole);
        escaped = wrong = false;
        if (whole.empty()) return NOTHING;
        if (damaged) return DAMAGED;
        if (whole.size() % 2 == 0) return ODD;
        packet = {whole[0], {}};
        for (size_t at = 1; at + 2 < whole.size(); at += 2) packet.words.push_back(whole[at] | whole[at + 1] << 8);
        return WHOLE;
    }
};
