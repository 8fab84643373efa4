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
import dev.homing.tracking.store.Outcome;
import dev.homing.tracking.store.Store;
import dev.homing.tracking.store.UnsealedLeads;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.agrona.concurrent.EpochClock;

/**
 * Has old events removed and erasures that were cut off finished, at the start and every hour, and histories sealed once a day,
 * on a thread of its own. All of that goes through the ring like all changes, in small steps with as much time between them as
 * they take, so that they never get more than half of the committer. After removals the store is flushed, so that its log does
 * not keep what was removed.
 */
public final class Housekeeping implements AutoCloseable {
    /** The most events of one step. */
    public static final int MAX_EVENTS = 1_000;

    private static final System.Logger LOG = System.getLogger(Housekeeping.class.getName());
    private static final int INTERVAL_MINUTES = 60;
    private static final int CLOSE_SECONDS = 10;
    private static final int BUSY_PAUSE_MS = 50;
    private static final int ROUNDS_A_SEALING = 24;
    /** Not the first one, which also a process has that lives for one command. */
    private static final int FIRST_SEALING_ROUND = 1;
    /** What is younger stays unsealed: events come late, and one that does ends a seal. */
    private static final long UNSEALED_MS = TimeUnit.HOURS.toMillis(1);

    private final Store store;
    private final Intake intake;
    private final KeptEvents kept;
    private final EpochClock clock;
    private ScheduledFuture<?> rounds;
    private int round;
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
            if (round++ % ROUNDS_A_SEALING == FIRST_SEALING_ROUND) {
                seal(true);
            }
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (final ExecutionException | RuntimeException e) {
            // An exception would end the rounds for good.
            LOG.log(System.Logger.Level.ERROR, "old events are not removed, or histories not sealed, until the next round", e);
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
            removed += EventRemoval.events(change(tenant, LeadMessage.REMOVE, old.first(), old.last()).outcome(0));
            TimeUnit.NANOSECONDS.sleep(System.nanoTime() - startNs);
        }
        return removed;
    }

    /**
     * Has all histories sealed that are worth it, on the caller's thread: training and exports read them many times faster.
     *
     * @param isPaced whether others want to write meanwhile
     * @return how many were sealed
     * @throws InterruptedException when it is told to end
     * @throws ExecutionException   when a step fails
     */
    public long seal(final boolean isPaced) throws InterruptedException, ExecutionException {
        long sealed = 0;
        for (final int tenant : store.tenants().values()) {
            final UnsealedLeads unsealed = new UnsealedLeads(store, tenant, clock.time() - UNSEALED_MS);
            while (unsealed.next()) {
                if (Thread.interrupted()) {
                    throw new InterruptedException("told to end");
                }
                final byte[] leads = unsealed.leads();
                if (leads.length > 0) {
                    final long startNs = System.nanoTime();
                    sealed += Outcome.value(change(tenant, LeadMessage.SEAL, leads, unsealed.until()).outcome(0));
                    TimeUnit.NANOSECONDS.sleep(isPaced ? System.nanoTime() - startNs : 0);
                }
            }
        }
        return sealed;
    }

    private Submission change(final int tenant, final int kind, final byte[] first, final byte[] second)
            throws InterruptedException, ExecutionException {
        while (true) {
            final CompletableFuture<Submission> done = new CompletableFuture<>();
            intake.changeLead(tenant, kind, first, second, done::complete);
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
