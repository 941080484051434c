package dev.nibble.harness.cell;

import dev.nibble.api.device.Device;
import dev.nibble.api.device.DeviceInfo;
import dev.nibble.api.device.DeviceProvider;
import dev.nibble.api.plugin.NoSuchPluginException;
import dev.nibble.api.plugin.Registry;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * All devices that all providers find, usable or not.
 *
 * @param found in the order of the providers
 */
public record Devices(List<Found> found) {
    /** A device and who found it. */
    public record Found(DeviceProvider provider, DeviceInfo info) {}

    public Devices {
        found = List.copyOf(found);
    }

    /** Asks every provider. */
    public static Devices of(Registry registry) {
        List<Found> found = new ArrayList<>();
        for (DeviceProvider provider : registry.deviceProviders()) {
            for (DeviceInfo info : provider.devices()) {
                found.add(new Found(provider, info));
            }
        }
        return new Devices(found);
    }

    /**
     * Asks one provider after the other until one knows the device: a worker need not start the drivers of others.
     *
     * @throws NoSuchPluginException if there is none of that id; the message lists those there are
     */
    static Found find(Registry registry, String id) {
        for (DeviceProvider provider : registry.deviceProviders()) {
            for (DeviceInfo info : provider.devices()) {
                if (info.id().equals(id)) {
                    return new Found(provider, info);
                }
            }
        }
        return of(registry).find(id);
    }

    /** @throws NoSuchPluginException if there is none of that id; the message lists those there are */
    public Found find(String id) {
        return found.stream().filter(device -> device.info().id().equals(id)).findFirst().orElseThrow(() ->
                new NoSuchPluginException("there is no device '" + id + "'; "
                        + (found.isEmpty() ? "no plugin on the class path finds any" : "there are: " + ids())));
    }

    /**
     * Opens a device.
     *
     * @throws IllegalStateException if it cannot be used here; the message says why
     */
    public Device open(String id) {
        return open(find(id));
    }

    /** @throws IllegalStateException if it cannot be used here; the message says why */
    static Device open(Found device) {
        if (!device.info().usable().supported()) {
            throw new IllegalStateException("device " + device.info().id() + " cannot be used: " + device.info().usable());
        }
        return device.provider().open(device.info());
    }

    private String ids() {
        return found.stream().map(device -> device.info().id()).sorted().collect(Collectors.joining(", "));
    }
}
