package dev.mcpfly.launch;

import dev.mcpfly.transport.StdioProxy;
import java.net.URI;

/** Ways to a deployed server. */
final class Endpoints {
  private Endpoints() {}

  /** Returns the proxy that a stdio client would start. */
  static StdioProxy proxyTo(Draft draft) {
    return proxyTo(draft.reachedAt(), draft.location().instance(), draft.authorization);
  }

  static StdioProxy proxyTo(URI endpoint, String instance, Authorization authorization) {
    StdioProxy proxy = StdioProxy.to(endpoint);
    if (!instance.isEmpty()) {
      proxy = proxy.instance(instance);
    }
    if (authorization instanceof Authorization.Bearer bearer) {
      return proxy.bearerToken(bearer.token());
    }
    if (authorization instanceof Authorization.Basic basic) {
      return proxy.basic(basic.user(), basic.password());
    }
    return proxy;
  }
}
