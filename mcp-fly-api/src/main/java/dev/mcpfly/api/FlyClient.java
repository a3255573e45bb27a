package dev.mcpfly.api;

/** Speaks to the Fly Machines API. */
public final class FlyClient {
  private FlyClient() {}
}
