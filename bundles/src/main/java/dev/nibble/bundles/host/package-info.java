/** The OSGi host: loads jars with class loaders of their own, follows a folder, and hands out snapshots. */
package dev.nibble.bundles.host;
