/* SPDX-License-Identifier: Apache-2.0 */
/* What the hazard is asked to be: arguments of the form name=value. */
#ifndef WISHES_H
#define WISHES_H

#include <stdbool.h>
#include <stdint.h>

/* Ends the program where an argument is none that is known. */
void wishes_take(int count, char **arguments);

/* The value, or what stands in for it where it was not given. */
const char *wish(const char *name, const char *otherwise);
uint64_t wish_number(const char *name, uint64_t otherwise);
bool wish_is(const char *name, const char *value);

/* Writes one line to standard output at once: what was said stays when the writer is killed. */
__attribute__((format(printf, 1, 2))) void tell(const char *format, ...);

/* Ends the program: the hazard could not be made, which is no outcome. */
__attribute__((noreturn)) void give_up(const char *what);

#endif
