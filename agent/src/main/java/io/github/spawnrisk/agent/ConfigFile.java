// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.agent;

import io.github.spawnrisk.options.Nearest;
import io.github.spawnrisk.options.Setting;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** The properties file that the option {@code config} names; all that is given elsewhere wins. */
final class ConfigFile {
  private static final String KEY = Setting.CONFIG.key();

  private ConfigFile() {}

  static void addTo(Map<String, String> given) throws OptionException {
    String path = given.get(KEY);
    if (path == null) {
      return;
    }
    Properties file = read(path);
    List<String> known = Setting.agentKeys();
    known.remove(KEY);
    if (file.containsKey(KEY)) {
      throw new OptionException("option 'config' in '" + path + "': one file cannot name another");
    }
    for (String key : file.stringPropertyNames()) {
      if (!known.contains(key)) {
        throw AgentOptions.unknown(
            "option '" + key + "' in '" + path + "'", Nearest.to(key, known));
      }
      if (file.getProperty(key).isEmpty()) {
        throw new OptionException("option '" + key + "' in '" + path + "' is empty; leave it out");
      }
      given.putIfAbsent(key, file.getProperty(key));
    }
  }

  private static Properties read(String path) throws OptionException {
    Properties file = new Properties();
    try (Reader text = new InputStreamReader(new FileInputStream(path), StandardCharsets.UTF_8)) {
      file.load(text);
    } catch (IOException unreadable) {
      throw new OptionException("config file cannot be read: " + unreadable.getMessage());
    } catch (IllegalArgumentException malformed) {
      throw new OptionException("config file '" + path + "': " + malformed.getMessage());
    }
    return file;
  }
}
