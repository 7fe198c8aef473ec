package io.reprise.node;

import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;

@DisabledOnOs(OS.WINDOWS)
final class HttpEdgeSharedIT extends HttpEdge {
    HttpEdgeSharedIT() {
        super("shared");
    }
}
