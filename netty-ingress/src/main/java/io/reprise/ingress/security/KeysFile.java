package io.reprise.ingress.security;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The file with the hashes of all keys: a line per key, as {@code docs/security.md} shows it; empty lines and lines that
 * start with # are comments and stay.
 */
public final class KeysFile {
    private static final long MAX_LENGTH = 1 << 20;

    private final Path path;
    private final List<String> lines;

    private KeysFile(Path path, List<String> lines) {
        this.path = path;
        this.lines = new ArrayList<>(lines);
    }

    /** @throws IOException when it cannot be read, is no text or is longer than 1 MiB */
    public static KeysFile read(Path path) throws IOException {
        if (Files.size(path) > MAX_LENGTH) {
            throw new IOException(path + " is longer than " + MAX_LENGTH + " bytes: it does not look like a keys file");
        }
        try {
            return new KeysFile(path, Files.readAllLines(path));
        } catch (CharacterCodingException e) {
            throw new IOException(path + " is not UTF-8 text", e);
        }
    }

    /** The file, or an empty one in its place if there is none; it is not written yet. */
    public static KeysFile readOrEmpty(Path path) throws IOException {
        return Files.exists(path) ? read(path) : new KeysFile(path, List.of());
    }

    /**
     * Every key in it.
     *
     * @param services that a scope may name
     * @throws IllegalArgumentException names the first line that is wrong, and what would be right
     */
    public List<KeyEntry> entries(Set<String> services) {
        Map<String, KeyEntry> entries = new LinkedHashMap<>();
        for (int i = 0; i < lines.size(); i++) {
            if (isComment(lines.get(i))) {
                continue;
            }
            try {
                KeyEntry entry = KeyEntry.parse(lines.get(i));
                requireKnown(entry.scopes(), services);
                if (entries.put(entry.id(), entry) != null) {
                    throw new IllegalArgumentException("a second key \"" + entry.id() + "\"; an id may be there once");
                }
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(path + ", line " + (i + 1) + ": " + e.getMessage(), e);
            }
        }
        return List.copyOf(entries.values());
    }

    /** @throws IllegalArgumentException when a scope is neither a service nor one of the others there are */
    public static void requireKnown(Set<String> scopes, Set<String> services) {
        Set<String> known = new TreeSet<>(services);
        known.addAll(Set.of(KeyEntry.METRICS, KeyEntry.EVERYTHING));
        for (String scope : scopes) {
            if (!known.contains(scope)) {
                throw new IllegalArgumentException(
                        "there is no scope \"" + scope + "\"; there are " + String.join(", ", known));
            }
        }
    }

    /** Adds a key, or puts it in the place of the one with its id. */
    public void put(KeyEntry entry) {
        for (int i = 0; i < lines.size(); i++) {
            if (!isComment(lines.get(i))
                    && lines.get(i).strip().split("\\s+")[0].equals(entry.id())) {
                lines.set(i, entry.line());
                return;
            }
        }
        lines.add(entry.line());
    }

    /** Writes it at once, so that no reader sees half of it; a new file only its owner may read. */
    public void write() throws IOException {
        Path target = Files.exists(path) ? path.toRealPath() : path.toAbsolutePath();
        Path next =
                Files.createTempFile(target.getParent(), target.getFileName().toString(), ".tmp"); // rw-------
        try {
            Files.write(next, lines, StandardCharsets.UTF_8);
            try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
                channel.force(true);
            }
            if (Files.exists(target)) {
                keepOwner(target, next);
            }
            Files.move(next, target, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(next);
        }
    }

    private static boolean isComment(String line) {
        return line.isBlank() || line.startsWith("#");
    }

    private static void keepOwner(Path from, Path to) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(to, PosixFileAttributeView.class);
        if (view != null) {
            PosixFileAttributes old = Files.readAttributes(from, PosixFileAttributes.class);
            if (!view.readAttributes().owner().equals(old.owner())) {
                view.setOwner(old.owner());
            }
            if (!view.readAttributes().group().equals(old.group())) {
                view.setGroup(old.group());
            }
            view.setPermissions(old.permissions());
        }
    }

    /**
     * What others on this machine can do with a file that is nobody else's business, or empty.
     *
     * @throws IOException when they may write it: they could let themselves in
     */
    public static String exposure(Path path) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(path, PosixFileAttributeView.class);
        if (view == null) {
            return "";
        }
        String mode = PosixFilePermissions.toString(view.readAttributes().permissions());
        if (mode.charAt(7) == 'w') {
            throw new IOException("everybody on this machine may write " + path + "; try chmod o-rwx");
        }
        return mode.charAt(6) == 'r' ? "everybody on this machine may read " + path + "; try chmod o-rwx" : "";
    }
}
