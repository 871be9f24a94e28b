/* SPDX-License-Identifier: Apache-2.0 */
/* A folder of files by the names of the input, longer than a window together: each is listed once,
 * whole, and nothing else is. */
#include "host/listing.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fuzz.h"

#define MOST_NAMES 64

static char folder[512];

static void remove_folder(void)
{
    (void)rmdir(folder);
}

static int open_folder(void)
{
    const char *scratch = getenv("TMPDIR");
    (void)snprintf(folder, sizeof folder, "%s/spawnrisk-fuzz-XXXXXX",
                   scratch == NULL ? "/tmp" : scratch);
    MUST(mkdtemp(folder) != NULL && atexit(remove_folder) == 0);
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    MUST(fd >= 0);
    return fd;
}

/* Links to nothing: they take no room but their names'. False where it is no name, or a second one.
 */
static bool make(int fd, const char *name)
{
    return *name != '\0' && strchr(name, '/') == NULL && symlinkat("x", fd, name) == 0;
}

static size_t place_of(char *const names[], size_t count, const char *name)
{
    size_t place = 0;
    while (place < count && strcmp(names[place], name) != 0)
        place++;
    return place;
}

/* Some filesystems end early, and go on in the next call: all are asked until there is no more. */
static void each_is_listed_once(char *const names[], size_t count)
{
    bool seen[MOST_NAMES] = {false};
    size_t listed = 0;
    struct listing listing;
    const char *name;
    MUST(listing_open(&listing, folder));
    while ((name = listing_next(&listing)) != NULL) {
        if (strcmp(name, ".") == 0 || strcmp(name, "..") == 0)
            continue;
        size_t place = place_of(names, count, name);
        MUST(place < count && !seen[place]);
        seen[place] = true;
        listed++;
    }
    MUST(listing.ended && listed == count && listing_next(&listing) == NULL);
    listing_close(&listing);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static int fd = -1;
    struct input input = {bytes, bytes + size};
    char *names[MOST_NAMES];
    size_t count = 0;
    if (fd < 0)
        fd = open_folder();
    while (count < MOST_NAMES && input.at < input.end) {
        names[count] = input_word(&input);
        if (make(fd, names[count]))
            count++;
        else
            free(names[count]);
    }
    each_is_listed_once(names, count);
    for (size_t i = 0; i < count; i++) {
        MUST(unlinkat(fd, names[i], 0) == 0);
        free(names[i]);
    }
    return 0;
}
