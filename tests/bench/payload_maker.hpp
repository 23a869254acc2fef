#pragma once
// What messages say: JSON as services send it, and octets without meaning.

#include <cstdint>
#include <string>
#include <vector>

#include "tests/bench/random.hpp"
#include "wsdissect/base/bytes.hpp"

namespace wsdissect::bench {

class PayloadMaker {
  public:
    explicit PayloadMaker(Random& random) : random_(random) {}

    /// Valid UTF-8 of exactly `octets` octets: a JSON object where it has room for one. The view is valid
    /// until the next call.
    [[nodiscard]] Bytes text(std::uint32_t octets);
    /// The same of random octets.
    [[nodiscard]] Bytes binary(std::uint32_t octets);

  private:
    void append_pair();
    void append_number();

    Random& random_;
    std::string text_;
    std::vector<std::uint8_t> binary_;
};

}  // namespace wsdissect::bench
