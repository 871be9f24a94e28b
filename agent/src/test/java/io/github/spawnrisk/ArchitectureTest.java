// SPDX-License-Identifier: Apache-2.0
// Copyright The spawnrisk authors
package io.github.spawnrisk;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The direction in which packages depend on each other. */
@AnalyzeClasses(
    packages = "io.github.spawnrisk",
    importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {
  private static final String ROOT = "io.github.spawnrisk.";

  @ArchTest
  static final ArchRule PACKAGES_DEPEND_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .withOptionalLayers(true)
          .layer("boot")
          .definedBy(ROOT + "boot..")
          .layer("library")
          .definedBy(ROOT + "library..")
          .layer("options")
          .definedBy(ROOT + "options..")
          .layer("event")
          .definedBy(ROOT + "event..")
          .layer("report")
          .definedBy(ROOT + "report..")
          .layer("explain")
          .definedBy(ROOT + "explain..")
          .layer("render")
          .definedBy(ROOT + "render..")
          .layer("export")
          .definedBy(ROOT + "export..")
          .layer("bridge")
          .definedBy(ROOT + "bridge..")
          .layer("instrument")
          .definedBy(ROOT + "instrument..")
          .layer("entry")
          .definedBy(ROOT + "entry..")
          .layer("attach")
          .definedBy(ROOT + "attach..")
          .layer("agent")
          .definedBy(ROOT + "agent..")
          .layer("cli")
          .definedBy(ROOT + "cli..")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("agent")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("entry")
          .mayOnlyBeAccessedByLayers("agent")
          .whereLayer("attach")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("bridge")
          .mayOnlyBeAccessedByLayers("entry", "agent", "instrument", "cli")
          .whereLayer("instrument")
          .mayOnlyBeAccessedByLayers("agent")
          .whereLayer("export")
          .mayOnlyBeAccessedByLayers("agent", "cli")
          .whereLayer("render")
          .mayOnlyBeAccessedByLayers("export", "agent", "cli")
          .whereLayer("explain")
          .mayOnlyBeAccessedByLayers("render", "export", "agent", "cli")
          .whereLayer("report")
          .mayOnlyBeAccessedByLayers("explain", "render", "export", "agent", "cli")
          .whereLayer("event")
          .mayOnlyBeAccessedByLayers("report", "explain", "render", "export", "agent", "cli")
          .whereLayer("options")
          .mayOnlyBeAccessedByLayers("render", "agent", "cli")
          .whereLayer("library")
          .mayOnlyBeAccessedByLayers("bridge", "agent", "cli");

  @ArchTest
  static final ArchRule BOOT_KNOWS_ONLY_THE_JDK =
      classes()
          .that()
          .resideInAPackage(ROOT + "boot..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(ROOT + "boot..", "java..")
          .allowEmptyShould(true);

  @ArchTest
  static final ArchRule EVENT_KNOWS_ONLY_THE_JDK_AND_JACKSON =
      classes()
          .that()
          .resideInAPackage(ROOT + "event..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              ROOT + "event..", "java..", "com.fasterxml.jackson.core..", "org.jspecify..");

  @ArchTest
  static final ArchRule ONLY_MAIN_EXITS =
      noClasses()
          .that(not(simpleName("Main")))
          .should()
          .callMethod(System.class, "exit", int.class);

  @ArchTest
  static final ArchRule NO_CYCLES = slices().matching(ROOT + "(*)..").should().beFreeOfCycles();
}
