package dev.homing.serving.export;

import dev.homing.features.EngagementWeights;
import dev.homing.features.Interactions;
import dev.homing.features.LeadFeatureOptions;
import dev.homing.serving.terminal.Progress;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import dev.homing.tracking.store.IdKind;
import dev.homing.tracking.store.Store;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What trainings see: for each lead the listings of the events that the timeline keeps, in the order in which the lead met them,
 * with the weight from which the search for the best half-life starts. A weight of 0 says that the lead knows the listing and
 * that nothing speaks for it.
 */
public final class InteractionExport implements RowSource {
    private static final double HALF_LIFE_DAYS = 30;
    private static final List<Column> COLUMNS = List.of(
            new Column("lead_id", Column.Kind.TEXT), new Column("property_id", Column.Kind.TEXT),
            new Column("first_at", Column.Kind.TIME), new Column("last_at", Column.Kind.TIME),
            new Column("events", Column.Kind.WHOLE), new Column("weight", Column.Kind.NUMBER));

    private final Store store;
    private final int tenant;
    private final long asOfMs;
    private final Progress progress;
    private final EngagementWeights weights;
    private final List<String> listings = new ArrayList<>();
    private final Timeline onListings = new Timeline();
    private final Interactions interactions = new Interactions(Timeline.DEFAULT_MAX_LEAD_EVENTS);
    private long count;

    /**
     * Exports interactions.
     *
     * @param store    to read
     * @param tenant   whose
     * @param asOfMs   later events do not exist
     * @param progress is kept current
     */
    public InteractionExport(final Store store, final int tenant, final long asOfMs, final Progress progress) {
        this.store = store;
        this.tenant = tenant;
        this.asOfMs = asOfMs;
        this.progress = progress;
        weights = LeadFeatureOptions.load(store.folder()).weights();
        store.forEachId(tenant, IdKind.PROPERTY, (id, ordinal) -> listings.add(id));
    }

    @Override
    public List<Column> columns() {
        return COLUMNS;
    }

    @Override
    public void writeTo(final RowWriter out) throws IOException {
        try {
            store.timelines().forEachLead(tenant, asOfMs, new Timeline(), (lead, timeline) -> {
                try {
                    write(lead, timeline, out);
                } catch (final IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (final UncheckedIOException e) {
            throw e.getCause();
        }
    }

    private void write(final String lead, final Timeline timeline, final RowWriter out) throws IOException {
        keepThoseOnListings(timeline);
        interactions.collect(onListings, weights, HALF_LIFE_DAYS);
        final Map<Integer, long[]> times = new HashMap<>();
        for (int i = 0; i < onListings.leadCount(); i++) {
            final int offset = onListings.leadOffset(i);
            final long at = TimelineRecord.occurredAt(onListings.buffer(), offset);
            final long[] seen = times.computeIfAbsent(
                    TimelineRecord.propertyOrdinal(onListings.buffer(), offset), ordinal -> new long[] {at, at, 0});
            seen[1] = at;
            seen[2]++;
        }
        int positive = 0;
        for (int i = 0; i < interactions.seenCount(); i++) {
            final int ordinal = interactions.seen(i);
            double weight = 0;
            // Those of a positive weight are in the same order, with gaps.
            if (positive < interactions.count() && interactions.ordinal(positive) == ordinal) {
                weight = interactions.weight(positive++);
            }
            final long[] seen = times.get(ordinal);
            out.write(new Object[] {lead, listings.get(ordinal), seen[0], seen[1], seen[2], weight}, RowWriter.NO_FLOATS);
        }
        progress.at(0, count += interactions.seenCount(), "interactions");
    }

    private void keepThoseOnListings(final Timeline timeline) {
        onListings.clear();
        for (int i = timeline.leadCount() - 1; i >= 0; i--) {
            final int offset = timeline.leadOffset(i);
            if (TimelineRecord.propertyOrdinal(timeline.buffer(), offset) != TimelineRecord.NONE) {
                onListings.prependLead(timeline.buffer(), offset);
            }
        }
    }
}
