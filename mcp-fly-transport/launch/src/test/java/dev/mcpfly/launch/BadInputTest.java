package dev.mcpfly.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.MissingTokenException;
import dev.mcpfly.config.ConfigException;
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
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Calls every public method that takes input with null, nothing, far too much, control characters
 * and the bounds of its numbers, and reads every message.
 */
class BadInputTest {
  private static final FlyClient FLY =
      FlyClient.builder().token("test").baseUri(URI.create("http://127.0.0.1:1")).build();

  private static final Map<Class<?>, Supplier<?>> TARGETS =
      Map.of(
          McpLauncher.class,
          () -> McpLauncher.on(FLY),
          InProcessLauncher.class,
          InProcessLauncher::new,
          DeploymentUpdate.class,
          () -> DeploymentUpdate.of(u -> {}),
          HttpServerImage.class,
          () -> HttpServerImage.of("example/server:1"),
          ReverseProxy.class,
          ReverseProxy::nginx,
          ServerVolume.class,
          () -> ServerVolume.of("data", "/data"),
          Access.class,
          Access::publicHttps,
          Authorization.class,
          Authorization::none,
          ClientProxy.class,
          ClientProxy::relay,
          McpDeployments.class,
          () -> McpDeployments.on(FLY));

  /** What reads the world, or acts. */
  private static final List<String> ACTIONS =
      List.of("plan", "launch", "start", "list", "find", "open", "equals", "wait", "listener");

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
      for (Object input : inputs(parameters[bad])) {
        @Nullable Object[] arguments = new Object[parameters.length];
        for (int i = 0; i < parameters.length; i++) {
          arguments[i] = i == bad ? input : good(parameters[i]);
        }
        call(type, method, arguments);
      }
    }
  }

  private static void call(Class<?> type, Method method, @Nullable Object[] arguments) {
    try {
      method.setAccessible(true);
      Object target = Modifier.isStatic(method.getModifiers()) ? null : TARGETS.get(type).get();
      method.invoke(target, arguments);
    } catch (InvocationTargetException e) {
      check(method, arguments, e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void check(Method method, @Nullable Object[] arguments, Throwable thrown) {
    boolean expected =
        thrown instanceof InvalidLaunchException
            || thrown instanceof ConfigException
            || thrown instanceof ImageException
            || thrown instanceof MissingTokenException;
    if (!expected) {
      fail(
          "%s with %s threw %s".formatted(signature(method), shortened(arguments), thrown), thrown);
    }
    String message = String.valueOf(thrown.getMessage());
    assertThat(message)
        .as("%s with %s", signature(method), shortened(arguments))
        .matches("(?s)[^\\p{Cc}\\p{Cf}]{8,600}")
        .doesNotContain("..  ", "null pointer", " no name for ", " is none");
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

  private static List<@Nullable Object> inputs(Class<?> type) {
    List<@Nullable Object> inputs = new ArrayList<>();
    if (type == int.class) {
      inputs.addAll(List.of(Integer.MIN_VALUE, -1, 0, 1, 3, 100, 65535, 65536, Integer.MAX_VALUE));
    } else if (type == boolean.class) {
      inputs.addAll(List.of(true, false));
    } else {
      inputs.add(null);
    }
    List<String> texts =
        List.of("", " ", "x".repeat(200_000), "a\nb", "\u001b[31m", "\u202egnp.exe", "../..", "\0");
    if (type == String.class) {
      inputs.addAll(texts);
    } else if (type == String[].class) {
      inputs.add(new String[] {null});
      texts.forEach(text -> inputs.add(new String[] {text}));
    } else if (type == List.class || type == Collection.class) {
      inputs.add(List.of());
      inputs.add(Arrays.asList("a", null));
    } else if (type == Duration.class) {
      inputs.addAll(List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(400_000)));
    } else if (type == URI.class) {
      inputs.addAll(
          List.of(URI.create("x"), URI.create("ftp://host/"), URI.create("mailto:a@example.com")));
    } else if (type == byte[].class) {
      inputs.add(new byte[5 << 20]);
    }
    return inputs;
  }

  private static @Nullable Object good(Class<?> type) {
    if (type == int.class) {
      return 1;
    } else if (type == String.class) {
      return "value";
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
