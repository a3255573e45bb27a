package tenants;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.emulator.FlyEmulator;
import dev.mcpfly.launch.local.LocalMachines;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration
class FlyConfiguration {
  @Bean(destroyMethod = "close")
  @ConditionalOnProperty("tenants.emulator")
  FlyEmulator emulator() {
    return FlyEmulator.builder().runtime(LocalMachines.create()).start();
  }

  /** Thread-safe: one client for the whole application. */
  @Bean
  FlyClient fly(ObjectProvider<FlyEmulator> emulator) {
    FlyEmulator local = emulator.getIfAvailable();
    return local == null ? FlyClient.fromEnvironment() : local.client();
  }
}
