package dev.homing.serving.lead;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.MessageOrBuilder;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import com.google.protobuf.util.JsonFormat;
import dev.homing.features.FeatureDefinition;
import dev.homing.features.FeatureSchema;
import dev.homing.features.LeadFeatureExtractor;
import dev.homing.features.LeadFeatureOptions;
import dev.homing.features.LeadFeatureSchema;
import dev.homing.proto.v1.EventFilter;
import dev.homing.proto.v1.Lead;
import dev.homing.proto.v1.RecordedEvent;
import dev.homing.serving.event.EventSearch;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.store.EventPosition;
import dev.homing.tracking.store.LeadDirectory;
import dev.homing.tracking.store.Store;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * All that is held about a lead, as JSON objects: profiles, merged ids, events with their outcomes in order of time, features, a
 * summary. Reads the events as they are taken, so that an export of any size needs little memory, and holds nothing open between
 * two takings, so that a client that takes nothing any more costs nothing. One thread at a time.
 */
public final class LeadExport {
    private static final JsonFormat.Printer JSON = JsonFormat.printer().omittingInsignificantWhitespace();

    private final Store store;
    private final CategoryNames names;
    private final int tenant;
    private final String leadId;
    private final long asOfMs;
    /** What comes before the events. */
    private final Queue<String> first = new ArrayDeque<>();
    private int profileCount;
    private int mergedCount;
    private long eventCount;
    private Optional<EventPosition> after = Optional.empty();
    private boolean isComplete;

    /**
     * Begins an export.
     *
     * @param store  to read
     * @param names  of the lead's categories
     * @param tenant whose
     * @param leadId of the lead; any of its ids
     * @param asOfMs for the features
     */
    public LeadExport(
            final Store store, final CategoryNames names, final int tenant, final String leadId, final long asOfMs) {
        this.store = store;
        this.names = names;
        this.tenant = tenant;
        this.leadId = store.leads().root(tenant, leadId);
        this.asOfMs = asOfMs;
        addLeads();
    }

    private void addLeads() {
        final LeadDirectory directory = store.leads();
        final LeadProfiles profiles = new LeadProfiles(store);
        profiles.ofId(tenant, leadId).ifPresent(this::addProfile);
        for (final String member : directory.members(tenant, leadId)) {
            directory.merge(tenant, member).ifPresent(merge -> {
                mergedCount++;
                first.add(object("merged_lead", json(Struct.newBuilder()
                        .putFields("leadId", text(member))
                        .putFields("intoLeadId", text(merge.into()))
                        .putFields("mergedAt", text(time(merge.at()))))));
            });
            profiles.ofId(tenant, member).ifPresent(this::addProfile);
        }
    }

    private void addProfile(final Lead profile) {
        profileCount++;
        first.add(object("lead", json(profile)));
    }

    private EventSearch search() {
        return new EventSearch(store, tenant, EventFilter.newBuilder().setLeadId(leadId).build(), true, after);
    }

    /**
     * Whether nothing is held.
     *
     * @return true when there is nothing to export
     */
    public boolean isEmpty() {
        if (profileCount + mergedCount > 0) {
            return false;
        }
        try (EventSearch events = search()) {
            return !events.next();
        }
    }

    /**
     * Hands out the next objects.
     *
     * @param isWanted asked before each of them
     * @param taker    takes them
     * @return true once all were taken
     */
    public boolean write(final BooleanSupplier isWanted, final Consumer<String> taker) {
        while (!first.isEmpty() && isWanted.getAsBoolean()) {
            taker.accept(first.remove());
        }
        if (first.isEmpty() && !isComplete && isWanted.getAsBoolean()) {
            writeEvents(isWanted, taker);
        }
        return isComplete;
    }

    private void writeEvents(final BooleanSupplier isWanted, final Consumer<String> taker) {
        final List<RecordedEvent> read = new ArrayList<>();
        try (EventSearch events = search()) {
            while (isWanted.getAsBoolean()) {
                if (!events.next()) {
                    taker.accept(object("features", features()));
                    taker.accept(object("summary", summary()));
                    isComplete = true;
                    return;
                }
                after = Optional.of(events.position());
                read.clear();
                events.read(true, read);
                for (final RecordedEvent event : read) {
                    eventCount++;
                    taker.accept(object("event", json(event)));
                }
            }
        }
    }

    private String summary() {
        return json(Struct.newBuilder()
                .putFields("leadId", text(leadId))
                .putFields("exportedAt", text(time(asOfMs)))
                .putFields("profileCount", number((double) profileCount))
                .putFields("mergedLeadCount", number((double) mergedCount))
                .putFields("eventCount", number((double) eventCount)));
    }

    private String features() {
        final byte[] id = leadId.getBytes(StandardCharsets.UTF_8);
        final Timeline timeline = new Timeline();
        store.timelines().read(tenant, new UnsafeBuffer(id), 0, id.length, asOfMs, timeline);
        final float[] values = new float[LeadFeatureSchema.LENGTH];
        final int[] codes = new int[LeadFeatureSchema.CATEGORICAL_LENGTH];
        new LeadFeatureExtractor(LeadFeatureOptions.load(store.folder())).extract(timeline, asOfMs, values, codes);
        final Struct.Builder features = Struct.newBuilder();
        for (final FeatureDefinition definition : FeatureSchema.LEAD.numerical()) {
            if (!Float.isNaN(values[definition.index()])) {
                features.putFields(definition.name(), number(values[definition.index()]));
            }
        }
        final String[] categories = names.of(tenant, codes);
        for (final FeatureDefinition definition : FeatureSchema.LEAD.categorical()) {
            if (!categories[definition.index()].isEmpty()) {
                features.putFields(definition.name(), text(categories[definition.index()]));
            }
        }
        return json(features);
    }

    private static String object(final String member, final String json) {
        return "{\"" + member + "\":" + json + "}";
    }

    private static Value text(final String text) {
        return Value.newBuilder().setStringValue(text).build();
    }

    private static Value number(final double number) {
        return Value.newBuilder().setNumberValue(number).build();
    }

    private static String time(final long ms) {
        return Instant.ofEpochMilli(ms).toString();
    }

    private static String json(final MessageOrBuilder message) {
        try {
            return JSON.print(message);
        } catch (final InvalidProtocolBufferException e) {
            throw new IllegalStateException("a message without Any cannot be printed", e);
        }
    }
}
