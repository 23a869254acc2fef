#pragma once
// A file that lives as long as the object.

#include <string>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::test {

class TemporaryFile {
  public:
    explicit TemporaryFile(Bytes content);
    TemporaryFile(TemporaryFile&& other) noexcept;
    TemporaryFile& operator=(TemporaryFile&&) = delete;
    ~TemporaryFile();

    [[nodiscard]] const std::string& path() const { return path_; }

  private:
    std::string path_;
};

}  // namespace wsdissect::test
