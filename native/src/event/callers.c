/* SPDX-License-Identifier: Apache-2.0 */
/* The names of the functions that asked for a spawn. */
#include "callers.h"

#include <string.h>

#include "host/symbol.h"

#define OBJECT_BYTES 64
#define SYMBOL_BYTES 160
#define CALLER_BYTES (OBJECT_BYTES + SYMBOL_BYTES + 32)

static char *put_hexadecimal(char *at, uint64_t number)
{
    int digits = 1;
    while (digits < 16 && number >> 4 * digits != 0)
        digits++;
    while (digits-- > 0)
        *at++ = "0123456789abcdef"[number >> 4 * digits & 15];
    return at;
}

static char *put_cut(char *at, const char *text, size_t most)
{
    size_t length = strnlen(text, most);
    memcpy(at, text, length);
    return at + length;
}

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* object!function+0x1f, or object+0x1f where it has no such function. */
static bool put_caller(struct json *json, const void *address)
{
    struct symbol symbol;
    char text[CALLER_BYTES];
    if (!symbol_before(address, &symbol))
        return false;
    char *at = put_cut(text, base_name(symbol.object), OBJECT_BYTES);
    if (symbol.name != NULL) {
        *at++ = '!';
        at = put_cut(at, symbol.name, SYMBOL_BYTES);
    }
    at = stpcpy(at, "+0x");
    at = put_hexadecimal(at, symbol.offset);
    (void)json_text(json, NULL, text, (size_t)(at - text), CALLER_BYTES);
    return true;
}

void callers_json(struct json *json, const struct event *event, size_t kept)
{
    struct symbol symbol;
    if (event->caller_count == 0 || !symbol_before(event->callers[0], &symbol))
        return;
    if (json_room(json) < kept + CALLER_BYTES) {
        json->cut = true;
        return;
    }
    json_open(json, "native_stack", '[');
    for (unsigned i = 0; i < event->caller_count && json_room(json) >= kept + CALLER_BYTES; i++)
        if (!put_caller(json, event->callers[i]))
            break;
    json_close(json, ']');
}
