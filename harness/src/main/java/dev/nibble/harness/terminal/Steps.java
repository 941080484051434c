package dev.nibble.harness.terminal;

/** Is told how far a long piece of work is. */
public interface Steps {
    /** How many steps there will be. */
    void total(long steps);

    /** A step begins. */
    void begin(String what);

    /** The step that began last is done. */
    void step(String what);

    /** A line that must stay visible, such as a failure. */
    void note(String line);
}
