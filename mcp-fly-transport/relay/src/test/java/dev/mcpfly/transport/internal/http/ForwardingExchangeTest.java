package dev.mcpfly.transport.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class ForwardingExchangeTest {
  /** Answers every call with a value that no default has, and remembers what was called. */
  private static Exchange recording(List<Method> called) {
    return (Exchange)
        Proxy.newProxyInstance(
            Exchange.class.getClassLoader(),
            new Class<?>[] {Exchange.class},
            (proxy, method, arguments) -> {
              called.add(method);
              return method.getReturnType() == String.class ? "asked " + method.getName() : null;
            });
  }

  @Test
  void everyWrapperExtendsIt() {
    // Of another exchange each that forwards by itself could forget a method.
    ArchRuleDefinition.fields()
        .that()
        .haveRawType(Exchange.class)
        .and()
        .areDeclaredInClassesThat()
        .areAssignableTo(Exchange.class)
        .should()
        .beDeclaredIn(ForwardingExchange.class)
        .check(
            new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .withImportOption(location -> !location.contains("/test-classes/"))
                .importPackages("dev.mcpfly.transport"));
  }

  @TestFactory
  List<DynamicTest> passesOnEveryMethod() {
    List<DynamicTest> tests = new ArrayList<>();
    for (Method method : Exchange.class.getMethods()) {
      if (Modifier.isStatic(method.getModifiers())) {
        continue;
      }
      tests.add(
          DynamicTest.dynamicTest(
              method.getName(),
              () -> {
                List<Method> called = new ArrayList<>();
                Exchange wrapper = new ForwardingExchange(recording(called)) {};
                Object[] arguments = new Object[method.getParameterCount()];
                for (int i = 0; i < arguments.length; i++) {
                  Class<?> type = method.getParameterTypes()[i];
                  arguments[i] =
                      type == int.class ? 7 : type == String[].class ? new String[] {"a"} : null;
                }
                Object result = method.invoke(wrapper, arguments);
                assertThat(called).containsExactly(method);
                if (method.getReturnType() == String.class) {
                  assertThat(result).isEqualTo("asked " + method.getName());
                }
              }));
    }
    assertThat(tests).hasSizeGreaterThan(10);
    return tests;
  }
}
