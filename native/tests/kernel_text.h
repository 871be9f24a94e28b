/* SPDX-License-Identifier: Apache-2.0 */
/* Loads a text that a real kernel wrote. */
#ifndef SPAWNRISK_TESTS_KERNEL_TEXT_H
#define SPAWNRISK_TESTS_KERNEL_TEXT_H

#include <stdio.h>

#include "test.h"

static inline const char *kernel_text(const char *name)
{
    static char text[16384];
    char path[512];
    snprintf(path, sizeof path, KERNEL_TEXT "/%s", name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    size_t length = fread(text, 1, sizeof text - 1, file);
    fclose(file);
    text[length] = '\0';
    return text;
}

#endif
