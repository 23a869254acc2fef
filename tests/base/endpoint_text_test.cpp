#include "wsdissect/base/endpoint_text.hpp"

#include <doctest/doctest.h>

#include <string>

#include "wsdissect/base/address.hpp"

using namespace wsdissect;

TEST_CASE("base/endpoint_text: the text, and spaces behind it") {
    const EndpointText text("127.0.0.1:80");
    CHECK(text.view() == "127.0.0.1:80");
    CHECK(text.size() == 12);
    CHECK(std::string(text.padded().begin(), text.padded().end()) ==
          "127.0.0.1:80" + std::string(EndpointText::kMost - 12, ' '));
    CHECK(EndpointText().view().empty());
}

TEST_CASE("base/endpoint_text: of an endpoint, with spaces behind it too") {
    const EndpointText text(Endpoint{.address = {.octets = {192, 0, 2, 1}}, .port = 8080});
    CHECK(text.view() == "192.0.2.1:8080");
    CHECK(text.padded()[text.size()] == ' ');
    CHECK(text.padded().back() == ' ');
}

TEST_CASE("base/endpoint_text: there is room for the longest endpoint, and more is left out") {
    Endpoint endpoint{.address = {.family = AddressFamily::ipv6}, .port = 65535};
    endpoint.address.octets.fill(0xFF);
    const std::string longest = to_text(endpoint);
    CHECK(longest.size() == EndpointText::kMost);
    CHECK(EndpointText(std::string_view(longest)).view() == longest);
    CHECK(EndpointText(endpoint).view() == longest);
    CHECK(EndpointText(std::string_view(longest + "0")).view() == longest);
}
