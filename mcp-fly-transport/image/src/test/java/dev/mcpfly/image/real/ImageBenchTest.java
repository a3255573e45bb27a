package dev.mcpfly.image.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.mcpfly.image.ImageAssembly;
import dev.mcpfly.image.internal.ParallelGzip;
import dev.mcpfly.image.registry.BlobCache;
import dev.mcpfly.image.registry.ImageReference;
import dev.mcpfly.image.registry.RegistryClient;
import dev.mcpfly.image.registry.RegistryCredentials;
import dev.mcpfly.image.registry.RemoteImage;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Memory for a huge layer, and speed beside skopeo's and the JDK's gzip in the same run. Appends
 * lines of figure, unit, whether less or more is better, target and value to {@code image.tsv}.
 */
@Tag("bench")
@Timeout(value = 1200, unit = TimeUnit.SECONDS)
class ImageBenchTest {
  private static final int MB = 1 << 20;

  /** As layers are compressed. */
  private static final int LEVEL = 1;

  /** Of a layer; fewer only show that everything runs. */
  private static final int SIZE = Integer.getInteger("mcpfly.bench.megabytes", 200);

  private static final long HUGE = SIZE * 1024L / 100;

  private static final int ROUNDS = Integer.getInteger("mcpfly.bench.rounds", 3);

  @TempDir private Path directory;
  private DockerRegistry registry;

