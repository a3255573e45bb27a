package tenants;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.NotFoundException;
import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.LogEntry;
import dev.mcpfly.launch.DeploymentSummary;
import dev.mcpfly.launch.InvalidLaunchException;
import dev.mcpfly.launch.LaunchException;
import dev.mcpfly.launch.McpDeployment;
import dev.mcpfly.launch.McpDeployments;
import dev.mcpfly.launch.McpLauncher;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

/** A server for each tenant: an app of its own, with its own secrets and its own token. */
@RestController
@RequestMapping("/tenants")
class TenantController {
  private final FlyClient fly;
  private final TenantsProperties properties;

  TenantController(FlyClient fly, TenantsProperties properties) {
    this.fly = fly;
    this.properties = properties;
  }

  @GetMapping
  List<DeploymentSummary> list() {
    return McpDeployments.on(fly).list(properties.org());
  }

  /** Launching again with the same options changes nothing: a second click does no harm. */
  @PostMapping("/{tenant}")
  Callable<JsonObject> launch(
      @PathVariable("tenant") String tenant, @RequestBody Map<String, String> secrets) {
    return () -> {
      McpLauncher launcher =
          McpLauncher.on(fly)
              .command(properties.command())
              .server(tenant)
              .app(app(tenant))
              .org(properties.org());
      secrets.forEach(launcher::secret);
      return launcher.launch().json();
    };
  }

  @GetMapping("/{tenant}/logs")
  StreamingResponseBody logs(
      @PathVariable("tenant") String tenant, HttpServletResponse response) {
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
  JsonObject rotate(@PathVariable("tenant") String tenant) {
    McpDeployment deployment = open(tenant);
    deployment.rotateToken();
    return deployment.json();
  }

  @DeleteMapping("/{tenant}")
  void destroy(@PathVariable("tenant") String tenant) {
    open(tenant).destroy();
  }

  private McpDeployment open(String tenant) {
    return McpDeployments.on(fly).open(app(tenant));
  }

  private static String app(String tenant) {
    return "notes-" + tenant;
  }

  @ExceptionHandler(InvalidLaunchException.class)
  ResponseEntity<String> invalid(InvalidLaunchException e) {
    return ResponseEntity.badRequest().body(e.getMessage());
  }

  @ExceptionHandler(NotFoundException.class)
  ResponseEntity<String> unknown(NotFoundException e) {
    return ResponseEntity.status(HttpStatus.NOT_FOUND).body(e.getMessage());
  }

  /** What was begun has been undone; the message says what failed and why, without secrets. */
  @ExceptionHandler(LaunchException.class)
  ResponseEntity<String> failed(LaunchException e) {
    return ResponseEntity.status(HttpStatus.BAD_GATEWAY).body(e.getMessage());
  }
}
