package dev.mcpfly.api.emulator;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The target of a request.
 *
 * @param app the app
 * @param port the app's port that was asked, or 0 for that of the web
 * @param instance the machine that the request insists on, or an empty text
 * @param preferInstance the machine that it should go to if that can take it, or an empty text
 * @param forceRegions the only regions, in order of preference; empty for all
 * @param preferRegions the regions to try first
 * @param except a machine that is left out, or an empty text
 * @param inside whether it comes from inside, where no address is needed
 * @param patience how long to try; null for as long as usual
 */
record Wanted(
    String app,
    int port,
    String instance,
    String preferInstance,
    List<String> forceRegions,
    List<String> preferRegions,
    String except,
    boolean inside,
    @Nullable Duration patience) {

  /** Reads an app's name with a port, if there is one, as in {@code my-app:8443}. */
  static Wanted from(String name, HttpHead request) {
    int colon = name.indexOf(':');
    return new Wanted(
        colon < 0 ? name : name.substring(0, colon),
        colon < 0 ? 0 : Integer.parseInt(name.substring(colon + 1)),
        request.get("fly-force-instance-id"),
        request.get("fly-prefer-instance-id"),
        Replay.list(request.get("fly-force-region")),
        Replay.list(request.get("fly-prefer-region")),
        "",
        false,
        null);
  }

  /** Returns where a replay by a machine sends it. */
  Wanted replayed(Replay replay, Vm by) {
    return new Wanted(
        replay.app().isEmpty() ? app : replay.app(),
        port,
        replay.instance(),
        replay.preferInstance(),
        replay.regions(),
        List.of(),
        replay.elsewhere() ? by.id : "",
        true,
        replay.timeout());
  }

  /** Returns where a replay that failed falls back to. */
  Wanted fallback(Replay replay, Vm by) {
    boolean force = replay.fallback().equals("force_self");
    return new Wanted(
        by.app.name,
        port,
        force ? by.id : "",
        force ? "" : by.id,
        List.of(),
        List.of(),
        "",
        true,
        null);
  }
}
