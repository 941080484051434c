package dev.nibble.api.quantizer;

import dev.nibble.api.format.Format;
import dev.nibble.api.plugin.Option;
import dev.nibble.api.plugin.Plugin;
import dev.nibble.api.plugin.Support;
import java.util.List;
import java.util.Set;

/**
 * One step on the way from float weights to a quantized tensor. Stages are put together by text, in this order: any number
 * of {@link Preparation preparations}, at most one {@link Quantizer quantizer}, any number of {@link Refiner refiners}, at most
 * one {@link ActivationQuantizer activation quantizer}.
 *
 * <pre>{@code
 * awq | hqq                       scales the input channels, then quantizes
 * awq:clip=true | gptq            ... clips, then GPTQ on the format's own parameters
 * awq | hqq | gptq:actorder=true  GPTQ on the parameters that HQQ found
 * rtn | int8-static               int8 inputs, too, by ranges that a calibration saw
 * }</pre>
 *
 * <p>Each stage is {@code name} or {@code name:key=value,...} with the keys of its {@link #options}. Names are unique among
 * stages of all kinds. Stateless; many threads may use one instance, each for another tensor.
 */
public sealed interface Stage extends Plugin permits Preparation, Quantizer, Refiner, ActivationQuantizer {
    /** The options it takes. */
    default List<Option> options() {
        return List.of();
    }

    /** What it must know of a layer's inputs; without it the host refuses the request. */
    default Set<Need> needs() {
        return Set.of();
    }

    /** Whether it can work towards that format, and if not, why. */
    Support supports(Format format);
}
