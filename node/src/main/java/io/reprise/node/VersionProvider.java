package io.reprise.node;

import io.reprise.kernel.Build;
import picocli.CommandLine.IVersionProvider;

/** For {@code --version}. */
final class VersionProvider implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {Build.current().toString(), Build.jvm()};
    }
}
