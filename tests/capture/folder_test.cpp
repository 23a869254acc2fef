#include "wsdissect/capture/folder.hpp"

#include <doctest/doctest.h>

#include <cerrno>
#include <filesystem>
#include <string>

#include "tests/support/capture_builder.hpp"
#include "tests/support/temporary_folder.hpp"

namespace wsdissect::capture {

namespace fs = std::filesystem;

TEST_CASE("capture/folder: its captures and other files are told apart, by their octets, in order of names") {
    const test::TemporaryFolder folder;
    const auto capture = test::PcapBuilder().add({1}, as_bytes("x")).octets();
    folder.write("b.pcap", capture);
    folder.write("a.txt", capture);
    folder.write("c.pcapng", test::PcapngBuilder().octets());
    folder.write("cut", Bytes(capture).first(30));
    folder.write("README.pcap", as_bytes("read me"));
    folder.write("empty.pcap", {});
    fs::create_directory(folder.path() / "folder.pcap");
    fs::create_symlink("b.pcap", folder.path() / "link");
    fs::create_symlink("nowhere", folder.path() / "nowhere.pcap");

    const auto listing = list_folder(folder.path().string());
    REQUIRE(listing);
    CHECK(listing->captures == std::vector{folder / "a.txt", folder / "b.pcap", folder / "c.pcapng",
                                           folder / "cut", folder / "link"});
    CHECK(listing->others == std::vector{folder / "README.pcap", folder / "empty.pcap"});
}

TEST_CASE("capture/folder: what is no folder cannot be listed") {
    const test::TemporaryFolder folder;
    folder.write("file", as_bytes("x"));
    CHECK(is_folder(folder.path().string()));
    CHECK_FALSE(is_folder(folder / "file"));
    CHECK_FALSE(is_folder(folder / "missing"));
    const auto listing = list_folder(folder / "missing");
    REQUIRE_FALSE(listing);
    CHECK(listing.error().error_number == ENOENT);
}

}  // namespace wsdissect::capture
