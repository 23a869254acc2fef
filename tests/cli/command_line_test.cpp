#include "cli/command_line.hpp"

#include <doctest/doctest.h>

#include <initializer_list>

namespace wsdissect::cli {

namespace {

Option::Fault check_even(const std::string& text) {
    return (text.back() - '0') % 2 == 0 ? "" : "'" + text + "' is odd";
}

Option::Fault double_it(std::string& text) {
    if (text == "0") return "nothing to double";
    text += text;
    return {};
}

/// A program of two commands with an option of each kind.
struct Program {
    CommandLine line{"program", "Shows what can be said.", [] { return std::string("version 7"); }};
    std::string word = "red";
    std::vector<std::string> words;
    unsigned number = 3;
    std::optional<std::uint64_t> maybe;
    std::vector<std::string> files;
    bool loud = false;
    bool quiet = false;
    bool careful = true;
    int described = 0;  ///< Commands whose options were asked for.
    Command first = line.command("first", "The first command", [this](Command) { add_options(); });
    Command second = line.command("second", "The second command", [this](Command) { ++described; });

    void add_options() {
        ++described;
        first.value("FILE", files, "What to read").required().called("");
        first.value("-w,--word", word, "A word").one_of({"red", "blue"}).show_default().called("WORD");
        first.value("--words", words, "Several").rewrite(double_it).one_value_each_time().called("WORD");
        first.value("-n", number, "A number").within(1, 9).check(check_even).called("N");
        first.value("--maybe", maybe, "Another").needs(first.option("-n")).called("M");
        const Option loudly = first.flag("-l,--loud", loud, "Louder");
        first.flag("-q,--quiet", quiet, "Quieter").excludes(loudly);
        first.clearing_flag("--careless", careful, "Without care");
    }

