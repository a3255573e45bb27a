package dev.mcpfly.api;

import dev.mcpfly.api.json.JsonObject;
import dev.mcpfly.api.model.Machine;
import dev.mcpfly.api.model.MachineConfig;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The settings that creating and updating a machine have in common.
 *
 * @param <B> the request itself
 */
abstract class MachineRequest<B extends MachineRequest<B>> extends JsonFields<B> {
  private @Nullable MachineConfig config;

  MachineRequest(@Nullable MachineConfig start) {
    super(JsonObject.empty());
    this.config = start;
  }

  /**
   * Sets or changes the configuration.
   *
   * @throws InvalidRequestException if the API would reject it
   */
  public final B config(Consumer<MachineConfigBuilder> settings) {
    MachineConfigBuilder builder =
        new MachineConfigBuilder(config == null ? JsonObject.empty() : config.json());
    settings.accept(builder);
    return config(builder.build());
  }

  /** Sets the whole configuration. */
  public final B config(MachineConfig config) {
    this.config = config;
    return put("config", config.json());
  }

  /** Sets whether the machine is left stopped. */
  public final B skipLaunch(boolean skip) {
    return put("skip_launch", skip);
  }

  /** Sets whether the machine gets no requests from the proxy until it is uncordoned. */
  public final B skipServiceRegistration(boolean skip) {
    return put("skip_service_registration", skip);
  }

  /** Sets whether the machine gets none of the app's secrets. */
  public final B skipSecrets(boolean skip) {
    return put("skip_secrets", skip);
  }

  /**
   * Sets the lowest version of the app's secrets that the machine must see, as the change of a
   * secret returned it.
   */
  public final B minSecretsVersion(long version) {
    return put("min_secrets_version", version);
  }

  /** Takes the machine's lease in the same step; {@link Machine#nonce} returns its nonce. */
  public final B leaseTtl(Duration ttl) {
    return put("lease_ttl", Rules.seconds("lease_ttl", ttl));
  }

  /** Sets whether the root file system is a log-structured virtual disk, an experiment of Fly's. */
  public final B lsvd(boolean lsvd) {
    return put("lsvd", lsvd);
  }

  final @Nullable MachineConfig config() {
    return config;
  }
}
