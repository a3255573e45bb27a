package dev.mcpfly.launch;

import dev.mcpfly.api.FlyClient;
import dev.mcpfly.api.json.JsonObject;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.XECPrivateKey;
import java.security.interfaces.XECPublicKey;
import java.util.Base64;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A peer of an organization's private network, for the WireGuard client of a person who uses
 * private servers.
 *
 * <pre>{@code
 * WireGuardPeer.create(fly, "personal", "anns-laptop").writeTo(Path.of("fly.conf"));
 * // then: sudo wg-quick up ./fly.conf
 * }</pre>
 *
 * <p>The key pair is made here, and only its public half is sent to Fly. Immutable.
 */
public final class WireGuardPeer {
  private static final int KEY_BYTES = 32;
  private static final int ENDPOINT_PORT = 51820;
  private static final int KEEPALIVE_SECONDS = 15;

  private static final String ORGANIZATION = "query($slug:String!){organization(slug:$slug){id}}";
  private static final String ADD =
      "mutation($input:AddWireGuardPeerInput!)"
          + "{addWireGuardPeer(input:$input){peerip endpointip pubkey}}";
  private static final String REMOVE =
      "mutation($input:RemoveWireGuardPeerInput!)"
          + "{removeWireGuardPeer(input:$input){organization{id}}}";

  private final String name;
  private final String privateKey;
  private final String address;
  private final String endpoint;
  private final String flyKey;

  WireGuardPeer(String name, String privateKey, String address, String endpoint, String flyKey) {
    this.name = name;
    this.privateKey = privateKey;
    this.address = address;
    this.endpoint = endpoint;
    this.flyKey = flyKey;
  }

  /**
   * Makes a key pair and adds a peer with it to the organization's default network.
   *
   * @param fly the account
   * @param org the organization's slug
   * @param name the peer's name, by which it can be removed; unique in the organization
   * @throws InvalidLaunchException if the name has other characters than letters, digits and dashes
   * @throws LaunchException if Fly's answer is not a peer
   * @throws dev.mcpfly.api.FlyException if Fly refuses
   */
  public static WireGuardPeer create(FlyClient fly, String org, String name) {
    if (!name.matches("[A-Za-z0-9-]{1,63}")) {
      throw new InvalidLaunchException(
          "\"%s\" is not a valid name for a WireGuard peer; use letters, digits and dashes."
              .formatted(name));
    }
    KeyPair keys = generate();
    JsonObject input =
        JsonObject.of("organizationId", organizationId(fly, org))
            .with("name", name)
            .with("pubkey", publicKey(keys))
            .with("nats", false);
    JsonObject peer = fly.graphQl(ADD, JsonObject.of("input", input)).object("addWireGuardPeer");
    String address = field(peer, "peerip", "fdaa(:[0-9a-fA-F]{1,4}){2}:[0-9a-fA-F:]+");
    String endpoint = field(peer, "endpointip", "[0-9A-Za-z.:-]+");
    String flyKey = field(peer, "pubkey", "[A-Za-z0-9+/]{43}=");
    return new WireGuardPeer(name, privateKey(keys), address, endpoint, flyKey);
  }

  /**
   * Removes a peer.
   *
   * @param fly the account
   * @param org the organization's slug
   * @param name the peer's name
   * @throws dev.mcpfly.api.FlyException if Fly refuses
   */
  public static void remove(FlyClient fly, String org, String name) {
    JsonObject input = JsonObject.of("organizationId", organizationId(fly, org)).with("name", name);
    fly.graphQl(REMOVE, JsonObject.of("input", input));
  }

  private static String organizationId(FlyClient fly, String org) {
    JsonObject organization =
        fly.graphQl(ORGANIZATION, JsonObject.of("slug", org)).object("organization");
    String id = organization == null ? "" : organization.text("id", "");
    if (id.isEmpty()) {
      throw new LaunchException(
          "There is no organization \"%s\" that this token can see.".formatted(org), null);
    }
    return id;
  }

