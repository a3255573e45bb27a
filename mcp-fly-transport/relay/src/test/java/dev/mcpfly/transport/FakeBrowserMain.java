package dev.mcpfly.transport;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/**
 * A browser whose person signs in as {@code me} and allows everything: for programs that open one.
 * With {@code --print} it prints where it is sent back to, instead of going there.
 */
final class FakeBrowserMain {
  private FakeBrowserMain() {}

  public static void main(String[] args) throws Exception {
    URI uri = URI.create(args[args.length - 1]);
    SignInPeer peer = new SignInPeer(uri.resolve("/"));
    HttpResponse<String> page = peer.get(uri.getRawPath() + "?" + uri.getRawQuery());
    String back = peer.allow(page, "me", "secret").headers().firstValue("location").orElseThrow();
    if (args[0].equals("--print")) {
      System.out.println(back);
    } else {
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .build()
          .send(
              HttpRequest.newBuilder(URI.create(back)).build(),
              HttpResponse.BodyHandlers.discarding());
    }
  }
}
