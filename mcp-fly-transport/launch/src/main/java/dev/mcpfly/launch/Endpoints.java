package dev.mcpfly.launch;

import dev.mcpfly.transport.StdioProxy;
import java.net.URI;

/** Creates proxies to a deployed server. */
final class Endpoints {
  private Endpoints() {}

  static StdioProxy proxyTo(URI endpoint, String instance, Authorization authorization) {
    StdioProxy proxy = StdioProxy.to(endpoint);
    if (!instance.isEmpty()) {
      proxy = proxy.instance(instance);
    }
    return authorization.on(proxy);
  }
}
