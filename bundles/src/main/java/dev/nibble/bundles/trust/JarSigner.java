package dev.nibble.bundles.trust;

import dev.nibble.api.plugin.Sha256;
import dev.nibble.bundles.jar.RefusedJarException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.CodeSigner;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/**
 * Who signed a jar: all of it, not a part.
 *
 * @param sha256 digest of the certificate, lower-case hex
 * @param subject whom the certificate names
 */
public record JarSigner(String sha256, String subject) {
    /**
     * The certificates with which every entry of the jar is signed, by digest; none if there is an entry that is not.
     *
     * @throws RefusedJarException if an entry was changed after it was signed
     */
    static Map<String, JarSigner> all(Path jar) throws RefusedJarException, IOException {
        Map<String, JarSigner> common = null;
        try (JarFile file = new JarFile(jar.toFile(), true)) {
            for (var entries = file.entries(); entries.hasMoreElements();) {
                JarEntry entry = entries.nextElement();
                // Java verifies an entry while it is read, and knows its signers only when it was read to the end.
                try (InputStream in = file.getInputStream(entry)) {
                    in.transferTo(OutputStream.nullOutputStream());
                }
                if (entry.isDirectory() || isSignature(entry.getName())) {
                    continue;
                }
                Map<String, JarSigner> signers = of(entry.getCodeSigners());
                if (common == null) {
                    common = signers;
                } else {
                    common.keySet().retainAll(signers.keySet());
                }
            }
        } catch (SecurityException | IllegalArgumentException e) {
            throw new RefusedJarException("its signature does not hold: " + e.getMessage());
        }
        return common == null ? Map.of() : common;
    }

    /** The one certificate with which every entry is signed; empty if the jar is not signed so. */
    public static Optional<JarSigner> of(Path jar) throws RefusedJarException, IOException {
        return all(jar).values().stream().findFirst();
    }

    /** A certificate. */
    public static JarSigner of(Certificate certificate) {
        try {
            String subject = certificate instanceof X509Certificate x509 ? x509.getSubjectX500Principal().getName() : "";
            return new JarSigner(Sha256.of(certificate.getEncoded()), subject);
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate cannot be encoded: " + e.getMessage(), e);
        }
    }

    private static Map<String, JarSigner> of(CodeSigner[] signers) {
        Map<String, JarSigner> all = new LinkedHashMap<>();
        if (signers != null) {
            Arrays.stream(signers)
                    .map(signer -> of(signer.getSignerCertPath().getCertificates().getFirst()))
                    .forEach(signer -> all.put(signer.sha256(), signer));
        }
        return all;
    }

    /** The files that make up a signature cannot be signed themselves; the manifest is, by them. */
    private static boolean isSignature(String name) {
        return name.matches("(?i)META-INF/(MANIFEST\\.MF|[^/]+\\.(SF|RSA|DSA|EC)|SIG-[^/]*)");
    }
}
