package dev.mcpfly.api;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/** A client against a server that says what the test tells it to. */
@Timeout(120)
abstract class Served {
  static final WireMockServer SERVER =
      new WireMockServer(WireMockConfiguration.options().dynamicPort().bindAddress("127.0.0.1"));

  final SkippingClock clock = new SkippingClock();

  @BeforeAll
  static void startServer() {
    SERVER.start();
  }

  @AfterAll
  static void stopServer() {
    SERVER.stop();
  }

  @BeforeEach
  void forgetStubs() {
    SERVER.resetAll();
  }

  static URI uri() {
    return URI.create("http://127.0.0.1:" + SERVER.port());
  }

  FlyClient.Builder builder() {
    return FlyClient.builder().token("fm2_t0ken").baseUri(uri()).clock(clock).sleeper(clock);
  }
}
