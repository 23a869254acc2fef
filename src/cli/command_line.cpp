#include "cli/command_line.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <span>
#include <sstream>
#include <utility>

namespace wsdissect::cli {

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
    command.set_version_flag("--version", version_, "Show the versions of this program and its libraries");
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
    std::string names;
    for (const Described& each : commands_) names.append(names.empty() ? "" : ", ").append(each.name);
    return "there is no command '" + std::string(typed) + "'; these exist: " + names;
}

std::optional<CommandLine::Answer> CommandLine::read(int argc, const char* const* argv) {
    const std::span<const char* const> typed(argv, static_cast<std::size_t>(argc));
    const std::string_view first = typed.size() > 1 ? typed[1] : "-";
    const auto is_first = [&](const Described& each) { return each.name == first; };
    if (!first.starts_with('-') && std::none_of(commands_.begin(), commands_.end(), is_first))
        return Answer{unknown_command(first), true};
    for (const Described& each : commands_) {
        if (std::find(typed.begin(), typed.end(), each.name) == typed.end()) continue;
        show_version_of(*each.app);
        each.add_options(each.command);
    }
    try {
        app_->parse(argc, argv);
        return std::nullopt;
    } catch (const CLI::ParseError& error) {
        if (error.get_exit_code() != 0) return Answer{error.what(), true};
        std::ostringstream text;
        (void)app_->exit(error, text, text);
        return Answer{text.str()};
    }
}

}  // namespace wsdissect::cli
