// Runs a command with its output to /dev/null and prints, as one JSON object, what it cost. A small program
// does this because a process's peak memory counts that of the process that started it: started by the Python
// runner, each would seem to need as much as Python.

#include <fcntl.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <chrono>
#include <cstdio>

namespace {

double seconds(const timeval& time) {
    return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

int start(char** command, pid_t& process) {
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    const int error = posix_spawnp(&process, command[0], &actions, nullptr, command, environ);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

}  // namespace

int main(int argc, char** argv) {
    pid_t process = 0;
    const auto before = std::chrono::steady_clock::now();
    if (argc < 2 || start(argv + 1, process) != 0) {
        std::fprintf(stderr, "usage: wsdissect_measure_process COMMAND [ARGUMENT...]\n");
        return 2;
    }
    int status = 0;
    rusage usage{};
    wait4(process, &status, 0, &usage);
    const std::chrono::duration<double> wall = std::chrono::steady_clock::now() - before;
    std::printf("{\"seconds\":%.6f,\"user\":%.6f,\"system\":%.6f,\"peak_kib\":%ld,\"status\":%d}\n",
                wall.count(), seconds(usage.ru_utime), seconds(usage.ru_stime), usage.ru_maxrss,
                WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status));
}
