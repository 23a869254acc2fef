#pragma once
// What the program can be asked for: commands, their options, and what is wrong with what was typed.
//
// CLI11 does the reading. Its header takes longer to compile than the rest of this room, so that only
// command_line.cpp and option_words.cpp include it.

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
class Option;
class ParseError;
}  // namespace CLI

namespace wsdissect::cli {

/// An option of a command; a view, valid as long as the command line that it belongs to.
class Option {
  public:
    /// What is wrong with a value; empty: nothing.
    using Fault = std::string;

    explicit Option(CLI::Option& option) noexcept : option_(&option) {}

    /// What `--help` calls the value.
    Option& called(const char* value);
    /// Has `--help` show what it is where nothing is said.
    Option& show_default();
    Option& one_of(const std::vector<std::string>& words);
    Option& within(std::uint64_t least, std::uint64_t most);
    Option& check(Fault (*fault_of)(const std::string& value));
    /// Also rewrites the value, before it is stored.
    Option& rewrite(Fault (*fault_of)(std::string& value));
    Option& required(bool is = true);
    /// Each value has the option's name before it, so that files may follow.
    Option& one_value_each_time();
    Option& excludes(Option other);
    Option& needs(Option other);

  private:
    CLI::Option* option_;
};

/// A view, valid as long as the command line that it belongs to.
class Command {
  public:
    explicit Command(CLI::App& command) noexcept : command_(&command) {}

    /// Adds an option without a value; `names` such as `-q,--quiet`. What is said goes into `target`, which
    /// outlives the reading.
    Option flag(const char* names, bool& target, const char* meaning);
    /// The same for one that makes `target` false.
    Option clearing_flag(const char* names, bool& target, const char* meaning);
    /// Adds an option with a value, or with several where `target` is a vector. A name without dashes is what
    /// is left over when all options are read.
    template <class Target>
    Option value(const char* names, Target& target, const char* meaning);
    /// The option that has this name.
    [[nodiscard]] Option option(const char* name) const;

    /// Whether it is what was asked for. Known when the line is read.
    [[nodiscard]] bool chosen() const;

  private:
    CLI::App* command_;
};

class CommandLine {
  public:
    /// Of a program, what it is for, and what says what `--version` prints, asked only then.
    CommandLine(const char* program, const char* purpose, std::string (*version)());
    ~CommandLine();
    CommandLine(const CommandLine&) = delete;
    CommandLine& operator=(const CommandLine&) = delete;

    /// Adds a command. `add_options`, which outlives the reading, is called only where its name is among what
    /// was typed: making up all options of all commands takes longer than dissecting a small capture.
    Command command(const char* name, const char* meaning, std::function<void(Command)> add_options);

    /// Nothing is left to do but to say this.
    struct Answer {
        std::string text;
        bool is_fault = false;  ///< Otherwise it was asked for, as by `--help`.
    };
    /// Stores what was typed; empty where something is to be done. `help COMMAND` is `COMMAND --help`.
    [[nodiscard]] std::optional<Answer> read(int argc, const char* const* argv);

  private:
    struct Described {
        std::string_view name;
        CLI::App* app;
        Command command;
        std::function<void(Command)> add_options;
    };
    [[nodiscard]] std::string unknown_command(std::string_view typed) const;
    [[nodiscard]] std::string fault_text(const CLI::ParseError& error) const;

    void show_version_of(CLI::App& command) const;

    std::string (*version_)();
    std::unique_ptr<CLI::App> app_;
    std::vector<Described> commands_;
};

extern template Option Command::value(const char*, std::string&, const char*);
extern template Option Command::value(const char*, std::vector<std::string>&, const char*);
extern template Option Command::value(const char*, unsigned&, const char*);
extern template Option Command::value(const char*, std::uint64_t&, const char*);
extern template Option Command::value(const char*, std::optional<std::uint64_t>&, const char*);

}  // namespace wsdissect::cli
