package dev.mcpfly.config;

import dev.mcpfly.config.EntryDialect.References;
import dev.mcpfly.config.McpServerEntry.Transport;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Checks whether a client could use an entry before it is written. */
final class EntryRules {
  private static final Pattern HEADER_NAME = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
  private static final Pattern HEADER_VALUE = Pattern.compile("[\\t\\x20-\\x7e\\x80-\\uffff]*");

  /** What Gemini CLI replaces on Windows. */
  private static final Pattern PERCENT = Pattern.compile("%\\w+%");

  private final ClientDefinition client;
  private final EntryDialect dialect;
  private final boolean breaksSpaces;
  private final boolean replacesPercent;
  private final Set<String> references;

  EntryRules(ClientDefinition client, EntryDialect dialect, OperatingSystem system) {
    this(
        client,
        dialect,
        client.has(ClientTrait.BREAKS_SPACES_ON_WINDOWS) && system == OperatingSystem.WINDOWS,
        client.has(ClientTrait.REPLACES_PERCENT_ON_WINDOWS) && system == OperatingSystem.WINDOWS,
        Set.of());
  }

  private EntryRules(
      ClientDefinition client,
      EntryDialect dialect,
      boolean breaksSpaces,
      boolean replacesPercent,
      Set<String> references) {
    this.client = client;
    this.dialect = dialect;
    this.breaksSpaces = breaksSpaces;
    this.replacesPercent = replacesPercent;
    this.references = references;
  }

  /**
   * Returns rules that allow references in these texts: they come from a file whose client replaces
   * them in the same way.
   */
  EntryRules withReferencesIn(Set<String> texts) {
    return texts.isEmpty()
        ? this
        : new EntryRules(client, dialect, breaksSpaces, replacesPercent, texts);
  }

  /** Returns all texts of an entry. */
  static List<String> texts(McpServerEntry entry) {
    List<String> texts = new ArrayList<>(entry.args());
    entry.command().ifPresent(texts::add);
    entry.url().ifPresent(texts::add);
    entry.workingDirectory().ifPresent(texts::add);
    for (Map<String, ConfigValue> values : List.of(entry.env(), entry.headers())) {
      texts.addAll(values.keySet());
      values.values().forEach(value -> texts.add(value.prefix() + value.content()));
    }
    texts.addAll(entry.autoApproved());
    entry.oauth().flatMap(McpServerEntry.SignIn::clientId).ifPresent(texts::add);
    entry
        .oauth()
        .flatMap(McpServerEntry.SignIn::clientSecret)
        .ifPresent(s -> texts.add(s.content()));
    return texts;
  }

  /** Returns the reason and what to do instead, or empty if the client can use the entry. */
  Optional<String> refusal(String name, McpServerEntry entry) {
    return nameRefusal(name)
        .or(() -> textRefusal(name, entry))
        .or(() -> transportRefusal(entry))
        .or(() -> switchRefusal(entry))
        .or(() -> approvalRefusal(entry))
        .or(
            () ->
                entry.transport() == Transport.STDIO ? stdioRefusal(entry) : remoteRefusal(entry));
  }

  Optional<String> nameRefusal(String name) {
    Optional<String> wrong = ServerNames.refusal(name);
    if (wrong.isPresent()) {
      return wrong.map(reason -> client.displayName + ": " + reason);
    }
    if (!client.names.matcher(name).matches()) {
      return no(
          "does not accept the server name \"" + Visible.name(name) + "\"",
          "It accepts " + client.namesRule);
    }
    return client.reservedNames.contains(name)
        ? no("reserves the server name \"" + name + "\"", "Choose another name")
        : Optional.empty();
  }

  private Optional<String> transportRefusal(McpServerEntry entry) {
    String proxy = "Put a proxy entry instead, such as entry.throughMcpRemote()";
    return switch (entry.transport()) {
      case STDIO -> Optional.empty();
      case HTTP -> {
        if (dialect.http) {
          yield Optional.empty();
        }
        yield dialect.unverifiedHttp
            ? no(
                "may not read HTTP servers from its file",
                "Call unverified() on the client to write one anyway, or put a proxy entry,"
                    + " such as entry.throughMcpRemote()")
            : no("reads only stdio servers from its file", proxy);
      }
      case SSE -> {
        if (dialect.sse) {
          yield Optional.empty();
        }
        yield dialect.http
            ? no(
                "does not speak SSE", "Put the server's Streamable HTTP endpoint, or a proxy entry")
            : no("reads only stdio servers from its file", proxy);
      }
      case OTHER ->
          no("cannot use an entry of unknown transport", "Put a stdio, HTTP or SSE entry");
    };
  }

