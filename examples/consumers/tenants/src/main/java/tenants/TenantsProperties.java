package tenants;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * Settings.
 *
 * @param emulator whether servers run on an emulator in this process, and not on Fly.io
 * @param org the organization's slug
 * @param command of the server that each tenant gets
 */
@ConfigurationProperties("tenants")
public record TenantsProperties(boolean emulator, String org, List<String> command) {}
