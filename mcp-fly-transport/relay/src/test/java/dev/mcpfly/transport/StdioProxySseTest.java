package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** HTTP+SSE of 2024-11-05. */
@Timeout(150)
class StdioProxySseTest {
  @Test
  void postsToTheEndpointOfTheStreamAndReconnectsWhenItBreaks() throws Exception {
    AtomicReference<FakeMcp.Answer> stream = new AtomicReference<>();
    AtomicInteger sessions = new AtomicInteger();
    CountDownLatch slow = new CountDownLatch(1);
    try (FakeMcp server =
            new FakeMcp(
                (request, answer) -> {
                  if (request.method().equals("GET")) {
                    answer.stream();
                    answer.write(
                        "event: endpoint\ndata: /messages?s="
                            + sessions.incrementAndGet()
                            + "\n\n");
                    stream.set(answer);
                  } else if (!request.path().equals("/messages?s=" + sessions.get())) {
                    answer.status(405);
                  } else {
                    answer.status(202);
                    if (request.body().contains("\"slow\"")) {
                      slow.countDown();
                    } else if (request.rpc().equals("initialize")) {
                      stream.get().event(FakeMcp.initializeResult(request.id()));
                    } else if (request.id() != null) {
                      stream.get().event(FakeMcp.result(request.id(), "{\"echo\":1}"));
                    }
                  }
                });
        StdioClient client = new StdioClient(StdioProxy.to(server.uri("/sse")))) {
      assertThat(client.initialize()).contains("serverInfo");
      client.call(1, "x");
      assertThat(client.answer(1)).contains("echo");
      client.call(2, "slow");
      assertThat(slow.await(60, TimeUnit.SECONDS)).isTrue();
      stream.get().end();
      assertThat(client.answer(2)).contains("\"error\"").contains("connection broke");
      client.call(3, "x");
      assertThat(client.answer(3)).contains("echo");
      assertThat(server.requests("initialize")).hasSize(3);
      assertThat(server.requests("notifications/initialized")).hasSize(2);
      assertThat(client.rest()).isEmpty();
    }
  }

  @Test
  void sendsNothingToAnEndpointOfAnotherOrigin() throws Exception {
    try (FakeMcp elsewhere = new FakeMcp((request, answer) -> answer.status(202));
        FakeMcp server =
            new FakeMcp(
                (request, answer) -> {
                  if (request.method().equals("GET")) {
                    answer.stream();
                    answer.write("event: endpoint\ndata: " + elsewhere.uri("/m") + "\n\n");
                  } else {
                    answer.status(404);
                  }
                });
        StdioClient client =
            new StdioClient(StdioProxy.to(server.uri("/sse")).bearerToken("hush"))) {
      client.send("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\",\"params\":{}}");
      assertThat(client.answer(1)).contains("\"error\"");
      assertThat(elsewhere.requests).isEmpty();
    }
  }
}
