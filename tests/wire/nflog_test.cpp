#include "tests/support/encapsulation.hpp"
#include "tests/wire/expect.hpp"

using namespace wsdissect;
using namespace wsdissect::test;
using wire::ErrorKind;
using wire::Outcome;

namespace {

const Tcp kSegment{.payload = "hello"};

}  // namespace

TEST_CASE("wire/nflog: the payload among other attributes, in either byte order") {
    const Octets little = {2, 0, 0, 7, 9, 0, 10, 0, 'a', 'b', 'c', 'd', 0, 0, 0, 0};
    const Octets big = {2, 0, 0, 7, 0, 9, 0, 10, 'a', 'b', 'c', 'd', 0, 0, 0, 0};
    expect_segment(LinkType::nflog, joined({little, {49, 0, 9, 0}, ipv4(kSegment)}), kSegment);
    expect_segment(LinkType::nflog, joined({big, {0, 49, 0, 9}, ipv4(kSegment)}), kSegment);
    const Tcp v6 = over_ipv6(kSegment);
    expect_segment(LinkType::nflog, joined({{10, 0, 0, 7, 69, 0, 9, 0}, ipv6(v6)}), v6);
}

TEST_CASE("wire/nflog: without a payload it is other") {
    expect_outcome(LinkType::nflog, {2, 0, 0, 7}, Outcome::other);
    expect_outcome(LinkType::nflog, {2, 0, 0, 7, 8, 0, 10, 0, 1, 2, 3, 4}, Outcome::other);
}

TEST_CASE("wire/nflog: lengths that cannot be") {
    expect_error(LinkType::nflog, {2, 0, 0}, {ErrorKind::link_header_short, 0, 3, 4});
    expect_error(LinkType::nflog, {2, 0, 0, 7, 8, 0}, {ErrorKind::link_header_short, 4, 2, 4});
    expect_error(LinkType::nflog, {2, 0, 0, 7, 9, 0, 10, 0, 1}, {ErrorKind::link_header_short, 4, 5, 12});
    // A length below the attribute's own header goes past that at least.
    expect_outcome(LinkType::nflog, {2, 0, 0, 7, 0, 0, 10, 0}, Outcome::other);
}
