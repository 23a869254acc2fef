#include "tests/support/temporary_folder.hpp"

#include <doctest/doctest.h>
#include <stdlib.h>

#include <fstream>

namespace wsdissect::test {

TemporaryFolder::TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "wsdissect-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() { std::filesystem::remove_all(path_); }

void TemporaryFolder::write(const std::string& name, Bytes content) const {
    std::ofstream(path_ / name, std::ios::binary) << as_text(content);
}

}  // namespace wsdissect::test
