/* SPDX-License-Identifier: Apache-2.0 */
/* Loads a text that a real kernel wrote. */
#ifndef SPAWNRISK_TESTS_KERNEL_TEXT_H
#define SPAWNRISK_TESTS_KERNEL_TEXT_H

#include <stdio.h>

#include "test.h"

static inline const char *kernel_file(const char *path)
{
    static char text[16384];
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    return text;
}

static inline const char *kernel_text(const char *name)
{
    char path[512];
    snprintf(path, sizeof path, KERNEL_TEXT "/%s", name);
    return kernel_file(path);
}

#endif
