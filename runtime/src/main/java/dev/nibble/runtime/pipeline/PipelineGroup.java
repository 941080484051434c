package dev.nibble.runtime.pipeline;

import dev.nibble.api.quantizer.JointPreparation;
import dev.nibble.api.quantizer.Prepared;
import dev.nibble.api.quantizer.PreparedTogether;
import dev.nibble.api.quantizer.QuantizeRequest;
import dev.nibble.api.quantizer.QuantizeResult;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Tensors of layers that share an input, on their way through a pipeline; often one alone. Only stages that join layers see
 * more than one of them at a time.
 */
record PipelineGroup(List<PipelineRun> runs) {
    static PipelineGroup of(List<QuantizeRequest> requests) {
        return new PipelineGroup(requests.stream().map(PipelineRun::new).toList());
    }

    /**
     * Takes all tensors through the next stage.
     *
     * @throws IllegalArgumentException if the stage refuses one; the message names the stage and, of several tensors, which
     */
    void apply(Step step) {
        Optional<JointPreparation> joint = step.joint(runs.getFirst().settings());
        if (runs.size() > 1 && joint.isPresent() && shareInput()) {
            applyTogether(step, joint.get());
            return;
        }
        if (runs.size() > 1 && joint.isPresent()) {
            runs.forEach(run -> run.note("prepared alone: earlier stages gave it and " + others(run)
                    + ", which took the same input, transforms of their own"));
        }
        runs.forEach(run -> refusedBy(step, on(run), () -> run.apply(step)));
    }

    /** What was the same input is one no more where earlier stages transform it differently. */
    private boolean shareInput() {
        return runs.stream().allMatch(run -> run.sharesInputWith(runs.getFirst()));
    }

    private void applyTogether(Step step, JointPreparation joint) {
        List<QuantizeRequest> requests = runs.stream().map(run -> run.request(step)).toList();
        List<Prepared> prepared = new ArrayList<>();
        refusedBy(step, "", () -> {
            PreparedTogether together = joint.prepareTogether(requests);
            if (together.weights().size() != runs.size()) {
                throw new IllegalStateException("stage '" + step.text() + "' broke its contract: it made "
                        + together.weights().size() + " weights of " + runs.size());
            }
            IntStream.range(0, runs.size()).mapToObj(together::layer).forEach(prepared::add);
        });
        for (int i = 0; i < runs.size(); i++) {
            PipelineRun run = runs.get(i);
            QuantizeRequest request = requests.get(i);
            Prepared own = prepared.get(i);
            run.note("prepared together with " + others(run));
            refusedBy(step, on(run), () -> run.prepare(step, request, own));
        }
    }

    private String on(PipelineRun run) {
        return runs.size() == 1 ? "" : " on tensor '" + run.name() + "'";
    }

    private String others(PipelineRun run) {
        return runs.stream().filter(other -> other != run).map(PipelineRun::name).collect(Collectors.joining(", "));
    }

    private static void refusedBy(Step step, String where, Runnable work) {
        try {
            work.run();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("stage '" + step.text() + "'" + where + ": " + e.getMessage(), e);
        }
    }

    List<QuantizeResult> results() {
        return runs.stream().map(PipelineRun::result).toList();
    }
}