  /** Returns a field of Fly's answer if it is safe in a configuration that runs with all rights. */
  private static String field(@Nullable JsonObject peer, String name, String form) {
    String value = peer == null ? "" : peer.text(name, "");
    if (!value.matches(form)) {
      throw new LaunchException(
          "Fly answered with no usable \"%s\" for the WireGuard peer; try again.".formatted(name),
          null);
    }
    return value;
  }

  /** Returns the peer's name. */
  public String name() {
    return name;
  }

  /** Returns the peer's address in the private network. */
  public String address() {
    return address;
  }

  /**
   * Returns the configuration as {@code wg-quick} and the WireGuard apps read it: a secret, because
   * it holds the private key.
   */
  public String configuration() {
    return """
    [Interface]
    PrivateKey = %s
    Address = %s/120
    DNS = %s

    [Peer]
    PublicKey = %s
    AllowedIPs = %s/48
    Endpoint = %s:%d
    PersistentKeepalive = %d
    """
        .formatted(
            privateKey,
            address,
            dns(),
            flyKey,
            network(),
            endpoint.contains(":") ? "[" + endpoint + "]" : endpoint,
            ENDPOINT_PORT,
            KEEPALIVE_SECONDS);
  }

  /**
   * Writes the configuration to a new file that only its owner can read.
   *
   * @param file the file; it must not be there yet
   * @throws LaunchException if it cannot be written
   */
  public void writeTo(Path file) {
    boolean posix = file.getFileSystem().supportedFileAttributeViews().contains("posix");
    FileAttribute<?>[] attributes =
        posix
            ? new FileAttribute<?>[] {
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
            }
            : new FileAttribute<?>[0];
    boolean made = false;
    boolean complete = false;
    try (SeekableByteChannel channel =
        Files.newByteChannel(
            file, Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE), attributes)) {
      made = true;
      ByteBuffer bytes = ByteBuffer.wrap(configuration().getBytes(StandardCharsets.UTF_8));
      while (bytes.hasRemaining()) {
        channel.write(bytes);
      }
      complete = true;
    } catch (IOException e) {
      throw new LaunchException(
          "The WireGuard configuration cannot be written to %s (%s); name a new file in a folder that is writable."
              .formatted(file, Causes.of(e)),
          e);
    } finally {
      if (made && !complete) {
        deleteHalf(file);
      }
    }
  }

  /** Deletes an incomplete configuration, which may contain a part of a secret. */
  private static void deleteHalf(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      System.getLogger(WireGuardPeer.class.getName())
          .log(System.Logger.Level.WARNING, "The incomplete file " + file + " stays; delete it", e);
    }
  }

  /** Returns an organization's network is a /48; its resolver is at 3 in it. */
  private String dns() {
    return network() + "3";
  }

  private String network() {
    String[] groups = address.split(":", -1);
    return groups[0] + ":" + groups[1] + ":" + groups[2] + "::";
  }

  private static KeyPair generate() {
    try {
      return KeyPairGenerator.getInstance("X25519").generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("Every JDK since 11 has X25519", e);
    }
  }

  private static String publicKey(KeyPair keys) {
    BigInteger u = ((XECPublicKey) keys.getPublic()).getU();
    byte[] bigEndian = u.toByteArray();
    byte[] key = new byte[KEY_BYTES];
    for (int i = 0; i < Math.min(bigEndian.length, KEY_BYTES); i++) {
      key[i] = bigEndian[bigEndian.length - 1 - i]; // RFC 7748 counts from the small end
    }
    return Base64.getEncoder().encodeToString(key);
  }

  private static String privateKey(KeyPair keys) {
    byte[] scalar =
        ((XECPrivateKey) keys.getPrivate())
            .getScalar()
            .orElseThrow(() -> new IllegalStateException("The JDK does not give out its own key"));
    return Base64.getEncoder().encodeToString(scalar);
  }

  /** Returns text without the private key. */
  @Override
  public String toString() {
    return "WireGuardPeer[" + name + ", " + address + "]";
  }
}
