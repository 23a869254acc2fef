#pragma once
// A library that is loaded when it is first needed, since most runs do not need it.

namespace wsdissect::capture {

/// Never unloaded: what it gave, functions and constant texts, stays valid.
class SharedLibrary {
  public:
    /// `name` as the linker's: `libz.so.1`.
    explicit SharedLibrary(const char* name) noexcept;

    /// Leaves `function` null where there is none of that name.
    template <class Function>
    void bind(Function*& function, const char* name) noexcept {
        function = reinterpret_cast<Function*>(find(name));
    }
    /// The library is there, and all that was to be bound so far was in it.
    [[nodiscard]] bool complete() const noexcept { return complete_; }

  private:
    [[nodiscard]] void* find(const char* name) noexcept;

    void* handle_;
    bool complete_;
};

}  // namespace wsdissect::capture
