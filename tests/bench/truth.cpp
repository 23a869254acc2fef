#include "tests/bench/truth.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <fstream>
#include <system_error>
#include <vector>

namespace wsdissect::bench {
namespace {

struct Field {
    std::string_view name;
    std::string value;
};

std::string object(const std::vector<Field>& fields) {
    std::string text = "{";
    for (const Field& field : fields) {
        text += fmt::format("{}\"{}\":{}", text.size() > 1 ? "," : "", field.name, field.value);
    }
    return text + "}";
}

Field number(std::string_view name, std::uint64_t value) { return {name, fmt::to_string(value)}; }

std::string frames_by_name(const Truth& truth) {
    std::vector<Field> fields;
    for (std::uint8_t opcode = 0; opcode < truth.frames.size(); ++opcode) {
        if (truth.frames[opcode] == 0) continue;
        fields.push_back(number(name_of(static_cast<websocket::Opcode>(opcode)), truth.frames[opcode]));
    }
    return object(fields);
}

std::vector<Field> frame_fields(const Truth& truth) {
    return {{"frames", frames_by_name(truth)},
            number("messages", truth.messages),
            number("payload_bytes", truth.payload_bytes)};
}

std::string summary(const Truth& truth) {
    std::vector<Field> fields = {number("packets", truth.packets),
                                 number("bytes", truth.bytes),
                                 number("tcp_streams", truth.tcp_streams),
                                 number("connections", truth.connections),
                                 {"handshakes", object({number("valid", truth.connections)})},
                                 {"findings", "{}"},
                                 number("lost_bytes", truth.lost_bytes),
                                 number("malformed_packets", 0)};
    if (truth.lost_packets == 0) {
        fields.push_back(number("gaps", 0));
        for (Field& field : frame_fields(truth)) fields.push_back(std::move(field));
    }
    return object(fields);
}

std::string sent(const Truth& truth) {
    std::vector<Field> fields = frame_fields(truth);
    fields.push_back(number("message_bytes", truth.message_bytes));
    return object(fields);
}

std::string capture(const Truth& truth) {
    return object({number("noise_packets", truth.noise_packets), number("late_packets", truth.late_packets),
                   number("repeated_packets", truth.repeated_packets),
                   number("lost_packets", truth.lost_packets)});
}

}  // namespace

void write_truth(const Truth& truth, const std::string& path) {
    std::ofstream file(path);
    file << object({{"summary", summary(truth)}, {"sent", sent(truth)}, {"capture", capture(truth)}}) << '\n';
    file.close();
    if (!file) throw std::system_error(errno, std::generic_category(), path);
}

}  // namespace wsdissect::bench
