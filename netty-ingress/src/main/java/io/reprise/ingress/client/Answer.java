package io.reprise.ingress.client;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * What a request was answered.
 *
 * @param sequence of the request in the server's journal
 * @param timestampNs kernel time of the request, ns since the Unix epoch
 * @param parts in order; most answers have one
 */
public record Answer(long sequence, long timestampNs, List<byte[]> parts) {
    /** All parts, joined. */
    public byte[] payload() {
        if (parts.size() == 1) {
            return parts.get(0);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        parts.forEach(all::writeBytes);
        return all.toByteArray();
    }
}
