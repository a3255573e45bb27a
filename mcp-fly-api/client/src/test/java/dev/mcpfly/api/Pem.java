package dev.mcpfly.api;

/** A self-signed certificate, and a text in place of its key. */
final class Pem {
  static final String CHAIN =
      """
      -----BEGIN CERTIFICATE-----
      MIIBhzCCAS2gAwIBAgIULHhO84tHAzAyQaPdDsbcfIJ2WcIwCgYIKoZIzj0EAwIw
      GDEWMBQGA1UEAwwNYi5leGFtcGxlLmNvbTAgFw0yNjExMjIxMDExMzZaGA8yMTI2
      MTAyOTEwMTEzNlowGDEWMBQGA1UEAwwNYi5leGFtcGxlLmNvbTBZMBMGByqGSM49
      AgEGCCqGSM49AwEHA0IABN9TIK4XJQOmQNZoAA9xs6tzuyrK6EjJnED44azf4YYC
      QgEyYB1PaagnZRufgiGxP+motv3ObdbGOSrqEIr1ofujUzBRMB0GA1UdDgQWBBTX
      PMiVSUJ81uIin5SpsGYuZbo/ETAfBgNVHSMEGDAWgBTXPMiVSUJ81uIin5SpsGYu
      Zbo/ETAPBgNVHRMBAf8EBTADAQH/MAoGCCqGSM49BAMCA0gAMEUCIDady1+h24mo
      2jeNUiGkzmTkkaeNvb8ptIL2KurdZl/RAiEAl7anxK6zdKMeojEwC7ZxN8aeYcAQ
      ReiAFwc0Ndp8PUA=
      -----END CERTIFICATE-----
      """;
  static final String KEY = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n";

  private Pem() {}
}
