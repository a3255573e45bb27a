package dev.mcpfly.api.internal;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/** TLS that trusts further certificates in addition to those of the Java runtime. */
public final class Trust {
  private static final int MOST = 8;
  private static final Map<Stamp, SSLContext> KNOWN = new ConcurrentHashMap<>();

  /** A file as it was, by what changes when it is written or replaced. */
  private record Stamp(
      Path file, FileTime modified, long size, @Nullable Object identity, String ownStore) {}

  private Trust() {}

  /**
   * Returns a context that also trusts the certificates of a PEM file: the same one until the file
   * changes, as reading an operating system's certificates takes tens of milliseconds.
   *
   * @throws IOException if the file cannot be read or holds no certificate
   */
  public static SSLContext also(Path pem) throws IOException {
    Path file = pem.toAbsolutePath();
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    String ownStore = System.getProperty("javax.net.ssl.trustStore", "");
    Stamp stamp = new Stamp(file, now.lastModifiedTime(), now.size(), now.fileKey(), ownStore);
    SSLContext known = KNOWN.get(stamp);
    if (known != null) {
      return known;
    }
    SSLContext made = read(file);
    if (KNOWN.size() >= MOST) {
      KNOWN.clear();
    }
    SSLContext first = KNOWN.putIfAbsent(stamp, made);
    return first == null ? made : first;
  }

  private static SSLContext read(Path pem) throws IOException {
    try {
      Collection<? extends Certificate> further =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(Files.readAllBytes(pem)));
      if (further.isEmpty()) {
        throw new IOException("it holds no certificate");
      }
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (TrustManager manager : managers(null)) {
        if (manager instanceof X509TrustManager own) {
          for (X509Certificate certificate : own.getAcceptedIssuers()) {
            store.setCertificateEntry("java-" + count++, certificate);
          }
        }
      }
      for (Certificate certificate : further) {
        store.setCertificateEntry("file-" + count++, certificate);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(store), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException("it is not a PEM file of certificates", e);
    }
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }
}
