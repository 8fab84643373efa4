package dev.homing.serving.grpc;

import dev.homing.serving.model.CandidateModel;
import dev.homing.serving.model.Models;
import dev.homing.tracking.codec.Hash64;
import dev.homing.tracking.store.Store;
import java.util.ArrayDeque;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.DirectBuffer;
import org.agrona.collections.Long2ObjectHashMap;
import org.agrona.concurrent.NanoClock;
import org.agrona.concurrent.SystemNanoClock;

/**
 * The watches that are open, and who has to be told of what. The committer says what changed: of a lead that is watched it finds
 * the watches by a hash and has them look at once; of listings it only keeps the numbers, and a timer finds the lists that they
 * are on. For lists that a change elsewhere may have moved, and after a switch of models, a few lists a turn are made anew, so
 * that a catalogue which changes all the time cannot keep the server busy. Where nothing changed nothing is computed.
 *
 * <p>Any thread; the committer spends a hash and a look on an event while there are watches, and nothing else.
 */
public final class Watches implements AutoCloseable {
    /** The lead did something. */
    static final int LEAD = 1;
    /** A listing changed. */
    static final int LISTINGS = 2;
    /** Another model serves. */
    static final int MODEL = 4;

    private static final System.Logger LOG = System.getLogger(Watches.class.getName());
    private static final long TURN_MS = 20;
    /** Lists made anew in a turn though nothing is known to have changed on them: 500 a second at the most. */
    private static final int REMADE_IN_A_TURN = 10;
    /** Every so many turns, whether other models serve, and whether tenants exist by now. */
    private static final int SLOW_TURNS = 5;
    /** Watches that wait for a worker: others, who wait for one as well, must find room. */
    private static final int MAX_RUNNING = 64;
    private static final int CLOSE_SECONDS = 10;

    private final int maxWatches;
    private final Models models;
    private final Executor workers;
    private final AtomicInteger count = new AtomicInteger();
    private final Set<Watch> open = ConcurrentHashMap.newKeySet();
    /** Guarded by itself: watches by the hash of the lead's id, others of the same hash behind them. */
    private final Long2ObjectHashMap<Watch> byLead = new Long2ObjectHashMap<>();
    /** Guarded by itself: ordinals of listings that changed since the last turn, by tenant. */
    private final Map<Integer, BitSet> changed = new HashMap<>();
    /** Those that have something to do and may not yet, or found no worker. */
    private final Queue<Watch> waiting = new ConcurrentLinkedQueue<>();
    private final AtomicInteger running = new AtomicInteger();
    private final NanoClock clock;
    private final ScheduledExecutorService timer;
    private final Future<?> turns;
    private volatile boolean isClosed;

    /** The timer's alone: watches whose lists may have been moved from elsewhere. */
    private final Deque<Watch> stale = new ArrayDeque<>();
    private int turn;

    /**
     * How time passes.
     *
     * @param clock says when a watch may run again
     * @param timer takes the turns, and is shut down with the watches
     */
    public record Timing(NanoClock clock, ScheduledExecutorService timer) {
        /**
         * As it does.
         *
         * @return with a thread of its own
         */
        public static Timing real() {
            return new Timing(SystemNanoClock.INSTANCE, Executors.newSingleThreadScheduledExecutor(task -> {
                final Thread thread = new Thread(task, "homing-watches");
                thread.setDaemon(true);
                return thread;
            }));
        }
    }

    /**
     * Begins without watches.
     *
     * @param maxWatches at once, 0 or more
     * @param models     that serve
     * @param workers    make lists
     * @param timing     of turns and of lists
     */
    public Watches(final int maxWatches, final Models models, final Executor workers, final Timing timing) {
        this.maxWatches = maxWatches;
        this.models = models;
        this.workers = workers;
        clock = timing.clock();
        timer = timing.timer();
        turns = timer.scheduleWithFixedDelay(this::takeTurn, TURN_MS, TURN_MS, TimeUnit.MILLISECONDS);
    }

    /**
     * Hears that the history of a lead is another: by an event or otherwise. After whoever keeps timelines hot has heard.
     *
     * @param tenant whose
     * @param lead   with the UTF-8 id that the lead goes by, or went by
     * @param offset of it
     * @param length of it
     */
    public void onLead(final int tenant, final DirectBuffer lead, final int offset, final int length) {
        if (count.get() == 0) {
            return;
        }
        Watch watch;
        synchronized (byLead) {
            watch = byLead.get(Hash64.hash(tenant, lead, offset, length));
            while (watch != null) {
                watch.signal(LEAD);
                watch = watch.nextOfLead();
            }
        }
    }

    /**
     * Hears that a listing changed. After the models have heard.
     *
     * @param tenant  whose
     * @param ordinal of the listing
     */
    public void onListing(final int tenant, final int ordinal) {
        if (count.get() > 0) {
            synchronized (changed) {
                changed.computeIfAbsent(tenant, number -> new BitSet()).set(ordinal);
            }
        }
    }

