package jdk.vm.ci.meta;

/** Signature only. */
public interface ResolvedJavaMethod {}
