/* SPDX-License-Identifier: Apache-2.0 */
/* Expands words with and without commands in them, while another thread makes and reaps children.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <wordexp.h>

#include "witness.h"

#define CHILDREN 300

static atomic_int running = 1;

static void *make_children(void *unused)
{
    for (int i = 0; i < CHILDREN; i++) {
        pid_t child = fork();
        if (child == 0)
            _exit(0);
        witness("fork", child, 0);
        reap(child);
    }
    atomic_store(&running, 0);
    return unused;
}

static void expand(const char *words)
{
    wordexp_t expanded;
    int result = wordexp(words, &expanded, 0);
    printf("%s: %d", words, result);
    for (size_t i = 0; result == 0 && i < expanded.we_wordc; i++)
        printf(" [%s]", expanded.we_wordv[i]);
    puts("");
    if (result == 0)
        wordfree(&expanded);
}

static void expand_without_a_command(void)
{
    static const char *const words[] = {"'$(no command)' a", "\\$(", "\"\\`\" b", "$((1 + (2)))",
                                        "'`'"};
    for (int i = 0; atomic_load(&running); i++) {
        wordexp_t expanded;
        if (wordexp(words[i % 5], &expanded, 0) == 0)
            wordfree(&expanded);
    }
}

int main(void)
{
    static const char *const commands[] = {"$(echo a)",          "\"'$(echo b)'\"",
                                           "`echo c`",           "$((echo d) | cat)",
                                           "$((1 + $(echo 2)))", "'a'\"$(echo e)\""};
    pthread_t thread;
    if (pthread_create(&thread, NULL, make_children, NULL) != 0)
        abort();
    expand_without_a_command();
    pthread_join(thread, NULL);
    for (int i = 0; i < 6; i++) {
        expand(commands[i]);
        witness_unnamed("wordexp");
    }
    return 0;
}
