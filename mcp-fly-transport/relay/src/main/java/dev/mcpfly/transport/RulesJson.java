package dev.mcpfly.transport;

import dev.mcpfly.transport.internal.Json;
import dev.mcpfly.transport.internal.JsonMembers;
import dev.mcpfly.transport.internal.JsonObject;
import dev.mcpfly.transport.internal.Text;
import dev.mcpfly.transport.internal.policy.LimitPolicy.Limit;
import dev.mcpfly.transport.internal.policy.NameKind;
import dev.mcpfly.transport.internal.policy.NamePolicy;
import dev.mcpfly.transport.internal.policy.NamePolicy.Block;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The JSON of rules files: strict, so that a misspelled rule is not one that is ignored. */
final class RulesJson {
  private RulesJson() {}

  // ---- reading ----

  static RelayRules parse(String json) {
    JsonObject root = object("", json);
    known("", root, "tools", "prompts", "resources", "limits", "principals");
    RelayRules rules = RelayRules.none();
    for (NameKind kind : NameKind.values()) {
      if (root.has(kind.plural())) {
        String at = kind.plural();
        JsonObject given = object(at, root.raw(at));
        rules = rules.with(kind, RelayRules.NameRules.policy(into -> names(at, given, into, true)));
      }
    }
    if (root.has("limits")) {
      JsonObject given = object("limits", root.raw("limits"));
      rules = rules.limits(into -> limits("limits", given, into, true));
    }
    for (Map.Entry<String, String> each : members("principals", root).entrySet()) {
      rules = principal(rules, each.getKey(), each.getValue());
    }
    return rules;
  }

  private static void names(String at, JsonObject given, RelayRules.NameRules into, boolean outer) {
    known(at, given, outer ? OUTER_NAMES : NAMES);
    into.allow(texts(at + ".allow", given, "allow"));
    into.deny(texts(at + ".deny", given, "deny"));
    if (outer) {
      each(
          at + ".principals",
          given,
          "principals",
          (name, rules) ->
              into.forPrincipal(name, own -> names(at + ".principals." + name, rules, own, false)));
      each(
          at + ".scopes",
          given,
          "scopes",
          (name, rules) ->
              into.forScope(name, own -> names(at + ".scopes." + name, rules, own, false)));
    }
  }

  private static final String[] NAMES = {"allow", "deny"};
  private static final String[] OUTER_NAMES = {"allow", "deny", "principals", "scopes"};
  private static final String[] LIMITS = {"callsPerMinute", "callsAtOnce"};
  private static final String[] OUTER_LIMITS = {
    "callsPerMinute", "callsAtOnce", "principals", "scopes"
  };

  private static void limits(
      String at, JsonObject given, RelayRules.CallerLimits into, boolean outer) {
    known(at, given, outer ? OUTER_LIMITS : LIMITS);
    if (given.has("callsPerMinute")) {
      into.callsPerMinute(number(at + ".callsPerMinute", given.raw("callsPerMinute")));
    }
    if (given.has("callsAtOnce")) {
      into.callsAtOnce(number(at + ".callsAtOnce", given.raw("callsAtOnce")));
    }
    if (outer) {
      each(
          at + ".principals",
          given,
          "principals",
          (name, own) ->
              into.forPrincipal(name, to -> limits(at + ".principals." + name, own, to, false)));
      each(
          at + ".scopes",
          given,
          "scopes",
          (name, own) -> into.forScope(name, to -> limits(at + ".scopes." + name, own, to, false)));
    }
  }

  private static RelayRules principal(RelayRules rules, String name, String raw) {
    String at = "principals." + name;
    JsonObject given = object(at, raw);
    known(at, given, "tokenFrom", "environment");
    RelayRules all = rules;
    if (given.has("tokenFrom")) {
      all = all.principalToken(name, text(at + ".tokenFrom", given.raw("tokenFrom")));
    }
    for (Map.Entry<String, String> each : members("environment", given).entrySet()) {
      all =
          all.principalEnvironment(
              name, each.getKey(), text(at + ".environment." + each.getKey(), each.getValue()));
    }
    return all;
  }

  private static void each(
      String at, JsonObject given, String member, BiConsumer<String, JsonObject> action) {
    members(member, given)
        .forEach((name, raw) -> action.accept(name, object(at + "." + name, raw)));
  }

  private static Map<String, String> members(String member, JsonObject given) {
    String raw = given.raw(member);
    if (raw == null) {
      return Map.of();
    }
    // Strict about names that come twice; then in the order of the file.
    object(member, raw);
    return JsonMembers.of(raw);
  }

