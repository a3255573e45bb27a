package dev.mcpfly.api.emulator;

import dev.mcpfly.api.emulator.internal.http.ApiError;
import dev.mcpfly.api.emulator.internal.json.JsonNode;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The types of a machine config's fields, as a table. A wrong type is refused in the words of the
 * service's own JSON reader; an unknown field is kept, and reported.
 */
final class ConfigTypes {
  /**
   * One line for each object. A type is {@code s} string, {@code i} integer, {@code n} number,
   * {@code b} boolean, {@code d} Go duration or nanoseconds, {@code *} anything, or an object's
   * name; {@code []} behind it is a list, {@code {}} a map, {@code |} joins two.
   */
  private static final String TABLE =
      """
      Config image:s env:s{} init:Init guest:Guest size:s metadata:s{} mounts:Mount[] \
      services:Service[] checks:Check{} metrics:Metrics statics:Static[] files:File[] schedule:s \
      auto_destroy:b restart:Restart dns:Dns processes:Process[] containers:Container[] \
      volumes:Scratch[] standbys:s[] stop_config:Stop rootfs:Rootfs cache_drive:Cache spot:Spot \
      disable_machine_autostart:b
      Init exec:s[] entrypoint:s[] cmd:s[] tty:b swap_size_mb:i kernel_args:s[]
      Guest cpu_kind:s cpus:i memory_mb:i max_memory_mb:i gpu_kind:s gpus:i host_dedication_id:s \
      kernel_args:s[] persist_rootfs:s|i
      Mount volume:s path:s name:s size_gb:i encrypted:b extend_threshold_percent:i add_size_gb:i \
      size_gb_limit:i
      Service protocol:s internal_port:i ports:Port[] concurrency:Concurrency autostop:b|s \
      autostart:b min_machines_running:i checks:Check[] force_instance_key:s \
      force_instance_description:s
      Concurrency type:s soft_limit:i hard_limit:i
      Port port:i start_port:i end_port:i handlers:s[] force_https:b tls_options:Tls \
      http_options:Http proxy_proto_options:ProxyProto
      Tls alpn:s[] versions:s[] default_self_signed:b
      Http compress:b h2_backend:b idle_timeout:i headers_read_timeout:i response:HttpResponse \
      replay_cache:ReplayCache[]
      HttpResponse headers:* pristine:b
      ReplayCache path_prefix:s ttl_seconds:i type:s name:s allow_bypass:b
      ProxyProto version:s
      Check type:s port:i interval:d timeout:d grace_period:d method:s path:s protocol:s \
      tls_skip_verify:b tls_server_name:s headers:Header[] kind:s
      Header name:s values:s[]
      Metrics port:i path:s https:b
      Static guest_path:s url_prefix:s tigris_bucket:s index_document:s
      File guest_path:s raw_value:s secret_name:s image_config:s mode:i
      Restart policy:s max_retries:i gpu_bid_price:n
      Dns skip_registration:b nameservers:s[] searches:s[] options:DnsOption[] \
      dns_forward_rules:DnsRule[] hostname:s hostname_fqdn:s
      DnsOption name:s value:s
      DnsRule basename:s addr:s
      Process exec:s[] entrypoint:s[] cmd:s[] user:s env:s{} env_from:EnvFrom[] \
      secrets:SecretRef[] ignore_app_secrets:b
      EnvFrom env_var:s field_ref:s
      SecretRef env_var:s name:s
      Container name:s image:s exec:s[] entrypoint:s[] cmd:s[] user:s env:s{} env_from:EnvFrom[] \
      secrets:SecretRef[] files:File[] restart:Restart stop:Stop depends_on:Dependency[] \
      healthchecks:Healthcheck[] mounts:ContainerMount[]
      ContainerMount name:s path:s
      Dependency name:s condition:s
      Healthcheck name:s http:HealthHttp tcp:HealthTcp exec:HealthExec interval:i timeout:i \
      grace_period:i success_threshold:i failure_threshold:i kind:s unhealthy:s
      HealthHttp port:i path:s method:s scheme:s headers:Header[] tls_skip_verify:b \
      tls_server_name:s
      HealthTcp port:i
      HealthExec command:s[]
      Scratch name:s temp_dir:TempDir image:s
      TempDir storage_type:s size_mb:i
      Stop signal:s timeout:d
      Rootfs persist:s size_gb:i
      Cache size_mb:i
      Spot max_price_fraction:n
      """;

  private static final Map<String, Map<String, String>> OBJECTS = parse();

  private ConfigTypes() {}

  private static Map<String, Map<String, String>> parse() {
    Map<String, Map<String, String>> objects = new HashMap<>();
    for (String line : TABLE.split("\n", -1)) {
      String[] words = line.split(" ", -1);
      Map<String, String> fields = new LinkedHashMap<>();
      for (int i = 1; i < words.length; i++) {
        int colon = words[i].indexOf(':');
        fields.put(words[i].substring(0, colon), words[i].substring(colon + 1));
      }
      objects.put(words[0], fields);
    }
    return objects;
  }

  /**
   * Checks the types of all fields that are known.
   *
   * @param unknown is told the path of every field that is not
   * @throws ApiError 400 at the first wrong type
   */
  static void check(JsonNode config, Consumer<String> unknown) {
    walk(config, "Config", "config", unknown);
  }

  private static void walk(JsonNode value, String type, String path, Consumer<String> unknown) {
    if (value.isNull() || type.equals("*")) {
      return;
    }
    if (type.endsWith("[]") && value.isArray()) {
      String item = type.substring(0, type.length() - 2);
      value.forEach(element -> walk(element, item, path + "[]", unknown));
    } else if (type.endsWith("{}") && value.isObject()) {
      String item = type.substring(0, type.length() - 2);
      value.forEachEntry((name, member) -> walk(member, item, path + ".*", unknown));
    } else if (OBJECTS.containsKey(type) && value.isObject()) {
      Map<String, String> fields = OBJECTS.getOrDefault(type, Map.of());
      value.forEachEntry(
          (name, member) -> {
            String field = fields.get(name);
            if (field == null) {
              unknown.accept(path + "." + name);
            } else {
              walk(member, field, path + "." + name, unknown);
            }
          });
    } else if (!scalar(value, type)) {
      throw ApiError.badRequest(
          "json: cannot unmarshal "
              + value.kind()
              + " into Go struct field "
              + path
              + " of type "
              + spoken(type));
    }
  }

  private static String spoken(String type) {
    return switch (type) {
      case "s" -> "string";
      case "i" -> "int";
      case "n" -> "float64";
      case "b" -> "bool";
      case "d" -> "duration";
      default -> type;
    };
  }

  private static boolean scalar(JsonNode value, String type) {
    for (String one : type.split("\\|", -1)) {
      boolean fits =
          switch (one) {
            case "s" -> value.isString();
            case "i" -> value.isIntegralNumber();
            case "n" -> value.isNumber();
            case "b" -> value.isBoolean();
            case "d" -> value.isString() || value.isIntegralNumber();
            default -> false;
          };
      if (fits) {
        return true;
      }
    }
    return false;
  }
}
