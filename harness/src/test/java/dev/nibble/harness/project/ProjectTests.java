package dev.nibble.harness.project;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nibble.api.plugin.Registry;
import dev.nibble.runtime.registry.PluginRegistry;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/** The tests that a plugin's project has itself, run as Maven would run them. */
final class ProjectTests {
    private ProjectTests() {}

    /**
     * Builds a project and runs its tests.
     *
     * @param plugins looks at the registry that has the project's plugins
     * @param tests names of the test classes, none of which may fail
     */
    static void pass(Path project, Path target, Consumer<Registry> plugins, String... tests) throws Exception {
        NewProjects.build(project, target.resolve("classes"), target.resolve("test-classes"));
        URL[] path = {target.resolve("classes").toUri().toURL(), target.resolve("test-classes").toUri().toURL()};
        try (URLClassLoader loader = new URLClassLoader(path, ProjectTests.class.getClassLoader())) {
            Registry registry = PluginRegistry.load(loader);
            assertThat(registry.problems()).isEmpty();
            plugins.accept(registry);
            for (String test : tests) {
                requirePassed(test, run(loader.loadClass(test)));
            }
        }
    }

    private static TestExecutionSummary run(Class<?> test) {
        SummaryGeneratingListener listener = new SummaryGeneratingListener();
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(test.getClassLoader());
        try {
            LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request()
                    .selectors(DiscoverySelectors.selectClass(test)).build(), listener);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
        return listener.getSummary();
    }

    private static void requirePassed(String test, TestExecutionSummary summary) {
        List<String> failures = new ArrayList<>();
        summary.getFailures().forEach(failure ->
                failures.add(failure.getTestIdentifier().getDisplayName() + ": " + failure.getException()));
        assertThat(failures).as("failures of %s", test).isEmpty();
        assertThat(summary.getTestsSucceededCount()).as("tests of %s that passed", test).isGreaterThan(10);
        // Where a format itself lacks a property, that test is skipped.
        assertThat(summary.getTestsAbortedCount()).as("tests of %s that were skipped", test)
                .isLessThan(summary.getTestsSucceededCount() / 2);
    }
}
