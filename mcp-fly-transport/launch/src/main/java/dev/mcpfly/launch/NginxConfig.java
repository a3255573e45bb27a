package dev.mcpfly.launch;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The configuration of the nginx in front of a server. */
final class NginxConfig {
  static final String PATH = "/etc/nginx/conf.d/default.conf";

  /** The secret that holds whom nginx lets in, apart from the rest so that it can be changed. */
  static final String SECRET = "MCP_FLY_NGINX_CREDENTIALS";

  /** nginx reads all files of that directory. */
  static final String CREDENTIALS_PATH = "/etc/nginx/conf.d/credentials.conf";

  private NginxConfig() {}

  /** Returns the port on which nginx listens: any that is not the server's. */
  static int portBefore(int serverPort) {
    return serverPort == 8081 ? 8082 : 8081;
  }

  /**
   * Writes the configuration, which has no secret in it.
   *
   * @param checks whether nginx demands what {@link #credentials} says
   * @param healthPath a path that Fly's checks may ask for without credentials
   */
  static String of(
      ReverseProxy proxy, int listen, int serverPort, boolean checks, @Nullable String healthPath) {
    StringBuilder conf = new StringBuilder();
    // Fly's proxy says who the caller is; on the private network there is only the connection.
    conf.append("map $http_fly_client_ip $mcp_caller {\n")
        .append("  default $http_fly_client_ip;\n  \"\" $binary_remote_addr;\n}\n");
    conf.append(
            "limit_req_zone $mcp_caller zone=mcp:10m rate=%dr/s;\n"
                .formatted(proxy.requestsPerSecond()))
        .append("server {\n")
        .append("  listen %d;\n  listen [::]:%d;\n".formatted(listen, listen))
        .append("  server_tokens off;\n  client_max_body_size 16m;\n");
    if (healthPath != null) {
      conf.append(
          "  location = %s {\n    proxy_pass http://127.0.0.1:%d;\n  }\n"
              .formatted(healthPath, serverPort));
    }
    conf.append("  location / {\n");
    if (checks) {
      conf.append("    error_page 401 = @unauthorized;\n")
          .append("    if ($mcp_authorized = 0) {\n      return 401;\n    }\n")
          .append("    proxy_set_header Authorization \"\";\n");
    }
    conf.append("    limit_req zone=mcp burst=%d nodelay;\n".formatted(proxy.burst()))
        .append("    limit_req_status 429;\n")
        .append("    proxy_pass http://127.0.0.1:%d;\n".formatted(serverPort))
        .append("    proxy_http_version 1.1;\n    proxy_set_header Connection \"\";\n")
        .append("    proxy_set_header Host $http_host;\n")
        .append("    proxy_buffering off;\n    proxy_request_buffering off;\n")
        .append(
            "    proxy_read_timeout %ds;\n    proxy_send_timeout %ds;\n"
                .formatted(proxy.readTimeout().toSeconds(), proxy.readTimeout().toSeconds()))
        .append("  }\n");
    if (checks) {
      conf.append("  location @unauthorized {\n    internal;\n")
          .append("    add_header WWW-Authenticate $mcp_challenge always;\n")
          .append("    default_type text/plain;\n")
          .append("    return 401 \"credentials are missing or wrong\\n\";\n  }\n");
    }
    return conf.append("}\n").toString();
  }

  /** Writes whom nginx lets in, and how it asks the others. */
  static String credentials(Authorization authorization) {
    // A pattern, because nginx compares plain strings of a map without regard to case.
    return """
    map $http_authorization $mcp_authorized {
      default 0;
      "~^%s$" 1;
    }
    map $http_authorization $mcp_challenge {
      default %s;
    }
    """
        .formatted(acceptedHeader(authorization), challenge(authorization));
  }

  private static String challenge(Authorization authorization) {
    return authorization.scheme().equals("basic") ? "'Basic realm=\"mcp\"'" : "Bearer";
  }

  private static String acceptedHeader(Authorization authorization) {
    return authorization
        .header()
        .map(
            header -> {
              int blank = header.indexOf(' ');
              String scheme = header.substring(0, blank);
              return "(?i:%s) +%s".formatted(scheme, literal(header.substring(blank + 1)));
            })
        .orElse("");
  }

  /** Spells every character that could mean something to nginx or in a pattern by its number. */
  private static String literal(String text) {
    StringBuilder pattern = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
      pattern.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "\\x%02x", (int) c));
    }
    return pattern.toString();
  }

  static String encoded(String conf) {
    return Base64.getEncoder().encodeToString(conf.getBytes(StandardCharsets.UTF_8));
  }
}
