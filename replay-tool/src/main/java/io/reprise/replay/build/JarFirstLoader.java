package io.reprise.replay.build;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/** Classes of a jar before those of the same name in this build, but for the kernel's, which both must share. */
final class JarFirstLoader extends URLClassLoader {
    private static final String KERNEL = "io.reprise.kernel.";
    private static final String ECHO = "io.reprise.kernel.echo."; // a machine like others, and only by chance in there

    JarFirstLoader(Path jar) throws IOException {
        super(new URL[] {jar.toUri().toURL()}, JarFirstLoader.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (name.startsWith(KERNEL) && !name.startsWith(ECHO)) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            if (loaded != null) {
                return loaded;
            }
            try {
                return findClass(name);
            } catch (ClassNotFoundException e) {
                return super.loadClass(name, resolve);
            }
        }
    }

    @Override
    public URL getResource(String name) {
        URL own = findResource(name);
        return own != null ? own : super.getResource(name);
    }
}
