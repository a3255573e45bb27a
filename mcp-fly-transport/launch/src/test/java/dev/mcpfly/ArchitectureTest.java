package dev.mcpfly;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** The arrows of the design, checked on the compiled classes of all modules. */
class ArchitectureTest {
  private static final JavaClasses CLASSES = CompiledClasses.ALL;

  /** Internal packages that their module exports to one other module by name. */
  private static final String[] LENT = {
    "dev.mcpfly.image.internal.setup", "dev.mcpfly.transport.internal.network"
  };

  @Test
  void analysesTheClassesOfEveryModule() {
    Assertions.assertThat(CLASSES)
        .extracting(type -> type.getPackageName())
        .contains(
            "dev.mcpfly.api",
            "dev.mcpfly.api.emulator",
            "dev.mcpfly.config",
            "dev.mcpfly.image",
            "dev.mcpfly.transport",
            "dev.mcpfly.launch");
  }

  @Test
  void packagesAreFreeOfCycles() {
    slices().matching("dev.mcpfly.(**)").should().beFreeOfCycles().check(CLASSES);
  }

  @Test
  void apiDependsOnNoSibling() {
    noClasses()
        .that()
        .resideInAPackage("dev.mcpfly.api..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.mcpfly.config..",
            "dev.mcpfly.image..",
            "dev.mcpfly.transport..",
            "dev.mcpfly.launch..")
        .check(CLASSES);
  }

  @Test
  void apiClientDoesNotDependOnTheEmulator() {
    noClasses()
        .that()
        .resideInAnyPackage("dev.mcpfly.api", "dev.mcpfly.api.model", "dev.mcpfly.api.json")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.mcpfly.api.emulator..")
        .check(CLASSES);
  }

  @Test
  void onlyLocalMachinesDependOnTheEmulator() {
    noClasses()
        .that()
        .resideInAPackage("dev.mcpfly.launch")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("dev.mcpfly.api.emulator..")
        .check(CLASSES);
  }

  @Test
  void imageDependsOnNoSibling() {
    noClasses()
        .that()
        .resideInAPackage("dev.mcpfly.image..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.mcpfly.api..",
            "dev.mcpfly.config..",
            "dev.mcpfly.transport..",
            "dev.mcpfly.launch..")
        .check(CLASSES);
  }

  @Test
  void configDependsOnNoSibling() {
    noClasses()
        .that()
        .resideInAPackage("dev.mcpfly.config..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.mcpfly.api..",
            "dev.mcpfly.image..",
            "dev.mcpfly.transport..",
            "dev.mcpfly.launch..")
        .check(CLASSES);
  }

  @Test
  void transportDependsOnNoSibling() {
    noClasses()
        .that()
        .resideInAPackage("dev.mcpfly.transport..")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.mcpfly.api..", "dev.mcpfly.config..", "dev.mcpfly.image..", "dev.mcpfly.launch..")
        .check(CLASSES);
  }

  @Test
  void internalPackagesAreUsedOnlyByTheirOwnModule() {
    for (String module : new String[] {"api", "config", "image", "transport", "launch"}) {
      noClasses()
          .that()
          .resideOutsideOfPackage("dev.mcpfly." + module + "..")
          .should()
          .dependOnClassesThat(
              JavaClass.Predicates.resideInAPackage("dev.mcpfly." + module + "..internal..")
                  .and(JavaClass.Predicates.resideOutsideOfPackages(LENT)))
          .allowEmptyShould(true)
          .check(CLASSES);
    }
  }

  @Test
  void caseConversionsUseALocale() {
    noClasses()
        .should()
        .callMethod(String.class, "toLowerCase")
        .orShould()
        .callMethod(String.class, "toUpperCase")
        .because("the default locale changes ASCII letters in Turkish and others: pass Locale.ROOT")
        .check(CLASSES);
  }

  @Test
  void libraryCodeDoesNotPrint() {
    noClasses()
        .that(
            DescribedPredicate.describe(
                "are not runnable", type -> !type.getSimpleName().endsWith("Main")))
        .should()
        .accessTargetWhere(
            DescribedPredicate.describe(
                "is System.out or System.err",
                (JavaAccess<?> access) ->
                    access.getTargetOwner().isEquivalentTo(System.class)
                        && (access.getName().equals("out") || access.getName().equals("err"))))
        .orShould()
        .callMethod(Throwable.class, "printStackTrace")
        .check(CLASSES);
  }
}
