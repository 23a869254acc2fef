#pragma once
// Display filters in Wireshark's syntax: an expression over the fields of records. docs/filter.md describes
// it.

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "wsdissect/base/result.hpp"
#include "wsdissect/filter/fault.hpp"
#include "wsdissect/filter/record.hpp"
#include "wsdissect/model/sink.hpp"

namespace wsdissect::filter {

/// What is known of a connection's handshake for the rest of its records: a bit for each comparison of it
/// that held.
using Marks = std::uint64_t;

/// An expression, ready to be held against records. It does not change: many threads may use one.
class Filter {
  public:
    /// Tests of the handshake's fields in one expression.
    static constexpr std::size_t kMostHandshakeComparisons = 64;
    /// Parentheses in each other.
    static constexpr std::size_t kDeepest = 200;

    /// `expression` is not needed afterwards.
    [[nodiscard]] static Result<Filter, Fault> compile(std::string_view expression);
    Filter(Filter&&) noexcept;
    Filter& operator=(Filter&&) noexcept;
    ~Filter();

    /// What has to be demanded beside `wanted`, so that its fields are known.
    [[nodiscard]] model::Demand demand(model::Demand wanted) const noexcept;
    /// The same where records of all kinds are held against it, wanted or not. `content`: whether messages
    /// may be looked into for what rules find in them.
    [[nodiscard]] model::Demand demand_of_all(model::Demand wanted, bool content) const noexcept;
    /// The name of a field that it looks at whose content messages have to be kept for; empty: there is none.
    [[nodiscard]] std::string_view field_of_messages() const noexcept;

    struct Compiled;
    [[nodiscard]] const Compiled& compiled() const noexcept { return *compiled_; }

  private:
    explicit Filter(std::unique_ptr<const Compiled> compiled);
    std::unique_ptr<const Compiled> compiled_;
};

/// Holds one filter against one record after the other.
class Evaluation {
  public:
    /// `filter` outlives it.
    explicit Evaluation(const Filter& filter);
    Evaluation(Evaluation&&) noexcept;
    ~Evaluation();

    /// Whether the filter looks at handshakes, so that marks are worth keeping.
    [[nodiscard]] bool looks_at_handshakes() const noexcept;
    [[nodiscard]] Marks marks_of(const model::Handshake& handshake);
    /// `marks`: of its connection's handshake; 0 where none was told before.
    [[nodiscard]] bool chooses(const Record& record, Marks marks);

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace wsdissect::filter
