package dev.homing.features.catalog;

import static dev.homing.features.PopularityHorizon.WEEK;
import static java.nio.ByteOrder.LITTLE_ENDIAN;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.features.EngagementWeights;
import dev.homing.features.PopularityHorizon;
import dev.homing.tracking.EventType;
import dev.homing.tracking.PropertyStatus;
import dev.homing.tracking.codec.EventFlyweight;
import dev.homing.tracking.codec.Timeline;
import dev.homing.tracking.codec.TimelineRecord;
import dev.homing.tracking.store.Committer;
import dev.homing.tracking.store.EventApplier;
import dev.homing.tracking.store.IdKind;
import dev.homing.tracking.store.Outcome;
import dev.homing.tracking.store.Store;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.agrona.ExpandableArrayBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalogue behind a real ring, committer and store, driven by the test's thread. */
class CatalogTest {
    private static final long DAY_MS = 86_400_000;

    @TempDir
    Path folder;

    private final ExpandableArrayBuffer message = new ExpandableArrayBuffer();
    private final PropertyMessage flyweight = new PropertyMessage();
    private final EventFlyweight event = new EventFlyweight();
    private final Map<Long, Long> acks = new HashMap<>();
    private final List<String> statuses = new ArrayList<>();
    private final PropertyRecord record = new PropertyRecord();
    private ManyToOneRingBuffer ring;
    private Store store;
    private Catalog catalog;
    private Committer committer;
    private int tenant;
    private long correlation;

    @BeforeEach
    void open() {
        ring = new ManyToOneRingBuffer(
                new UnsafeBuffer(ByteBuffer.allocateDirect((1 << 20) + RingBufferDescriptor.TRAILER_LENGTH)));
        store = Store.open(folder);
        tenant = store.tenantOrCreate("default");
        catalog = new Catalog(EngagementWeights.defaults()).load(store);
        committer = new Committer(store, ring, acks::put, error -> {
            throw new AssertionError(error);
        });
        committer.register(new CatalogApplier(store, catalog,
                (of, ordinal, isActive) -> statuses.add(ordinal + (isActive ? "+" : "-"))));
        committer.register(new EventApplier(store, committer.sequence(), catalog, (a, b, c, d, e, f) -> { }, 0));
    }

    @AfterEach
    void close() {
        committer.onClose();
        store.close();
    }

    @Test
    void shouldTellCreatedFromUpdatedFromUnchanged() {
        assertEquals(Outcome.RECORDED, upsert("", "p1", 100, 500_000));
        assertEquals(Outcome.DUPLICATE, upsert("", "p1", 100, 500_000));
        assertEquals(Outcome.DUPLICATE, upsert("", "p1", 150, 500_000), "says what is so already");
        assertEquals(Outcome.UPDATED, upsert("", "p1", 200, 480_000));
        assertEquals(Outcome.DUPLICATE, upsert("", "p1", 100, 500_000), "said so then");
        assertEquals(Outcome.UPDATED, upsert("", "p1", 200, 470_000), "in place of the version of that time");
        assertEquals(List.of(470_000.0, 500_000.0), prices("p1"));
    }

    @Test
    void shouldChangeNothingWhenARequestIsRepeatedLate() {
        assertEquals(Outcome.RECORDED, upsert("r1", "p1", 100, 500_000));
        assertEquals(Outcome.UPDATED, upsert("r2", "p1", 200, 480_000));
        assertEquals(Outcome.DUPLICATE, upsert("r1", "p1", 300, 500_000));
        reopen();
        assertEquals(Outcome.DUPLICATE, upsert("r1", "p1", 400, 500_000));
        assertEquals(List.of(480_000.0, 500_000.0), prices("p1"));
    }

    @Test
    void shouldAnswerForAnyInstantWhateverTheOrderOfArrival() {
        upsert("", "p1", 300, 3);
        upsert("", "p1", 100, 1);
        upsert("", "p1", 200, 2);
        reopen();
        assertEquals(List.of(3.0, 2.0, 1.0), prices("p1"));
        assertEquals(1, priceAt("p1", 50), "the first version also holds before");
        assertEquals(1, priceAt("p1", 199));
        assertEquals(2, priceAt("p1", 200));
        assertEquals(3, priceAt("p1", Long.MAX_VALUE));
    }

