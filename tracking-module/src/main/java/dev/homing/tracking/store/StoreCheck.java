package dev.homing.tracking.store;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Looks whether a store is sound, without changing it: the checksums of its files, then every entry of the families that say the
 * same thing in different ways (journal, timelines, sealed histories, ids and index of events, outcomes, leads), each against the
 * others.
 *
 * <p>A family is checked by one {@link EntryRule}; whoever adds a family adds its rule here. The store should be a read-only one:
 * in one that is being written, an entry and what belongs to it are looked up at different moments.
 */
public final class StoreCheck {
    /** The most findings that are told one by one. */
    public static final int MAX_FINDINGS = 100;

    /** An event has an entry in the journal, in a timeline and among the ids, and mostly one or two in the index. */
    private static final double ENTRIES_PER_EVENT = 4.5;

    /** Hears how far a check is. */
    @FunctionalInterface
    public interface ProgressListener {
        /**
         * Hears of it now and then.
         *
         * @param fraction of the work done, about
         * @param entries  looked at
         */
        void at(double fraction, long entries);
    }

    /** Checks the entries of one family. */
    interface EntryRule {
        /** Where the entries are. */
        Family family();

        /** What they are, for people. */
        String unit();

        /** Checks one entry; key and value may be anything. */
        void check(UnverifiedEntry entry);
    }

    /**
     * What a check found.
     *
     * @param counts       how many entries were looked at, by what they are
     * @param findings     what is wrong, the first {@link #MAX_FINDINGS}
     * @param findingCount how many there are
     */
    public record Report(Map<String, Long> counts, List<String> findings, long findingCount) {
        /**
         * Whether nothing is wrong.
         *
         * @return true without findings
         */
        public boolean isSound() {
            return findingCount == 0;
        }
    }

    private final Store store;
    private final ProgressListener progress;
    private final Map<String, Long> counts = new LinkedHashMap<>();
    private final List<String> findings = new ArrayList<>();
    private long findingCount;
    private long looked;

    private StoreCheck(final Store store, final ProgressListener progress) {
        this.store = store;
        this.progress = progress;
    }

    /**
     * Checks the store of a data folder, also while a server has it open, and that it has everything that was acked before.
     *
     * @param folder   the data folder
     * @param progress hears how far it is
     * @return what was found
     * @throws StoreException when the store cannot be opened; {@code IO} as for {@link #run(Store, ProgressListener)}
     */
    public static Report run(final Path folder, final ProgressListener progress) {
        // Read before the store is opened: a server beside us goes on acking.
        final Optional<AckedMark.Point> acked = AckedMark.read(folder);
        try (Store store = Store.openReadOnly(folder)) {
            final StoreCheck check = new StoreCheck(store, progress);
            if (acked.isPresent() && (acked.get().sequence() > store.point().sequence()
                    || acked.get().change() > store.point().change())) {
                check.find("the store ends with event " + store.lastSequence() + " and change " + store.point().change()
                        + ", but acked were event " + acked.get().sequence() + " and change " + acked.get().change());
            }
            return check.run();
        }
    }

    /**
     * Checks a store.
     *
     * @param store    to read, best a read-only one
     * @param progress hears how far it is
     * @return what was found
     * @throws StoreException {@code IO} when the disk cannot be read; beside a server also when it took away a file that it
     *                        needs no more, and then another snapshot helps
     */
    public static Report run(final Store store, final ProgressListener progress) {
        return new StoreCheck(store, progress).run();
    }

    private Report run() {
        runOrFind("the files", store::verifyChecksums);
        run(new JournalRule(store, this::find));
        run(new TimelineRule(store, this::find));
        run(new HistoryRule(store, this::find));
        run(new EventIdRule(store, this::find));
        run(new IndexRule(store, this::find));
        run(new PersonalRule(store, this::find));
        run(new OutcomeRule(store, this::find));
        run(new LeadRule(store, this::find));
        return new Report(counts, List.copyOf(findings), findingCount);
    }

    private void run(final EntryRule rule) {
        counts.put(rule.unit(), 0L);
        final UnverifiedEntry entry = new UnverifiedEntry();
        runOrFind("the " + rule.unit(), () -> store.scan(rule.family(), new byte[0], (key, value) -> {
            if (!isOfKnownTenant(entry.wrap(key, value))) {
                find("one of the " + rule.unit() + " belongs to no tenant: key " + entry);
            } else {
                rule.check(entry);
            }
            counts.merge(rule.unit(), 1L, Long::sum);
            if ((++looked & 0xFFF) == 0) {
                progress.at(Math.min(1, looked / (ENTRIES_PER_EVENT * Math.max(1, store.lastSequence()))), looked);
            }
            return true;
        }));
    }

    private boolean isOfKnownTenant(final UnverifiedEntry entry) {
        return entry.key().capacity() >= Integer.BYTES && store.tenants().containsValue(entry.tenant());
    }

    private void runOrFind(final String what, final Runnable step) {
        try {
            step.run();
        } catch (final StoreException e) {
            if (e.reason() != StoreException.Reason.CORRUPT) {
                throw e;
            }
            find(what + " cannot be read to the end: " + e.getMessage());
        }
    }

    private void find(final String finding) {
        findingCount++;
        if (findings.size() < MAX_FINDINGS) {
            findings.add(finding);
        }
    }
}
