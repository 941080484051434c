package dev.nibble.runtime.dispatch;

import dev.nibble.api.device.program.ProgramException;
import java.util.Optional;
import java.util.Properties;

/** Contracts as properties. */
final class ContractProperties {
    private ContractProperties() {}

    static Properties write(Contract contract) {
        Properties to = new Properties();
        ContractKey key = contract.key();
        to.setProperty("kernel", key.kernel());
        to.setProperty("pluginDigest", key.pluginDigest());
        to.setProperty("op", key.op());
        to.setProperty("format", key.format());
        to.setProperty("activation", key.activation());
        to.setProperty("mClass", key.mClass());
        to.setProperty("sizeClass", key.sizeClass());
        to.setProperty("threads", Integer.toString(key.threads()));
        to.setProperty("deviceFingerprint", key.deviceFingerprint());
        to.setProperty("jvm", key.jvm());
        to.setProperty("passed", Boolean.toString(contract.passed()));
        to.setProperty("cases", Integer.toString(contract.cases()));
        to.setProperty("worstRatio", Double.toString(contract.worstRatio()));
        to.setProperty("failure", contract.failure());
        contract.fault().ifPresent(fault -> to.setProperty("fault", fault.name()));
        to.setProperty("madeAt", contract.madeAt());
        return to;
    }

    /** @throws IllegalArgumentException if something is missing or is not what it should be */
    static Contract read(Properties from) {
        ContractKey key = new ContractKey(
                text(from, "kernel"),
                text(from, "pluginDigest"),
                text(from, "op"),
                text(from, "format"),
                text(from, "activation"),
                text(from, "mClass"),
                text(from, "sizeClass"),
                Integer.parseInt(text(from, "threads")),
                text(from, "deviceFingerprint"),
                text(from, "jvm"));
        String passed = text(from, "passed");
        if (!passed.equals("true") && !passed.equals("false")) {
            throw new IllegalArgumentException("passed is '" + passed + "'");
        }
        return new Contract(key, passed.equals("true"), Integer.parseInt(text(from, "cases")),
                Double.parseDouble(text(from, "worstRatio")), text(from, "failure"),
                Optional.ofNullable(from.getProperty("fault")).map(ProgramException.Kind::valueOf), text(from, "madeAt"));
    }

    private static String text(Properties from, String name) {
        String value = from.getProperty(name);
        if (value == null) {
            throw new IllegalArgumentException("'" + name + "' is missing");
        }
        return value;
    }
}
