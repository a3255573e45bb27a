package dev.mcpfly.transport.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Measures our relay beside its peers in one run: {@code BenchMain JAR ECHO_SERVER PEERS OUT RUNS
 * [TARGET…]}. Runs are interleaved (run 1 of every target, then run 2 …), so that all of them share
 * the noise of the machine; tables say medians and ratios.
 */
public final class BenchMain {
  private static final Set<Figure> PLAIN =
      EnumSet.complementOf(EnumSet.of(Figure.STATELESS, Figure.SESSIONS));

  private BenchMain() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    Path out = Path.of(args[3]);
    Files.createDirectories(out);
    int runs = Integer.parseInt(args[4]);
    Set<String> wanted = Set.copyOf(Arrays.asList(args).subList(5, args.length));
    List<Target> targets =
        new Targets(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]))
            .all().stream()
                .filter(target -> wanted.isEmpty() || wanted.contains(target.name()))
                .toList();
    Results results = new Results();
    Results chains = new Results();
    for (int run = 1; run <= runs; run++) {
      for (Target target : targets) {
        boolean isShared = target.name().endsWith(", shared");
        Results where = target.name().contains(" > ") ? chains : results;
        if (!isShared) {
          measure(target, plan(PLAIN), where, run);
        }
        if (target.kind() == Target.Kind.HTTP && target.behind() == null) {
          if (isShared) {
            measure(target, plan(Set.of(Figure.SESSIONS)), results, run);
          } else if (!target.name().contains("(")) {
            measure(target, plan(Set.of(Figure.STATELESS)), results, run);
          }
        }
      }
      report(out, results, chains, run);
    }
  }

  private static Measurement.Plan plan(Set<Figure> figures) {
    return new Measurement.Plan(figures, 2000, 8000, 40, 5, 1000);
  }

  private static void measure(Target target, Measurement.Plan plan, Results results, int run)
      throws InterruptedException {
    try {
      Map<Figure, Double> figures = new Measurement(target, plan).run();
      results.add(target.name(), figures);
      System.err.println("run " + run + " " + target.name() + " " + figures);
    } catch (InterruptedException e) {
      throw e;
    } catch (Exception e) {
      System.err.println("run " + run + " " + target.name() + " failed: " + e);
    }
  }

  private static void report(Path out, Results results, Results chains, int runs)
      throws java.io.IOException {
    StringBuilder text = new StringBuilder("Medians of " + runs + " interleaved runs.\n\n");
    text.append(MustHold.table(results, chains)).append('\n');
    for (Figure figure : Figure.values()) {
      String ours = figure == Figure.SESSIONS ? "ours, entry, shared" : "ours, entry";
      text.append(results.table(figure, ours)).append('\n');
      Files.writeString(
          out.resolve("relay-" + figure.name().toLowerCase(java.util.Locale.ROOT) + ".svg"),
          BarChart.draw(results, figure));
    }
    text.append("Behind a proxy for clients that only start programs:\n\n");
    text.append(chains.table(Figure.P50, "ours > ours"));
    Files.writeString(out.resolve("relay.md"), text);
    Files.writeString(out.resolve("relay.tsv"), results.raw() + chains.raw());
    System.out.println(text);
  }
}
