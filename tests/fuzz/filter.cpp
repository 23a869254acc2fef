// Display filters: no expression breaks the parser, and records can be held against whatever it takes.

#include <string>
#include <string_view>

#include "tests/fuzz/fuzzing.hpp"
#include "wsdissect/filter/filter.hpp"

namespace wsdissect {
namespace {

using fuzz::require;

/// The fuzzer's octets as the content of records.
class Records {
  public:
    explicit Records(Bytes content) {
        connection_.client = {{{192, 0, 2, 1}, AddressFamily::ipv4}, 1};
        connection_.server = {{{0x20, 1, 0xd, 0xb8}, AddressFamily::ipv6}, 2};
        handshake_.connection = &connection_;
        handshake_.request.emplace();
        handshake_.request->host = as_text(content);
        handshake_.request->subprotocols = as_text(content);
        handshake_.response.emplace();
        handshake_.response->subprotocol = "";
        message_.connection = &connection_;
        message_.payload = content;
        message_.length = content.size();
        control_.connection = &connection_;
        control_.payload = content;
        frame_.connection = &connection_;
        frame_.header.masking_key = websocket::MaskingKey{0, 1, 0xFE, 0xFF};
        frame_.ends_message = &message_;
        frame_.control = &control_;
        end_.connection = &connection_;
    }

    /// How many of them are chosen.
    [[nodiscard]] int chosen(const filter::Filter& filter) const {
        filter::Evaluation evaluation(filter);
        const filter::Marks marks = evaluation.marks_of(handshake_);
        const auto chooses = [&](const auto& event) {
            return evaluation.chooses(filter::record_of(event), marks) ? 1 : 0;
        };
        return chooses(handshake_) + chooses(frame_) + chooses(message_) + chooses(control_) + chooses(end_);
    }

  private:
    model::ConnectionInfo connection_;
    model::Handshake handshake_;
    model::Message message_;
    model::Control control_;
    model::Frame frame_;
    model::ConnectionEnd end_;
};

}  // namespace
}  // namespace wsdissect

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace wsdissect;
    fuzz::Choices choices({data, size});
    const Bytes content = choices.take(choices.octet() % 32);
    const std::string expression(as_text(choices.rest()));
    const Records records(content);
    const auto filter = filter::Filter::compile(expression);
    if (!filter) {
        const filter::Fault& fault = filter.error();
        require(fault.begin <= fault.end && fault.end <= expression.size(),
                "a fault lies within the expression");
        require(!fault.message.empty(), "what is wrong is said");
        return 0;
    }
    const auto negated = filter::Filter::compile("not (" + expression + ")");
    if (!negated) return 0;  // It was nested as deep as may be.
    require(records.chosen(*filter) + records.chosen(*negated) == 5, "a record is chosen or not");
    return 0;
}
