package dev.mcpfly;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.core.importer.Location;

/** The compiled classes of all modules, without tests; read once. */
final class CompiledClasses {
  static final JavaClasses ALL =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption((Location location) -> !location.contains("/test-classes/"))
          .withImportOption((Location location) -> !location.contains("-tests.jar"))
          .importPackages("dev.mcpfly");

  private CompiledClasses() {}
}
