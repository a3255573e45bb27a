package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.FlyException;
import dev.mcpfly.api.MissingTokenException;
import dev.mcpfly.config.ConfigException;
import dev.mcpfly.config.HostEnvironment;
import dev.mcpfly.config.OperatingSystem;
import dev.mcpfly.image.registry.ImageException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Calls every public method that takes input with null, nothing, far too much, control characters
 * and the bounds of its numbers, with random texts besides, and reads every message. What a
 * launcher accepts is planned, too.
 */
class BadInputTest {
  private static final FlyClient FLY =
      FlyClient.builder()
          .token("test")
          .baseUri(URI.create("http://127.0.0.1:1"))
          .sleeper(time -> {})
          .callTimeout(Duration.ofSeconds(2))
          .build();

  private static final HostEnvironment NOWHERE =
      HostEnvironment.of(OperatingSystem.LINUX, Path.of("nowhere"), Map.of());
  private static final McpRegistry REGISTRY = McpRegistry.at(URI.create("http://127.0.0.1:1"));

  private static final Map<Class<?>, Supplier<?>> TARGETS =
      Map.ofEntries(
          Map.entry(McpLauncher.class, () -> McpLauncher.on(FLY).command("npx -y notes")),
          Map.entry(InProcessLauncher.class, InProcessLauncher::new),
          Map.entry(
              DeploymentUpdate.class,
              () -> DeploymentUpdate.of(u -> u.registryVersion("latest", REGISTRY))),
          Map.entry(HttpServerImage.class, () -> HttpServerImage.of("example/server:1")),
          Map.entry(ReverseProxy.class, ReverseProxy::nginx),
          Map.entry(ServerVolume.class, () -> ServerVolume.of("data", "/data")),
          Map.entry(Access.class, Access::publicHttps),
          Map.entry(Authorization.class, Authorization::none),
          Map.entry(OAuthAuthorization.class, Authorization::oauth),
          Map.entry(ClientProxy.class, ClientProxy::relay),
          Map.entry(ClientProxy.RelayProxy.class, ClientProxy::relay),
          Map.entry(Egress.class, Egress::none),
          Map.entry(FlyReplay.class, () -> FlyReplay.to("notes")),
          Map.entry(McpFleet.class, () -> McpFleet.appForEach(List.of("ann"), BadInputTest::fleet)),
          Map.entry(LaunchUser.class, () -> new LaunchUser("ann")),
          Map.entry(McpRegistry.class, () -> REGISTRY),
          Map.entry(McpRegistry.Choice.class, McpRegistry.Choice::new),
          Map.entry(
              RegistryServer.class, () -> RegistryServer.parse(RegistryDocuments.notes("1.0.0"))),
          Map.entry(
              SignIn.class,
              () ->
                  new SignIn(
                      URI.create("https://notes.fly.dev/mcp"),
                      Optional.empty(),
                      Map.of("value", Optional.empty()))),
          Map.entry(McpDeployment.class, BadInputTest::deployment),
          Map.entry(DeploymentUsers.class, () -> deployment().users()),
          Map.entry(McpDeployments.class, () -> McpDeployments.on(FLY).host(NOWHERE)));

  /** Values with which a method goes on where others would end it at once. */
  private static final Map<String, String> GOOD =
      Map.of(
          "registry", "io.github.me/notes",
          "server", "io.github.me/notes",
          "only", "slack.com:443",
          "password", "value",
          "image", "ghcr.io/me/notes:1");

  /** What reads the world, or acts on it. */
  private static final List<String> ACTIONS = List.of("plan", "launch", "start", "equals", "wait");

  /** What makes a plan ask an image registry; and a host that would be replaced. */
  private static final List<String> PLANNED_ELSEWHERE =
      List.of("machines", "image", "host", "auditLog");

  private static McpLauncher fleet(String member) {
    return McpLauncher.on(FLY);
  }

  /** A deployment in an app that cannot be asked for anything. */
  private static McpDeployment deployment() {
    DeploymentRecord record =
        new DeploymentRecord(
            "notes",
            Wire.STREAMABLE_HTTP,
            "/mcp",
            Reach.of(Reach.Kind.PUBLIC),
            "oauth",
            List.of("MCP_FLY_OAUTH_KEY", "MCP_FLY_OAUTH_USER_owner"),
            DeploymentRecord.Fingerprints.NONE,
            DeploymentRecord.Guard.WRAPPER,
            DeploymentRecord.Scope.APP,
            Optional.empty(),
            "",
            Optional.empty());
    Location location =
        new Location(
            "notes", URI.create("http://127.0.0.1:1/mcp"), "", List.of(), Tunnel.existing());
    return new McpDeployment(
        FLY,
        "notes",
        List.of("d1"),
        record,
        location,
        new DeploymentClients(
            "notes", record, location, NOWHERE, ClientProxy.relay(), List.of(), null));
  }

  @TestFactory
  Stream<DynamicTest> everyMethodRejectsBadInputInOneSentence() {
    return TARGETS.keySet().stream()
        .flatMap(type -> Arrays.stream(type.getMethods()).map(method -> Map.entry(type, method)))
        .filter(pair -> pair.getValue().getParameterCount() > 0)
        .filter(pair -> !ACTIONS.contains(pair.getValue().getName()))
        .filter(pair -> pair.getValue().getDeclaringClass() != Object.class)
        .map(
            pair ->
                DynamicTest.dynamicTest(
                    pair.getKey().getSimpleName() + "." + signature(pair.getValue()),
                    () -> tryInputs(pair.getKey(), pair.getValue())));
  }

