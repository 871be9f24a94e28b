/* SPDX-License-Identifier: Apache-2.0 */
/* Opens the library argv[1] by dlopen, as a plug-in, and spawns: nobody asked to have that seen. */
#include <dlfcn.h>

#include "witness.h"

int main(int count, char **values)
{
    void *library = count > 1 ? dlopen(values[1], RTLD_NOW | RTLD_LOCAL) : NULL;
    const char *version = library == NULL ? NULL : dlsym(library, "spawnrisk_version");
    printf("opened: %s\n", version != NULL ? "yes" : "NO");
    pid_t child = fork();
    if (child == 0)
        _exit(0);
    printf("status %d\n", reap(child));
    return 0;
}
