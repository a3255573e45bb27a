package dev.mcpfly.launch;

import com.google.errorprone.annotations.CheckReturnValue;
import java.time.Duration;

/**
 * A volume for the server's data: created with the app, kept when the machine stops or is replaced,
 * deleted with the app.
 *
 * @param name letters, digits and underscores, at most 30
 * @param path where it is mounted: absolute
 * @param sizeGb its first size in GB; 1 by default
 * @param snapshotRetentionDays how many days a snapshot is kept, 1 to 60; 5 by default
 * @param scheduledSnapshots whether Fly takes a snapshot each day; true by default
 * @param extendAtPercent from how full on it is extended, 0 for never (the default)
 * @param extendByGb by how much it is extended each time, in GB
 * @param extendLimitGb how large it may become, in GB; 0 for no limit of the user's
 */
@CheckReturnValue
@SuppressWarnings("exports") // needed only while compiling
public record ServerVolume(
    String name,
    String path,
    int sizeGb,
    int snapshotRetentionDays,
    boolean scheduledSnapshots,
    int extendAtPercent,
    int extendByGb,
    int extendLimitGb) {
  private static final int MAX_NAME_LENGTH = 30;
  private static final int MAX_DAYS = 1_000_000;
  private static final int MAX_RETENTION_DAYS = 60;

  /** Checks every value against what Fly takes. */
  public ServerVolume {
    require(
        name.matches("[A-Za-z0-9_]{1," + MAX_NAME_LENGTH + "}"),
        "The volume name \"%s\" is not valid; use at most %d letters, digits and underscores.",
        Texts.shown(name),
        MAX_NAME_LENGTH);
    require(
        path.startsWith("/") && path.length() > 1,
        "The volume %s must be mounted at an absolute path below /, not at \"%s\".",
        Texts.shown(name),
        Texts.shown(path));
    require(sizeGb >= 1, "The volume %s must have a size of 1 GB or more, not %d.", name, sizeGb);
    require(
        snapshotRetentionDays >= 1 && snapshotRetentionDays <= MAX_RETENTION_DAYS,
        "Snapshots of the volume %s can be kept for 1 to %d days, not %d.",
        name,
        MAX_RETENTION_DAYS,
        snapshotRetentionDays);
    require(
        extendAtPercent >= 0 && extendAtPercent < 100,
        "The volume %s can be extended from 1 to 99 percent on, not from %d.",
        name,
        extendAtPercent);
    require(
        extendAtPercent == 0 || extendByGb >= 1,
        "The volume %s must be extended by 1 GB or more, not by %d.",
        name,
        extendByGb);
    require(
        extendLimitGb == 0 || extendLimitGb > sizeGb,
        "The volume %s of %d GB cannot grow to a limit of %d GB; give a larger limit.",
        name,
        sizeGb,
        extendLimitGb);
  }

  /**
   * Returns a volume of 1 GB with daily snapshots kept for 5 days, never extended.
   *
   * @param name letters, digits and underscores, at most 30
   * @param path where it is mounted: absolute
   * @throws InvalidLaunchException if one of them is not valid
   */
  public static ServerVolume of(String name, String path) {
    return new ServerVolume(
        Given.value("the volume's name", name),
        Given.value("the volume's path", path),
        1,
        5,
        true,
        0,
        0,
        0);
  }

  /**
   * Returns this volume with another first size.
   *
   * @param gb the size in GB, 1 or more
   * @throws InvalidLaunchException if it is less
   */
  public ServerVolume size(int gb) {
    return new ServerVolume(
        name,
        path,
        gb,
        snapshotRetentionDays,
        scheduledSnapshots,
        extendAtPercent,
        extendByGb,
        extendLimitGb);
  }

  /**
   * Returns this volume with snapshots kept for another time.
   *
   * @param time 1 to 60 days, in whole days
   * @throws InvalidLaunchException if it is out of that range
   */
  public ServerVolume snapshotRetention(Duration time) {
    return new ServerVolume(
        name,
        path,
        sizeGb,
        (int) Math.max(-1, Math.min(Given.value("snapshotRetention", time).toDays(), MAX_DAYS)),
        scheduledSnapshots,
        extendAtPercent,
        extendByGb,
        extendLimitGb);
  }

  /** Returns this volume with or without a snapshot each day. */
  public ServerVolume scheduledSnapshots(boolean daily) {
    return new ServerVolume(
        name,
        path,
        sizeGb,
        snapshotRetentionDays,
        daily,
        extendAtPercent,
        extendByGb,
        extendLimitGb);
  }

  /**
   * Returns this volume, extended automatically when it fills up.
   *
   * @param atPercent from how full on, 1 to 99
   * @param byGb by how much each time, 1 GB or more
   * @param limitGb how large it may become, in GB; 0 for no limit
   * @throws InvalidLaunchException if a value is out of its range
   */
  public ServerVolume autoExtend(int atPercent, int byGb, int limitGb) {
    return new ServerVolume(
        name, path, sizeGb, snapshotRetentionDays, scheduledSnapshots, atPercent, byGb, limitGb);
  }

  private static void require(boolean condition, String message, Object... values) {
    if (!condition) {
      throw new InvalidLaunchException(message.formatted(values));
    }
  }
}