    @Test
    void shouldChangeTheStatusAloneAndTellWhoListens() {
        upsert("", "p1", 100, 500_000);
        assertEquals(Outcome.UPDATED, status("p1", 200, PropertyStatus.SOLD));
        assertEquals(Outcome.DUPLICATE, status("p1", 300, PropertyStatus.SOLD));
        assertEquals(Outcome.NOT_FOUND, status("p2", 300, PropertyStatus.SOLD));
        assertEquals(List.of("0+", "0-"), statuses);
        assertFalse(catalog.tenant(tenant).isActive(0));
        assertTrue(catalog.tenant(tenant).isActive(0, 150));
        assertFalse(catalog.tenant(tenant).isActive(0, 50), "not on the market yet");
        assertTrue(catalog.tenant(tenant).read(0, record));
        assertEquals(500_000, record.price());
    }

    @Test
    void shouldRefuseTheSixtyFifthAmenityAndKeepTheRest() {
        final String[] amenities = new String[64];
        for (int i = 0; i < amenities.length; i++) {
            amenities[i] = "amenity" + i;
        }
        assertEquals(Outcome.RECORDED, upsert("", "p1", 100, 1, amenities));
        assertEquals(Outcome.LIMIT_REACHED, upsert("", "p2", 100, 1, "amenity3", "pool"));
        assertEquals(Outcome.RECORDED, upsert("", "p2", 100, 1, "amenity3", "amenity63"));
        assertTrue(catalog.tenant(tenant).read(ordinal("p2"), record));
        assertEquals(1L << 3 | 1L << 63, record.amenities());
    }

    @Test
    void shouldCaptureAttributesAsOfTheEventsTime() {
        upsert("", "p1", 100, 500_000);
        upsert("", "p1", 200, 450_000);
        final Timeline timeline = new Timeline();
        view("e1", "ann", "p1", 150);
        view("e2", "ann", "p1", 250);
        view("e3", "ann", "unknown", 260);
        store.timelines().read(tenant, utf8("ann"), 0, 3, Long.MAX_VALUE, timeline);
        final TimelineRecord read = new TimelineRecord();
        assertEquals(500_000, read.wrap(timeline.buffer(), timeline.leadOffset(0)).price());
        assertEquals(450_000, read.wrap(timeline.buffer(), timeline.leadOffset(1)).price());
        assertEquals(TimelineRecord.ATTRIBUTES_FLAG, read.flags() & TimelineRecord.ATTRIBUTES_FLAG);
        assertTrue(Double.isNaN(read.wrap(timeline.buffer(), timeline.leadOffset(2)).price()));
        assertEquals(1, read.propertyOrdinal(), "keeps its id");
        assertEquals(0, read.flags() & TimelineRecord.ATTRIBUTES_FLAG);
    }

    @Test
    void shouldLetAPriceCutBetweenTwoEventsOfOneDrainCountForTheSecondAlone() {
        upsert("", "p1", 100, 500_000);
        offerView("e1", "ann", "p1", 150);
        offerUpsert("", "p1", 160, 450_000);
        offerView("e2", "ann", "p1", 170);
        drain();
        final Timeline timeline = new Timeline();
        store.timelines().read(tenant, utf8("ann"), 0, 3, Long.MAX_VALUE, timeline);
        final TimelineRecord read = new TimelineRecord();
        assertEquals(500_000, read.wrap(timeline.buffer(), timeline.leadOffset(0)).price());
        assertEquals(450_000, read.wrap(timeline.buffer(), timeline.leadOffset(1)).price());
    }

