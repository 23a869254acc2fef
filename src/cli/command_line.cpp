#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <sstream>
#include <string_view>
#include <utility>

#include "cli/option_words.hpp"
#include "wsdissect/base/likeness.hpp"

namespace wsdissect::cli {

namespace {

/// CLI11 says neither what is likely to be meant, nor that an option is what it is not. An option that the
/// command does have was left over because it stood before it.
std::string unexpected(const CLI::App& command, std::string_view word) {
    if (!word.starts_with('-')) return "there is nothing to do with '" + std::string(word) + "'";
    const bool is_long = word.starts_with("--");
    const std::string_view name = word.substr(0, is_long ? word.find('=') : 2);
    if (command.get_option_no_throw(std::string(name)) != nullptr)
        return "'" + std::string(name) + "' belongs behind the command '" + command.get_name() + "'";
    std::vector<std::string_view> known;
    if (is_long)  // Any letter is like any other.
        for (const CLI::Option* const option : command.get_options())
            known.insert(known.end(), option->get_lnames().begin(), option->get_lnames().end());
    const std::string_view meant = most_like(name.substr(std::min(name.size(), std::size_t{2})), known);
    return "there is no option '" + std::string(name) + "'" +
           did_you_mean(meant.empty() ? "" : "--" + std::string(meant));
}

/// The option of one value that has several.
const CLI::Option* repeated_option(const CLI::App& command) {
    const auto options = command.get_options();
    const auto found = std::find_if(options.begin(), options.end(), [](const CLI::Option* option) {
        return option->get_items_expected_max() == 1 && option->count() > 1;
    });
    return found == options.end() ? nullptr : *found;
}

}  // namespace

Option& Option::called(const char* value) {
    option_->type_name(value);
    return *this;
}

Option& Option::show_default() {
    option_->capture_default_str();
    return *this;
}

Option& Option::one_of(const std::vector<std::string>& words) {
    option_->check(CLI::IsMember(words));
    return *this;
}

Option& Option::within(std::uint64_t least, std::uint64_t most) {
    option_->check(CLI::Range(least, most));
    return *this;
}

// A name for the value's kind would appear in `--help`.
Option& Option::check(Fault (*fault_of)(const std::string&)) {
    option_->check(CLI::Validator(fault_of, "", ""));
    return *this;
}

Option& Option::rewrite(Fault (*fault_of)(std::string&)) {
    option_->transform(CLI::Validator(fault_of, "", ""));
    return *this;
}

Option& Option::required(bool is) {
    option_->required(is);
    return *this;
}

Option& Option::one_value_each_time() {
    option_->allow_extra_args(false);
    return *this;
}

Option& Option::excludes(Option other) {
    option_->excludes(other.option_);
    return *this;
}

Option& Option::needs(Option other) {
    option_->needs(other.option_);
    return *this;
}

Option Command::flag(const char* names, bool& target, const char* meaning) {
    return Option(*command_->add_flag(names, target, meaning));
}

Option Command::clearing_flag(const char* names, bool& target, const char* meaning) {
    return Option(*command_->add_flag_callback(
        names, [&target] { target = false; }, meaning));
}

template <class Target>
Option Command::value(const char* names, Target& target, const char* meaning) {
    return Option(*command_->add_option(names, target, meaning));
}

template Option Command::value(const char*, std::string&, const char*);
template Option Command::value(const char*, std::vector<std::string>&, const char*);
template Option Command::value(const char*, unsigned&, const char*);
template Option Command::value(const char*, std::uint64_t&, const char*);
template Option Command::value(const char*, std::optional<std::uint64_t>&, const char*);

Option Command::option(const char* name) const { return Option(*command_->get_option(name)); }

bool Command::chosen() const { return command_->parsed(); }

CommandLine::CommandLine(const char* program, const char* purpose, std::string (*version)())
    : version_(version), app_(std::make_unique<CLI::App>(purpose, program)) {
    show_version_of(*app_);
    app_->set_help_flag("-h,--help", "Show this help");
    app_->require_subcommand(0, 1);
}

CommandLine::~CommandLine() = default;

void CommandLine::show_version_of(CLI::App& command) const {
    command.set_version_flag(
        "--version", version_,
        "Show the versions of this program and its libraries, and what it was built with");
}

Command CommandLine::command(const char* name, const char* meaning,
                             std::function<void(Command)> add_options) {
    CLI::App* const subcommand = app_->add_subcommand(name, meaning);
    const Command added(*subcommand);
    commands_.push_back({name, subcommand, added, std::move(add_options)});
    return added;
}

/// What the first word should be.
std::string CommandLine::unknown_command(std::string_view typed) const {
    std::vector<std::string_view> names;
    for (const Described& each : commands_) names.push_back(each.name);
    std::string advice = did_you_mean(most_like(typed, names));
    if (advice.empty())
        for (const std::string_view name : names)
            advice.append(advice.empty() ? "; these exist: " : ", ").append(name);
    return "there is no command '" + std::string(typed) + "'" + advice;
}

/// What CLI11 says of it, or what helps more.
std::string CommandLine::fault_text(const CLI::ParseError& error) const {
    const auto chosen = app_->get_subcommands();
    const CLI::App& command = chosen.empty() ? *app_ : *chosen.front();
    const auto unread = app_->remaining(true);
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !unread.empty())
        return unexpected(command, unread.front());
    // What is missing may have been misspelt.
    const auto misspelt =
        std::ranges::find_if(unread, [](const std::string& word) { return word.starts_with('-'); });
    if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && misspelt != unread.end())
        return unexpected(command, *misspelt);
    const CLI::Option* const repeated = repeated_option(command);
    if (dynamic_cast<const CLI::ArgumentMismatch*>(&error) != nullptr && repeated != nullptr)
        return repeated->get_name() + " is given " + std::to_string(repeated->count()) +
               " times, and takes one value";
    return error.what();
}

std::optional<CommandLine::Answer> CommandLine::read(int argc, const char* const* argv) {
    std::vector<std::string> words(argv + std::min(argc, 1), argv + argc);
    if (!words.empty() && words.front() == "help") {
        words.erase(words.begin());
        words.emplace_back("--help");
    }
    const std::string first = words.empty() ? "-" : words.front();
    const auto is_first = [&](const Described& each) { return each.name == first; };
    const auto chosen = std::ranges::find_if(commands_, is_first);
    if (!first.starts_with('-') && chosen == commands_.end()) return Answer{unknown_command(first), true};
    for (const Described& each : commands_) {
        if (std::ranges::find(words, each.name) == words.end()) continue;
        show_version_of(*each.app);
        each.add_options(each.command);
    }
    if (chosen != commands_.end())
        if (const auto fault = part_values(*chosen->app, words)) return Answer{*fault, true};
    try {
        std::ranges::reverse(words);  // as CLI11 wants them
        app_->parse(std::move(words));
        return std::nullopt;
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() != 0) return Answer{fault_text(error), true};
        std::ostringstream text;
        (void)app_->exit(error, text, text);
        return Answer{text.str()};
    }
}

}  // namespace wsdissect::cli
