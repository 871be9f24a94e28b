/* SPDX-License-Identifier: Apache-2.0 */
/* What a host calls of deep_plugin.c, by dlsym. */
#ifndef DEEP_PLUGIN_H
#define DEEP_PLUGIN_H

void plugin_spawns(void);
void *plugin_opens(const char *file, int mode);

#endif
