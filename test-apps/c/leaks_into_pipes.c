/* SPDX-License-Identifier: Apache-2.0 */
/* popen, with a listening socket and earlier streams open; what it runs counts what it gets. */
#include <sys/socket.h>

#include "witness.h"

static const char *itself;

static int count(void)
{
    int open = 0;
    for (int fd = STDERR_FILENO + 1; fd < 1024; fd++)
        open += fcntl(fd, F_GETFD) >= 0;
    printf("%d\n", open);
    return 0;
}

static FILE *open_one(void)
{
    char command[4096];
    int got = -1;
    snprintf(command, sizeof command, "exec '%s' count", itself);
    FILE *stream = popen(command, "r");
    witness_unnamed("popen");
    if (stream == NULL || fscanf(stream, "%d", &got) != 1)
        abort();
    printf("got %d\n", got);
    return stream;
}

int main(int argument_count, char **values)
{
    if (argument_count > 1)
        return count();
    itself = values[0];
    int server = socket(AF_UNIX, SOCK_STREAM, 0);
    if (server < 0 || bind(server, &(struct sockaddr){AF_UNIX, ""}, 2) != 0 ||
        listen(server, 1) != 0)
        return 2;
    FILE *first = open_one(), *second = open_one();
    close(server);
    FILE *third = open_one();
    int pipe_of_second = dup(fileno(second));
    pclose(second);
    FILE *last = open_one();
    close(pipe_of_second);
    pclose(first);
    pclose(third);
    pclose(last);
    int status = system("true");
    witness_unnamed("system");
    return status;
}
