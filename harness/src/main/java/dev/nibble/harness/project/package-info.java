/** Maven projects for plugins of one's own, made from templates. */
package dev.nibble.harness.project;
