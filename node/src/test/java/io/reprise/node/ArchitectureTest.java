package io.reprise.node;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleNameContaining;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Which module may know which.
 *
 * <pre>
 *   node          | reads configuration, wires everything
 *   --------------+------------------------------------------
 *   simulations   | replay-tool   | perf (nothing knows perf)
 *   --------------+---------------+--------------------------
 *   journal       | netty-ingress
 *   --------------+---------------
 *   kernel
 * </pre>
 *
 * An arrow points down, never up and never sideways, except that perf may measure anything. The poms say
 * the same about jars (enforcer); this class says it about classes, and about packages inside a module.
 */
final class ArchitectureTest {
    private static final String ROOT = "io.reprise";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new DoNotIncludeTests())
            .withImportOption(location -> !location.contains("/jmh_generated/"))
            .importPackages(ROOT);

    @ParameterizedTest
    @ValueSource(strings = {"kernel", "journal", "ingress", "replay", "llm", "perf", "node"})
    void shouldSeeEveryModule(String module) {
        DescribedPredicate<JavaClass> inModule = resideInAPackage(ROOT + "." + module + "..");

        assertTrue(
                CLASSES.stream().anyMatch(inModule),
                "no class of " + module + " was read: the rules would pass unseen");
    }

    @Test
    void shouldKeepTheFloors() {
        layeredArchitecture()
                .consideringOnlyDependenciesInAnyPackage(ROOT + "..")
                .withOptionalLayers(true)
                .layer("kernel")
                .definedBy(ROOT + ".kernel..")
                .layer("journal")
                .definedBy(ROOT + ".journal..")
                .layer("ingress")
                .definedBy(ROOT + ".ingress..")
                .layer("replay")
                .definedBy(ROOT + ".replay..")
                .layer("llm")
                .definedBy(ROOT + ".llm..")
                .layer("perf")
                .definedBy(ROOT + ".perf..")
                .layer("node")
                .definedBy(ROOT + ".node..")
                .whereLayer("kernel")
                .mayNotAccessAnyLayer()
                .whereLayer("journal")
                .mayOnlyAccessLayers("kernel")
                .whereLayer("ingress")
                .mayOnlyAccessLayers("kernel")
                .whereLayer("replay")
                .mayOnlyAccessLayers("kernel", "journal")
                .whereLayer("llm")
                .mayOnlyAccessLayers("kernel", "ingress")
                .whereLayer("node")
                .mayNotBeAccessedByAnyLayer()
                .whereLayer("perf")
                .mayNotBeAccessedByAnyLayer()
                .because("a lower floor must build, test and run without the ones above it")
                .check(CLASSES);
    }

    @Test
    void shouldKeepTheKernelPlain() {
        classes()
                .that()
                .resideInAPackage(ROOT + ".kernel..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        ROOT + ".kernel..",
                        "java..",
                        "jdk..",
                        "com.lmax.disruptor..",
                        "org.agrona..",
                        "org.HdrHistogram..")
                .because("every other library would have to be deterministic and free of garbage too")
                .check(CLASSES);
    }

    @Test
    void shouldKeepTransportAndStorageOutOfStateMachines() {
        noClasses()
                .that()
                .resideInAPackage(ROOT + ".llm..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.netty..", "net.openhft..")
                .because("a state machine sees frames, kernel time, kernel random and its own state")
                .check(CLASSES);
    }

    @Test
    void shouldHaveNoPackageCycles() {
        slices().matching(ROOT + ".(**)").should().beFreeOfCycles().check(CLASSES);
    }

    @Test
    void shouldPrintOnlyFromCommands() {
        noClasses()
                .that()
                .resideOutsideOfPackages(ROOT + ".node..", ROOT + ".perf..")
                .and(DescribedPredicate.not(inACommand()))
                .should(ACCESS_STANDARD_STREAMS)
                .because("a library reports through its return value, a counter or an error handler")
                .check(CLASSES);
    }

    /** A command class, or a class nested in one. */
    private static DescribedPredicate<JavaClass> inACommand() {
        return simpleNameContaining("Command")
                .onResultOf((JavaClass javaClass) -> outermost(javaClass))
                .as("belong to a command");
    }

    private static JavaClass outermost(JavaClass javaClass) {
        return javaClass.getEnclosingClass().map(ArchitectureTest::outermost).orElse(javaClass);
    }
}
