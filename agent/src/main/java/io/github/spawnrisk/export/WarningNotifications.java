// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk.export;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.management.MBeanNotificationInfo;
import javax.management.Notification;
import javax.management.NotificationBroadcasterSupport;
import javax.management.openmbean.CompositeDataSupport;
import javax.management.openmbean.CompositeType;
import javax.management.openmbean.OpenDataException;
import javax.management.openmbean.OpenType;
import javax.management.openmbean.SimpleType;
import org.jspecify.annotations.Nullable;

/**
 * A notification for each new warning. Listeners are the host's: they are called in a thread of
 * their own, which is there while there is something to tell, and whoever is slow loses the oldest.
 */
final class WarningNotifications extends NotificationBroadcasterSupport implements Consumer<Alert> {
  /** With the code behind it. */
  static final String TYPE = "io.github.spawnrisk.warning.";

  private static final int MOST_WAITING = 1000;

  private final ThreadPoolExecutor thread;
  private final AtomicLong number = new AtomicLong();

  WarningNotifications() {
    this(thread());
  }

  private WarningNotifications(ThreadPoolExecutor thread) {
    super(
        thread,
        new MBeanNotificationInfo(
            new String[] {TYPE + "*"}, Notification.class.getName(), "A spawn can hurt."));
    this.thread = thread;
  }

  private static ThreadPoolExecutor thread() {
    ThreadPoolExecutor one =
        new ThreadPoolExecutor(
            1,
            1,
            1,
            TimeUnit.SECONDS,
            new ArrayBlockingQueue<>(MOST_WAITING),
            work -> {
              Thread thread = new Thread(null, work, "spawnrisk-notifier", 0, false);
              thread.setContextClassLoader(WarningNotifications.class.getClassLoader());
              thread.setDaemon(true);
              return thread;
            },
            new ThreadPoolExecutor.DiscardOldestPolicy());
    one.allowCoreThreadTimeOut(true);
    return one;
  }

  @Override
  public void accept(Alert alert) {
    Notification notification =
        new Notification(
            TYPE + alert.reason().code(),
            PlatformBean.NAME,
            number.incrementAndGet(),
            alert.time().toEpochMilli(),
            alert.text());
    notification.setUserData(data(alert));
    sendNotification(notification);
  }

  private static CompositeDataSupport data(Alert alert) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    values.put("code", alert.reason().code());
    values.put("level", alert.reason().level().label());
    values.put("callSite", alert.callSite());
    values.put("command", alert.command());
    values.put("mechanism", alert.mechanism());
    values.put("spawn", alert.spawn());
    values.put(
        "need", alert.reason().need().isPresent() ? alert.reason().need().getAsLong() : null);
    values.put(
        "have", alert.reason().have().isPresent() ? alert.reason().have().getAsLong() : null);
    values.put("source", alert.reason().source());
    String[] names = values.keySet().toArray(new String[0]);
    OpenType<?>[] types = new OpenType<?>[names.length];
    for (int i = 0; i < names.length; i++) {
      boolean isNumber = names[i].equals("need") || names[i].equals("have");
      types[i] = isNumber ? SimpleType.LONG : SimpleType.STRING;
    }
    try {
      return new CompositeDataSupport(
          new CompositeType("Warning", "A spawn can hurt.", names, names, types), values);
    } catch (OpenDataException impossible) { // names and types are those above
      throw new IllegalStateException(impossible);
    }
  }

  void stop() {
    thread.shutdownNow();
  }
}