  @BeforeEach
  void start() {
    registry = new DockerRegistry(directory);
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private static RemoteImage.Platform here() {
    return new RemoteImage.Platform("linux", Ingredients.ARCHITECTURE, null);
  }

  /** Writes a file that is half noise, half text, as programs are; or all noise. */
  private static Path content(Path file, long megabytes, boolean noiseOnly) throws IOException {
    Random random = new Random(megabytes);
    byte[] block = new byte[MB];
    try (OutputStream out = Files.newOutputStream(file)) {
      for (long i = 0; i < megabytes; i++) {
        random.nextBytes(block);
        if (!noiseOnly) {
          byte[] text =
              "a line of text that comes again and again, number "
                  .getBytes(StandardCharsets.US_ASCII);
          for (int at = 0; at + 2 * text.length < MB; at += 2 * text.length) {
            System.arraycopy(text, 0, block, at, text.length);
          }
        }
        out.write(block);
      }
    }
    return file;
  }

  /** Run in a separate JVM by {@link #aHugeLayerNeedsLittleMemory}. */
  static final class PusherMain {
    private static final AtomicLong PEAK = new AtomicLong();

    private PusherMain() {}

    private static void sample() {
      while (true) {
        long used = Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
        PEAK.accumulateAndGet(used, Math::max);
        LockSupport.parkNanos(10_000_000);
      }
    }

    public static void main(String[] args) throws IOException {
      Thread sampler = new Thread(PusherMain::sample);
      sampler.setDaemon(true);
      sampler.start();
      int port = Integer.parseInt(args[0]);
      Path directory = Path.of(args[1]);
      ImageReference name = ImageReference.parse("127.0.0.1:" + port + "/huge:1");
      ImageAssembly.fromScratch()
          .platform(here())
          .layer(files -> files.file("/huge", Path.of(args[2])))
          .push(DockerRegistry.client(directory, "pusher", port, event -> {}), name.toString());
      var client = DockerRegistry.client(directory, "puller", port, event -> {});
      var image = client.image(name, here());
      client.blob(image.reference(), image.layers().get(0));
      Files.writeString(
          Path.of(args[1], "memory"), PEAK.get() / MB + " " + image.layers().get(0).size() / MB);
    }
  }

  @Test
  void aHugeLayerNeedsLittleMemory() throws IOException {
    Path huge = content(directory.resolve("huge"), HUGE, true);

    Command.run(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-Xmx56m",
        "-XX:MaxDirectMemorySize=8m",
        "-cp",
        System.getProperty("java.class.path"),
        PusherMain.class.getName(),
        String.valueOf(registry.port()),
        directory.toString(),
        huge.toString());

    String[] figures = Files.readString(directory.resolve("memory")).split(" ");
    figure(
        "heap to make, push and pull a layer of " + HUGE + " MB",
        "MB",
        "mcp-fly",
        Double.parseDouble(figures[0]));
    assertThat(Integer.parseInt(figures[0])).isLessThan(64);
    assertThat(Long.parseLong(figures[1])).isGreaterThan(HUGE * 97 / 100);
  }

  @Test
  void assemblesAndPushesAboutAsFastAsSkopeoCopies() throws IOException {
    for (boolean noise : new boolean[] {false, true}) {
      Path file = content(directory.resolve("file-" + noise), SIZE, noise);
      String plain = uncompressed(file, "layout-" + noise);
      List<Double> ours = new ArrayList<>();
      List<Double> skopeos = new ArrayList<>();
      for (int round = -1; round < ROUNDS; round++) {
        double skopeo = timeOnNewRegistry(target -> target.put(plain, "it:1", "oci"));
        double our =
            timeOnNewRegistry(
                target ->
                    ImageAssembly.fromScratch()
                        .platform(here())
                        .layer(files -> files.file("/file", file))
                        .push(target.client("cache"), target.name("it:1")));
        if (round >= 0) {
          skopeos.add(skopeo);
          ours.add(our);
        }
      }
      String what =
          "a layer of %d MB of %s, made and pushed"
              .formatted(SIZE, noise ? "noise" : "text and noise");
      figure(what, "s", "mcp-fly", median(ours));
      figure(what, "s", "skopeo copy", median(skopeos));
    }
  }

  /** Creates an image whose only layer is not compressed yet, so skopeo has the same work to do. */
  private String uncompressed(Path file, String name) {
    Path layout = directory.resolve(name);
    TestImage.in(layout);
    Command.run("umoci", "insert", "--image", layout + ":it", file.toString(), "/file");
    Path plain = directory.resolve(name + "-plain");
    Command.run("skopeo", "copy", "--dest-decompress", "oci:" + layout + ":it", "dir:" + plain);
    return "dir:" + plain;
  }

  @Test
  void carriesAnImageAboutAsFastAsSkopeo() throws IOException {
    Path file = content(directory.resolve("file"), SIZE, true);
    registry.put(uncompressed(file, "layout"), "source:1", "oci");
    List<Double> ours = new ArrayList<>();
    List<Double> skopeos = new ArrayList<>();
    for (int round = -1; round < ROUNDS; round++) {
      double skopeo =
          timeOnNewRegistry(
              target ->
                  Command.run(
                      "skopeo",
                      "copy",
                      "--src-tls-verify=false",
                      "--dest-tls-verify=false",
                      "--src-creds",
                      DockerRegistry.USER + ":" + DockerRegistry.PASSWORD,
                      "--dest-creds",
                      DockerRegistry.USER + ":" + DockerRegistry.PASSWORD,
                      "docker://" + registry.name("source:1"),
                      "docker://" + target.name("it:1")));
      String cache = String.valueOf(round);
      double our =
          timeOnNewRegistry(
              target ->
                  ImageAssembly.from(registry.name("source:1"))
                      .platform(here())
                      .env("X", "1")
                      .push(both(target, cache), target.name("it:1")));
      if (round >= 0) {
        skopeos.add(skopeo);
        ours.add(our);
      }
    }
    String what = "an image of %d MB from one registry to another".formatted(SIZE);
    figure(what, "s", "mcp-fly", median(ours));
    figure(what, "s", "skopeo copy", median(skopeos));
  }

  private RegistryClient both(DockerRegistry other, String cache) {
    RegistryCredentials.Login login =
        RegistryCredentials.Login.of(DockerRegistry.USER, DockerRegistry.PASSWORD);
    return RegistryClient.builder()
        .credentials(
            RegistryCredentials.of("127.0.0.1:" + registry.port(), login)
                .orElse(RegistryCredentials.of("127.0.0.1:" + other.port(), login)))
        .cache(BlobCache.at(directory.resolve("carry-" + cache)))
        .build();
  }

  /** Measures work on an empty registry that neither side has seen before. */
  private double timeOnNewRegistry(Consumer<DockerRegistry> work) throws IOException {
    Path place = Files.createTempDirectory(directory, "target");
    try (DockerRegistry target = new DockerRegistry(place)) {
      long start = System.nanoTime();
      work.accept(target);
      return (System.nanoTime() - start) / 1e9;
    } finally {
      Command.run("rm", "-rf", place.toString());
    }
  }

  private static double median(List<Double> values) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).toArray();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  /** Compresses as layers are, and as the JDK does at the same level. */
  @Test
  void compressesLayersOnAllProcessors() throws IOException {
    for (boolean noise : new boolean[] {false, true}) {
      byte[] content = Files.readAllBytes(content(directory.resolve("gzip-" + noise), 64, noise));
      List<Double> ours = new ArrayList<>();
      List<Double> jdks = new ArrayList<>();
      for (int round = -1; round < ROUNDS; round++) {
        double our = timeOf(out -> new ParallelGzip(out, LEVEL), content);
        double jdk = timeOf(ImageBenchTest::gzip, content);
        if (round >= 0) {
          ours.add(our);
          jdks.add(jdk);
        }
      }
      String what = "64 MB of %s compressed".formatted(noise ? "noise" : "text and noise");
      figure(what, "s", "mcp-fly", median(ours));
      figure(what, "s", "GZIPOutputStream", median(jdks));
    }
  }

  /** Opens a stream that compresses. */
  private interface Compression {
    OutputStream to(OutputStream out) throws IOException;
  }

  private static OutputStream gzip(OutputStream out) throws IOException {
    return new GZIPOutputStream(out, 64 * 1024) {
      {
        def.setLevel(LEVEL);
      }
    };
  }

  private static double timeOf(Compression compression, byte[] content) throws IOException {
    long start = System.nanoTime();
    try (OutputStream out = compression.to(OutputStream.nullOutputStream())) {
      for (int at = 0; at < content.length; at += 64 * 1024) {
        out.write(content, at, Math.min(64 * 1024, content.length - at));
      }
    }
    return (System.nanoTime() - start) / 1e9;
  }

  private static void figure(String what, String unit, String target, double value)
      throws IOException {
    String line = String.format(Locale.ROOT, "%s\t%s\tless\t%s\t%.3f", what, unit, target, value);
    System.out.println(line);
    Path file = Path.of(System.getProperty("mcpfly.bench.figures", "target"), "image.tsv");
    Files.createDirectories(file.getParent());
    Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }
}
