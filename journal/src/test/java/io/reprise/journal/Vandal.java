package io.reprise.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Damages one file and can put it right again. Changes nothing behind {@link #length()} but by {@link #keep}. */
final class Vandal implements AutoCloseable {
    private final FileChannel channel;
    private final byte[] sound;

    /** @param behind so many bytes behind the last document stay; the rest of the file, which is empty, is cut off */
    Vandal(Path file, int behind) throws IOException {
        long end = 0;
        for (Documents.Document document : Documents.of(file)) {
            end = document.end();
        }
        this.channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
        this.sound = new byte[Math.toIntExact(Math.min(channel.size(), end + behind))];
        channel.truncate(sound.length);
        channel.read(ByteBuffer.wrap(sound), 0);
    }

    int length() {
        return sound.length;
    }

    /** A byte as it was. */
    byte sound(long offset) {
        return sound[(int) offset];
    }

    void flip(long offset, int bit) throws IOException {
        byte[] changed = {(byte) (sound[(int) offset] ^ 1 << bit)};
        channel.write(ByteBuffer.wrap(changed), offset);
    }

    /** Overwrites a range with zeros. */
    void zero(long from, long to) throws IOException {
        channel.write(ByteBuffer.allocate((int) (to - from)), from);
    }

    /** Cuts the file off. */
    void keep(long length) throws IOException {
        channel.truncate(length);
    }

    void write(byte[] bytes) throws IOException {
        channel.truncate(bytes.length);
        channel.write(ByteBuffer.wrap(bytes), 0);
    }

    void restore() throws IOException {
        write(sound);
    }

    /** All bytes as they were. */
    byte[] sound() {
        return sound.clone();
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