    /** Now, by the clock that says when watches may run. */
    long nowNs() {
        return clock.nanoTime();
    }

    /** Whether one more watch has room; it is counted then, until {@link #remove}. */
    boolean tryAdd(final Watch watch) {
        if (count.incrementAndGet() > maxWatches) {
            count.decrementAndGet();
            return false;
        }
        open.add(watch);
        return true;
    }

    /** Forgets a watch; more than once perhaps. */
    void remove(final Watch watch) {
        if (open.remove(watch)) {
            count.decrementAndGet();
        }
        synchronized (byLead) {
            unlink(watch);
        }
    }

    /** Has a watch hear of another lead; not of any once it was removed. */
    void move(final Watch watch, final long lead) {
        synchronized (byLead) {
            unlink(watch);
            if (open.contains(watch)) {
                watch.link(lead, byLead.put(lead, watch));
            }
        }
    }

    private void unlink(final Watch watch) {
        if (!watch.isLinked()) {
            return;
        }
        final Watch first = byLead.get(watch.lead());
        if (first == watch) {
            if (watch.nextOfLead() == null) {
                byLead.remove(watch.lead());
            } else {
                byLead.put(watch.lead(), watch.nextOfLead());
            }
        } else {
            Watch before = first;
            while (before.nextOfLead() != watch) {
                before = before.nextOfLead();
            }
            before.link(watch.lead(), watch.nextOfLead());
        }
        watch.unlink();
    }

    /** Has a watch run that nobody runs: at once, or when it may. */
    void schedule(final Watch watch) {
        if (!watch.isDue() || running.get() >= MAX_RUNNING || !isHandedOver(watch)) {
            if (isClosed) {
                watch.run();
            } else {
                waiting.add(watch);
            }
        }
    }

    private boolean isHandedOver(final Watch watch) {
        running.incrementAndGet();
        try {
            workers.execute(() -> {
                try {
                    watch.run();
                } finally {
                    running.decrementAndGet();
                }
            });
            return true;
        } catch (final RejectedExecutionException e) {
            running.decrementAndGet();
            return false;
        }
    }

    private void takeTurn() {
        try {
            final Map<Integer, BitSet> changes = takeChanges();
            if (!changes.isEmpty()) {
                noticeListings(changes);
            }
            turn++;
            if (turn % SLOW_TURNS == 0 && count.get() > 0) {
                noticeModels();
            }
            for (int i = 0; i < REMADE_IN_A_TURN && !stale.isEmpty(); i++) {
                stale.remove().signalStale();
            }
            for (final Iterator<Watch> each = waiting.iterator(); each.hasNext() && running.get() < MAX_RUNNING;) {
                final Watch watch = each.next();
                if (watch.isDue()) {
                    each.remove();
                    schedule(watch);
                }
            }
        } catch (final RuntimeException e) {
            // An exception would end the turns for good.
            LOG.log(System.Logger.Level.ERROR, "a turn of the watches failed", e);
        }
    }

    private Map<Integer, BitSet> takeChanges() {
        synchronized (changed) {
            final Map<Integer, BitSet> taken = new HashMap<>(changed);
            changed.clear();
            return taken;
        }
    }

    private void noticeListings(final Map<Integer, BitSet> changes) {
        for (final Watch watch : open) {
            final BitSet ordinals = changes.get(watch.tenant());
            if (ordinals == null) {
                continue;
            }
            if (watch.hasAnyOf(ordinals)) {
                watch.signal(LISTINGS);
            } else {
                makeAnew(watch, LISTINGS);
            }
        }
    }

    private void noticeModels() {
        final Map<Integer, String> versions = new HashMap<>();
        for (final Watch watch : open) {
            if (watch.tenant() == Store.NO_TENANT) {
                // Its first event makes the tenant, and nobody was there to hear of it.
                watch.signalBirth();
            } else if (!watch.isOf(versions.computeIfAbsent(watch.tenant(), this::version))) {
                makeAnew(watch, MODEL);
            }
        }
    }

    private String version(final int tenant) {
        return models.acquire(tenant).map(Watches::release).orElse("");
    }

    private static String release(final CandidateModel model) {
        final String version = model.manifest().version();
        model.release();
        return version;
    }

    private void makeAnew(final Watch watch, final int cause) {
        if (watch.becomeStale(cause)) {
            stale.add(watch);
        }
    }

    /** Ends the turns; those that are told to end already do so now. */
    @Override
    public void close() {
        isClosed = true;
        turns.cancel(false);
        timer.shutdown();
        try {
            timer.awaitTermination(CLOSE_SECONDS, TimeUnit.SECONDS);
        } catch (final InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        for (Watch watch = waiting.poll(); watch != null; watch = waiting.poll()) {
            watch.run();
        }
    }
}
