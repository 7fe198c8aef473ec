package io.reprise.replay.expression;

/** An expression that cannot be used; the message says where, why, and what names there are. */
public final class ExpressionException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int column;

    ExpressionException(String expression, int column, String reason) {
        super("column " + column + " of \"" + expression + "\": " + reason + "; the names are "
                + String.join(", ", FrameName.all()));
        this.column = column;
    }

    /** Where in the expression, from 1. */
    public int column() {
        return column;
    }
}
