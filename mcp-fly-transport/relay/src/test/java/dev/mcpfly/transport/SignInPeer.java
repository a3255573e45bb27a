package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.transport.internal.JsonObject;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A client with a browser, which does each step of signing in as a test wants it. */
final class SignInPeer {
  static final String VERIFIER = "a-verifier-of-forty-three-characters-or-more-0123";
  static final String REDIRECT = "https://client.example/callback";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private static final Pattern FORM = Pattern.compile("name=form value=\"([^\"]*)\"");

  final Map<String, String> cookies = new LinkedHashMap<>();
  private final URI base;

  SignInPeer(URI base) {
    this.base = base;
  }

  /** The same browser, at a relay that has taken the place of another one. */
  SignInPeer at(URI other) {
    SignInPeer peer = new SignInPeer(other);
    peer.cookies.putAll(cookies);
    return peer;
  }

  static String challenge(String verifier) {
    try {
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(
              MessageDigest.getInstance("SHA-256")
                  .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
    } catch (java.security.GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  static String form(String... pairs) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < pairs.length; i += 2) {
      if (pairs[i + 1] != null) {
        out.append(out.length() == 0 ? "" : "&")
            .append(pairs[i])
            .append('=')
            .append(URLEncoder.encode(pairs[i + 1], StandardCharsets.UTF_8));
      }
    }
    return out.toString();
  }

  HttpResponse<String> send(String method, String path, String body, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(base.resolve(path))
            .timeout(Duration.ofSeconds(60))
            .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
    if (!cookies.isEmpty()) {
      StringBuilder all = new StringBuilder();
      cookies.forEach(
          (name, value) -> all.append(all.length() == 0 ? "" : "; ").append(name + "=" + value));
      request.setHeader("Cookie", all.toString());
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.header(headers[i], headers[i + 1]);
    }
    HttpResponse<String> response = CLIENT.send(request.build(), BodyHandlers.ofString());
    for (String set : response.headers().allValues("set-cookie")) {
      String pair = set.split(";", 2)[0];
      int equals = pair.indexOf('=');
      cookies.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return response;
  }

  HttpResponse<String> get(String path, String... headers) throws Exception {
    return send("GET", path, null, headers);
  }

  HttpResponse<String> post(String path, String form, String... headers) throws Exception {
    return send(
        "POST",
        path,
        form,
        SignInPeer.with(headers, "Content-Type", "application/x-www-form-urlencoded"));
  }

  private static String[] with(String[] headers, String... more) {
    String[] all = java.util.Arrays.copyOf(headers, headers.length + more.length);
    System.arraycopy(more, 0, all, headers.length, more.length);
    return all;
  }

  HttpResponse<String> register(String json) throws Exception {
    return send("POST", "/register", json, "Content-Type", "application/json");
  }

  /** Registers a public client with redirect URIs; returns its id. */
  String client(String... redirects) throws Exception {
    StringBuilder uris = new StringBuilder();
    for (String redirect : redirects) {
      uris.append(uris.length() == 0 ? "" : ",").append('"').append(redirect).append('"');
    }
    HttpResponse<String> response =
        register(
            "{\"client_name\":\"A client\",\"redirect_uris\":["
                + uris
                + "],\"token_endpoint_auth_method\":\"none\"}");
    assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
    return JsonObject.parse(response.body()).text("client_id");
  }

  /** The URL that a client opens, with parameters added, replaced, or (null) left out. */
  String authorizeUrl(String client, String... changes) {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("response_type", "code");
    all.put("client_id", client);
    all.put("redirect_uri", REDIRECT);
    all.put("state", "the state");
    all.put("code_challenge", challenge(VERIFIER));
    all.put("code_challenge_method", "S256");
    for (int i = 0; i < changes.length; i += 2) {
      all.put(changes[i], changes[i + 1]);
    }
    String[] pairs =
        all.entrySet().stream()
            .flatMap(each -> java.util.stream.Stream.of(each.getKey(), each.getValue()))
            .toArray(String[]::new);
    return "/authorize?" + form(pairs);
  }

  /** The sealed request in a page. */
  static String formOf(HttpResponse<String> page) {
    Matcher matcher = FORM.matcher(page.body());
    assertThat(matcher.find()).as(page.statusCode() + " " + page.body()).isTrue();
    return unescape(matcher.group(1));
  }

  static String unescape(String text) {
    return Pattern.compile("&#(\\d+);")
        .matcher(text)
        .replaceAll(
            match ->
                Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(match.group(1)))));
  }

  HttpResponse<String> allow(HttpResponse<String> page, String user, String password)
      throws Exception {
    return post(
        "/authorize",
        form("form", formOf(page), "user", user, "password", password, "action", "allow"));
  }

  /** The parameters of the redirect of an answer. */
  static Map<String, String> redirected(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(303);
    String location = response.headers().firstValue("location").orElseThrow();
    Map<String, String> all = new LinkedHashMap<>();
    int mark = location.indexOf('?');
    if (mark >= 0) {
      all.putAll(redirectedQuery(location.substring(mark + 1)));
    }
    all.put("", mark < 0 ? location : location.substring(0, mark));
    return all;
  }

  static Map<String, String> redirectedQuery(String query) {
    Map<String, String> all = new LinkedHashMap<>();
    for (String pair : query.split("&")) {
      int equals = pair.indexOf('=');
      all.put(
          pair.substring(0, equals),
          URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
    }
    return all;
  }

  /** A code that a user has allowed. */
  String code(String client, String... changes) throws Exception {
    HttpResponse<String> page = get(authorizeUrl(client, changes));
    assertThat(page.statusCode()).as(page.body()).isEqualTo(200);
    return redirected(allow(page, "me", "secret")).get("code");
  }

  HttpResponse<String> exchange(String client, String code, String... changes) throws Exception {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("grant_type", "authorization_code");
    all.put("client_id", client);
    all.put("code", code);
    all.put("redirect_uri", REDIRECT);
    all.put("code_verifier", VERIFIER);
    for (int i = 0; i < changes.length; i += 2) {
      all.put(changes[i], changes[i + 1]);
    }
    return token(all);
  }

  HttpResponse<String> refresh(String client, String token, String... changes) throws Exception {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("grant_type", "refresh_token");
    all.put("client_id", client);
    all.put("refresh_token", token);
    for (int i = 0; i < changes.length; i += 2) {
      all.put(changes[i], changes[i + 1]);
    }
    return token(all);
  }

  private HttpResponse<String> token(Map<String, String> all) throws Exception {
    String[] pairs =
        all.entrySet().stream()
            .flatMap(each -> java.util.stream.Stream.of(each.getKey(), each.getValue()))
            .toArray(String[]::new);
    return post("/token", form(pairs));
  }

  static JsonObject json(HttpResponse<String> response) {
    return JsonObject.parse(response.body());
  }

  /** Tokens of a user who has signed in. */
  JsonObject tokens(String client, String... changes) throws Exception {
    HttpResponse<String> response = exchange(client, code(client, changes));
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return json(response);
  }

  /** What the relay says to a token, at an endpoint that starts no server. */
  HttpResponse<String> use(String token) throws Exception {
    return get("/metrics", "Authorization", "Bearer " + token);
  }
}
