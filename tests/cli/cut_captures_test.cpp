// Every capture in samples/, cut at every octet: what is there is decoded, and the place of the cut is named.

#include <doctest/doctest.h>

#include <iterator>
#include <string>

#include "tests/cli/records_of.hpp"
#include "tests/cli/running.hpp"
#include "tests/support/memory_file.hpp"

namespace wsdissect::cli {

namespace {

/// Files up to this many octets are cut at every one, longer ones as often as a file of this length.
constexpr std::size_t kCutEverywhere = 20'000;
#ifdef WSDISSECT_SANITIZED
constexpr std::size_t kStride = 23;  ///< It takes ten times as long, and the fuzz targets cut files, too.
#else
constexpr std::size_t kStride = 1;
#endif
/// So many cuts later, several threads show that they say the same.
constexpr std::size_t kThreadsEvery = 101;

/// One capture that gets shorter and shorter.
class Cutting {
  public:
    explicit Cutting(const std::string& path)
        : content_(content_of(path)), records_(records_of(content_)), file_(content_) {
        options_ = input({file_.path()});
    }

    void cut_everywhere() {
        const std::size_t step = kStride * (1 + content_.size() / kCutEverywhere);
        for (std::size_t size = content_.size(); size > 0; size -= std::min(size, step)) check(size);
        check(0);
    }

  private:
    void check(std::size_t size) {
        CAPTURE(size);
        file_.shorten(size);
        while (records_.back().begin > size) records_.pop_back();
        const FileRecord& record = records_.back();
        options_.threads = 1;
        options_.blocks = {};
        const Outcome outcome = run(options_, print::make_line_printer);
        const bool whole = size == content_.size() || (size == record.begin && size > 0);
        if (whole) {
            REQUIRE(outcome.status == ExitStatus::done);
            REQUIRE(outcome.remarks.find(file_.path()) == std::string::npos);
        } else {
            check_place(outcome, size, record);
        }
        if (++cuts_ % kThreadsEvery == 0) check_threads(outcome);
    }
    void check_place(const Outcome& outcome, std::size_t size, const FileRecord& record) const {
        REQUIRE(outcome.status == ExitStatus::input_damaged);
        const std::string place = "wsdissect: " + file_.path() + ": packet " + std::to_string(record.packet) +
                                  ", byte " + std::to_string(record.begin) + ": ";
        const std::size_t told = outcome.remarks.find(place);
        REQUIRE_MESSAGE(told != std::string::npos, place, " is not in ", outcome);
        const std::string what = outcome.remarks.substr(told + place.size());
        REQUIRE(what.starts_with(size == 0 ? "file is empty\n" : "file ends inside "));
        // Nothing else is wrong with the file.
        REQUIRE(outcome.remarks.find(file_.path()) == outcome.remarks.rfind(file_.path()));
    }
    void check_threads(const Outcome& expected) {
        for (const unsigned threads : {2U, 5U}) {
            options_.threads = threads;
            options_.blocks = {.stretch = 200, .tail = 100};
            REQUIRE(run(options_, print::make_line_printer) == expected);
        }
    }

    std::vector<std::uint8_t> content_;
    std::vector<FileRecord> records_;
    test::MemoryFile file_;
    InputOptions options_;
    std::size_t cuts_ = 0;
};

}  // namespace

TEST_CASE("cli/cut_captures: every sample cut at every octet is read up to there, and the place is named") {
    for (const std::string& path : samples()) {
        CAPTURE(path);
        Cutting(path).cut_everywhere();
    }
}

}  // namespace wsdissect::cli
