package dev.mcpfly.transport.internal.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Attacks by documents about clients: rows 71 to 75 of the table. */
class ClientDocumentsTest {
  private static final String ID = "https://client.example/metadata.json";
  private static final String DOCUMENT =
      "{\"client_id\":\""
          + ID
          + "\",\"client_name\":\"Some client\",\"redirect_uris\":[\"https://client.example/cb\"],"
          + "\"grant_types\":[\"authorization_code\",\"urn:ietf:params:oauth:grant-type:jwt-bearer\"]}";

  private final List<InetAddress> connected = new ArrayList<>();
  private int looked;
  private String answer = "93.184.216.34";
  private int status = 200;
  private String body = DOCUMENT;
  private long maxAge = -1;
  private Instant now = Instant.EPOCH;

  private ClientDocuments documents(boolean loopback) {
    return new ClientDocuments(
        host -> {
          looked++;
          List<InetAddress> all = new ArrayList<>();
          // Literals only: nothing is looked up.
          for (String each : answer.split(",")) {
            all.add(InetAddress.getByName(host.matches("[0-9.]+|.*:.*") ? host : each));
          }
          return all.toArray(new InetAddress[0]);
        },
        (uri, address, millis) -> {
          connected.add(address);
          return new DocumentFetch.Document(status, body.getBytes(StandardCharsets.UTF_8), maxAge);
        },
        loopback,
        new InstantSource() {
          @Override
          public Instant instant() {
            return now;
          }
        });
  }

