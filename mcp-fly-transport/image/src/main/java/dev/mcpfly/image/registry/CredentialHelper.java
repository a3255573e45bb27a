package dev.mcpfly.image.registry;

import dev.mcpfly.image.internal.JsonMembers;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Gets a login from {@code docker-credential-NAME get}: the registry goes to its standard input,
 * JSON comes back. Its output is secret and never part of a message.
 */
final class CredentialHelper {
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]+");
  private static final int LIMIT = 1 << 20;

  private final String searchPath;
  private final Duration patience;

  CredentialHelper(String searchPath) {
    this(searchPath, Duration.ofSeconds(30));
  }

  CredentialHelper(String searchPath, Duration patience) {
    this.searchPath = searchPath;
    this.patience = patience;
  }

  Optional<RegistryCredentials.Login> ask(String name, String serverUrl) {
    if (!NAME.matcher(name).matches()) {
      throw failure("is not a helper's name: Docker's configuration is damaged", name, null);
    }
    Path program = find("docker-credential-" + name);
    if (program == null) {
      throw failure(
          "is named in Docker's configuration but is not on the PATH: install it or log in again",
          name,
          null);
    }
    byte[] answer = run(List.of(program.toString(), "get"), serverUrl, name);
    if (answer.length == 0) {
      return Optional.empty();
    }
    JsonMembers login = Json.object(answer, "The answer of docker-credential-" + name);
    String user = login.text("Username", "");
    String secret = login.text("Secret", "");
    if (secret.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        user.equals("<token>")
            ? RegistryCredentials.Login.identityToken(secret)
            : RegistryCredentials.Login.of(user, secret));
  }

  /** Runs the helper; an empty answer means that it has no login. */
  private byte[] run(List<String> command, String serverUrl, String name) {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    } catch (IOException e) {
      throw failure("cannot be started", name, e);
    }
    try {
      CompletableFuture<byte[]> output =
          CompletableFuture.supplyAsync(() -> drain(process.getInputStream()));
      try (OutputStream in = process.getOutputStream()) {
        in.write(serverUrl.getBytes(StandardCharsets.UTF_8));
      } catch (IOException e) {
        // It may answer, or fail, without reading; the exit value tells.
      }
      byte[] answer = output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw failure("did not exit", name, null);
      }
      // Helpers say "credentials not found" by a non-zero exit.
      return process.exitValue() == 0 ? answer : new byte[0];
    } catch (TimeoutException e) {
      throw failure("gave no answer within " + patience.toSeconds() + " s", name, e);
    } catch (ExecutionException e) {
      throw failure("gave no readable answer", name, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ImageException(
          ImageException.Reason.INTERRUPTED,
          "Interrupted while asking docker-credential-" + name + ".",
          e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  private static byte[] drain(InputStream in) {
    try (in) {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      byte[] buffer = new byte[8192];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        out.write(buffer, 0, n);
        if (out.size() > LIMIT) {
          throw new IllegalStateException("too much output");
        }
      }
      return out.toByteArray();
    } catch (IOException e) {
      throw new IllegalStateException("output broke off", e);
    }
  }

  private @Nullable Path find(String program) {
    for (String directory : searchPath.split(Pattern.quote(File.pathSeparator), -1)) {
      for (String suffix : List.of("", ".exe", ".cmd")) {
        try {
          Path candidate = Path.of(directory).resolve(program + suffix);
          // A relative entry of the PATH would run whatever lies in the current directory.
          if (candidate.isAbsolute()
              && Files.isExecutable(candidate)
              && Files.isRegularFile(candidate)) {
            return candidate;
          }
        } catch (InvalidPathException e) {
          // Not a directory of this file system; the next one may be.
        }
      }
    }
    return null;
  }

  private static ImageException failure(String what, String name, @Nullable Exception cause) {
    return new ImageException(
        ImageException.Reason.NO_ACCESS,
        "The credential helper docker-credential-" + Text.excerpt(name) + " " + what + ".",
        cause);
  }
}
