package dev.mcpfly.transport;

import java.net.CookieManager;
import java.net.CookiePolicy;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A person at a browser without script: follows redirects, fills the forms, and sends them. */
final class FormBrowser {
  private static final Pattern FORM = Pattern.compile("<form[^>]*>");
  private static final Pattern INPUT = Pattern.compile("<input[^>]*>");

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.ALWAYS)
          .cookieHandler(new CookieManager(null, CookiePolicy.ACCEPT_ALL))
          .build();
  private final Map<String, String> values;

  /** The texts of the pages that were seen. */
  final List<String> pages = new CopyOnWriteArrayList<>();

  /** A person who fills in these values, by the names of inputs. */
  FormBrowser(Map<String, String> values) {
    this.values = values;
  }

  /** Visits a page on another thread. */
  void open(URI page) {
    Thread thread = new Thread(() -> visit(page), "browser");
    thread.setDaemon(true);
    thread.start();
  }

  private void visit(URI page) {
    try {
      HttpResponse<String> now = send(HttpRequest.newBuilder(page));
      for (int i = 0; i < 6 && FORM.matcher(now.body()).find(); i++) {
        now = submit(now);
      }
    } catch (Exception e) {
      pages.add("failed: " + e);
    }
  }

  private HttpResponse<String> submit(HttpResponse<String> page) throws Exception {
    Matcher start = FORM.matcher(page.body());
    String action = start.find() ? attribute(start.group(), "action") : "";
    StringBuilder form = new StringBuilder();
    Matcher inputs = INPUT.matcher(page.body());
    while (inputs.find()) {
      String name = attribute(inputs.group(), "name");
      if (!name.isEmpty()) {
        form.append(form.length() == 0 ? "" : "&")
            .append(name)
            .append('=')
            .append(
                URLEncoder.encode(
                    values.getOrDefault(name, attribute(inputs.group(), "value")),
                    StandardCharsets.UTF_8));
      }
    }
    URI target = action.isEmpty() ? page.uri() : page.uri().resolve(action.replace("&amp;", "&"));
    return send(
        HttpRequest.newBuilder(target)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form.toString())));
  }

  private HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    HttpResponse<String> response = client.send(request.build(), BodyHandlers.ofString());
    pages.add(response.statusCode() + " " + response.uri().getPath() + " " + response.body());
    return response;
  }

  private static String attribute(String tag, String name) {
    Matcher value = Pattern.compile("\\b" + name + "=\"([^\"]*)\"").matcher(tag);
    return value.find() ? value.group(1) : "";
  }
}
