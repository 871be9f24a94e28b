// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.apps;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The whole page as a picture, held against one that somebody has looked at. After a change that is
 * meant to show: {@code mvn verify -Dit.test=HtmlReportLooksIT -Dspawnrisk.pictures=renew}, and
 * look.
 */
final class HtmlReportLooksIT {
  /** Of 255, in any colour: what another Chromium's smoothing of edges may differ by. */
  private static final int TOLERATED_DIFFERENCE = 48;

  /** Of all pixels, those that may differ by more. */
  private static final double TOLERATED_PART = 0.005;

  @TempDir private static Path folder;

  private static Chromium chromium;
  private static Path report;

  @BeforeAll
  static void open() throws IOException, InterruptedException {
    chromium = new Chromium();
    report = Chromium.report(MadeLog.small(folder));
  }

  @AfterAll
  static void close() {
    chromium.close();
  }

  @ParameterizedTest
  @EnumSource(
      value = ColorScheme.class,
      names = {"LIGHT", "DARK"})
  void isAsItWasLookedAt(ColorScheme scheme) throws IOException {
    Page page = chromium.open(report, scheme);
    page.locator("button.open").first().click();
    page.mouse().move(1, 1); // away from the charts, which tell what is under it

    byte[] seen = page.screenshot(new Page.ScreenshotOptions().setFullPage(true));

    String name = scheme.name().toLowerCase(Locale.ROOT) + ".png";
    Path reference = Chromium.resource(name);
    if ("renew".equals(System.getProperty("spawnrisk.pictures"))) {
      Files.write(reference, seen);
    }
    Path kept = Path.of("target", "html-report-" + name);
    Files.write(kept, seen);
    assertThat(difference(picture(seen), picture(Files.readAllBytes(reference))))
        .as("part of %s that differs from %s", kept.toAbsolutePath(), reference)
        .isLessThan(TOLERATED_PART);
    assertThat(chromium.complaints()).isEmpty();
  }

  private static BufferedImage picture(byte[] png) throws IOException {
    return ImageIO.read(new ByteArrayInputStream(png));
  }

  private static double difference(BufferedImage one, BufferedImage other) {
    assertThat(one.getWidth()).isEqualTo(other.getWidth());
    assertThat(one.getHeight()).isEqualTo(other.getHeight());
    long different = 0;
    for (int y = 0; y < one.getHeight(); y++) {
      for (int x = 0; x < one.getWidth(); x++) {
        different += differs(one.getRGB(x, y), other.getRGB(x, y)) ? 1 : 0;
      }
    }
    return (double) different / ((long) one.getWidth() * one.getHeight());
  }

  private static boolean differs(int one, int other) {
    for (int shift = 0; shift < 24; shift += 8) {
      if (Math.abs((one >> shift & 255) - (other >> shift & 255)) > TOLERATED_DIFFERENCE) {
        return true;
      }
    }
    return false;
  }
}