    std::optional<CommandLine::Answer> read(std::initializer_list<const char*> words_typed) {
        std::vector<const char*> argv = {"program"};
        argv.insert(argv.end(), words_typed);
        return line.read(static_cast<int>(argv.size()), argv.data());
    }
    std::string fault_of(std::initializer_list<const char*> words_typed) {
        const auto answer = read(words_typed);
        return answer && answer->is_fault ? answer->text : "no fault";
    }
};

using Words = std::vector<std::string>;

}  // namespace

TEST_CASE("cli/command_line: what is typed is stored, and what is not stays as it is") {
    Program all;
    CHECK_FALSE(all.read({"first", "-w", "blue", "--words", "ab", "one", "--words=c", "-n4", "--maybe", "5",
                          "-l", "--careless", "two"}));
    CHECK(all.first.chosen());
    CHECK_FALSE(all.second.chosen());
    CHECK(all.word == "blue");
    CHECK(all.words == Words{"abab", "cc"});
    CHECK(all.number == 4);
    CHECK(all.maybe == 5);
    CHECK(all.files == Words{"one", "two"});
    CHECK(all.loud);
    CHECK_FALSE(all.quiet);
    CHECK_FALSE(all.careful);

    Program least;
    CHECK_FALSE(least.read({"first", "one"}));
    CHECK(least.word == "red");
    CHECK(least.number == 3);
    CHECK_FALSE(least.maybe);
    CHECK(least.careful);
}

TEST_CASE("cli/command_line: only commands that are typed are asked for their options") {
    Program one;
    CHECK_FALSE(one.read({"first", "one"}));
    CHECK(one.described == 1);
    Program both;
    CHECK_FALSE(both.read({"first", "second"}));
    CHECK(both.described == 2);
    CHECK(both.files == Words{"second"});
    Program none;
    CHECK(none.read({"--help"}));
    CHECK(none.described == 0);
}

TEST_CASE("cli/command_line: no command is no fault, for who asks for none may be told more") {
    Program program;
    CHECK_FALSE(program.read({}));
    CHECK_FALSE(program.first.chosen());
}

TEST_CASE("cli/command_line: what is wrong is said with the option's name") {
    CHECK(Program().fault_of({"first"}) == "FILE is required");
    CHECK(Program().fault_of({"first", "one", "-w", "green"}) == "--word: green not in {red,blue}");
    CHECK(Program().fault_of({"first", "one", "-n", "7"}) == "-n: '7' is odd");
    CHECK(Program().fault_of({"first", "one", "-n", "12"}) == "-n: Value 12 not in range 1 to 9");
    CHECK(Program().fault_of({"first", "one", "--words=0"}) == "--words: nothing to double");
    CHECK(Program().fault_of({"first", "one", "--maybe", "5"}) == "--maybe requires -n");
    CHECK(Program().fault_of({"first", "one", "-l", "-q"}) == "--loud excludes --quiet");
    CHECK(Program().fault_of({"first", "one", "-n", "2", "-n6", "-n", "4"}) ==
          "-n is given 3 times, and takes one value");
    CHECK(Program().fault_of({"third"}) == "there is no command 'third'; these exist: first, second");
}

TEST_CASE("cli/command_line: nothing behind an equals sign is a value that is empty, not the next word") {
    Program program;
    CHECK_FALSE(program.read({"first", "--words=", "one", "--words", "--words=", "two"}));
    CHECK(program.words == Words{"", "--words=--words="});
    CHECK(program.files == Words{"one", "two"});
    CHECK(Program().fault_of({"first", "--word=", "one"}) == "--word:  not in {red,blue}");
    Program behind;
    CHECK_FALSE(behind.read({"first", "--", "--words="}));
    CHECK(behind.files == Words{"--words="});
}

TEST_CASE("cli/command_line: flags have no value, and options have one") {
    CHECK(Program().fault_of({"first", "one", "--loud=no"}) == "--loud takes no value");
    CHECK(Program().fault_of({"first", "one", "--loud="}) == "--loud takes no value");
    CHECK(Program().fault_of({"first", "one", "--word"}) == "--word needs a value");
    CHECK(Program().fault_of({"first", "one", "-lw"}) == "--word needs a value");
    Program joined;
    CHECK_FALSE(joined.read({"first", "-lwblue", "one"}));
    CHECK(joined.word == "blue");
    CHECK(joined.loud);
}

TEST_CASE("cli/command_line: what does not exist is named, and what was probably meant") {
    CHECK(Program().fault_of({"first", "one", "--unknown"}) == "there is no option '--unknown'");
    CHECK(Program().fault_of({"first", "one", "--wrod", "red"}) ==
          "there is no option '--wrod'; did you mean '--word'?");
    CHECK(Program().fault_of({"first", "one", "--carless=x"}) ==
          "there is no option '--carless'; did you mean '--careless'?");
    CHECK(Program().fault_of({"first", "one", "-X"}) == "there is no option '-X'");
    CHECK(Program().fault_of({"-X", "first", "one"}) == "there is no option '-X'");
    CHECK(Program().fault_of({"--careless", "first", "one"}) ==
          "'--careless' belongs behind the command 'first'");
    CHECK(Program().fault_of({"--word=two", "first", "one"}) ==
          "'--word' belongs behind the command 'first'");
    CHECK(Program().fault_of({"first", "--wrod", "red"}) ==
          "there is no option '--wrod'; did you mean '--word'?");
    CHECK(Program().fault_of({"--verson"}) == "there is no option '--verson'; did you mean '--version'?");
    CHECK(Program().fault_of({"second", "two"}) == "there is nothing to do with 'two'");
    CHECK(Program().fault_of({"secnod", "one"}) == "there is no command 'secnod'; did you mean 'second'?");
}

TEST_CASE("cli/command_line: help and the version are answers, and no faults") {
    const auto help = Program().read({"first", "--help"});
    REQUIRE(help);
    CHECK_FALSE(help->is_fault);
    CHECK(help->text.find("The first command") == 0);
    CHECK(help->text.find("-w,--word WORD:{red,blue}=red") != std::string::npos);
    for (const auto& words :
         {std::initializer_list<const char*>{"help", "first"}, {"first", "one", "--help"}}) {
        const auto same = Program().read(words);
        REQUIRE(same);
        CHECK(same->text == help->text);
    }
    const auto of_all = Program().read({"help"});
    REQUIRE(of_all);
    CHECK(of_all->text == Program().read({"--help"})->text);
    CHECK(Program().fault_of({"help", "third"}) == "there is no command 'third'; these exist: first, second");
    const auto version = Program().read({"--version"});
    REQUIRE(version);
    CHECK_FALSE(version->is_fault);
    CHECK(version->text == "version 7\n");
}

}  // namespace wsdissect::cli
