package dev.nibble.bundles.host;

import java.util.Collection;
import org.osgi.framework.hooks.resolver.ResolverHook;
import org.osgi.framework.hooks.resolver.ResolverHookFactory;
import org.osgi.framework.wiring.BundleCapability;
import org.osgi.framework.wiring.BundleRequirement;
import org.osgi.framework.wiring.BundleRevision;

/**
 * A plugin sees the host and itself, never another plugin: each can be replaced while runs use the others, and two may
 * carry different versions of one library.
 */
final class OwnWiresOnly implements ResolverHookFactory {
    @Override
    public ResolverHook begin(Collection<BundleRevision> triggers) {
        return new ResolverHook() {
            @Override
            public void filterResolvable(Collection<BundleRevision> candidates) {
                // All may resolve.
            }

            @Override
            public void filterSingletonCollisions(BundleCapability singleton, Collection<BundleCapability> candidates) {
                // An update lives beside what it replaces until the last run has let go of that.
                candidates.clear();
            }

            @Override
            public void filterMatches(BundleRequirement requirement, Collection<BundleCapability> candidates) {
                long own = requirement.getRevision().getBundle().getBundleId();
                candidates.removeIf(candidate -> {
                    long provider = candidate.getRevision().getBundle().getBundleId();
                    return provider != 0 && provider != own;
                });
            }

            @Override
            public void end() {
                // Nothing is kept.
            }
        };
    }
}
