package io.reprise.replay.build;

import io.reprise.journal.RunManifest;
import io.reprise.journal.RunUnusableException;
import io.reprise.kernel.machine.MachineProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * Machines of other builds, each from its jar, in place of the installed ones of the same name: so that two builds can
 * execute the same frames in one process. A machine's classes come from its jar, the kernel's and those of libraries that
 * are not in the jar from this build.
 */
public final class MachineJars {
    private MachineJars() {}

    /**
     * @param jars by name of the machine, such as {@code llm}
     * @throws RunUnusableException there is no such jar, no such machine in it, or none of that name installed
     */
    public static List<MachineProvider> replace(List<MachineProvider> installed, Map<String, Path> jars) {
        List<MachineProvider> replaced = new ArrayList<>(installed);
        jars.forEach((name, jar) -> {
            List<String> names = installed.stream().map(MachineProvider::name).toList();
            if (!names.contains(name)) {
                throw new RunUnusableException(
                        "there is no machine " + name + "; there are " + String.join(", ", names));
            }
            replaced.set(names.indexOf(name), load(name, jar));
        });
        return replaced;
    }

    /**
     * The same machines under the versions a run was made with: another version may execute it when that is what somebody
     * wants to see.
     */
    public static List<MachineProvider> asMadeBy(RunManifest manifest, List<MachineProvider> providers) {
        List<MachineProvider> renamed = new ArrayList<>();
        for (MachineProvider provider : providers) {
            int version = manifest.machines().stream()
                    .filter(machine -> machine.service() == provider.serviceId()
                            && machine.name().equals(provider.name()))
                    .mapToInt(RunManifest.Machine::version)
                    .findFirst()
                    .orElse(provider.version());
            renamed.add(version == provider.version() ? provider : new OtherVersion(provider, version));
        }
        return renamed;
    }

    private static MachineProvider load(String name, Path jar) {
        if (!Files.isRegularFile(jar)) {
            throw new RunUnusableException("there is no machine jar " + jar);
        }
        try {
            JarFirstLoader loader = new JarFirstLoader(jar);
            List<String> found = new ArrayList<>();
            for (MachineProvider provider : ServiceLoader.load(MachineProvider.class, loader)) {
                if (provider.getClass().getClassLoader() == loader) {
                    if (provider.name().equals(name)) {
                        return provider;
                    }
                    found.add(provider.name());
                }
            }
            throw new RunUnusableException(jar + " has no machine " + name
                    + (found.isEmpty() ? "; it has none at all" : "; it has " + String.join(", ", found)));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + jar, e);
        } catch (ServiceConfigurationError | LinkageError e) {
            throw new RunUnusableException(jar + " cannot be used: " + e.getMessage());
        }
    }
}
