package dev.mcpfly.launch;

import dev.mcpfly.transport.auth.OAuthClient;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A person at a browser, who signs in to a deployment with a name and a password. */
final class Person {
  private static final Pattern FORM = Pattern.compile("name=form value=\"([^\"]*)\"");

  private final String name;
  private final String password;

  /** What the person has seen, the last page last. */
  final List<String> pages = new CopyOnWriteArrayList<>();

  Person(String name, String password) {
    this.name = name;
    this.password = password;
  }

  /** A client whose sign-ins this person does. */
  OAuthClient client(Path store) {
    return OAuthClient.interactive()
        .store(store)
        .browser(this::open)
        .prompt(text -> {})
        .timeout(Duration.ofMinutes(2));
  }

  private void open(URI page) {
    Thread thread = new Thread(() -> signIn(page), "person");
    thread.setDaemon(true);
    thread.start();
  }

  private void signIn(URI page) {
    HttpClient browser = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    try {
      HttpResponse<String> form =
          browser.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
      pages.add(form.body());
      String cookie = form.headers().firstValue("Set-Cookie").orElse("").split(";", 2)[0];
      Matcher sealed = FORM.matcher(form.body());
      String fields = "form=" + (sealed.find() ? sealed.group(1) : "");
      for (String[] field :
          new String[][] {{"user", name}, {"password", password}, {"action", "allow"}}) {
        fields += "&" + field[0] + "=" + URLEncoder.encode(field[1], StandardCharsets.UTF_8);
      }
      HttpResponse<String> answer =
          browser.send(
              HttpRequest.newBuilder(page.resolve("/authorize"))
                  .header("Content-Type", "application/x-www-form-urlencoded")
                  .header("Cookie", cookie)
                  .POST(HttpRequest.BodyPublishers.ofString(fields))
                  .build(),
              BodyHandlers.ofString());
      pages.add(answer.body());
      String back = answer.headers().firstValue("Location").orElse("");
      if (!back.isEmpty()) {
        browser.send(HttpRequest.newBuilder(URI.create(back)).build(), BodyHandlers.discarding());
      }
    } catch (Exception e) {
      pages.add("failed: " + e);
    }
  }
}
