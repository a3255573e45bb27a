package dev.mcpfly.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.mcpfly.api.model.Organization;
import dev.mcpfly.api.model.Page;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Long lists: page by page, lazily, in constant memory, past empty pages. */
@Timeout(120)
class OrgPagingTest {
  private static final Pattern CURSOR = Pattern.compile("cursor=(\\d+)");
  private static final int PAGE = 500;

  private final SkippingClock clock = new SkippingClock();
  private final AtomicInteger requests = new AtomicInteger();
  private int machines = 10_000;
  private boolean loop;
  private HttpServer server;
  private FlyClient fly;

  @BeforeEach
  void start() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/v1/orgs/personal/machines", this::answer);
    server.start();
    fly =
        FlyClient.builder()
            .token("fm2_x")
            .baseUri(URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
            .clock(clock)
            .sleeper(clock)
            .build();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  /** Every page with machines is followed by an empty one. */
  private void answer(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String query = exchange.getRequestURI().getQuery();
    Matcher matcher = CURSOR.matcher(query == null ? "" : query);
    int page = matcher.find() ? Integer.parseInt(matcher.group(1)) : 0;
    StringBuilder body = new StringBuilder("{\"machines\":[");
    int first = page / 2 * PAGE;
    if (page % 2 == 0) {
      for (int i = first; i < Math.min(machines, first + PAGE); i++) {
        body.append(i == first ? "" : ",")
            .append("{\"id\":\"m")
            .append(i)
            .append("\",\"app_name\":\"a\",\"state\":\"started\",\"config\":{\"image\":\"i\",")
            .append("\"metadata\":{\"filler\":\"")
            .append("x".repeat(1000))
            .append("\"}}}");
      }
    }
    body.append("],\"error_regions\":[\"nrt\"]");
    if (loop) {
      body.append(",\"next_cursor\":\"").append(Math.max(1, page)).append('"');
    } else if (first + PAGE < machines || page % 2 == 0) {
      body.append(",\"next_cursor\":\"").append(page + 1).append('"');
    }
    byte[] bytes = body.append('}').toString().getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(200, bytes.length);
    try (OutputStream out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  @Test
  void lists10000MachinesInConstantMemory() {
    AtomicInteger seen = new AtomicInteger();
    AtomicLong early = new AtomicLong();
    AtomicLong most = new AtomicLong();
    fly.org("personal")
        .machines(q -> q.limit(PAGE))
        .forEach(
            machine -> {
              int count = seen.incrementAndGet();
              if (count % 1000 == 0) {
                long used = used();
                early.compareAndSet(0, used);
                most.accumulateAndGet(used, Math::max);
              }
            });
    assertThat(seen).hasValue(10_000);
    long growth = most.get() - early.get();
    System.getLogger(OrgPagingTest.class.getName())
        .log(
            System.Logger.Level.INFO,
            "10,000 machines of 1 KB each: {0} KB in use after 1,000, at most {1} KB more later",
            early.get() / 1024,
            Math.max(0, growth) / 1024);
    // All of them would take more than 20 MB: a page is less than 2.
    assertThat(growth).isLessThan(4 << 20);
  }

  @Test
  void requestsAPageOnlyWhenTheReaderGetsThere() {
    assertThat(fly.org("personal").machines().limit(3).map(Organization.MachineSummary::id))
        .containsExactly("m0", "m1", "m2");
    assertThat(requests).hasValueLessThanOrEqualTo(2);
  }

  @Test
  void reportsRegionsThatCouldNotBeReached() {
    machines = 1;
    List<Page<Organization.MachineSummary>> pages =
        fly.org("personal").machinePages(q -> {}).toList();
    assertThat(pages).hasSize(2);
    assertThat(pages.get(1).items()).isEmpty();
    assertThat(pages.get(0).errorRegions()).containsExactly("nrt");
  }

  @Test
  void endsEvenIfTheServerRepeatsItsCursor() {
    loop = true;
    machines = 1;
    assertThat(fly.org("personal").machines()).hasSize(1);
    assertThat(requests).hasValue(2);
  }

  @Test
  void rejectsALimitThatTheServerWouldReject() {
    assertThatThrownBy(() -> fly.org("personal").machines(q -> q.limit(1001)))
        .isInstanceOf(InvalidRequestException.class)
        .hasMessageContaining("limit must be between 1 and 1000, but was 1001");
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
