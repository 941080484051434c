package dev.nibble.api.plugin;

import java.util.List;
import java.util.Map;

/**
 * Looks for known mistakes in classes before they run, such as code that some compiler for devices is known to get wrong.
 * All lints look at the jar of every kernel, and {@code nibble lint} at any jar, folder or class file. A kernel whose jar has
 * a finding is refused.
 */
public interface Lint extends Plugin {
    /**
     * What is wrong with classes; empty if nothing is. Classes that this lint is not for have no findings.
     *
     * @param classes class files of one jar or folder, by the path in it
     */
    List<Finding> check(Map<String, byte[]> classes);

    /**
     * One mistake.
     *
     * @param place class, method and line
     * @param problem what is there and what it does
     * @param advice what to write instead
     */
    record Finding(String place, String problem, String advice) {
        @Override
        public String toString() {
            return place + ": " + problem + "; " + advice;
        }
    }
}
