package io.reprise.ingress.codec;

import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SortedMap;
import java.util.function.LongSupplier;
import org.agrona.collections.Int2ObjectHashMap;

/** The codecs of all services that have one. Unchanged after construction. */
public final class ServiceCodecs {
    private final List<ServiceCodec> all;
    private final Int2ObjectHashMap<ServiceCodec> framed = new Int2ObjectHashMap<>();

    /** @throws IllegalArgumentException when two codecs open the frames of one service */
    public ServiceCodecs(List<? extends ServiceCodec> codecs) {
        all = List.copyOf(codecs);
        for (ServiceCodec codec : all) {
            if (codec.opensFrames() && framed.put(codec.service(), codec) != null) {
                throw new IllegalArgumentException("two codecs open the frames of service " + codec.service());
            }
        }
    }

    /** The codecs on the class path. */
    public static ServiceCodecs discover() {
        List<ServiceCodec> codecs = new ArrayList<>();
        ServiceLoader.load(ServiceCodec.class).forEach(codecs::add);
        return new ServiceCodecs(codecs);
    }

    public List<ServiceCodec> all() {
        return all;
    }

    /** Who opens the frames of a service; null when they travel as they are. */
    public ServiceCodec ofFrames(int service) {
        return framed.get(service);
    }

    /** See {@link ServiceCodec#start}. */
    public void start(long runSeed, SortedMap<String, Long> limits, LongSupplier clockNs) {
        all.forEach(codec -> codec.start(runSeed, limits, clockNs));
    }
}
