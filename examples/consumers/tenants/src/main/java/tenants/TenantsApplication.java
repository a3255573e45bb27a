package tenants;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.LogEntry;
import dev.mcpfly.launch.*;
import dev.mcpfly.launch.local.LocalMachines;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.*;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.*;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.*;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

@SpringBootApplication
public class TenantsApplication {
  public static void main(String[] args) {
    SpringApplication.run(TenantsApplication.class, args);
  }

  @Bean(destroyMethod = "close")
  @ConditionalOnProperty("tenants.emulator")
  FlyEmulator emulator() {
    return FlyEmulator.builder().runtime(LocalMachines.create()).start();
  }

  @Bean // thread-safe: one client for the whole application
  FlyClient fly(ObjectProvider<FlyEmulator> emulator) {
    FlyEmulator local = emulator.getIfAvailable();
    return local == null ? FlyClient.fromEnvironment() : local.client();
  }

  /** A server for each tenant: an app of its own, with its own secrets and its own token. */
  @RestController
  @RequestMapping("/tenants")
  static class Tenants {
    @Autowired FlyClient fly;
    @Value("${tenants.org}") String org;
    @Value("${tenants.command}") List<String> command;

    @GetMapping
    List<DeploymentSummary> list() {
      return McpDeployments.on(fly).list(org);
    }

    @PostMapping("/{tenant}") // again with the same options, it changes nothing
    Callable<JsonObject> launch(@PathVariable String tenant, @RequestBody Map<String, String> secrets) {
      McpLauncher launcher = McpLauncher.on(fly).command(command).server(tenant).app(app(tenant)).org(org);
      secrets.forEach(launcher::secret);
      return () -> launcher.launch().json();
    }

    @GetMapping("/{tenant}/logs")
    StreamingResponseBody logs(@PathVariable String tenant, HttpServletResponse response) {
      McpDeployment deployment = open(tenant);
      return out -> {
        try (Stream<LogEntry> lines = deployment.followLogs()) {
          for (LogEntry line : (Iterable<LogEntry>) lines::iterator) {
            out.write((line.message() + "\n").getBytes(StandardCharsets.UTF_8));
            response.flushBuffer(); // fails once the browser has gone, which ends the loop
          }
        }
      };
    }

    @PostMapping("/{tenant}/token")
    JsonObject rotate(@PathVariable String tenant) {
      McpDeployment deployment = open(tenant);
      deployment.rotateToken();
      return deployment.json();
    }

    @DeleteMapping("/{tenant}")
    void destroy(@PathVariable String tenant) {
      open(tenant).destroy();
    }

    McpDeployment open(String tenant) {
      return McpDeployments.on(fly).open(app(tenant));
    }

    static String app(String tenant) {
      return "notes-" + tenant; // all users of Fly.io share the names of apps: take a prefix of yours
    }

    @ExceptionHandler // an option is invalid: nothing was tried
    @ResponseStatus(HttpStatus.BAD_REQUEST)
    String invalid(InvalidLaunchException e) {
      return e.getMessage();
    }

    @ExceptionHandler
    @ResponseStatus(HttpStatus.NOT_FOUND)
    String unknown(LaunchException.NotFound e) {
      return e.getMessage();
    }

    @ExceptionHandler // what was begun has been undone; the message says what failed, without secrets
    @ResponseStatus(HttpStatus.BAD_GATEWAY)
    String failed(LaunchException e) {
      return e.getMessage();
    }
  }
}
