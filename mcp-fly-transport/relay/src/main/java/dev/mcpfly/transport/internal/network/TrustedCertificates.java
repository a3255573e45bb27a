package dev.mcpfly.transport.internal.network;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * The certificate authorities that are trusted: those of the JVM, and those in the files that the
 * variables {@code SSL_CERT_FILE} and {@code NODE_EXTRA_CA_CERTS} and a setting name.
 */
final class TrustedCertificates {
  private static final List<String> VARIABLES = List.of("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS");

  private static final KnownContexts KNOWN = new KnownContexts();

  private TrustedCertificates() {}

  private record Source(Path file, String name) {}

  /**
   * Returns a TLS context that trusts them, or null if only the JVM's own are wanted. As long as
   * the files do not change it is the same one: making it takes as long as many calls do.
   *
   * @throws IllegalArgumentException if a file cannot be used
   */
  static @Nullable SSLContext context(Map<String, String> environment, @Nullable Path trustStore) {
    List<Source> sources = new ArrayList<>();
    for (String variable : VARIABLES) {
      String file = environment.get(variable);
      if (file != null && !file.isBlank()) {
        sources.add(new Source(Path.of(file.strip()), "the environment variable " + variable));
      }
    }
    if (trustStore != null) {
      sources.add(new Source(trustStore, "the trust store setting"));
    }
    if (sources.isEmpty()) {
      return null;
    }
    return KNOWN.get(sources.stream().map(Source::file).toList(), () -> trusting(sources));
  }

  private static SSLContext trusting(List<Source> sources) {
    List<Certificate> more = new ArrayList<>();
    for (Source source : sources) {
      more.addAll(read(source.file(), source.name()));
    }
    try {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int number = 0;
      for (X509Certificate own : acceptedByTheJvm()) {
        store.setCertificateEntry("jvm-" + number++, own);
      }
      for (Certificate added : more) {
        store.setCertificateEntry("added-" + number++, added);
      }
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, managers(store), null);
      return context;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("The trusted certificates cannot be used: " + e, e);
    }
  }

  private static TrustManager[] managers(@Nullable KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static List<X509Certificate> acceptedByTheJvm() throws GeneralSecurityException {
    List<X509Certificate> accepted = new ArrayList<>();
    for (TrustManager manager : managers(null)) {
      if (manager instanceof X509TrustManager trusting) {
        accepted.addAll(List.of(trusting.getAcceptedIssuers()));
      }
    }
    return accepted;
  }

  private static Collection<? extends Certificate> read(Path file, String source) {
    try {
      byte[] bytes = Files.readAllBytes(file);
      Collection<? extends Certificate> found =
          new String(bytes, StandardCharsets.ISO_8859_1).contains("-----BEGIN")
              ? CertificateFactory.getInstance("X.509")
                  .generateCertificates(new ByteArrayInputStream(bytes))
              : keyStore(file);
      if (!found.isEmpty()) {
        return found;
      }
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalArgumentException(wrong(file, source), e);
    }
    throw new IllegalArgumentException(wrong(file, source));
  }

  private static String wrong(Path file, String source) {
    return "The file "
        + file
        + " that "
        + source
        + " names cannot be read as certificates: it must be a PEM file, or a PKCS#12 or JKS store"
        + " with the password changeit or none.";
  }

  private static List<Certificate> keyStore(Path file)
      throws IOException, GeneralSecurityException {
    GeneralSecurityException wrong = new GeneralSecurityException("no password fits");
    for (char[] password : new char[][] {"changeit".toCharArray(), new char[0], null}) {
      try {
        KeyStore store = KeyStore.getInstance(file.toFile(), password);
        List<Certificate> found = new ArrayList<>();
        for (String alias : java.util.Collections.list(store.aliases())) {
          Certificate certificate = store.getCertificate(alias);
          if (certificate != null) {
            found.add(certificate);
          }
        }
        if (!found.isEmpty()) {
          return found;
        }
      } catch (IOException | IllegalArgumentException e) {
        wrong.addSuppressed(e);
      }
    }
    throw wrong;
  }
}