    @Test
    void shouldRankByPopularityThatFadesThenByTimeOnTheMarket() {
        upsert("", "old", 1 * DAY_MS, 1);
        upsert("", "new", 2 * DAY_MS, 1);
        upsert("", "hot", 1 * DAY_MS, 1);
        upsert("", "faded", 1 * DAY_MS, 1);
        upsert("", "sold", 1 * DAY_MS, 1);
        view("e1", "ann", "faded", 10 * DAY_MS);
        view("e2", "bob", "faded", 10 * DAY_MS);
        view("e3", "cid", "faded", 10 * DAY_MS);
        view("e4", "ann", "hot", 24 * DAY_MS);
        view("e5", "ann", "sold", 24 * DAY_MS);
        status("sold", 25 * DAY_MS, PropertyStatus.SOLD);
        final TenantCatalog properties = catalog.tenant(tenant);
        final int[] expected = {ordinal("hot"), ordinal("faded"), ordinal("new"), ordinal("old")};
        assertArrayEquals(expected, properties.best(10, byWeek(properties), properties::isActive));
        assertArrayEquals(new int[] {expected[0], expected[1]},
                properties.best(2, byWeek(properties), properties::isActive));
        assertArrayEquals(new int[] {expected[0], expected[1], expected[2]},
                properties.best(3, byWeek(properties), properties::isActive), "as popular as the old one, which came before it");
        assertEquals(3 * 0.25, WEEK.value(properties.logPopularity(ordinal("faded"), WEEK), 24 * DAY_MS), 1e-9);
        assertEquals(24 * DAY_MS, properties.popularityAt(1_000 * DAY_MS), "the newest event, long ago as it is");
        assertEquals(12 * DAY_MS, properties.popularityAt(12 * DAY_MS), "never later than now");
        reopen();
        final TenantCatalog reloaded = catalog.tenant(tenant);
        assertEquals(24 * DAY_MS, reloaded.popularityAt(1_000 * DAY_MS));
        assertArrayEquals(expected, reloaded.best(10, byWeek(reloaded), reloaded::isActive));
        assertEquals(3 * 0.25, WEEK.value(
                catalog.tenant(tenant).logPopularity(ordinal("faded"), WEEK), 24 * DAY_MS), 1e-9);
    }

    @Test
    void shouldKeepThePopularityOfAllHorizonsThroughAReload() {
        upsert("", "p1", DAY_MS, 1);
        upsert("", "p2", DAY_MS, 1);
        view("e1", "ann", "p1", 10 * DAY_MS);
        view("e2", "bob", "p1", 12 * DAY_MS);
        final double[] before = logs("p1");
        for (final PopularityHorizon horizon : PopularityHorizon.values()) {
            assertEquals(1 + Math.pow(2, -2 / horizon.halfLifeDays()),
                    horizon.value(before[horizon.ordinal()], 12 * DAY_MS), 1e-6, horizon.name());
        }
        reopen();
        assertArrayEquals(before, logs("p1"));
        for (final double log : logs("p2")) {
            assertEquals(PopularityHorizon.NONE, log);
        }
        view("e3", "cid", "p1", 12 * DAY_MS);
        reopen();
        for (final PopularityHorizon horizon : PopularityHorizon.values()) {
            assertEquals(2 + Math.pow(2, -2 / horizon.halfLifeDays()),
                    horizon.value(logs("p1")[horizon.ordinal()], 12 * DAY_MS), 1e-6, horizon.name());
        }
    }

    @Test
    void shouldHoldManyPropertiesThroughGrowthAndReload() {
        for (int i = 0; i < 10_000; i++) {
            offerUpsert("", "property-" + i, 100 + i, 1_000 + i);
            if (i % 1_000 == 999) {
                drain();
            }
        }
        reopen();
        assertEquals(10_000, catalog.tenant(tenant).propertyCount());
        for (int i = 0; i < 10_000; i++) {
            assertEquals(i, ordinal("property-" + i));
            assertEquals("property-" + i, catalog.tenant(tenant).ids(IdKind.PROPERTY).id(i));
            assertEquals(1_000 + i, priceAt("property-" + i, Long.MAX_VALUE));
        }
        assertEquals(IdDictionary.NONE, ordinal("property-10000"));
    }

