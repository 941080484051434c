package uk.ac.manchester.tornado.api.enums;

/** Constants only. */
public enum ProfilerMode { CONSOLE, SILENT }
