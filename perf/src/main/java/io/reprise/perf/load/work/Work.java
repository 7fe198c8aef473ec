package io.reprise.perf.load.work;

import io.reprise.kernel.frame.FrameLayout;

/** What a run asks of the server. */
public sealed interface Work {
    /** One word for reports. */
    String label();

    /**
     * @param seed of everything random in the requests
     * @param connections the requests are spread over
     */
    Workload start(long seed, int connections);

    /**
     * Service 1, method 1: the payload comes back.
     *
     * @param size of the payload in bytes
     */
    record Echo(int size) implements Work {
        private static final int SIZE_MAX = Integer.MAX_VALUE - FrameLayout.HEADER_LENGTH;

        public Echo {
            if (size < 0 || size > SIZE_MAX) {
                throw new IllegalArgumentException("size is between 0 and " + SIZE_MAX + " bytes; got " + size);
            }
        }

        @Override
        public String label() {
            return "echo of " + size + " B";
        }

        @Override
        public Workload start(long seed, int connections) {
            return new EchoWorkload(size, seed);
        }
    }

    /**
     * Service 1, method 2: request {@code i} adds 1 to the counter of key {@code i mod keys}. Sums are checked when one
     * connection keeps the order.
     */
    record Add(int keys) implements Work {
        public static final int KEYS_MAX = 1 << 24;

        public Add {
            if (keys < 1 || keys > KEYS_MAX) {
                throw new IllegalArgumentException("keys is between 1 and " + KEYS_MAX + "; got " + keys);
            }
        }

        @Override
        public String label() {
            return "add to " + keys + " keys";
        }

        @Override
        public Workload start(long seed, int connections) {
            return new AddWorkload(keys, connections == 1);
        }
    }

    /**
     * Chat completions, as JSON.
     *
     * @param service number of the service in a binary frame
     * @param method number of its method
     * @param model the JSON names
     */
    record Chat(Prompts prompts, int service, int method, String model) implements Work {
        /** The service that answers chat. */
        public static final int SERVICE = 2;

        /** Its method. */
        public static final int METHOD = 1;

        private static final int NUMBER_MAX = 0xFFFF;

        public Chat {
            if (service < 0 || service > NUMBER_MAX || method < 0 || method > NUMBER_MAX) {
                throw new IllegalArgumentException("numbers of services and methods are between 0 and " + NUMBER_MAX
                        + "; got service " + service + ", method " + method);
            }
        }

        public Chat(Prompts prompts, String model) {
            this(prompts, SERVICE, METHOD, model);
        }

        @Override
        public String label() {
            return "chat, " + prompts.label();
        }

        @Override
        public Workload start(long seed, int connections) {
            return new ChatWorkload(this, seed);
        }
    }
}