  @Test
  void readsAClientAndKeepsIt() throws Exception {
    ClientDocuments documents = documents(false);
    assertThat(documents.kept(ID)).isNull();
    SignInClient client = documents.fetch(ID);
    assertThat(client.name()).isEqualTo("Some client");
    assertThat(client.redirects()).containsExactly("https://client.example/cb");
    assertThat(client.secret()).isFalse();
    assertThat(documents.kept(ID)).isEqualTo(client);
    now = now.plusSeconds(3601);
    assertThat(documents.kept(ID)).isNull();
    maxAge = 0;
    documents.fetch(ID);
    now = now.plusSeconds(299);
    assertThat(documents.kept(ID)).as("five minutes at least").isNotNull();
    now = now.plusSeconds(2);
    assertThat(documents.kept(ID)).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://client.example/m",
        "https://client.example",
        "https://client.example/",
        "https://client.example/a/../m",
        "https://client.example/./m",
        "https://client.example/%2e%2E/m",
        "https://client.example/m#x",
        "https://me@client.example/m",
        "https:///m",
        "https://client.example/m m",
        "https://cl\u0131ent.example/m",
        "ftp://client.example/m"
      })
  void row71RejectsIdsThatAreNotDocumentUrls(String id) {
    assertThatThrownBy(() -> documents(false).fetch(id)).isInstanceOf(OAuthError.class);
    assertThat(looked).isZero();
    assertThat(connected).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "172.31.255.255",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "192.0.2.1",
        "198.18.0.1",
        "224.0.0.1",
        "255.255.255.255",
        "::1",
        "::",
        "fdaa::3",
        "fe80::1",
        "ff02::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "64:ff9b:1::1",
        "2001:db8::1",
        "2002:a00:1::1",
        "2001::1",
        "100::1",
        "fec0::1",
        "3fff::1"
      })
  void row72RefusesAddressesThatAreNotPublic(String address) throws Exception {
    answer = address;
    assertThatThrownBy(() -> documents(false).fetch(ID)).isInstanceOf(OAuthError.class);
    String literal = address.contains(":") ? "[" + address + "]" : address;
    assertThatThrownBy(() -> documents(false).fetch("https://" + literal + "/m"))
        .isInstanceOf(OAuthError.class);
    answer = "93.184.216.34," + address;
    assertThatThrownBy(() -> documents(false).fetch(ID))
        .as("one private address among public ones")
        .isInstanceOf(OAuthError.class);
    assertThat(connected).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "app.internal",
        "app.INTERNAL.",
        "app.flycast",
        "localhost",
        "a.localhost",
        "printer",
        "nas.local",
        "x.home.arpa"
      })
  void row72RefusesNamesOfPrivateNetworks(String host) {
    assertThatThrownBy(() -> documents(false).fetch("https://" + host + "/m"))
        .isInstanceOf(OAuthError.class);
    assertThat(looked).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"93.184.216.34", "1.1.1.1", "2606:4700::1111", "2001:4860::8888"})
  void acceptsPublicAddresses(String address) throws Exception {
    answer = address;
    documents(false).fetch(ID);
    assertThat(connected).containsExactly(InetAddress.getByName(address));
  }

  @Test
  void allowsThisMachineOnlyIfTheServerIsThere() throws Exception {
    answer = "127.0.0.1";
    body = DOCUMENT.replace(ID, "https://localhost/m");
    assertThat(documents(true).fetch("https://localhost/m").name()).isEqualTo("Some client");
    answer = "10.0.0.1";
    assertThatThrownBy(() -> documents(true).fetch(ID)).isInstanceOf(OAuthError.class);
  }

  @Test
  void row73ConnectsToTheAddressThatWasChecked() throws Exception {
    ClientDocuments documents = documents(false);
    documents.fetch(ID);
    assertThat(looked).isEqualTo(1);
    assertThat(connected).hasSize(1);
    answer = "10.0.0.1";
    now = now.plusSeconds(7200);
    assertThatThrownBy(() -> documents.fetch(ID)).isInstanceOf(OAuthError.class);
    assertThat(connected).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {204, 301, 302, 304, 401, 403, 404, 500})
  void row74CountsOnly200AndKeepsNoError(int other) throws Exception {
    status = other;
    ClientDocuments documents = documents(false);
    assertThatThrownBy(() -> documents.fetch(ID)).isInstanceOf(OAuthError.class);
    assertThat(documents.kept(ID)).isNull();
    status = 200;
    assertThat(documents.fetch(ID)).isNotNull();
  }

  @Test
  void row74RejectsDocumentsThatAreTooLongOrTooLate() throws Exception {
    assertThatThrownBy(
            () ->
                DocumentFetch.parse(
                    ("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(5121))
                        .getBytes(StandardCharsets.US_ASCII)))
        .isInstanceOf(IOException.class);
    ClientDocuments slow =
        new ClientDocuments(
            host -> new InetAddress[] {InetAddress.getByName("93.184.216.34")},
            (uri, address, millis) -> {
              assertThat(millis).isEqualTo(3000);
              throw new java.net.SocketTimeoutException("late");
            },
            false,
            InstantSource.system());
    assertThatThrownBy(() -> slow.fetch(ID)).isInstanceOf(OAuthError.class);
    ClientDocuments unknown =
        new ClientDocuments(
            host -> {
              throw new UnknownHostException(host);
            },
            (uri, address, millis) -> {
              throw new IOException();
            },
            false,
            InstantSource.system());
    assertThatThrownBy(() -> unknown.fetch(ID)).isInstanceOf(OAuthError.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"client_id\":\"https://client.example/metadata.json|\"client_id\":\"https://client.example/other",
        "\"client_name\"|\"client_secret\":\"x\",\"client_name\"",
        "\"client_name\"|\"token_endpoint_auth_method\":\"client_secret_post\",\"client_name\"",
        "\"client_name\"|\"token_endpoint_auth_method\":\"client_secret_basic\",\"client_name\"",
        "\"client_name\"|\"client_id\":\"x\",\"client_name\"",
        "[\"https://client.example/cb\"]|[]",
        "[\"https://client.example/cb\"]|[1]",
        "{|["
      })
  void row75RefusesDocumentsThatAreNotTheClients(String good, String bad) {
    body = DOCUMENT.replace(good, bad);
    assertThat(body).isNotEqualTo(DOCUMENT);
    assertThatThrownBy(() -> documents(false).fetch(ID)).isInstanceOf(OAuthError.class);
  }

  @Test
  void row75AcceptsAListOfMethodsIfItContainsNone() throws Exception {
    body =
        DOCUMENT.replace(
            "\"client_name\"",
            "\"token_endpoint_auth_method\":\"private_key_jwt\","
                + "\"token_endpoint_auth_methods_supported\":[\"none\",\"private_key_jwt\"],\"client_name\"");
    assertThat(documents(false).fetch(ID).secret()).isFalse();
  }

  @Test
  void knowsCommonClientsWithoutARequestToTheirHosts() {
    for (String id :
        List.of(
            "https://claude.ai/oauth/mcp-oauth-client-metadata",
            "https://claude.ai/oauth/claude-code-client-metadata",
            "https://chatgpt.com/oauth/client.json",
            "https://chatgpt.com/oauth/codex/client.json",
            "https://vscode.dev/oauth/client-metadata.json",
            "https://zed.dev/oauth/client-metadata.json")) {
      SignInClient client = documents(false).kept(id);
      assertThat(client).as(id).isNotNull();
      assertThat(client.redirects()).allMatch(Redirects::isAcceptable);
    }
    assertThat(looked).isZero();
  }

  @Test
  void readsChunksAndLengths() throws Exception {
    DocumentFetch.Document chunked =
        DocumentFetch.parse(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nCache-Control: max-age=60\r\n\r\n3\r\n{\"a\r\n4;x\r\n\":1}\r\n0\r\n\r\n"
                .getBytes(StandardCharsets.US_ASCII));
    assertThat(new String(chunked.body(), StandardCharsets.US_ASCII)).isEqualTo("{\"a\":1}");
    assertThat(chunked.maxAge()).isEqualTo(60);
    for (String bad :
        List.of(
            "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}",
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{}",
            "HTTP/1.1 200 OK\r\n",
            "SSH-2.0-x\r\n\r\n",
            "")) {
      assertThatThrownBy(() -> DocumentFetch.parse(bad.getBytes(StandardCharsets.US_ASCII)))
          .as(bad)
          .isInstanceOf(IOException.class);
    }
  }
}
