package dev.nibble.api.format;

/** What becomes of a component when the logical matrix is cut along one of its two axes. */
public sealed interface Cut {
    /**
     * The component is cut along its own dimension {@code dim}: {@code step} logical positions correspond to
     * {@code units} of the component's. A logical cut is legal at multiples of {@code step} and at the end.
     *
     * @param dim 0 for the component's rows, 1 for its columns
     */
    record Along(int dim, long step, long units) implements Cut {
        public Along {
            if (dim < 0 || dim > 1 || step < 1 || units < 1) {
                throw new IllegalArgumentException("no such cut: dim " + dim + ", step " + step + ", units " + units);
            }
        }

        /** The component's position for a legal logical position: whole units, or the component's end. */
        public long position(long logical, long logicalExtent, long componentExtent) {
            return logical == logicalExtent ? componentExtent : logical / step * units;
        }
    }

    /** Every part has the whole component; parts that are joined must have equal ones. */
    record Shared() implements Cut {}

    /** The component cannot be cut along this axis. */
    record Whole(String reason) implements Cut {}
}
