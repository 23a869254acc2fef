#pragma once
// The objects of the formats `ndjson` and `json`: keys and their order are those of docs/output.md.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "print/json_writer.hpp"
#include "print/utc_text.hpp"
#include "wsdissect/model/events.hpp"
#include "wsdissect/print/printers.hpp"

namespace wsdissect::print {

class JsonRecords {
  public:
    explicit JsonRecords(const PrintOptions& options) : options_(options) {}

    /// Names of the inputs; records name theirs where there are several.
    void set_files(std::vector<std::string> files) { files_ = std::move(files); }

    void add(TextBuilder& text, const model::Handshake& handshake);
    void add(TextBuilder& text, const model::Frame& frame);
    void add(TextBuilder& text, const model::Message& message);
    void add(TextBuilder& text, const model::Control& control);
    void add(TextBuilder& text, const model::Finding& finding);
    void add(TextBuilder& text, const model::Gap& gap);
    void add(TextBuilder& text, const model::ConnectionEnd& end);
    void add(TextBuilder& text, const model::Summary& summary);

  private:
    /// `"type":...` and what every record but the summary has next.
    void begin(JsonWriter& json, std::string_view type, const model::ConnectionInfo& connection,
               const PacketStamp& packet);
    void add_time(JsonWriter& json, std::string_view name, Timestamp time);
    void add_header(JsonWriter& json, std::string_view name, const std::optional<std::string_view>& octets);
    void add_subprotocols(JsonWriter& json, std::string_view list);
    void add_request(JsonWriter& json, const model::HandshakeRequest& request);

    PrintOptions options_;
    std::vector<std::string> files_;
    UtcText utc_{'T'};
    std::string scratch_;
};

}  // namespace wsdissect::print
