package dev.homing.tracking.store;

import java.nio.file.Path;
import java.util.Optional;

/** Says what is lost of a store that is opened, and what helps. */
final class Loss {
    private static final System.Logger LOG = System.getLogger(Loss.class.getName());
    private static final String HELP =
            ". Restore a backup, or run serve once with --accept-loss to go on without what is lost";

    private Loss() {
    }

    /**
     * Compares what a store has with what it acked.
     *
     * @throws StoreException {@code CORRUPT} when something is missing and that is not accepted
     */
    static void check(
            final Path folder, final Optional<AckedMark.Point> acked, final AckedMark.Point found, final boolean isAccepted) {
        if (acked.isEmpty()
                || (acked.get().sequence() <= found.sequence() && acked.get().change() <= found.change())) {
            return;
        }
        final String what = "The store in " + folder + " lacks what it acked: " + lost(acked.get(), found);
        if (!isAccepted) {
            throw new StoreException(StoreException.Reason.CORRUPT, what + HELP, null);
        }
        LOG.log(System.Logger.Level.WARNING, what + ". That was accepted; the store goes on without it");
    }

    /** Makes a failure to open a damaged store one that says how far it can be read. */
    static StoreException explained(
            final StoreException failure, final Path folder, final Optional<AckedMark.Point> acked) {
        final AckedMark.Point readable;
        try (Store left = Store.openWhatIsLeft(folder)) {
            readable = left.point();
        } catch (final StoreException e) {
            // Not only the end of it is damaged, so that leaving the end away does not help.
            return new StoreException(failure.reason(),
                    failure.getMessage() + ". Nothing of it can be read: restore a backup", failure);
        }
        final String lost = acked.isPresent()
                ? lost(acked.get(), readable)
                : "what was acked after it is lost, and how much that is, is not known";
        return new StoreException(failure.reason(), failure.getMessage() + ". It can be read up to event "
                + readable.sequence() + "; " + lost + HELP, failure);
    }

    private static String lost(final AckedMark.Point acked, final AckedMark.Point found) {
        final long events = acked.sequence() - found.sequence();
        if (events > 0) {
            return "events " + (found.sequence() + 1) + " to " + acked.sequence()
                    + " were acked and are not in the store: " + events + (events == 1 ? " event is lost" : " events are lost")
                    + ", and what changed beside them";
        }
        final long changes = acked.change() - found.change();
        return changes > 0
                ? "no event, but " + changes + " entries of listings or tenants were acked and are not in the store"
                : "nothing that was acked is missing";
    }
}
