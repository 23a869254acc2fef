#pragma once
// A value or the error that prevented it: the look of std::expected (C++23), to become an alias of it one
// day.

#include <utility>
#include <variant>

namespace wsdissect {

/// Marks a returned error as such: `return Failure{Error{...}};`.
template <class E>
struct Failure {
    E error;
};
template <class E>
Failure(E) -> Failure<E>;

/// Holds a T or an E. Asking for the one that is not there is undefined, as with std::expected.
template <class T, class E>
class [[nodiscard]] Result {
  public:
    Result(T value) : held_(std::in_place_index<0>, std::move(value)) {}
    Result(Failure<E> failure) : held_(std::in_place_index<1>, std::move(failure.error)) {}

    [[nodiscard]] bool has_value() const noexcept { return held_.index() == 0; }
    explicit operator bool() const noexcept { return has_value(); }

    [[nodiscard]] T& value() noexcept { return *std::get_if<0>(&held_); }
    [[nodiscard]] const T& value() const noexcept { return *std::get_if<0>(&held_); }
    [[nodiscard]] const E& error() const noexcept { return *std::get_if<1>(&held_); }

    T& operator*() noexcept { return value(); }
    const T& operator*() const noexcept { return value(); }
    T* operator->() noexcept { return &value(); }
    const T* operator->() const noexcept { return &value(); }

  private:
    std::variant<T, E> held_;
};

}  // namespace wsdissect
