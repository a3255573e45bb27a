package dev.mcpfly.transport.internal.network;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SubnetTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.1.2, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "10.1.2.3/8, 10.9.9.9, true",
    "192.168.4.0/22, 192.168.7.255, true",
    "192.168.4.0/22, 192.168.8.0, false",
    "192.168.4.0/23, 192.168.6.0, false",
    "1.2.3.4/32, 1.2.3.4, true",
    "1.2.3.4/32, 1.2.3.5, false",
    "1.2.3.4/31, 1.2.3.5, true",
    "0.0.0.0/0, 8.8.8.8, true",
    "0.0.0.0/0, ::1, false",
    "fdaa::/16, fdaa:0:1::5, true",
    "fdaa::/16, fdab::, false",
    "fe80::/10, febf::1, true",
    "fe80::/10, fec0::1, false",
    "2001:db8::/33, 2001:db8:7fff::, true",
    "2001:db8::/33, 2001:db8:8000::, false",
    "::/0, fdaa::1, true",
    "::/0, 1.2.3.4, false",
    "::1/128, ::1, true",
    "10.0.0.0/8, ::ffff:10.1.2.3, true",
    "10.0.0.0/33, 10.0.0.0, false",
    "10.0.0.0/-1, 10.0.0.0, false",
    "10.0.0.0/, 10.0.0.0, false",
    "10.0.0.0/x, 10.0.0.0, false",
    "10.0.0.0/8/8, 10.0.0.0, false",
    "10.0.0.0, 10.0.0.0, false",
    "/8, 10.0.0.0, false",
    "10.0.0/8, 10.0.0.0, false",
    "10.0.0.0/8, 10.1, false",
    "10.0.0.0/8, 10.0.0.256, false",
    "10.0.0.0/8, 10.0.0.0.1, false",
    "10.0.0.0/8, 010.0.0.1, false",
    "10.0.0.300/8, 10.0.0.1, false",
    "10.0.0.0/8, localhost, false",
    "localhost/8, 127.0.0.1, false",
    ":::/8, ::1, false",
    "1:2/8, 1:2, false",
    "fdaa::/16, fdaa::1%eth0, false"
  })
  void knowsWhichAddressesAreInABlock(String block, String host, boolean inside) {
    assertThat(Subnet.contains(block, host)).isEqualTo(inside);
  }
}
