package dev.nibble.harness;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noFields;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The house of five floors: who may see whom. */
class ArchitectureTest {
    private static final String[] PLUGINS = {"dev.nibble.kernels..", "dev.nibble.algorithms.."};

    private static JavaClasses nibble;

    @BeforeAll
    static void read() {
        nibble = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.nibble");
        // An empty import would let every rule pass.
        for (String module : new String[] {"api", "runtime", "kernels", "algorithms", "models", "harness"}) {
            Assertions.assertThat(nibble).anyMatch(it -> it.getPackageName().startsWith("dev.nibble." + module + "."));
        }
    }

    @Test
    void theApiImportsNothingButJava() {
        classes().that().resideInAPackage("dev.nibble.api..")
                .should().onlyDependOnClassesThat().resideInAnyPackage("java..", "dev.nibble.api..")
                .check(nibble);
    }

    @Test
    void theRuntimeStandsOnTheApi() {
        noClasses().that().resideInAPackage("dev.nibble.runtime..")
                .should().dependOnClassesThat(resideInAPackage("dev.nibble..")
                        .and(not(resideInAnyPackage("dev.nibble.api..", "dev.nibble.runtime.."))))
                .check(nibble);
    }

    @Test
    void kernelsAndAlgorithmsStandOnTheApiAndDoNotSeeEachOther() {
        classes().that().resideInAnyPackage(PLUGINS)
                .should(new ArchCondition<JavaClass>("see the api and their own module only") {
                    @Override
                    public void check(JavaClass type, ConditionEvents events) {
                        String own = module(type);
                        type.getDirectDependenciesFromSelf().stream()
                                .filter(to -> to.getTargetClass().getPackageName().startsWith("dev.nibble."))
                                .filter(to -> !to.getTargetClass().getPackageName().startsWith("dev.nibble.api."))
                                .filter(to -> !module(to.getTargetClass()).equals(own))
                                .forEach(to -> events.add(SimpleConditionEvent.violated(type, to.getDescription())));
                    }
                })
                .check(nibble);
    }

    @Test
    void modelsStandOnTheRuntime() {
        noClasses().that().resideInAPackage("dev.nibble.models..")
                .should().dependOnClassesThat().resideInAnyPackage("dev.nibble.harness..", PLUGINS[0], PLUGINS[1])
                .check(nibble);
    }

    @Test
    void theHarnessKnowsNoKernelAndNoAlgorithm() {
        noClasses().that().resideInAPackage("dev.nibble.harness..")
                .should().dependOnClassesThat().resideInAnyPackage(PLUGINS)
                .check(nibble);
    }

    @Test
    void nobodyImportsAnothersInternals() {
        classes().should(new ArchCondition<JavaClass>("import internal packages of their own module only") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getDirectDependenciesFromSelf().stream()
                        .filter(to -> to.getTargetClass().getPackageName().matches("dev\\.nibble\\..*\\binternal\\b.*"))
                        .filter(to -> !module(to.getTargetClass()).equals(module(type)))
                        .forEach(to -> events.add(SimpleConditionEvent.violated(type, to.getDescription())));
            }
        }).check(nibble);
    }

    @Test
    void thereIsNoStaticMutableState() {
        noFields().that().areStatic().and().areDeclaredInClassesThat().resideInAPackage("dev.nibble..")
                // What javac makes for a switch over an enum or for assertions.
                .and().doNotHaveName("$assertionsDisabled")
                .and().areDeclaredInClassesThat().haveNameNotMatching(".*jmh_generated.*")
                .should().notBeFinal()
                .check(nibble);
    }

    /** For example {@code kernels.jvm} or {@code harness}: plugin modules have two words. */
    private static String module(JavaClass type) {
        String[] words = type.getPackageName().split("\\.");
        boolean plugin = words.length > 3 && (words[2].equals("kernels") || words[2].equals("algorithms"));
        return words.length < 3 ? "" : plugin ? words[2] + "." + words[3] : words[2];
    }
}
