// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Prints what a query of DuckDB gives, tab-separated: {@code Duck QUERY-FILE LOG}. */
final class Duck {
  private Duck() {}

  public static void main(String[] arguments) throws IOException, SQLException {
    String query =
        Files.readString(Path.of(arguments[0])).replace("{log}", arguments[1].replace("'", "''"));
    try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      int columns = rows.getMetaData().getColumnCount();
      while (rows.next()) {
        StringBuilder line = new StringBuilder();
        for (int column = 1; column <= columns; column++) {
          line.append(column == 1 ? "" : "\t").append(rows.getString(column));
        }
        System.out.println(line);
      }
    }
  }
}
