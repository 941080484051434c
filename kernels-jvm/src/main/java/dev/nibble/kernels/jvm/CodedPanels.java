package dev.nibble.kernels.jvm;

import dev.nibble.api.op.Activation;
import dev.nibble.api.op.Int8Activation;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.Optional;

/** Panels of codes: multiplied in place by the code that is made for their levels, or else decoded block by block. */
final class CodedPanels implements Panels {
    private final PanelLayout layout;
    private final Levels levels;
    private final Optional<RowCode> rowCode;
    private final LevelMap map;
    private final boolean nibbleGrid;
    /** What the row code's zeros lack. */
    private final float origin;

    private CodedPanels(PanelLayout layout, Levels levels, Optional<RowCode> rowCode) {
        this.layout = layout;
        this.levels = levels;
        this.rowCode = rowCode;
        this.map = LevelMaps.of(levels);
        this.nibbleGrid = levels.isGrid() && layout.bits() < 8;
        this.origin = rowCode.filter(code -> code.levels().length == 0 && levels.isGrid())
                .map(code -> levels.origin() - code.zero()).orElse(0f);
    }

    /** The best code for these levels and this activation. */
    static CodedPanels of(PanelLayout layout, Levels levels, Activation activation) {
        return new CodedPanels(layout, levels, rowCode(layout, levels, activation));
    }

    private static Optional<RowCode> rowCode(PanelLayout layout, Levels levels, Activation activation) {
        // Half-way between two codes is left to the groups' offsets.
        int zero = levels.origin() == (int) levels.origin() ? (int) levels.origin() : 0;
        // Sums of 16 bits hold no more than the codes of symmetric activations.
        boolean integers = levels.isGrid() && activation instanceof Int8Activation int8 && int8.isSymmetric();
        return switch (layout.bits()) {
            case 2 -> integers ? Optional.of(new CrumbPairs(zero))
                    : NibbleTable.fits() ? Optional.of(new PairTable(levels.sixteen()))
                    : levels.isGrid() ? Optional.of(new CrumbGrid()) : Optional.empty();
            case 4 -> integers ? Optional.of(new NibblePairs(zero))
                    : levels.isGrid() ? Optional.of(new NibbleGrid())
                    : NibbleTable.fits() ? Optional.of(new NibbleTable(levels.sixteen())) : Optional.empty();
            default -> levels.isGrid() ? Optional.of(new ByteGrid()) : levels.expansion().map(ByteFloat::new);
        };
    }

    @Override
    public String kind() {
        return rowCode.map(code -> code.getClass().getSimpleName()).orElse("decoded") + layout.bits() + layout.kind()
                + map.getClass().getSimpleName();
    }

    @Override
    public Panels on(int columns) {
        Blocking blocking = blocking();
        int group = Math.min(columns, blocking.group());
        PanelLayout other = new PanelLayout(Blocking.of(columns, group, PanelLayout.step(layout.bits())), layout.bits(),
                layout.kind(), layout.rows());
        return new CodedPanels(other, levels, rowCode);
    }

    @Override
    public Blocking blocking() {
        return layout.blocking();
    }

    @Override
    public int rows() {
        return layout.rows();
    }

    @Override
    public long panelBytes() {
        return layout.panelBytes();
    }

    @Override
    public InputRow newRow(Activation activation) {
        boolean sums = rowCode.isPresent() && (origin != 0 || layout.kind() != PanelLayout.Kind.SCALE);
        return rowCode.map(code -> new InputRow(blocking(), activation, code.order(), sums, code.zero(), code.levels()))
                .orElseGet(() -> InputRow.plain(blocking(), activation));
    }

    @Override
    public void one(MemorySegment packed, long at, long next, InputRow row, Scratch scratch) {
        if (rowCode.isPresent()) {
            GroupParameters.begin(packed, at, layout, 0, origin, row.sums(), scratch);
            GroupParameters.begin(packed, next, layout, 1, origin, row.sums(), scratch);
            rowCode.get().multiply(packed, at + layout.codesOffset(), next + layout.codesOffset(), layout, row, scratch);
            return;
        }
        Arrays.fill(scratch.results, 0, 2 * rows(), 0f);
        decodeAndAdd(packed, at, row, scratch, 0);
        decodeAndAdd(packed, next, row, scratch, rows());
    }

    private void decodeAndAdd(MemorySegment packed, long at, InputRow row, Scratch scratch, int to) {
        open(packed, at, scratch);
        for (int block = 0; block < blocking().blocks(); block++) {
            decode(packed, at, block, 1, scratch);
            TileProduct.add(scratch.tile, blocking().length(), row.first(), block * blocking().length(), 1, scratch.results, to);
        }
    }

    @Override
    public void open(MemorySegment packed, long at, Scratch scratch) {
        GroupParameters.read(packed, at, layout, scratch);
    }

    @Override
    public void decode(MemorySegment packed, long at, int firstBlock, int blocks, Scratch scratch) {
        long blockBytes = layout.blockWords() * layout.stepBytes();
        int size = blocking().length() * rows();
        for (int i = 0; i < blocks; i++) {
            int block = firstBlock + i;
            long from = at + layout.codesOffset() + block * blockBytes;
            int group = blocking().groupOf(block) * rows();
            if (nibbleGrid) {
                Unpacking.grid(packed, from, layout, levels.origin(), scratch, group, i * size);
            } else {
                Unpacking.block(packed, from, layout, scratch.codes);
                map.map(scratch.codes, blocking().length(), rows(), scratch.scales, scratch.zeros, group, scratch.tile, i * size);
            }
        }
    }
}
