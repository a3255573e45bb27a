package dev.mcpfly;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Ceilings for what users see and for how the launcher is cut, so that neither grows unseen. */
class FrontDoorTest {
  private static final int MOST_TYPES = 157;
  private static final int MOST_TYPES_OF_A_PACKAGE = 60;
  private static final int MOST_FIELDS = 12;
  private static final int LARGEST_CYCLE = 8;

  private static final JavaClasses CLASSES = CompiledClasses.ALL;

  @Test
  void exportsNoMoreTypesThanUsersNeed() {
    assertThat(exportedTypes())
        .as("public top-level types in exported packages; nest or hide one before you add one")
        .hasSizeBetween(MOST_TYPES / 2, MOST_TYPES);
  }

  @Test
  void exportsNoPackageThatIsTooLongToRead() {
    assertThat(exportedTypes().stream().collect(groupingBy(JavaClass::getPackageName, counting())))
        .as("public top-level types by package")
        .allSatisfy(
            (name, types) -> assertThat(types).isLessThanOrEqualTo(MOST_TYPES_OF_A_PACKAGE));
  }

  @Test
  void exportsNoTwoTypesOfOneName() {
    assertThat(exportedTypes()).extracting(JavaClass::getSimpleName).doesNotHaveDuplicates();
  }

  @Test
  void givesNoClassOfTheLauncherMoreThanTwelveFields() {
    assertThat(CLASSES)
        .filteredOn(type -> type.getPackageName().startsWith("dev.mcpfly.launch"))
        .allSatisfy(
            type ->
                assertThat(fields(type)).as(type.getName()).hasSizeLessThanOrEqualTo(MOST_FIELDS));
  }

  @Test
  void formsNoCycleOfMoreThanEightFilesInTheLauncher() {
    Map<String, Set<String>> files = new HashMap<>();
    for (JavaClass type : CLASSES) {
      if (type.getPackageName().startsWith("dev.mcpfly.launch")) {
        Set<String> used = files.computeIfAbsent(file(type), file -> new HashSet<>());
        type.getDirectDependenciesFromSelf().stream()
            .map(dependency -> dependency.getTargetClass().getBaseComponentType())
            .filter(target -> target.getPackageName().startsWith("dev.mcpfly.launch"))
            .forEach(target -> used.add(file(target)));
      }
    }
    Map<String, Set<String>> reached = new HashMap<>();
    files.keySet().forEach(file -> reached.put(file, reachedFrom(file, files)));
    for (String file : files.keySet()) {
      Set<String> cycle = new TreeSet<>(reached.getOrDefault(file, Set.of()));
      cycle.removeIf(other -> !reached.getOrDefault(other, Set.of()).contains(file));
      assertThat(cycle).as("files that need each other").hasSizeLessThanOrEqualTo(LARGEST_CYCLE);
    }
  }

  private static List<JavaClass> exportedTypes() {
    return CLASSES.stream()
        .filter(type -> !(type.getPackageName() + ".").contains(".internal."))
        .filter(type -> !type.getPackageName().startsWith("dev.mcpfly.examples"))
        .filter(type -> type.isTopLevelClass() && type.getModifiers().contains(JavaModifier.PUBLIC))
        .toList();
  }

  private static List<String> fields(JavaClass type) {
    return type.getFields().stream()
        .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
        .filter(field -> !field.getModifiers().contains(JavaModifier.SYNTHETIC))
        .map(field -> field.getName())
        .toList();
  }

  /** Returns the file of a class: inner classes belong to that of the outermost. */
  private static String file(JavaClass type) {
    String name = type.getName();
    int inner = name.indexOf('$');
    return inner < 0 ? name : name.substring(0, inner);
  }

  private static Set<String> reachedFrom(String start, Map<String, Set<String>> files) {
    Set<String> reached = new HashSet<>();
    Deque<String> next = new ArrayDeque<>(List.of(start));
    while (!next.isEmpty()) {
      for (String file : files.getOrDefault(next.remove(), Set.of())) {
        if (reached.add(file)) {
          next.add(file);
        }
      }
    }
    return reached;
  }
}
