package dev.homing.tracking;

import dev.homing.tracking.codec.DetailField;

/** What may be said of the sharing of a listing. Immutable: each method returns a copy that says more. */
public final class ShareDetails {
    private static final ShareDetails EMPTY = new ShareDetails(Payload.EMPTY);

    final Payload payload;

    private ShareDetails(final Payload payload) {
        this.payload = payload;
    }

    /**
     * Begins with nothing said.
     *
     * @return always the same
     */
    public static ShareDetails empty() {
        return EMPTY;
    }

    /**
     * How it was shared.
     *
     * @param method in your own vocabulary ("email", "link"), at most 1,024 bytes
     * @return a copy that says so
     */
    public ShareDetails method(final String method) {
        return new ShareDetails(payload.text(DetailField.SHARE_METHOD, method, Payload.MAX_TEXT_BYTES));
    }

    /**
     * With how many people.
     *
     * @param number 0 or more
     * @return a copy that says so
     */
    public ShareDetails recipientCount(final int number) {
        return new ShareDetails(payload.number(DetailField.RECIPIENT_COUNT, number, 0, Integer.MAX_VALUE));
    }

    /**
     * With whom; personal data.
     *
     * @param who at most 1,024 bytes
     * @return a copy that says so
     */
    public ShareDetails recipient(final String who) {
        return new ShareDetails(payload.text(DetailField.RECIPIENT, who, Payload.MAX_TEXT_BYTES));
    }
}
