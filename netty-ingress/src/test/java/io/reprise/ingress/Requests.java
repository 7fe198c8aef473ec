package io.reprise.ingress;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** HTTP requests as text, and what can be read off the text of answers. */
final class Requests {
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.1 ([0-9]{3}) ");

    private Requests() {}

    static String get(String path, String... headers) {
        return head("GET", path, headers) + "\r\n";
    }

    static String post(String path, String body, String... headers) {
        return head("POST", path, headers) + "Content-Type: application/json\r\nContent-Length: " + body.length()
                + "\r\n\r\n" + body;
    }

    /** Each part is a chunk. */
    static String chunked(String path, String... parts) {
        StringBuilder request = new StringBuilder(head("POST", path))
                .append("Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n");
        for (String part : parts) {
            request.append(Integer.toHexString(part.length()))
                    .append("\r\n")
                    .append(part)
                    .append("\r\n");
        }
        return request.append("0\r\n\r\n").toString();
    }

    /** Without the empty line at its end. */
    static String head(String method, String path, String... headers) {
        StringBuilder head = new StringBuilder(method).append(' ').append(path).append(" HTTP/1.1\r\nHost: test\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.toString();
    }

    static List<Integer> statuses(String answers) {
        List<Integer> statuses = new ArrayList<>();
        for (Matcher matcher = STATUS.matcher(answers); matcher.find(); ) {
            statuses.add(Integer.parseInt(matcher.group(1)));
        }
        return statuses;
    }

    /** What follows the head of each answer, up to the next answer. */
    static List<String> bodies(String answers) {
        List<String> bodies = new ArrayList<>();
        for (String answer : answers.split("HTTP/1\\.1 [0-9]{3} [^\\r]*\\r\\n")) {
            if (!answer.isEmpty()) {
                bodies.add(answer.substring(answer.indexOf("\r\n\r\n") + 4));
            }
        }
        return bodies;
    }
}
