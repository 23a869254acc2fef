#include <algorithm>
#include <string>

#include "base/letters.hpp"
#include "print/report_lines.hpp"
#include "print/verdict_words.hpp"
#include "wsdissect/base/escape.hpp"

namespace wsdissect::print {
namespace {

using Field = HandshakeTexts::Field;
using OptionalText = std::optional<std::string_view>;

void add_packets(TextBuilder text, const ReportedHandshake& handshake) {
    const auto& [request, response] = std::pair(handshake.request_packet, handshake.response_packet);
    if (request && response) text.add(" (packets ", Decimal{*request}, " and ", Decimal{*response}, ")");
    if (request && !response) text.add(" (packet ", Decimal{*request}, ")");
    if (!request && response) text.add(" (packet ", Decimal{*response}, ")");
}

/// Where `accept`, as it is shown, and `expected` part: the column of the caret.
std::size_t first_difference(std::string_view accept, std::string_view expected) noexcept {
    const auto [end, other] = std::mismatch(accept.begin(), accept.end(), expected.begin(), expected.end());
    return static_cast<std::size_t>(end - accept.begin());
}

/// What is likely to have gone wrong; empty where nothing is known.
std::string_view likely_mistake(std::string_view accept, std::string_view expected, const OptionalText& key) {
    if (key && accept == *key) return "  (this is the key itself)";
    if (equal_in_any_case(accept, expected)) return "  (only the case of letters differs)";
    if (!accept.empty() && expected.starts_with(accept)) return "  (its end is missing)";
    if (accept.starts_with(expected)) return "  (there is more behind it)";
    return {};
}

constexpr std::string_view kKey = "      Sec-WebSocket-Key:     ";
constexpr std::string_view kAccept = "      Sec-WebSocket-Accept:  ";
constexpr std::string_view kExpected = "      the key calls for:     ";

void add_value(TextBuilder text, std::string_view label, const OptionalText& value) {
    text.add(label);
    if (value) {
        text.add_escaped(*value);
    } else {
        text.add("[missing]");
    }
    text.add('\n');
}

/// Where the accept value is wrong: it, what it should be, and a mark under the first difference.
void add_wrong_accept(TextBuilder text, const HandshakeTexts& texts, const Colors& colors) {
    const OptionalText accept = texts.get(Field::accept);
    const OptionalText expected = texts.get(Field::accept_expected);
    add_value(text, kKey, texts.get(Field::key));
    add_value(text, kAccept, accept);
    if (!expected) return;
    add_value(text, kExpected, expected);
    if (!accept) return;
    text.add(Spaces{kExpected.size() + first_difference(escaped(*accept), *expected)}, colors.red, '^',
             colors.reset, likely_mistake(*accept, *expected, texts.get(Field::key)), '\n');
}

/// It is the base64 that was called for: nothing in it has to be escaped.
void add_right_accept(TextBuilder text, const HandshakeTexts& texts) {
    text.add(", ", texts.get(Field::accept).value_or(""), " is right for the key ");
    text.add_escaped(texts.get(Field::key).value_or(""));
}

std::string_view word_of(model::Verdict verdict) noexcept {
    return verdict == model::Verdict::invalid ? "INVALID" : name_of(verdict);
}

/// What was agreed of what was offered; nothing where there is neither.
void add_agreement(TextBuilder text, std::string_view what, const OptionalText& agreed,
                   const OptionalText& offered) {
    if (!agreed && !offered) return;
    text.add("  ", what);
    if (agreed) {
        text.add_escaped(*agreed);
    } else {
        text.add("none");
    }
    if (!offered) {
        text.add(" (none was offered)");
    } else if (offered != agreed) {
        text.add(" (offered: ");
        text.add_escaped(*offered);
        text.add(')');
    }
    text.add('\n');
}

void add_status(TextBuilder text, const ReportedHandshake& handshake) {
    text.add(" with ", Decimal{static_cast<std::uint64_t>(handshake.status)});
    const std::string_view reason = handshake.texts.get(Field::reason).value_or("");
    if (!reason.empty()) text.add(' ');
    text.add_escaped(reason);
}

std::string_view missing_half(const ReportedHandshake& handshake) noexcept {
    if (handshake.unanswered) return ", no answer up to the end";
    return handshake.request_packet ? ", no answer was captured" : ", no request was captured";
}

}  // namespace

void add_connection_headline(TextBuilder text, const model::ConnectionInfo& connection,
                             const HandshakeTexts& texts, const Colors& colors) {
    text.add(colors.bold, "Connection ", Decimal{connection.number}, colors.reset, ", ",
             connection.client_text, " -> ", connection.server_text);
    if (connection.proxied_client) text.add(" (for ", to_text(*connection.proxied_client), ")");
    const OptionalText method = texts.get(Field::method);
    if (!method) return;
    text.add(", ");
    text.add_escaped(*method);
    text.add(' ');
    text.add_escaped(texts.get(Field::target).value_or(""));
}

void add_handshake_report(TextBuilder text, const ReportedHandshake& handshake, const Colors& colors) {
    using model::Verdict;
    if (!handshake.told) return text.add("  Handshake: not captured\n");
    const HandshakeTexts& texts = handshake.texts;
    text.add("  Handshake: ", color_of(handshake.verdict, colors), word_of(handshake.verdict), colors.reset);
    if (handshake.verdict == Verdict::rejected) add_status(text, handshake);
    if (handshake.http2) text.add(" over HTTP/2");
    if (handshake.verdict == Verdict::incomplete) text.add(missing_half(handshake));
    const bool is_right = handshake.proves_accept && handshake.accept_valid == true;
    if (is_right && handshake.texts_kept) add_right_accept(text, texts);
    add_packets(text, handshake);
    if (!handshake.texts_kept) text.add(", its fields were not kept: open connections took too much memory");
    text.add('\n');
    const bool is_judged = handshake.proves_accept && handshake.request_packet;
    if (is_judged && !is_right && handshake.texts_kept) add_wrong_accept(text, texts, colors);
    if (!handshake.opens) return;
    add_agreement(text, "Subprotocol: ", texts.get(Field::subprotocol), texts.get(Field::subprotocols));
    add_agreement(text, "Extensions: ", texts.get(Field::extensions), texts.get(Field::extensions_offered));
}

}  // namespace wsdissect::print
