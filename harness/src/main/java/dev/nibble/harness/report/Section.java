package dev.nibble.harness.report;

/** A part of the report. */
interface Section {
    /** Anchor in the page. */
    String id();

    String title();

    /** Why there is nothing to show, for the reader; empty if there is something. */
    String emptyBecause();

    /** Writes the part; not called if it is empty. */
    void html(Markup out);

    /** Writes the part in short; not called if it is empty. */
    void markdown(StringBuilder out);
}
