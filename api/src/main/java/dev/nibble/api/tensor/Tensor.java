package dev.nibble.api.tensor;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/**
 * A dense row-major array over a {@link MemorySegment}, little-endian, each row of the matrix view starting at a whole
 * byte. The segment may live on the heap, off it, or in a mapped file; a tensor never owns it.
 *
 * <p>Bulk access goes row by row through arrays the caller owns, so that code which runs over large weights neither
 * allocates nor needs the whole tensor on the heap.
 */
public final class Tensor {
    /** Alignment of allocated tensors, one cache line and one 512-bit vector. */
    public static final long ALIGNMENT = 64;

    private final ElementType type;
    private final Shape shape;
    private final MemorySegment data;
    private final long rowBytes;
    private final RowAccess access;

    private Tensor(ElementType type, Shape shape, MemorySegment data) {
        this.type = type;
        this.shape = shape;
        this.data = data;
        this.rowBytes = type.rowBytes(shape.cols());
        this.access = RowAccess.of(type);
    }

    /**
     * A tensor over existing bytes.
     *
     * @throws IllegalArgumentException if the segment's size is not exactly {@link #byteSize(ElementType, Shape)}
     */
    public static Tensor of(ElementType type, Shape shape, MemorySegment data) {
        Objects.requireNonNull(type, "type");
        long expected = byteSize(type, shape);
        if (data.byteSize() != expected) {
            throw new IllegalArgumentException("a " + type + " tensor of shape " + shape + " takes " + expected
                    + " bytes, but the segment has " + data.byteSize());
        }
        return new Tensor(type, shape, data);
    }

    /** A zero-filled tensor whose memory is released when it becomes unreachable. */
    public static Tensor allocate(ElementType type, Shape shape) {
        return allocate(type, shape, Arena.ofAuto());
    }

    /** A zero-filled tensor in the given arena. */
    public static Tensor allocate(ElementType type, Shape shape, Arena arena) {
        return new Tensor(type, shape, arena.allocate(byteSize(type, shape), ALIGNMENT));
    }

    /**
     * A float32 tensor that copies the given values.
     *
     * @throws IllegalArgumentException if their count is not that of the shape
     */
    public static Tensor of(Shape shape, float... values) {
        if (values.length != shape.elements()) {
            throw new IllegalArgumentException(
                    "shape " + shape + " has " + shape.elements() + " elements, but " + values.length + " were given");
        }
        Tensor tensor = allocate(ElementType.F32, shape);
        MemorySegment.copy(values, 0, tensor.data, Layouts.FLOAT, 0, values.length);
        return tensor;
    }

    /**
     * Bytes that a tensor of this type and shape takes.
     *
     * @throws ArithmeticException if that does not fit a {@code long}
     */
    public static long byteSize(ElementType type, Shape shape) {
        return Math.multiplyExact(shape.rows(), type.rowBytes(shape.cols()));
    }

    public ElementType type() {
        return type;
    }

    public Shape shape() {
        return shape;
    }

    public MemorySegment data() {
        return data;
    }

    public long byteSize() {
        return data.byteSize();
    }

    /** The bytes of one row of the matrix view. */
    public MemorySegment row(long row) {
        return data.asSlice(row * rowBytes, rowBytes);
    }

    /**
     * Reads a row as float32, converting from the element type.
     *
     * @param into receives {@code shape().cols()} values from index 0
     * @throws UnsupportedOperationException if the type is complex
     */
    public void readRow(long row, float[] into) {
        access.read(data, row * rowBytes, shape.rowLength(), into);
    }

    /**
     * Writes a row, rounding to the element type: to nearest, ties to even.
     *
     * @throws UnsupportedOperationException if the type is not a float type
     */
    public void writeRow(long row, float[] from) {
        access.write(data, row * rowBytes, shape.rowLength(), from);
    }

    /**
     * Reads a row of unsigned codes of at most eight bits, one code in each byte.
     *
     * @throws UnsupportedOperationException if the type is wider than eight bits
     */
    public void readCodes(long row, byte[] into) {
        BitPacking.unpack(data, row * rowBytes, codeBits(), shape.rowLength(), into);
    }

    /**
     * Writes a row of unsigned codes of at most eight bits; bits above the type's width are dropped.
     *
     * @throws UnsupportedOperationException if the type is wider than eight bits
     */
    public void writeCodes(long row, byte[] from) {
        BitPacking.pack(from, codeBits(), shape.rowLength(), data, row * rowBytes);
    }

    /** One element as float32. For single values; rows are read with {@link #readRow}. */
    public float getFloat(long row, long col) {
        return access.get(data, row * rowBytes, col);
    }

    /** Stores one element, rounded to the element type. For single values; rows are written with {@link #writeRow}. */
    public void setFloat(long row, long col, float value) {
        access.set(data, row * rowBytes, col, value);
    }

    /** One unsigned code of at most eight bits. */
    public int getCode(long row, long col) {
        return BitPacking.get(data, row * rowBytes, codeBits(), col);
    }

    /** Stores one unsigned code of at most eight bits. */
    public void setCode(long row, long col, int code) {
        BitPacking.set(data, row * rowBytes, codeBits(), col, code);
    }

    /** The same bytes, which this view cannot change. */
    public Tensor asReadOnly() {
        return data.isReadOnly() ? this : new Tensor(type, shape, data.asReadOnly());
    }

    /** A copy in memory of its own. */
    public Tensor copy() {
        Tensor copy = allocate(type, shape);
        copy.data.copyFrom(data);
        return copy;
    }

    /** The same bytes under another shape with as many elements and the same row length in bytes. */
    public Tensor reshape(Shape other) {
        return of(type, other, data);
    }

    /** Whether type, shape and every byte are equal. */
    public boolean sameBytes(Tensor other) {
        return type == other.type && shape.equals(other.shape) && data.mismatch(other.data) < 0;
    }

    private int codeBits() {
        if (type.bits() > 8) {
            throw new UnsupportedOperationException(type + " elements are not codes of at most 8 bits");
        }
        return type.bits();
    }

    /** Type and shape, for example {@code F32[384x1536]}. */
    @Override
    public String toString() {
        return type + "[" + shape + "]";
    }
}
