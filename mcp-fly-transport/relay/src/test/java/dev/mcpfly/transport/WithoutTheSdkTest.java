package dev.mcpfly.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The library on a class path without the optional MCP Java SDK. */
class WithoutTheSdkTest {
  private static URLClassLoader loader(String... excluded) {
    URL[] urls =
        Arrays.stream(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
            .filter(path -> Stream.of(excluded).noneMatch(path::contains))
            .map(path -> java.nio.file.Path.of(path).toUri())
            .map(
                uri -> {
                  try {
                    return uri.toURL();
                  } catch (java.net.MalformedURLException e) {
                    throw new AssertionError(e);
                  }
                })
            .toArray(URL[]::new);
    return new URLClassLoader(urls, ClassLoader.getPlatformClassLoader());
  }

  private static URLClassLoader without() {
    return loader("mcp-core", "mcp-json", "reactor", "reactive-streams");
  }

  private static Object call(Class<?> type, Object target, String method) throws Throwable {
    try {
      return type.getMethod(method).invoke(target);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static Object remote(Class<?> type) throws Exception {
    return type.getMethod("at", URI.class).invoke(null, URI.create("https://app.fly.dev/mcp"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RemoteServer",
        "LocalServer",
        "RemoteOptions",
        "StdioProxy",
        "Relay",
        "Relay$Builder"
      })
  void aClassCanBeInspected(String name) throws Exception {
    try (URLClassLoader loader = without()) {
      Class<?> type = Class.forName("dev.mcpfly.transport." + name, true, loader);
      assertThat(List.of(type.getMethods())).extracting(Method::getName).contains("toString");
      assertThat(type.getDeclaredMethods()).isNotEmpty();
      assertThat(type.getDeclaredFields()).isNotNull();
      assertThat(type.getDeclaredConstructors()).isNotEmpty();
    }
  }

  @Test
  void remoteServerCanBeCreatedAndNamesWhatItsTransportNeeds() throws Exception {
    try (URLClassLoader loader = without()) {
      Class<?> type = Class.forName("dev.mcpfly.transport.RemoteServer", true, loader);
      Object remote = remote(type);
      assertThat(remote.toString()).contains("app.fly.dev");
      assertThatThrownBy(() -> call(type, remote, "clientTransport"))
          .hasSameClassAs(new IllegalStateException())
          .hasMessage(
              "RemoteServer.clientTransport() needs the MCP Java SDK: add"
                  + " io.modelcontextprotocol.sdk:mcp-core and its mcp-json-jackson3 (or"
                  + " mcp-json-jackson2) to the class path or module path.");
      assertThatThrownBy(() -> call(type, remote, "modernClientTransport"))
          .hasSameClassAs(new IllegalStateException())
          .hasMessageStartingWith(
              "RemoteServer.modernClientTransport() needs the MCP Java SDK: add");
    }
  }

  @Test
  void localServerNamesWhatItNeeds() throws Exception {
    try (URLClassLoader loader = without()) {
      Class<?> type = Class.forName("dev.mcpfly.transport.LocalServer", true, loader);
      assertThatThrownBy(() -> call(type, null, "create"))
          .hasSameClassAs(new IllegalStateException())
          .hasMessageStartingWith("LocalServer needs the MCP Java SDK: add");
    }
  }

  @Test
  void reportsAMissingJsonModule() throws Exception {
    try (URLClassLoader loader = loader("mcp-json")) {
      Class<?> type = Class.forName("dev.mcpfly.transport.RemoteServer", true, loader);
      Object remote = remote(type);
      assertThatThrownBy(() -> call(type, remote, "clientTransport"))
          .hasSameClassAs(new IllegalStateException())
          .hasMessageStartingWith("RemoteServer.clientTransport() needs a JSON module");
      assertThatThrownBy(() -> call(type, remote, "modernClientTransport"))
          .hasMessageStartingWith("RemoteServer.modernClientTransport() needs a JSON module");
      Class<?> local = Class.forName("dev.mcpfly.transport.LocalServer", true, loader);
      assertThatThrownBy(() -> call(local, null, "create"))
          .hasMessageStartingWith("LocalServer needs a JSON module");
    }
  }

  @Test
  void transportsKeepTheirTypesWithTheSdk() {
    io.modelcontextprotocol.spec.McpClientTransport client =
        RemoteServer.at(URI.create("https://app.fly.dev/mcp")).clientTransport();
    io.modelcontextprotocol.spec.McpServerTransportProvider server =
        LocalServer.create().serverTransport();
    assertThat(client).isNotNull();
    assertThat(server).isNotNull();
  }
}