  private static String signature(Method method) {
    return method.getName()
        + Arrays.stream(method.getParameterTypes()).map(Class::getSimpleName).toList();
  }

  private static void tryInputs(Class<?> type, Method method) {
    Class<?>[] parameters = method.getParameterTypes();
    for (int bad = 0; bad < parameters.length; bad++) {
      String parameter = type.getSimpleName() + "." + signature(method) + "/" + bad;
      for (Object input : inputs(parameters[bad], parameter)) {
        @Nullable Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
          arguments[i] = i == bad ? input : good(method.getName(), parameters[i]);
        }
        call(type, method, arguments);
      }
    }
  }

  private static void call(Class<?> type, Method method, @Nullable Object[] arguments) {
    try {
      method.setAccessible(true);
      Object target = Modifier.isStatic(method.getModifiers()) ? null : TARGETS.get(type).get();
      Object result = method.invoke(target, arguments);
      if (result instanceof McpLauncher launcher && !PLANNED_ELSEWHERE.contains(method.getName())) {
        launcher.host(NOWHERE).plan();
      }
    } catch (InvocationTargetException e) {
      check(method, arguments, e.getCause());
    } catch (RuntimeException e) {
      // What is accepted so far is judged when it is planned.
      check(method, arguments, e);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void check(Method method, @Nullable Object[] arguments, Throwable thrown) {
    boolean expected =
        thrown instanceof InvalidLaunchException
            || thrown instanceof ConfigException
            || thrown instanceof ImageException
            || thrown instanceof RegistryException
            || thrown instanceof FlyException
            || (thrown instanceof IllegalArgumentException && method.getName().equals("password"))
            || thrown instanceof MissingTokenException;
    if (!expected) {
      fail(
          "%s with %s threw %s".formatted(signature(method), shortened(arguments), thrown), thrown);
    }
    String message = String.valueOf(thrown.getMessage());
    assertThat(message)
        .as("%s with %s", signature(method), shortened(arguments))
        .matches("(?s)[^\\p{Cc}\\p{Cf}]{8,600}")
        .doesNotContain("null pointer", " no name for ", " is none")
        .satisfies(
            text -> {
              if (!Arrays.deepToString(arguments).contains("..  ")) {
                assertThat(text).doesNotContain("..  ");
              }
            })
        .doesNotContainPattern("[a-z]Exception\\b");
  }

  private static String shortened(@Nullable Object[] arguments) {
    List<String> texts = new ArrayList<>();
    for (Object argument : arguments) {
      String text =
          argument instanceof Object[] array ? Arrays.toString(array) : String.valueOf(argument);
      texts.add(text.length() > 40 ? text.substring(0, 40) + "…" : text);
    }
    return texts.toString();
  }

  private static List<@Nullable Object> inputs(Class<?> type, String parameter) {
    List<@Nullable Object> inputs = new ArrayList<>();
    if (type == int.class) {
      inputs.addAll(List.of(Integer.MIN_VALUE, -1, 0, 1, 3, 100, 65535, 65536, Integer.MAX_VALUE));
    } else if (type == boolean.class) {
      inputs.addAll(List.of(true, false));
    } else {
      inputs.add(null);
    }
    List<String> texts =
        List.of(
            "",
            " ",
            "x".repeat(200_000),
            "a\nb",
            "\u001b[31m",
            "\u202egnp.exe",
            "/a\u2066b",
            "../..",
            "\0");
    if (type == String.class) {
      inputs.addAll(texts);
      inputs.addAll(BadTexts.of(parameter));
    } else if (type == String[].class) {
      inputs.add(new String[] {null});
      texts.forEach(text -> inputs.add(new String[] {text}));
      BadTexts.of(parameter).forEach(text -> inputs.add(new String[] {text}));
    } else if (type == List.class || type == Collection.class) {
      inputs.add(List.of());
      inputs.add(Arrays.asList("a", null));
    } else if (type == Duration.class) {
      inputs.addAll(
          List.of(
              Duration.ZERO,
              Duration.ofSeconds(-1),
              Duration.ofDays(400_000),
              Duration.ofSeconds(Long.MIN_VALUE),
              Duration.ofSeconds(Long.MAX_VALUE, 999_999_999)));
    } else if (type == URI.class) {
      inputs.addAll(
          List.of(
              URI.create("x"),
              URI.create("ftp://host/"),
              URI.create("mailto:a@example.com"),
              URI.create("https://user:word@host/"),
              URI.create("https://host//elsewhere.example/")));
    } else if (type == byte[].class) {
      inputs.add(new byte[5 << 20]);
    }
    return inputs;
  }

  private static @Nullable Object good(String method, Class<?> type) {
    if (type == int.class) {
      return 1;
    } else if (type == String.class) {
      return GOOD.getOrDefault(method, "value");
    } else if (type == Consumer.class) {
      return (Consumer<Object>) any -> {};
    } else if (type == Collection.class) {
      return List.of("ann");
    } else if (type == Function.class) {
      return (Function<Object, McpLauncher>) any -> McpLauncher.on(FLY);
    } else if (type == McpRegistry.class) {
      return REGISTRY;
    } else if (type == Path.class) {
      return Path.of("file");
    } else if (type == byte[].class) {
      return new byte[1];
    } else if (type == String[].class) {
      return new String[] {"value"};
    } else if (type == Supplier.class) {
      return (Supplier<String>) () -> "value";
    }
    return null;
  }
}
