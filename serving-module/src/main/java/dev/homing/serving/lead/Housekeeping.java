package dev.homing.serving.lead;

import com.google.rpc.Code;
import com.google.rpc.Status;
import dev.homing.serving.ingest.Intake;
import dev.homing.serving.ingest.KeptEvents;
import dev.homing.serving.ingest.Submission;
import dev.homing.tracking.codec.LeadMessage;
import dev.homing.tracking.store.EventRemoval;
import dev.homing.tracking.store.LeadDirectory.Tombstone;
import dev.homing.tracking.store.OldEvents;
import dev.homing.tracking.store.Store;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;

/**
 * Has old events removed and erasures that were cut off finished, at the start and every hour, on a thread of its own. Removals
 * go through the ring like all changes, in small steps with as much time between them as they take, so that they never get more
 * than half of the committer. Afterwards the store is flushed, so that its log does not keep what was removed.
 */
public final class Housekeeping implements AutoCloseable {
    /** The most events of one step. */
    public static final int MAX_EVENTS = 1_000;

    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());
    private static final int INTERVAL_MINUTES = 60;
    private static final int CLOSE_SECONDS = 10;
    private static final int BUSY_PAUSE_MS = 50;

    private final Store store;
    private final Intake intake;
    private final KeptEvents kept;
    private final EpochClock clock;
    private ScheduledFuture<?> rounds;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        final Thread made = new Thread(task, "homing-housekeeping");
        made.setDaemon(true);
        return made;
    });

    /**
     * Creates it; {@link #start} begins the work.
     *
     * @param store  with the events
     * @param intake takes the removals in
     * @param kept   says what is old
     * @param clock  says what now is
     */
    public Housekeeping(final Store store, final Intake intake, final KeptEvents kept, final EpochClock clock) {
        this.store = store;
        this.intake = intake;
        this.kept = kept;
        this.clock = clock;
    }

    /** Begins with a first round. */
    public void start() {
        rounds = thread.scheduleWithFixedDelay(this::runOrLog, 0, INTERVAL_MINUTES, TimeUnit.MINUTES);
    }

    private void runOrLog() {
        try {
            run();
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final ExecutionException | RuntimeException e) {
            // An exception would end the rounds for good.
            LOG.log(System.Logger.Level.ERROR, "old events are not removed until the next round", e);
        }
    }

    /**
     * Does one round on the caller's thread.
     *
     * @return how many events were removed
     * @throws InterruptedException when it is told to end
     * @throws ExecutionException   when a removal fails
     */
    public long run() throws InterruptedException, ExecutionException {
        long removed = 0;
        for (final int tenant : store.tenants().values()) {
            for (final Tombstone tombstone : store.leads().tombstones(tenant)) {
                removed += remove(tenant, OldEvents.ofLead(
                        store, tenant, tombstone.under(), tombstone.erasedAt() + 1, MAX_EVENTS));
            }
            final long fromMs = kept.fromMs(tenant, clock.time());
            if (fromMs != KeptEvents.ALL) {
                removed += remove(tenant, OldEvents.ofTenant(store, tenant, fromMs, MAX_EVENTS));
            }
        }
        store.flush();
        if (removed > 0) {
            LOG.log(System.Logger.Level.INFO, "removed " + removed + " old or erased events");
        }
        return removed;
    }

    private long remove(final int tenant, final OldEvents old) throws InterruptedException, ExecutionException {
        if (Thread.interrupted()) {
            // Where nothing is to be removed nothing waits: many leads would be looked through while somebody waits for the end.
            throw new InterruptedException("told to end");
        }
        long removed = 0;
        while (old.next()) {
            final long startNs = System.nanoTime();
            removed += EventRemoval.events(remove(tenant, old.first(), old.last()).outcome(0));
            TimeUnit.NANOSECONDS.sleep(System.nanoTime() - startNs);
        }
        return removed;
    }

    private Submission remove(final int tenant, final byte[] first, final byte[] last)
            throws InterruptedException, ExecutionException {
        while (true) {
            final CompletableFuture<Submission> done = new CompletableFuture<>();
            intake.changeLead(tenant, LeadMessage.REMOVE, first, last, done::complete);
            final Submission submission = done.get();
            final Optional<Status> refusal = submission.refusal(0);
            if (refusal.isEmpty()) {
                return submission;
            }
            if (refusal.get().getCode() != Code.RESOURCE_EXHAUSTED_VALUE) {
                throw new ExecutionException(refusal.get().getMessage(), null);
            }
            TimeUnit.MILLISECONDS.sleep(BUSY_PAUSE_MS);
        }
    }

    /** Ends the round that is under way between two steps. The ring must still answer. */
    @Override
    public void close() {
        if (rounds != null) {
            rounds.cancel(true);
        }
        thread.shutdownNow();
    }

    /**
     * Waits for the end after {@link #close}.
     *
     * @return false when it does not end in time, so that the store must stay open
     * @throws InterruptedException when the caller is told to end
     */
    public boolean hasEnded() throws InterruptedException {
        return thread.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
    }
}
