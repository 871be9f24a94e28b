/* SPDX-License-Identifier: Apache-2.0 */
/* The writer: any bytes come out as a string of valid JSON, and nothing behind the buffer's end. */
#include "event/json.h"

#include "fuzz.h"
#include "json_check.h"

static void a_text_is_a_string(const char *text, size_t length, size_t most)
{
    char buffer[600];
    struct json json;
    json_start(&json, buffer, sizeof buffer);
    bool whole = json_text(&json, NULL, text, length, most);
    size_t written = (size_t)(json.at - buffer);
    MUST(whole == !json.cut);
    MUST(written <= most + 2 && json_is_valid(buffer, written));
}

static void a_path_keeps_its_end(struct input *input, size_t most)
{
    char buffer[640];
    char *path = input_word(input);
    struct json json;
    json_start(&json, buffer, sizeof buffer);
    json_path(&json, NULL, "<", path, ">", most);
    size_t written = (size_t)(json.at - buffer);
    MUST(written <= most + 4 && json_is_valid(buffer, written));
    MUST(buffer[1] == '<' && buffer[written - 2] == '>');
    MUST(!json.cut || strncmp(buffer + 2, "...", 3) == 0);
    free(path);
}

static void the_end_is_kept(struct input *input)
{
    char buffer[64];
    size_t size = input_number(input, 1) % sizeof buffer;
    memset(buffer, '#', sizeof buffer);
    struct json json;
    json_start(&json, buffer, size);
    json_open(&json, NULL, '{');
    json_number(&json, "a", input_number(input, 8));
    json_integer(&json, "b", (long)input_number(input, 8));
    char *word = input_word(input);
    json_string(&json, "c", word, sizeof buffer);
    json_close(&json, '}');
    free(word);
    MUST(json.at <= buffer + size);
    for (size_t i = size; i < sizeof buffer; i++)
        MUST(buffer[i] == '#');
    if (!json.cut)
        MUST(json_is_valid(buffer, (size_t)(json.at - buffer)));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    struct input input = {bytes, bytes + size};
    size_t most = input_number(&input, 2) % 590;
    a_text_is_a_string((const char *)input.at, (size_t)(input.end - input.at), most);
    the_end_is_kept(&input);
    a_path_keeps_its_end(&input, most < 3 ? 3 : most);
    return 0;
}
