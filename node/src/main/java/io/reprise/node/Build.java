package io.reprise.node;

import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Enumeration;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import picocli.CommandLine.IVersionProvider;

/** Which build this is, from the jar's manifest. */
record Build(String version, String commit) {
    private static final String UNKNOWN = "unknown";

    /** For {@code --version}. */
    static final class VersionProvider implements IVersionProvider {
        @Override
        public String[] getVersion() {
            Build build = current();
            return new String[] {"reprise " + build.version() + " (" + build.commit() + ")", jvm()};
        }
    }

    static Build current() {
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
    static String jvm() {
        return System.getProperty("java.vm.name") + " " + System.getProperty("java.vm.version");
    }
}
