package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of an agent's action or exchange with a lead. Immutable: each method returns a copy that says more. */
public final class AgentDetails {
    private static final AgentDetails EMPTY = new AgentDetails(Payload.EMPTY);

    final Payload payload;

    private AgentDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static AgentDetails empty() {
        return EMPTY;
    }

    /**
     * How long it took.
     *
     * @param seconds 0 or more
     * @return a copy that says so
     */
    public AgentDetails seconds(final double seconds) {
        return new AgentDetails(payload.number(DetailField.DURATION_SECONDS, seconds, 0, Double.MAX_VALUE));
    }

    /**
     * Whatever else belongs to it; counts as personal data.
     *
     * @param data text or JSON of your own, at most 1,024 bytes
     * @return a copy that says so
     */
    public AgentDetails data(final String data) {
        return new AgentDetails(payload.text(DetailField.DATA, data, Payload.MAX_TEXT_BYTES));
    }
}
