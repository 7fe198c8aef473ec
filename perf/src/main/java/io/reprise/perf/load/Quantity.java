package io.reprise.perf.load;

import java.math.BigDecimal;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Numbers with units, as people type them. */
final class Quantity {
    private static final Pattern NUMBER_AND_UNIT = Pattern.compile("([0-9]+(?:\\.[0-9]+)?)([a-zA-Z]*)");
    private static final Map<String, Long> NS = Map.of(
            "ns", 1L,
            "us", 1_000L,
            "ms", 1_000_000L,
            "s", 1_000_000_000L,
            "m", 60_000_000_000L,
            "h", 3_600_000_000_000L);
    private static final Map<String, Long> TIMES = Map.of("", 1L, "k", 1_000L, "M", 1_000_000L);
    private static final BigDecimal DURATION_MAX_NS = BigDecimal.valueOf(Long.MAX_VALUE / 100); // 2.9 years

    private Quantity() {}

    /** {@code 250us}, {@code 10s}, {@code 1.5m}: ns. */
    static final class Duration implements ITypeConverter<Long> {
        @Override
        public Long convert(String text) {
            BigDecimal ns = parse(text, NS, "a duration such as 500ms, 10s, 2m or 1h");
            if (ns.compareTo(DURATION_MAX_NS) > 0) {
                throw new TypeConversionException("\"" + text + "\" is too long; want up to two years");
            }
            return ns.longValue();
        }
    }

    /** {@code 1000}, {@code 50k/s}, {@code 1.5M}: per second. */
    static final class Rate implements ITypeConverter<Double> {
        @Override
        public Double convert(String text) {
            String number = text.endsWith("/s") ? text.substring(0, text.length() - 2) : text;
            return parse(number, TIMES, "a rate per second such as 1000/s, 50k or 1.5M")
                    .doubleValue();
        }
    }

    /** {@code localhost:9000}, {@code [::1]:9000}. */
    record HostPort(String host, int port) {
        static final class Converter implements ITypeConverter<HostPort> {
            @Override
            public HostPort convert(String text) {
                int colon = text.lastIndexOf(':');
                String host = colon < 0 ? "" : text.substring(0, colon);
                boolean bracketed = host.startsWith("[") && host.endsWith("]");
                if (colon < 1
                        || !text.substring(colon + 1).matches("[0-9]{1,5}")
                        || (!bracketed && host.indexOf(':') >= 0)) {
                    throw new TypeConversionException(
                            "\"" + text + "\" is no address; want HOST:PORT, such as localhost:9000 or [::1]:9000");
                }
                return new HostPort(
                        bracketed ? host.substring(1, host.length() - 1) : host,
                        Integer.parseInt(text.substring(colon + 1)));
            }
        }
    }

    private static BigDecimal parse(String text, Map<String, Long> units, String wanted) {
        Matcher matcher = NUMBER_AND_UNIT.matcher(text);
        if (!matcher.matches() || !units.containsKey(matcher.group(2))) {
            throw new TypeConversionException("\"" + text + "\" is not understood; want " + wanted);
        }
        return new BigDecimal(matcher.group(1)).multiply(BigDecimal.valueOf(units.get(matcher.group(2))));
    }
}
