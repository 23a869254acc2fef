#include "cli/option_words.hpp"

#include <CLI/CLI.hpp>
#include <cstddef>
#include <string_view>
#include <utility>

namespace wsdissect::cli {

namespace {

bool takes_value(const CLI::Option& option) { return option.get_items_expected_min() > 0; }

const CLI::Option* long_option(const CLI::App& command, std::string_view word) {
    return command.get_option_no_throw(std::string(word.substr(0, word.find('='))));
}

/// The option of `word`, several short ones perhaps, whose value is the next word; null: of none is it.
const CLI::Option* option_with_next(const CLI::App& command, std::string_view word) {
    if (word.starts_with("--")) {
        const CLI::Option* const option = long_option(command, word);
        return option != nullptr && takes_value(*option) && word.find('=') == word.npos ? option : nullptr;
    }
    if (!word.starts_with('-')) return nullptr;
    for (std::size_t i = 1; i < word.size(); ++i) {
        const CLI::Option* const option = command.get_option_no_throw(std::string{'-', word[i]});
        if (option == nullptr) return nullptr;
        if (takes_value(*option)) return i + 1 == word.size() ? option : nullptr;
    }
    return nullptr;
}

}  // namespace

std::optional<std::string> part_values(const CLI::App& command, std::vector<std::string>& words) {
    std::vector<std::string> parted;
    const CLI::Option* waiting = nullptr;  // for its value
    bool only_values = false;
    for (std::string& word : words) {
        const bool is_value = only_values || std::exchange(waiting, nullptr) != nullptr;
        only_values = only_values || (!is_value && word == "--");
        const std::size_t equals = word.find('=');
        const bool assigns = !is_value && word.starts_with("--") && equals != std::string::npos;
        const CLI::Option* const option = assigns ? long_option(command, word) : nullptr;
        if (option != nullptr && !takes_value(*option)) return option->get_name() + " takes no value";
        if (!is_value && !only_values) waiting = option_with_next(command, word);
        const bool is_empty = option != nullptr && equals + 1 == word.size();
        if (is_empty) word.pop_back();
        parted.push_back(std::move(word));
        if (is_empty) parted.emplace_back();
    }
    if (waiting != nullptr) return waiting->get_name() + " needs a value";
    words = std::move(parted);
    return std::nullopt;
}

}  // namespace wsdissect::cli
