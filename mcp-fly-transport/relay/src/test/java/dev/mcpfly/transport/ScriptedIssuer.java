package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * An MCP server that asks for sign-in, and its authorization server, at one address. It checks what
 * it is sent as a strict server would; a test may replace any of its answers.
 */
final class ScriptedIssuer implements AutoCloseable {
  private static final HttpClient BROWSER =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.ALWAYS)
          .build();

  private record Grant(String challenge, String redirect, String client, String scope) {}

  private final FakeMcp http;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<String, Grant> codes = new ConcurrentHashMap<>();

  /** Answers in place of the usual ones, by path without query. */
  final Map<String, FakeMcp.Handler> instead = new ConcurrentHashMap<>();

  /** Members of the metadata; a test changes, adds or removes some. Values are JSON. */
  final Map<String, String> metadata = new ConcurrentHashMap<>();

  final Map<String, String> resource = new ConcurrentHashMap<>();
  final Map<String, String> registered = new ConcurrentHashMap<>();
  final Set<String> access = ConcurrentHashMap.newKeySet();
  final Set<String> refresh = ConcurrentHashMap.newKeySet();

  /** What {@code WWW-Authenticate} says beside where the metadata is. */
  volatile String challenge = "";

  /** Whether the challenge names the metadata. */
  volatile boolean namesMetadata = true;

  volatile String expiresIn = "3600";

  /** Parameters that the redirect gets besides {@code code} and {@code state}. */
  volatile String redirectWith = "";

  /** Scopes by tool, for which the server asks by 403. */
  final Map<String, String> scopeOf = new ConcurrentHashMap<>();

  private final Map<String, String> scopeOfToken = new ConcurrentHashMap<>();
  final List<URI> opened = new CopyOnWriteArrayList<>();
  private final BlockingQueue<String> pages = new LinkedBlockingQueue<>();

  ScriptedIssuer() throws IOException {
    this(0);
  }

  ScriptedIssuer(int port) throws IOException {
    http = new FakeMcp(port, this::handle);
    String base = issuer();
    resource.put("resource", Json.quote(base + "/mcp"));
    resource.put("authorization_servers", "[" + Json.quote(base) + "]");
    metadata.put("issuer", Json.quote(base));
    metadata.put("authorization_endpoint", Json.quote(base + "/authorize"));
    metadata.put("token_endpoint", Json.quote(base + "/token"));
    metadata.put("registration_endpoint", Json.quote(base + "/register"));
    metadata.put("revocation_endpoint", Json.quote(base + "/revoke"));
    metadata.put("code_challenge_methods_supported", "[\"S256\"]");
    metadata.put("token_endpoint_auth_methods_supported", "[\"none\"]");
  }

  URI uri() {
    return http.uri("/mcp");
  }

  String issuer() {
    return "http://127.0.0.1:" + http.port();
  }

  /** Goes where a browser is sent, on another thread, and follows every redirect. */
  void browse(URI page) {
    opened.add(page);
    Thread thread = new Thread(() -> visit(page), "browser");
    thread.setDaemon(true);
    thread.start();
  }

  private void visit(URI page) {
    try {
      pages.add(get(page).body());
    } catch (IOException | InterruptedException e) {
      pages.add("failed: " + e);
    }
  }

  /** What the next visit of the browser ended on. */
  String page() throws InterruptedException {
    String page = pages.poll(60, TimeUnit.SECONDS);
    if (page == null) {
      throw new AssertionError("The browser saw no page within 60 s.");
    }
    return page;
  }

  static HttpResponse<String> get(URI page) throws IOException, InterruptedException {
    return BROWSER.send(HttpRequest.newBuilder(page).build(), BodyHandlers.ofString());
  }

  /** The requests to a path, without its query. */
  List<FakeMcp.Request> requests(String path) {
    return http.requests.stream().filter(r -> path(r).equals(path)).toList();
  }

  List<FakeMcp.Request> requests() {
    return http.requests;
  }

  /** The parameters of all authorization requests. */
  List<Map<String, String>> authorizations() {
    return requests("/authorize").stream().map(r -> form(query(r.path()))).toList();
  }

  /** The forms of all token requests of a grant. */
  List<Map<String, String>> grants(String type) {
    return requests("/token").stream()
        .map(r -> form(r.body()))
        .filter(f -> type.equals(f.get("grant_type")))
        .toList();
  }

  /** Ends every access token. */
  void expire() {
    access.clear();
  }

  private static String path(FakeMcp.Request request) {
    int query = request.path().indexOf('?');
    return query < 0 ? request.path() : request.path().substring(0, query);
  }

  private static String query(String path) {
    int query = path.indexOf('?');
    return query < 0 ? "" : path.substring(query + 1);
  }

  static Map<String, String> form(String text) {
    Map<String, String> form = new LinkedHashMap<>();
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        form.put(
            pair.substring(0, equals),
            URLDecoder.decode(pair.substring(equals + 1), StandardCharsets.UTF_8));
      }
    }
    return form;
  }

  private void handle(FakeMcp.Request request, FakeMcp.Answer answer) throws Exception {
    String path = path(request);
    FakeMcp.Handler other = instead.get(path);
    if (other != null) {
      other.handle(request, answer);
      return;
    }
    switch (path) {
      case "/mcp" -> mcp(request, answer);
      case "/.well-known/oauth-protected-resource/mcp" -> answer.json(200, object(resource));
      case "/.well-known/oauth-authorization-server" -> answer.json(200, object(metadata));
      case "/register" -> register(request, answer);
      case "/authorize" -> authorize(form(query(request.path())), answer);
      case "/token" -> token(form(request.body()), answer);
      case "/revoke" -> {
        refresh.remove(form(request.body()).get("token"));
        access.clear();
        answer.status(200);
      }
      default -> answer.status(404);
    }
  }

  static String object(Map<String, String> members) {
    return members.entrySet().stream()
        .map(e -> Json.quote(e.getKey()) + ":" + e.getValue())
        .collect(Collectors.joining(",", "{", "}"));
  }

  private void mcp(FakeMcp.Request request, FakeMcp.Answer answer) throws Exception {
    String authorization = request.header("authorization");
    String token = authorization == null ? "" : authorization.replaceFirst("^Bearer ", "");
    if (!access.contains(token)) {
      refuse(answer, 401, challenge);
      return;
    }
    if (request.rpc().equals("initialize")) {
      answer.json(200, FakeMcp.initializeResult(request.id()));
    } else if (!request.method().equals("POST")) {
      answer.status(405);
    } else if (request.id() == null) {
      answer.status(202);
    } else {
      String needed =
          scopeOf.entrySet().stream()
              .filter(e -> request.body().contains("\"" + e.getKey() + "\""))
              .map(Map.Entry::getValue)
              .findFirst()
              .orElse("");
      List<String> has = List.of(scopeOfToken.getOrDefault(token, "").split(" "));
      if (!needed.isEmpty() && !has.containsAll(List.of(needed.split(" ")))) {
        refuse(answer, 403, "error=\"insufficient_scope\", scope=\"" + needed + "\"");
      } else {
        answer.json(200, FakeMcp.result(request.id(), "{\"ok\":true}"));
      }
    }
  }

  void refuse(FakeMcp.Answer answer, int status, String with) throws IOException {
    String metadata =
        namesMetadata
            ? "resource_metadata=\"" + issuer() + "/.well-known/oauth-protected-resource/mcp\""
            : "";
    String both = metadata.isEmpty() || with.isEmpty() ? metadata + with : metadata + ", " + with;
    answer.header("WWW-Authenticate", ("Bearer " + both).strip()).status(status);
  }

  private void register(FakeMcp.Request request, FakeMcp.Answer answer) throws Exception {
    String id = "client-" + numbers.incrementAndGet();
    String redirect = request.body().replaceFirst(".*\"redirect_uris\":\\[\"([^\"]*)\".*", "$1");
    registered.put(id, redirect);
    answer.json(
        201, "{\"client_id\":\"" + id + "\",\"redirect_uris\":[" + Json.quote(redirect) + "]}");
  }

  private void authorize(Map<String, String> asked, FakeMcp.Answer answer) throws Exception {
    String client = asked.getOrDefault("client_id", "");
    String redirect = registered.get(client);
    if (!asked.getOrDefault("redirect_uri", "").equals(redirect)) {
      answer.json(400, "{\"error\":\"unknown client or redirect\"}");
      return;
    }
    String code = "code-" + numbers.incrementAndGet();
    codes.put(
        code,
        new Grant(
            asked.getOrDefault("code_challenge", ""),
            redirect,
            client,
            asked.getOrDefault("scope", "")));
    answer
        .header(
            "Location",
            redirect
                + "?code="
                + code
                + "&state="
                + URLEncoder.encode(asked.getOrDefault("state", ""), StandardCharsets.UTF_8)
                + redirectWith)
        .status(302);
  }

  private void token(Map<String, String> form, FakeMcp.Answer answer) throws Exception {
    String client = form.getOrDefault("client_id", "");
    switch (form.getOrDefault("grant_type", "")) {
      case "authorization_code" -> {
        Grant grant = codes.remove(form.getOrDefault("code", ""));
        if (grant == null
            || !grant.challenge().equals(s256(form.getOrDefault("code_verifier", "")))
            || !grant.redirect().equals(form.get("redirect_uri"))
            || !grant.client().equals(client)) {
          answer.json(400, "{\"error\":\"invalid_grant\"}");
        } else {
          issue(grant.scope(), answer);
        }
      }
      case "refresh_token" -> {
        if (!registered.containsKey(client)) {
          answer.json(401, "{\"error\":\"invalid_client\"}");
        } else if (!refresh.remove(form.getOrDefault("refresh_token", ""))) {
          answer.json(400, "{\"error\":\"invalid_grant\"}");
        } else {
          issue("", answer);
        }
      }
      default -> answer.json(400, "{\"error\":\"unsupported_grant_type\"}");
    }
  }

  /** Answers with new tokens. */
  void issue(String scope, FakeMcp.Answer answer) throws IOException {
    int number = numbers.incrementAndGet();
    access.add("access-" + number);
    refresh.add("refresh-" + number);
    scopeOfToken.put("access-" + number, scope);
    Map<String, String> body = new HashMap<>();
    body.put("access_token", "\"access-" + number + "\"");
    body.put("refresh_token", "\"refresh-" + number + "\"");
    body.put("token_type", "\"Bearer\"");
    body.put("expires_in", expiresIn);
    if (!scope.isEmpty()) {
      body.put("scope", Json.quote(scope));
    }
    answer.header("Cache-Control", "no-store").json(200, object(body));
  }

  private static String s256(String verifier) throws Exception {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(
            MessageDigest.getInstance("SHA-256")
                .digest(verifier.getBytes(StandardCharsets.US_ASCII)));
  }

  @Override
  public void close() {
    http.close();
  }
}
