#pragma once
// A folder that lives as long as the object.

#include <filesystem>
#include <string>

#include "wsdissect/base/bytes.hpp"

namespace wsdissect::test {

class TemporaryFolder {
  public:
    TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    ~TemporaryFolder();

    /// Writes a file in it, in the place of one that is there.
    void write(const std::string& name, Bytes content) const;
    [[nodiscard]] const std::filesystem::path& path() const { return path_; }
    [[nodiscard]] std::string operator/(const std::string& name) const { return (path_ / name).string(); }

  private:
    std::filesystem::path path_;
};

}  // namespace wsdissect::test
