package io.reprise.kernel;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Enumeration;
import java.util.jar.Attributes;
import java.util.jar.Manifest;

/** Which build this is, from the manifest of the program's jar. */
public record Build(String version, String commit) {
    private static final String UNKNOWN = "unknown";

    public static Build current() {
        try {
            Enumeration<URL> manifests = Build.class.getClassLoader().getResources("META-INF/MANIFEST.MF");
            while (manifests.hasMoreElements()) {
                try (InputStream in = manifests.nextElement().openStream()) {
                    Attributes attributes = new Manifest(in).getMainAttributes();
                    if (attributes.getValue("Reprise-Commit") != null) {
                        String version = attributes.getValue(Attributes.Name.IMPLEMENTATION_VERSION);
                        return new Build(version == null ? UNKNOWN : version, attributes.getValue("Reprise-Commit"));
                    }
                }
            }
        } catch (IOException e) {
            // a build without a readable manifest is an unknown one
        }
        return new Build(UNKNOWN, UNKNOWN);
    }

    /** The JVM that runs this. */
    public static String jvm() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
    }

    /** As {@code --version} says it. */
    @Override
    public String toString() {
        return "reprise " + version + " (" + commit + ")";
    }
}
