package dev.mcpfly.transport.internal.http;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An exchange that passes everything on to another, for those that change one thing about it.
 *
 * <p>It overrides the methods with a default, too: a wrapper that inherits {@link
 * Exchange#principal()} would forget who the user is. A test calls every method by reflection.
 */
public abstract class ForwardingExchange implements Exchange {
  private final Exchange exchange;

  /** Wraps an exchange. */
  protected ForwardingExchange(Exchange exchange) {
    this.exchange = exchange;
  }

  @Override
  public String method() {
    return exchange.method();
  }

  @Override
  public String path() {
    return exchange.path();
  }

  @Override
  public String mount() {
    return exchange.mount();
  }

  @Override
  public @Nullable String query() {
    return exchange.query();
  }

  @Override
  public List<String> headers(String name) {
    return exchange.headers(name);
  }

  @Override
  public @Nullable String header(String name) {
    return exchange.header(name);
  }

  @Override
  public String principal() {
    return exchange.principal();
  }

  @Override
  public String remoteAddress() {
    return exchange.remoteAddress();
  }

  @Override
  public void readBody(int limit, BodyReceiver receiver) {
    exchange.readBody(limit, receiver);
  }

  @Override
  public void bodyDone() {
    exchange.bodyDone();
  }

  @Override
  public void respond(int status, byte[] body, String... headers) {
    exchange.respond(status, body, headers);
  }

  @Override
  public ResponseStream stream(int status, String... headers) {
    return exchange.stream(status, headers);
  }

  @Override
  public void onDisconnect(Runnable action) {
    exchange.onDisconnect(action);
  }
}
