#include "src/capture/hardware_type.hpp"

#include <doctest/doctest.h>

#include <filesystem>
#include <optional>

#include "tests/support/temporary_folder.hpp"

namespace wsdissect::capture {

TEST_CASE("capture/hardware_type: what libpcap takes each kind of hardware for, where there is no doubt") {
    struct Case {
        unsigned type;
        std::optional<LinkType> link_type;
    };
    const Case cases[] = {
        {1, LinkType::ethernet},
        {512, std::nullopt},  // PPP: cooked headers, of which version depends on libpcap
        {513, LinkType::cisco_hdlc},
        {518, LinkType::raw},
        {768, LinkType::raw},
        {772, LinkType::ethernet},
        {776, LinkType::raw},
        {778, std::nullopt},
        {801, LinkType::ieee802_11},
        {802, LinkType::ieee802_11_prism},
        {803, LinkType::ieee802_11_radiotap},
        {65534, LinkType::raw},
        {0, std::nullopt},
        {7000, std::nullopt},
    };
    const test::TemporaryFolder folder;
    for (const Case& c : cases) {
        CAPTURE(c.type);
        CHECK(link_type_of_hardware(c.type, "wire", folder.path()) == c.link_type);
    }
}

TEST_CASE("capture/hardware_type: not all that the kernel calls Ethernet is") {
    const test::TemporaryFolder plain, tagged;  // What the kernel would say of an interface.
    std::filesystem::create_directories(tagged.path() / "dsa/tagging");
    CHECK(link_type_of_hardware(1, "eth0", plain.path()) == LinkType::ethernet);
    CHECK(link_type_of_hardware(1, "eth0", tagged.path()) == std::nullopt);
    CHECK(link_type_of_hardware(1, "cdma_rmnet0", plain.path()) == std::nullopt);
    CHECK(link_type_of_hardware(1, "isdn3", plain.path()) == std::nullopt);
    CHECK(link_type_of_hardware(772, "isdn3", plain.path()) == LinkType::ethernet);
}

TEST_CASE("capture/hardware_type: the kernel is asked for what there is") {
    CHECK(hardware_type_of("lo") == 772U);
    CHECK(hardware_type_of("no-such") == std::nullopt);
    CHECK(hardware_type_of("a-name-longer-than-any-interface-has") == std::nullopt);
}

}  // namespace wsdissect::capture
