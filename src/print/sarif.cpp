// `validate -T sarif`: SARIF 2.1.0, a result a finding, written when it is told.

#include <string>
#include <vector>

#include "base/hex_digits.hpp"
#include "print/advice.hpp"
#include "print/json_writer.hpp"
#include "wsdissect/print/reports.hpp"

namespace wsdissect::print {
namespace {

constexpr std::string_view kSchema =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// SARIF section 3.27.10 has the same three words.
std::string_view level_of(model::Severity severity) noexcept { return name_of(severity); }

/// `RFC 6455 section 5.1` -> `https://www.rfc-editor.org/rfc/rfc6455#section-5.1`; empty for another form.
std::string help_address(std::string_view reference) {
    constexpr std::string_view kRfc = "RFC ", kSection = " section ";
    const std::size_t section = reference.find(kSection);
    if (!reference.starts_with(kRfc) || section == std::string_view::npos) return {};
    std::string address = "https://www.rfc-editor.org/rfc/rfc";
    address += reference.substr(kRfc.size(), section - kRfc.size());
    address += "#section-";
    return address += reference.substr(section + kSection.size());
}

/// A file name as a reference (RFC 3986): all but unreserved characters and slashes as `%HH`.
std::string as_uri(std::string_view name) {
    std::string uri;
    if (name.find(':') < name.find('/')) uri = "./";  // else the front would be a scheme
    for (const char character : name) {
        const bool is_letter =
            (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
        const bool is_digit = character >= '0' && character <= '9';
        if (is_letter || is_digit || std::string_view("-._~/").find(character) != std::string_view::npos) {
            uri += character;
        } else {
            char digits[2];
            (void)put_hex(digits, static_cast<std::uint8_t>(character));
            uri += '%';
            uri.append(digits, sizeof digits);
        }
    }
    return uri;
}

/// What is neither a link nor a placeholder, though findings quote what came from the network.
/// `[text](destination)` is a link (SARIF section 3.11.6): a backslash makes the bracket one of the text.
/// `{0}` is a placeholder: each brace of the text has to be written twice (section 3.11.5).
std::string as_plain_text(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text.substr(i).starts_with("](")) plain += '\\';
        if (text[i] == '{' || text[i] == '}') plain += text[i];
        plain += text[i];
    }
    return plain;
}

void add_message(JsonWriter& json, std::string_view key, std::string_view text) {
    json.key(key);
    json.begin_object();
    json.string("text", text);
    json.end_object();
}

void add_rule(JsonWriter& json, const model::Rule& rule) {
    json.begin_object();
    json.word("id", rule.id);
    add_message(json, "shortDescription", rule.text);
    add_message(json, "help", advice_for(rule.id).empty() ? rule.text : advice_for(rule.id));
    if (const std::string address = help_address(rule.reference); !address.empty())
        json.word("helpUri", address);
    json.key("defaultConfiguration");
    json.begin_object();
    json.word("level", level_of(rule.severity));
    json.end_object();
    json.key("properties");
    json.begin_object();
    json.word("reference", rule.reference);
    json.end_object();
    json.end_object();
}

class SarifPrinter final : public model::Sink {
  public:
    SarifPrinter(TextBuffer& output, const SarifTool& tool)
        : output_(output),
          version_(tool.version),
          rules_(tool.rules.begin(), tool.rules.end()),
          content_(tool.content) {}

    [[nodiscard]] model::Demand demand() const override {
        return {.message_findings = content_,
                .findings = true,
                .frames = false,
                .messages = false,
                .controls = false,
                .handshake_text = false};
    }

    void on_start(const model::CaptureStart& start) override {
        for (const std::string& file : start.files) files_.push_back(as_uri(file));
    }
    void on_finding(const model::Finding& finding) override;
    void on_summary(const model::Summary& summary) override;

  private:
    void begin();
    void add_result(JsonWriter& json, const model::Finding& finding) const;
    void add_location(JsonWriter& json, const model::Finding& finding) const;

    TextBuffer& output_;
    TextBuilder text_{output_};
    std::string version_;
    std::vector<model::Rule> rules_;
    bool content_;
    std::vector<std::string> files_;  ///< As references.
    bool begun_ = false;
};

/// Up to the array of results, which stays open.
void SarifPrinter::begin() {
    if (begun_) return;
    begun_ = true;
    JsonWriter json(text_);
    json.begin_object();
    json.word("$schema", kSchema);
    json.word("version", "2.1.0");
    json.key("runs");
    json.begin_array();
    json.begin_object();
    json.key("tool");
    json.begin_object();
    json.key("driver");
    json.begin_object();
    json.word("name", "wsdissect");
    json.string("version", version_);
    json.key("rules");
    json.begin_array();
    for (const model::Rule& rule : rules_) add_rule(json, rule);
    json.end_array();
    json.end_object();
    json.end_object();
    json.key("results");
    text_.add("[\n");
}

void SarifPrinter::on_finding(const model::Finding& finding) {
    const bool is_first = !begun_;
    begin();
    if (!is_first) text_.add(",\n");
    JsonWriter json(text_);
    add_result(json, finding);
    output_.end_record();
}

void SarifPrinter::add_location(JsonWriter& json, const model::Finding& finding) const {
    json.begin_object();
    json.key("physicalLocation");
    json.begin_object();
    json.key("artifactLocation");
    json.begin_object();
    const std::size_t file = finding.packet.file;
    json.word("uri", file < files_.size() ? std::string_view(files_[file]) : std::string_view("capture"));
    json.end_object();
    json.key("region");  // captures have no lines: packets are what people can find
    json.begin_object();
    json.number("startLine", finding.packet.number);
    json.end_object();
    json.end_object();
    json.key("logicalLocations");
    json.begin_array();
    json.begin_object();
    json.word("name", "connection " + std::to_string(finding.connection->number));
    json.word("fullyQualifiedName", std::string(finding.connection->client_text) + " -> " +
                                        std::string(finding.connection->server_text));
    json.end_object();
    json.end_array();
    json.end_object();
}

void SarifPrinter::add_result(JsonWriter& json, const model::Finding& finding) const {
    json.begin_object();
    json.word("ruleId", finding.rule->id);
    json.word("level", level_of(finding.rule->severity));
    std::string message = "The " + std::string(name_of(finding.direction)) + ", in packet " +
                          std::to_string(finding.packet.number) + ": ";
    message += as_plain_text(finding.message);
    message += " (" + std::string(finding.rule->reference) + ")";
    add_message(json, "message", message);
    json.key("locations");
    json.begin_array();
    add_location(json, finding);
    json.end_array();
    json.key("properties");
    json.begin_object();
    json.number("connection", finding.connection->number);
    json.word("direction", name_of(finding.direction));
    json.number("packet", finding.packet.number);
    json.end_object();
    json.end_object();
}

void SarifPrinter::on_summary(const model::Summary&) {
    begin();
    text_.add("\n]}]}\n");
}

}  // namespace

std::unique_ptr<model::Sink> make_sarif_printer(TextBuffer& text, const SarifTool& tool) {
    return std::make_unique<SarifPrinter>(text, tool);
}

}  // namespace wsdissect::print
