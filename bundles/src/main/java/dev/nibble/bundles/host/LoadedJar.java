package dev.nibble.bundles.host;

import dev.nibble.bundles.jar.PrivateJar;
import dev.nibble.runtime.registry.JarPlugins;
import org.osgi.framework.Bundle;

/** A jar that is loaded. */
record LoadedJar(PrivateJar jar, Bundle bundle, JarPlugins plugins) {}
