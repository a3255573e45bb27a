package dev.mcpfly.api;

import dev.mcpfly.api.internal.Transport;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The settings of a client. The token is behind a supplier and in no text form. */
final class ClientSettings {
  final @Nullable Supplier<String> token;
  final URI machinesUri;
  final URI apiUri;
  final Function<String, URI> appUris;
  final Transport transport;
  final RetryPolicy retry;
  final Duration callTimeout;
  final Duration attemptTimeout;
  final boolean rateLimiting;
  final int maxResponseBytes;
  final Clock clock;
  final FlyClient.Sleeper sleeper;
  final FlyEvent.Listener listener;
  final Supplier<ScheduledExecutorService> scheduler;
  final String userAgent;

  ClientSettings(
      FlyClient.Builder from,
      @Nullable Supplier<String> token,
      Transport transport,
      URI machinesUri,
      URI apiUri) {
    this.token = token;
    this.machinesUri = machinesUri;
    this.apiUri = apiUri;
    this.appUris = from.appUris;
    this.transport = transport;
    this.retry = from.retry;
    this.callTimeout = from.callTimeout;
    this.attemptTimeout = from.attemptTimeout;
    this.rateLimiting = from.rateLimiting;
    this.maxResponseBytes = from.maxResponseBytes;
    this.clock = from.clock;
    this.sleeper = from.sleeper;
    this.listener = from.listener;
    this.scheduler = from.scheduler;
    this.userAgent = from.userAgent;
  }
}
