// Runs a command with its output to /dev/null, or with --pipe into a pipe of 1 MiB that `cat` empties, and
// prints, as one JSON object, what it cost. A small program does this because a process's peak memory counts
// that of the process that started it: started by the Python runner, each would seem to need as much as
// Python.

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <string_view>

namespace {

constexpr int kPipeOctets = 1 << 20;

struct Ends {
    int input = -1;  ///< Below 0: leave it as it is.
    int output = -1;
};

struct Outcome {
    int status = 0;
    rusage usage{};
};

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

/// 0 where `command` cannot be started.
pid_t start(char* const* command, const Ends& ends) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    if (ends.input >= 0) posix_spawn_file_actions_adddup2(&actions, ends.input, STDIN_FILENO);
    if (ends.output >= 0) {
        posix_spawn_file_actions_adddup2(&actions, ends.output, STDOUT_FILENO);
    } else {
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    }
    pid_t process = 0;
    const int error = posix_spawnp(&process, command[0], &actions, nullptr, command, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error == 0 ? process : 0;
}

Outcome wait_for(pid_t process) {
    Outcome outcome;
    int status = 0;
    wait4(process, &status, 0, &outcome.usage);
    outcome.status = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return outcome;
}

bool run_to_nothing(char* const* command, Outcome& outcome) {
    const pid_t process = start(command, {});
    if (process != 0) outcome = wait_for(process);
    return process != 0;
}

/// Until the last octet has been drawn from the pipe. The outcome is the command's alone.
bool run_into_pipe(char* const* command, Outcome& outcome) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0 || fcntl(ends[1], F_SETPIPE_SZ, kPipeOctets) < kPipeOctets) return false;
    char name[] = "cat";
    char* const cat[] = {name, nullptr};
    const pid_t reader = start(cat, {.input = ends[0]});
    const pid_t writer = reader == 0 ? 0 : start(command, {.output = ends[1]});
    close(ends[0]);
    close(ends[1]);
    if (writer != 0) outcome = wait_for(writer);
    if (reader != 0) wait_for(reader);
    return writer != 0;
}

}  // namespace

int main(int argc, char** argv) {
    const bool is_piped = argc > 1 && std::string_view(argv[1]) == "--pipe";
    char* const* const command = argv + (is_piped ? 2 : 1);
    Outcome outcome;
    const auto before = std::chrono::steady_clock::now();
    if (*command == nullptr || !(is_piped ? run_into_pipe : run_to_nothing)(command, outcome)) {
        std::fprintf(stderr, "usage: wsdissect_measure_process [--pipe] COMMAND [ARGUMENT...]\n");
        return 2;
    }
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - before;
    std::printf("{\"seconds\":%.6f,\"user\":%.6f,\"system\":%.6f,\"peak_kib\":%ld,\"status\":%d}\n",
                wall.count(), seconds(outcome.usage.ru_utime), seconds(outcome.usage.ru_stime),
                outcome.usage.ru_maxrss, outcome.status);
}
