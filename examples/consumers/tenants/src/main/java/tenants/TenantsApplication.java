package tenants;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;

@SpringBootApplication
@EnableConfigurationProperties(TenantsProperties.class)
public class TenantsApplication {
  public static void main(String[] args) {
    SpringApplication.run(TenantsApplication.class, args);
  }
}
