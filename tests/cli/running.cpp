#include "tests/cli/running.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "tests/support/memory_file.hpp"

namespace wsdissect::cli {

std::ostream& operator<<(std::ostream& out, const Outcome& outcome) {
    return out << "status " << static_cast<int>(outcome.status) << ", " << outcome.results.size()
               << " octets of results, remarks:\n"
               << outcome.remarks;
}

Outcome run(const InputOptions& options, Make make, std::optional<int> descriptor) {
    const test::MemoryFile results;
    const test::MemoryFile remarks;
    Outcome outcome{};
    {
        const test::RedirectedStandardError redirected(remarks);
        print::TextOutput output(descriptor.value_or(results.descriptor()));
        const print::PrintOptions settings{.only = print::RecordKinds::all(), .hex_dump = true};
        outcome.status = dissect(
            options, [&](print::TextBuffer& text) { return make(text, settings); }, output);
    }
    outcome.results = results.content();
    outcome.remarks = remarks.content();
    return outcome;
}

InputOptions input(std::vector<std::string> files) {
    InputOptions options;
    options.files = std::move(files);
    return options;
}

std::vector<std::string> samples() {
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(WSDISSECT_SOURCE_DIR "/samples")) {
        const auto extension = entry.path().extension();
        if (extension == ".pcap" || extension == ".pcapng") paths.push_back(entry.path().string());
    }
    std::sort(paths.begin(), paths.end());
    REQUIRE(paths.size() > 10);
    return paths;
}

std::string sample(const std::string& name) { return WSDISSECT_SOURCE_DIR "/samples/" + name; }

std::vector<std::uint8_t> content_of(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace wsdissect::cli
