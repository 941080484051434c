package dev.nibble.bundles.host;

import dev.nibble.bundles.jar.JarLimits;
import java.time.Duration;

/**
 * How patient a host is.
 *
 * @param jars how large jars may be
 * @param patience how long a jar that is not whole must stay unchanged before it is given up
 * @param constructors how long the constructors of one jar's plugins may take
 * @param poll how often the folder is looked at while somebody listens
 */
public record HostLimits(JarLimits jars, Duration patience, Duration constructors, Duration poll) {
    public static HostLimits usual() {
        return new HostLimits(JarLimits.usual(), Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofMillis(500));
    }
}