  private static JsonObject object(String at, @Nullable String raw) {
    try {
      return JsonObject.parse(String.valueOf(raw));
    } catch (IllegalArgumentException e) {
      throw wrong(at, "must be a JSON object in which no member is named twice");
    }
  }

  private static void known(String at, JsonObject given, String... names) {
    Set<String> all = Set.of(names);
    for (String name : given.raw().keySet()) {
      if (!all.contains(name)) {
        throw wrong(
            at.isEmpty() ? name : at + "." + name,
            "is not known; use " + String.join(", ", List.of(names)));
      }
    }
  }

  private static String[] texts(String at, JsonObject given, String member) {
    if (!given.has(member)) {
      return new String[0];
    }
    List<String> texts = given.texts(member);
    if (texts == null) {
      throw wrong(at, "must be an array of strings");
    }
    return texts.toArray(new String[0]);
  }

  private static int number(String at, @Nullable String raw) {
    if (raw == null || !raw.matches("-?\\d{1,9}")) {
      throw wrong(at, "must be a whole number");
    }
    return Integer.parseInt(raw);
  }

  private static String text(String at, @Nullable String raw) {
    String text = JsonMembers.text(raw);
    if (text == null) {
      throw wrong(at, "must be the name of an environment variable");
    }
    return text;
  }

  private static IllegalArgumentException wrong(String at, String why) {
    return new IllegalArgumentException(
        (at.isEmpty() ? "The rules" : "\"" + Text.excerpt(at, 120) + "\" of the rules")
            + " "
            + why
            + ".");
  }

  /** Returns the name of an environment variable if it is one. */
  static String variable(String name) {
    if (!name.matches("[A-Za-z_][A-Za-z0-9_]{0,255}")) {
      throw new IllegalArgumentException(
          "\"" + Text.excerpt(name, 80) + "\" is not the name of an environment variable.");
    }
    return name;
  }

  // ---- writing ----

  static String write(RelayRules rules) {
    Map<String, String> root = new LinkedHashMap<>();
    rules
        .names()
        .forEach(
            (kind, policy) -> {
              if (!policy.isEmpty()) {
                root.put(kind.plural(), JsonMembers.object(names(policy)));
              }
            });
    if (!rules.callerLimits().isEmpty()) {
      Map<String, String> limits = limit(rules.callerLimits().all());
      put(limits, "principals", rules.callerLimits().principals(), RulesJson::limit);
      put(limits, "scopes", rules.callerLimits().scopes(), RulesJson::limit);
      root.put("limits", JsonMembers.object(limits));
    }
    put(
        root,
        "principals",
        rules.principals(),
        secrets -> {
          Map<String, String> own = new LinkedHashMap<>();
          if (!secrets.tokenFrom().isEmpty()) {
            own.put("tokenFrom", Json.quote(secrets.tokenFrom()));
          }
          Map<String, String> environment = new LinkedHashMap<>();
          secrets.environment().forEach((to, from) -> environment.put(to, Json.quote(from)));
          if (!environment.isEmpty()) {
            own.put("environment", JsonMembers.object(environment));
          }
          return own;
        });
    return JsonMembers.object(root);
  }

  private static Map<String, String> names(NamePolicy policy) {
    Map<String, String> out = block(policy.all());
    put(out, "principals", policy.principals(), RulesJson::block);
    put(out, "scopes", policy.scopes(), RulesJson::block);
    return out;
  }

  private static Map<String, String> block(Block block) {
    Map<String, String> out = new LinkedHashMap<>();
    if (!block.allow().isEmpty()) {
      out.put("allow", array(block.allow()));
    }
    if (!block.deny().isEmpty()) {
      out.put("deny", array(block.deny()));
    }
    return out;
  }

  private static Map<String, String> limit(Limit limit) {
    Map<String, String> out = new LinkedHashMap<>();
    if (limit.perMinute() != Integer.MAX_VALUE) {
      out.put("callsPerMinute", "" + limit.perMinute());
    }
    if (limit.atOnce() != Integer.MAX_VALUE) {
      out.put("callsAtOnce", "" + limit.atOnce());
    }
    return out;
  }

  private static <T> void put(
      Map<String, String> into,
      String member,
      Map<String, T> values,
      java.util.function.Function<T, Map<String, String>> writer) {
    if (!values.isEmpty()) {
      Map<String, String> all = new LinkedHashMap<>();
      values.forEach((name, value) -> all.put(name, JsonMembers.object(writer.apply(value))));
      into.put(member, JsonMembers.object(all));
    }
  }

  private static String array(List<String> texts) {
    return new ArrayList<>(texts)
        .stream().map(Json::quote).collect(Collectors.joining(",", "[", "]"));
  }
}
