package io.reprise.ingress;

import io.netty.channel.socket.SocketChannel;
import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import org.agrona.collections.Long2LongCounterMap;

/**
 * How many connections each client address has. An IPv6 client has a network of 64 bits to choose its addresses from, so
 * they count together. Event loop only.
 */
final class ConnectionsPerAddress {
    private final int max;
    private final Long2LongCounterMap counts = new Long2LongCounterMap(0);

    ConnectionsPerAddress(int max) {
        this.max = max;
    }

    /** Counts the connection until it is closed; false when its address has as many as it may. */
    boolean add(SocketChannel channel) {
        InetSocketAddress address = channel.remoteAddress();
        if (address == null) {
            return true; // gone already
        }
        long key = key(address);
        if (counts.get(key) >= max) {
            return false;
        }
        counts.incrementAndGet(key);
        channel.closeFuture().addListener(closed -> counts.decrementAndGet(key));
        return true;
    }

    /** IPv4 addresses have the sign bit set, which no IPv6 network in use has. */
    private static long key(InetSocketAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress().getAddress());
        return address.getAddress() instanceof Inet6Address ? bytes.getLong() : bytes.getInt() | Long.MIN_VALUE;
    }
}
