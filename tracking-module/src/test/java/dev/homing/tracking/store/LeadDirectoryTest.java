package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.homing.tracking.EventType;
import dev.homing.tracking.codec.LeadMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class LeadDirectoryTest {
    @TempDir
    private Path folder;
    private Store store;
    private Journal journal;

    @BeforeEach
    void open() {
        store = Store.open(folder);
        store.tenantOrCreate("default");
        journal = new Journal(store);
    }

    @AfterEach
    void close() {
        journal.close();
        store.close();
    }

    @Test
    void shouldAnswerForMostLeadsWithoutCopyingTheirId() {
        final UnsafeBuffer id = utf8("xxann");
        final LeadIdentity identity = store.leads().resolve(0, id, 2, 3, new LeadIdentity());
        assertSame(id, identity.buffer());
        assertEquals(2, identity.offset());
        assertEquals(3, identity.length());
        assertEquals(LeadIdentity.NEVER, identity.erasedAt());
        assertEquals(LeadIdentity.NEVER, identity.closedUntil());
        assertFalse(store.leads().isListed(0, id, 2, 3));
    }

    @Test
    void shouldListTheFewThatAreMergedOrErased() {
        journal.life(0, LeadMessage.MERGE, 5, "a", "b");
        journal.record(0, "e", EventType.PAGE_VIEW, "gone", "", 7);
        journal.erase(0, "gone", 9);
        assertTrue(isListed("a"));
        assertFalse(isListed("b"), "it goes by its own id");
        assertTrue(isListed("gone"));
        final UnsafeBuffer gone = utf8("gone");
        assertFalse(store.leads().isListed(1, gone, 0, gone.capacity()));
        final LeadIdentity identity = store.leads().identity(0, "gone");
        assertEquals(9, identity.erasedAt());
        assertEquals(9, identity.closedUntil());
        assertEquals("gone", store.leads().root(0, "gone"));
        try (Store reader = Store.openReadOnly(folder)) {
            assertEquals("b", reader.leads().root(0, "a"));
            assertEquals(9, reader.leads().identity(0, "gone").erasedAt());
        }
    }

    @Test
    void shouldNotHideTheHistoryOfTheLeadThatAnErasedOneWasMergedInto() {
        journal.record(0, "e", EventType.PAGE_VIEW, "a", "", 7);
        journal.erase(0, "a", 9);
        journal.life(0, LeadMessage.MERGE, 10, "a", "b");
        final LeadIdentity identity = store.leads().identity(0, "a");
        assertEquals(LeadIdentity.NEVER, identity.erasedAt());
        assertEquals(9, identity.closedUntil());
    }

    @Test
    void shouldForgetNobodyWhileItGrowsAndOthersRead() throws InterruptedException {
        final int leads = 20_000;
        final AtomicInteger added = new AtomicInteger();
        final AtomicInteger missed = new AtomicInteger();
        final Thread reader = new Thread(() -> {
            for (int known = 0; known < leads; known = added.getAcquire()) {
                if (known > 0 && !(isListed("l" + (known - 1)) && isListed("l" + known / 2))) {
                    missed.incrementAndGet();
                }
            }
        });
        reader.start();
        for (int i = 0; i < leads; i++) {
            store.leads().add(0, "l" + i);
            added.setRelease(i + 1);
        }
        reader.join();
        assertEquals(0, missed.get());
        for (int i = 0; i < leads; i++) {
            assertTrue(isListed("l" + i));
            assertFalse(isListed("m" + i));
            assertEquals("l" + i, store.leads().root(0, "l" + i), "listed without need");
        }
    }

    private boolean isListed(final String lead) {
        final UnsafeBuffer id = utf8(lead);
        return store.leads().isListed(0, id, 0, id.capacity());
    }

    private static UnsafeBuffer utf8(final String text) {
        return new UnsafeBuffer(text.getBytes(StandardCharsets.UTF_8));
    }
}
