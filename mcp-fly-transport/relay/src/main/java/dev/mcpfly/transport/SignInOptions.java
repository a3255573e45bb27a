package dev.mcpfly.transport;

import dev.mcpfly.transport.auth.OAuthClient;
import dev.mcpfly.transport.internal.cli.CommandLine;
import dev.mcpfly.transport.internal.cli.CommandLine.UsageException;
import dev.mcpfly.transport.internal.cli.PemKeys;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The options of {@code proxy} that say how to sign in. */
final class SignInOptions {
  private static final String SECRET = "MCP_FLY_CLIENT_SECRET";

  private final OAuthClient client;
  private final boolean off;
  private final boolean signIn;
  private final boolean signOut;

  private SignInOptions(OAuthClient client, boolean off, boolean signIn, boolean signOut) {
    this.client = client;
    this.off = off;
    this.signIn = signIn;
    this.signOut = signOut;
  }

  /** Reads the options. */
  static SignInOptions read(CommandLine line, Map<String, String> environment, PrintStream err) {
    String id = line.value("client-id", "");
    String keyFile = line.value("client-key-file", "");
    boolean secretGiven = !environment.getOrDefault(SECRET, "").isBlank();
    Supplier<String> secret = () -> environment.getOrDefault(SECRET, "").strip();
    boolean device = line.flag("device-code");
    OAuthClient client;
    if (line.flag("client-credentials")) {
      if (id.isEmpty()) {
        throw new UsageException("--client-credentials needs a --client-id.");
      }
      if (keyFile.isEmpty() && !secretGiven) {
        throw new UsageException(
            "--client-credentials needs the client's secret in the environment variable "
                + SECRET
                + ", or its key in --client-key-file.");
      }
      client =
          keyFile.isEmpty()
              ? OAuthClient.clientCredentials(id, secret)
              : OAuthClient.clientCredentials(id, PemKeys.read(Path.of(keyFile)));
    } else {
      client = device ? OAuthClient.device() : OAuthClient.interactive();
      if (!id.isEmpty()) {
        client = secretGiven ? client.client(id, secret) : client.client(id);
      }
    }
    String issuer = line.value("issuer", "");
    client = issuer.isEmpty() ? client : client.issuer(uri("issuer", issuer));
    String document = line.value("client-metadata-url", "");
    client =
        document.isEmpty() ? client : client.clientMetadata(uri("client-metadata-url", document));
    String redirect = line.value("redirect-uri", "");
    client = redirect.isEmpty() ? client : client.redirectUri(uri("redirect-uri", redirect));
    List<String> scopes = line.values("scope");
    client = scopes.isEmpty() ? client : client.scopes(scopes.toArray(new String[0]));
    client = client.profile(line.value("profile", ""));
    client = client.prompt(text -> err.println("mcp-fly-relay: " + text));
    boolean signIn = line.flag("sign-in");
    boolean signOut = line.flag("sign-out");
    boolean off = line.flag("no-sign-in");
    if ((signIn ? 1 : 0) + (signOut ? 1 : 0) + (off ? 1 : 0) > 1) {
      throw new UsageException("Use only one of --sign-in, --sign-out and --no-sign-in.");
    }
    return new SignInOptions(client, off, signIn, signOut);
  }

  private static URI uri(String name, String text) {
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new UsageException("--" + name + " is not a URL: " + e.getReason() + ".");
    }
  }

  /** Returns whether signing in or out is all that is wanted. */
  boolean isAll() {
    return signIn || signOut;
  }

  /** Signs in or out. */
  void run(URI server, String trustStore, InputStream in, PrintStream err) {
    OAuthClient client =
        trustStore.isEmpty() ? this.client : this.client.trustStore(Path.of(trustStore));
    if (signOut) {
      err.println(
          "mcp-fly-relay: "
              + (client.signOut(server)
                  ? "Signed out of " + server.getHost() + "."
                  : "Not signed in to " + server.getHost() + "."));
      return;
    }
    BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
    boolean fresh = client.pastedRedirects(() -> nextLine(lines)).signIn(server);
    err.println(
        "mcp-fly-relay: "
            + (fresh ? "Signed in to " : "Already signed in to ")
            + server.getHost()
            + ".");
  }

  private static @Nullable String nextLine(BufferedReader lines) {
    try {
      return lines.readLine();
    } catch (IOException e) {
      return null;
    }
  }

  /** Lets a proxy sign in. */
  StdioProxy apply(StdioProxy proxy) {
    return off ? proxy : proxy.oauth(client);
  }
}
