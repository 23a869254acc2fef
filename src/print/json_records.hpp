#pragma once
// The objects of the formats `ndjson` and `json`: keys and their order are those of docs/output.md.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "print/text_builder.hpp"
#include "print/utc_text.hpp"
#include "wsdissect/model/events.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::print {

class JsonRecords {
  public:
    explicit JsonRecords(const PrintOptions& options) : options_(options) {}

    /// Names of the inputs; records name theirs where there are several.
    void set_files(std::vector<std::string> files) { files_ = std::move(files); }

    void add(TextBuilder text, const model::Handshake& handshake);
    void add(TextBuilder text, const model::Frame& frame);
    void add(TextBuilder text, const model::Message& message);
    void add(TextBuilder text, const model::Control& control);
    void add(TextBuilder text, const model::Finding& finding);
    void add(TextBuilder text, const model::Gap& gap);
    void add(TextBuilder text, const model::ConnectionEnd& end);
    void add(TextBuilder text, const model::Summary& summary);

  private:
    /// What every record but the summary begins with. `type` is all that stands before the connection's
    /// number.
    template <std::size_t N, class Event>
    void begin(TextBuilder text, const char (&type)[N], const Event& event) {
        const PacketStamp& packet = event.packet;
        text.add(type, Decimal{event.connection->number}, ",\"time\":\"", time(packet.time),
                 "Z\",\"packet\":", Decimal{packet.number});
        if (files_.size() > 1 && packet.file < files_.size()) add_file(text, packet.file);
    }
    [[nodiscard]] UtcTime time(Timestamp time) { return utc_.at(time, kTimeDigits); }
    void add_file(TextBuilder text, std::uint32_t file) const;

    static constexpr std::size_t kTimeDigits = 9;

    PrintOptions options_;
    std::vector<std::string> files_;
    UtcText utc_{'T'};
};

}  // namespace wsdissect::print
