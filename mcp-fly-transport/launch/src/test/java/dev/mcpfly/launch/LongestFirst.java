package dev.mcpfly.launch;

import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/** Classes that take long begin first, so that none of them is alone at the end. */
public final class LongestFirst implements ClassOrderer {
  private static final List<Class<?>> LONG =
      List.of(
          ManyMachinesFailureMatrixTest.class,
          SignInLaunchTest.class,
          PlanIsTheWireTest.class,
          FormFailureMatrixTest.class,
          FileFaultMatrixTest.class,
          LaunchFormsTest.class,
          LaunchFailureMatrixTest.class,
          DeploymentCheckTest.class,
          SignInSleepTest.class,
          ManyMachinesPlanTest.class,
          CompanyLaunchTest.class,
          RollingUnderLoadTest.class,
          McpFleetTest.class,
          DrainBySignalTest.class,
          CtrlCTest.class);

  @Override
  public void orderClasses(ClassOrdererContext context) {
    context.getClassDescriptors().sort(Comparator.comparingInt(LongestFirst::place));
  }

  private static int place(ClassDescriptor descriptor) {
    int place = LONG.indexOf(descriptor.getTestClass());
    return place < 0 ? LONG.size() : place;
  }
}