    private double[] logs(final String id) {
        return Arrays.stream(PopularityHorizon.values())
                .mapToDouble(horizon -> catalog.tenant(tenant).logPopularity(ordinal(id), horizon)).toArray();
    }

    private void reopen() {
        close();
        open();
    }

    private void drain() {
        int drained;
        do {
            drained = committer.doWork();
        } while (drained > 0);
    }

    private int upsert(
            final String request, final String id, final long effectiveAt, final double price, final String... amenities) {
        offerUpsert(request, id, effectiveAt, price, amenities);
        drain();
        return Outcome.code(acks.get(correlation));
    }

    private void offerUpsert(
            final String request, final String id, final long effectiveAt, final double price, final String... amenities) {
        begin(PropertyMessage.UPSERT, effectiveAt, amenities.length);
        final int at = Committer.CORRELATION_LENGTH + PropertyMessage.RECORD_OFFSET;
        message.putDouble(at + PropertyRecord.PRICE_FIELD_OFFSET, price, LITTLE_ENDIAN);
        message.putByte(at + PropertyRecord.STATUS_FIELD_OFFSET, (byte) PropertyStatus.ACTIVE.code());
        offer(request, id, amenities);
    }

    private int status(final String id, final long effectiveAt, final PropertyStatus status) {
        begin(PropertyMessage.STATUS, effectiveAt, 0);
        message.putByte(Committer.CORRELATION_LENGTH + PropertyMessage.RECORD_OFFSET + PropertyRecord.STATUS_FIELD_OFFSET,
                (byte) status.code());
        offer("", id);
        drain();
        return Outcome.code(acks.get(correlation));
    }

    private void begin(final int kind, final long effectiveAt, final int amenities) {
        flyweight.wrapAndBegin(message, Committer.CORRELATION_LENGTH, tenant, kind, effectiveAt, amenities);
        message.putLong(Committer.CORRELATION_LENGTH + PropertyMessage.RECORD_OFFSET
                + PropertyRecord.EFFECTIVE_AT_FIELD_OFFSET, effectiveAt, LITTLE_ENDIAN);
    }

    private void offer(final String request, final String id, final String... amenities) {
        final List<String> texts = new ArrayList<>(List.of(request, id, "", "USD", "98101", "agent"));
        texts.addAll(List.of(amenities));
        for (final String text : texts) {
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            flyweight.appendText(bytes, bytes.length);
        }
        send(PropertyMessage.TEMPLATE_ID, flyweight.encodedLength());
    }

    private void view(final String id, final String lead, final String property, final long at) {
        offerView(id, lead, property, at);
        drain();
    }

    private void offerView(final String id, final String lead, final String property, final long at) {
        event.wrapAndBegin(
                message, Committer.CORRELATION_LENGTH, tenant, EventType.PROPERTY_VIEW, at, at, 0, 0, 0, 0, Double.NaN);
        for (final String text : List.of(id, lead, property, "", "", "")) {
            final byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
            event.appendText(bytes, bytes.length);
        }
        send(EventFlyweight.TEMPLATE_ID, event.encodedLength());
    }

    private void send(final int type, final int length) {
        message.putLong(0, ++correlation);
        assertTrue(ring.write(type, message, 0, Committer.CORRELATION_LENGTH + length), "the ring of the test is full");
    }

    private int ordinal(final String id) {
        return catalog.tenant(tenant).ids(IdKind.PROPERTY).find(utf8(id), 0, utf8(id).capacity());
    }

    private double priceAt(final String id, final long at) {
        assertTrue(catalog.tenant(tenant).read(ordinal(id), at, record));
        return record.price();
    }

    /** Newest first. */
    private List<Double> prices(final String id) {
        final List<Double> prices = new ArrayList<>();
        assertTrue(catalog.tenant(tenant).read(ordinal(id), record));
        do {
            prices.add(record.price());
        } while (catalog.tenant(tenant).readPrevious(record));
        return prices;
    }

    private static UnsafeBuffer utf8(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }

    private static IntToDoubleFunction byWeek(final TenantCatalog properties) {
        return ordinal -> properties.logPopularity(ordinal, WEEK);
    }
}