  private Optional<String> textRefusal(String name, McpServerEntry entry) {
    List<String> texts = texts(entry);
    texts.add(name);
    if (texts.stream().anyMatch(text -> text.indexOf('\0') >= 0)) {
      return no("cannot store a NUL character", "Remove it from the entry");
    }
    return texts.stream().allMatch(StandardCharsets.UTF_8.newEncoder()::canEncode)
        ? Optional.empty()
        : no("cannot read an unpaired surrogate", "Use text that can be encoded as UTF-8");
  }

  private Optional<String> switchRefusal(McpServerEntry entry) {
    boolean off = !entry.enabled().orElse(true);
    return off && dialect.switchMember == null
        ? no("cannot disable a server in its file", "Leave the entry out instead")
        : Optional.empty();
  }

  private Optional<String> approvalRefusal(McpServerEntry entry) {
    return entry.autoApproved().isEmpty() || dialect.autoApproveMember != null
        ? Optional.empty()
        : no(
            "has no list of approved tools for a server",
            "Leave autoApprove out, and approve the tools in the client");
  }

  private Optional<String> stdioRefusal(McpServerEntry entry) {
    if (!dialect.stdio) {
      return no("does not start servers", "Put an HTTP entry");
    }
    if (entry.oauth().isPresent()) {
      return no("signs in to remote servers only", "Leave signIn out");
    }
    if (!entry.headers().isEmpty()) {
      return no("sends no headers to a stdio server", "Put the values into the environment");
    }
    if (entry.workingDirectory().isPresent() && !dialect.workingDirectory) {
      return no("cannot set a server's working directory", "Leave it out, or use absolute paths");
    }
    if (rewrites(entry.workingDirectory().orElse(""))) {
      return rewritten("the working directory");
    }
    for (Map.Entry<String, ConfigValue> variable : entry.env().entrySet()) {
      String what = "the variable " + Visible.name(variable.getKey());
      if (dialect.refusedVariables.contains(variable.getKey())) {
        return no("does not pass " + what + " on", "Leave it out");
      }
      if (variable.getKey().isEmpty() || variable.getKey().indexOf('=') >= 0) {
        return no("cannot set " + what, "A variable's name is not empty and has no '='");
      }
      boolean sameName =
          variable.getValue().reference().map(variable.getKey()::equals).orElse(true);
      if (dialect.references != References.TEXT
          && (!sameName || !variable.getValue().prefix().isEmpty())) {
        return no(
            "can only pass a variable on under its own name", "Refer to " + variable.getKey());
      }
      EntryDialect.Variables variables = dialect.variables;
      boolean byName = variables != null && variables.passed() != null;
      Optional<String> refusal =
          valueRefusal(what, variable.getValue(), byName)
              .or(() -> literalRefusal(what, variable.getValue()));
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    String command = entry.command().orElse("");
    if (client.has(ClientTrait.NO_SPACES_IN_COMMAND)
        && command.chars().anyMatch(Character::isWhitespace)) {
      return no(
          "cannot start a command with spaces in its path",
          "Put it into a directory without spaces, or on the PATH");
    }
    if (breaksSpaces && CmdSigns.isScript(command)) {
      Optional<String> refusal = cmdRefusal(entry);
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    for (String word : entry.args()) {
      if (rewrites(word)) {
        return rewritten("an argument");
      }
    }
    return rewrites(command) ? rewritten("the command") : Optional.empty();
  }

  /** Refuses literals of a variable that the client takes for something else. */
  private Optional<String> literalRefusal(String what, ConfigValue value) {
    String literal = value.literalValue().orElse("x");
    if (literal.isEmpty() && dialect.interpolation.equals(Interpolation.HUB)) {
      return no(
          "reads a variable of its own environment where a value is empty: " + what,
          "Leave it out");
    }
    return percentRefusal(what, value);
  }

  private Optional<String> percentRefusal(String what, ConfigValue value) {
    String literal = value.literalValue().orElse(value.prefix());
    return replacesPercent && PERCENT.matcher(literal).find()
        ? no("would replace a part of " + what + " on Windows, %NAME%", "Choose a value without it")
        : Optional.empty();
  }

  private Optional<String> cmdRefusal(McpServerEntry entry) {
    List<String> words = new ArrayList<>(entry.args());
    words.add(entry.command().orElse(""));
    return words.stream()
        .flatMap(word -> CmdSigns.in(word).stream())
        .findFirst()
        .flatMap(
            sign ->
                no(
                    "breaks arguments with "
                        + sign
                        + " when it starts a script such as npx on Windows",
                    "Start an .exe, or pass such values in an environment variable that the server"
                        + " reads"));
  }

  private Optional<String> remoteRefusal(McpServerEntry entry) {
    Optional<String> strange = RemoteEndpoints.notHttp(entry.url().orElse(""));
    if (strange.isPresent()) {
      return no("cannot connect to " + strange.get(), "Give an http:// or https:// address");
    }
    if (!entry.env().isEmpty()) {
      return no("sets no environment for a remote server", "Use headers, or a proxy entry");
    }
    if (entry.workingDirectory().isPresent()) {
      return no("has no working directory for a remote server", "Leave it out");
    }
    if (rewrites(entry.url().orElse(""))) {
      return rewritten("the endpoint");
    }
    for (Map.Entry<String, ConfigValue> header : entry.headers().entrySet()) {
      String what = "the header " + Visible.name(header.getKey());
      if (!HEADER_NAME.matcher(header.getKey()).matches()) {
        return no(
            "cannot send a header of the name \"" + Visible.name(header.getKey()) + "\"",
            "HTTP does not allow it");
      }
      if (!HEADER_VALUE.matcher(header.getValue().literalValue().orElse("")).matches()) {
        return no("cannot send " + what, "Its value holds a line end or a control character");
      }
      ConfigValue value = header.getValue();
      boolean bearer = EntryWriter.isBearer(header.getKey(), value);
      EntryDialect.Variables variables = dialect.variables;
      boolean byName = variables != null && (bearer || variables.headers() != null);
      if (byName && !value.prefix().isEmpty() && !bearer) {
        return no(
            "cannot put text before a reference in " + what,
            "Keep the whole value in the variable");
      }
      if (!dialect.literalAuthorization
          && header.getKey().equalsIgnoreCase("Authorization")
          && value.kind() == ConfigValue.Kind.LITERAL) {
        return no(
            "takes no " + what + " whose value is in the file",
            "Put the token into an environment variable and use"
                + " ConfigValue.fromEnvironment(..).after(\"Bearer \")");
      }
      Optional<String> refusal =
          valueRefusal(what, value, byName).or(() -> percentRefusal(what, value));
      if (refusal.isPresent()) {
        return refusal;
      }
    }
    return entry.oauth().flatMap(signIn -> signInRefusal(entry, signIn));
  }

  private Optional<String> signInRefusal(McpServerEntry entry, McpServerEntry.SignIn signIn) {
    OAuthSpelling spelling = dialect.oauth;
    if (spelling == null) {
      return no(
          "does not sign in to a server by OAuth",
          "Put a proxy entry instead, such as entry.throughMcpRemote()");
    }
    if (entry.headers().keySet().stream().anyMatch("Authorization"::equalsIgnoreCase)) {
      return no(
          "cannot sign in by OAuth and send an Authorization header too", "Leave one of them out");
    }
    if (signIn.clientId().isPresent() && spelling.clientId().isEmpty()) {
      return no("takes no OAuth client id from its file", "Let it register itself: signIn()");
    }
    if (signIn.clientSecret().isPresent() && spelling.clientSecret().isEmpty()) {
      return no("takes no OAuth client secret from its file", "Use a public client");
    }
    if (!signIn.scopes().isEmpty() && spelling.scopes().isEmpty()) {
      return no("takes no OAuth scopes from its file", "Leave them to the server");
    }
    if (signIn.callbackPort().isPresent() && spelling.callbackPort().isEmpty()) {
      return no("takes no OAuth callback port from its file", "Leave it out");
    }
    if (signIn.clientId().filter(this::rewrites).isPresent()) {
      return rewritten("the OAuth client id");
    }
    return signIn
        .clientSecret()
        .flatMap(secret -> valueRefusal("the OAuth client secret", secret, false));
  }

  /**
   * Returns why a value cannot be given in this way.
   *
   * @param byName whether there is a member that takes the name of a variable for it
   */
  private Optional<String> valueRefusal(String what, ConfigValue value, boolean byName) {
    return switch (value.kind()) {
      case LITERAL -> rewrites(value.content()) ? rewritten(what) : Optional.empty();
      case ENVIRONMENT -> {
        if (!dialect.interpolation.hasEnvironment() && !byName) {
          yield no(
              "cannot take " + what + " from an environment variable", "Give the value itself");
        }
        yield value.alternative().isPresent() && !dialect.interpolation.alternatives()
            ? no("does not support a default for " + what, "Leave orElse(..) out")
            : Optional.empty();
      }
      case PROMPT ->
          dialect.interpolation.prompts()
              ? Optional.empty()
              : no("cannot ask for " + what, "Give the value itself, or an environment variable");
    };
  }

  private boolean rewrites(String text) {
    return dialect.interpolation.rewrites(text) && !references.contains(text);
  }

  private Optional<String> rewritten(String what) {
    return no(
        "would replace a part of " + what + ", which looks like one of its references",
        dialect.interpolation.hasEnvironment()
            ? "Put the value into an environment variable and use ConfigValue.fromEnvironment"
            : "Choose a value without it");
  }

  private Optional<String> no(String what, String wayOut) {
    return Optional.of(client.displayName + " " + what + ". " + wayOut + ".");
  }
}
