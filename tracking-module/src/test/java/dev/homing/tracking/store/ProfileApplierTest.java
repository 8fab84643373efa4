package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.homing.tracking.codec.ProfileMessage;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Profiles are texts here, and one that is not complete ends with the first letter of the one before. */
class ProfileApplierTest {
    @TempDir
    Path folder;

    private Store store;
    private Batch batch;
    private ProfileApplier applier;
    private final List<String> heard = new ArrayList<>();

    @BeforeEach
    void open() {
        store = Store.open(folder);
        batch = store.newBatch();
        applier = new ProfileApplier(store, (sent, held) -> utf8(text(sent) + text(held).charAt(0)),
                (tenant, lead, profile) -> heard.add(tenant + " " + lead + " " + text(profile)));
    }

    @AfterEach
    void close() {
        batch.close();
        store.close();
    }

    @Test
    void shouldSayWhetherAProfileIsNewOrOtherOrTheSame() {
        for (int i = 0; i < 2; i++) {
            // The first round within one batch, the second from the disk.
            final String lead = "lead" + i;
            assertEquals(Outcome.RECORDED, stage(0, lead, "", "xyz"));
            commitIf(i == 1);
            assertEquals(Outcome.DUPLICATE, stage(0, lead, "", "xyz"));
            commitIf(i == 1);
            assertEquals(Outcome.UPDATED, stage(0, lead, "", "xy"));
            commitIf(i == 1);
            assertEquals(Outcome.RECORDED, stage(1, lead, "", "of another tenant"));
        }
        commitIf(true);
        assertEquals("xy", find(0, "lead0"));
        assertEquals("xy", find(0, "lead1"));
        assertEquals("of another tenant", find(1, "lead1"));
        assertEquals("", find(0, "lead"));
        close();
        open();
        assertEquals(Outcome.DUPLICATE, stage(0, "lead0", "", "xy"));
    }

    @Test
    void shouldCompleteAProfileByTheOneBeforeAndNotTheFirst() {
        assertEquals(Outcome.RECORDED, stage(0, "ann", "", false, "abc"));
        commitIf(true);
        assertEquals("abc", find(0, "ann"));
        assertEquals(Outcome.UPDATED, stage(0, "ann", "", false, "x"));
        commitIf(true);
        assertEquals("xa", find(0, "ann"));
        assertEquals(Outcome.UPDATED, stage(0, "ann", "", true, "z"));
        assertEquals(Outcome.DUPLICATE, stage(0, "ann", "", false, ""));
        commitIf(true);
        assertEquals("z", find(0, "ann"));
    }

    @Test
    void shouldDoNothingForARequestIdThatIsKnown() {
        assertEquals(Outcome.RECORDED, stage(0, "ann", "r1", "a"));
        assertEquals(Outcome.DUPLICATE, stage(0, "ann", "r1", "b"));
        assertEquals(Outcome.RECORDED, stage(1, "ann", "r1", "c"));
        commitIf(true);
        assertEquals(Outcome.DUPLICATE, stage(0, "bob", "r1", "d"));
        assertEquals(Outcome.DUPLICATE, stage(0, "ann", "r2", "a"));
        commitIf(true);
        assertEquals(Outcome.DUPLICATE, stage(0, "ann", "r2", "e"));
        assertEquals("a", find(0, "ann"));
        assertEquals("", find(0, "bob"));
    }

    @Test
    void shouldTellOfEachProfileThatIsAnotherOneOnceTheDiskHasIt() {
        stage(0, "ann", "", "abc");
        stage(1, "bob", "", "b");
        stage(0, "ann", "", "abc");
        stage(0, "ann", "", false, "x");
        assertEquals(List.of(), heard);
        commitIf(true);
        assertEquals(List.of("0 ann abc", "1 bob b", "0 ann xa"), heard);
        heard.clear();
        stage(0, "ann", "", "xa");
        commitIf(true);
        assertEquals(List.of(), heard, "the same as before");
        store.leads().forEachProfile(0, (tenant, lead, profile) -> heard.add(tenant + " " + lead + " " + text(profile)));
        assertEquals(List.of("0 ann xa"), heard, "what is on disk");
    }

    private int stage(final int tenant, final String lead, final String request, final String profile) {
        return stage(tenant, lead, request, true, profile);
    }

    private int stage(
            final int tenant, final String lead, final String request, final boolean isComplete, final String profile) {
        final UnsafeBuffer message = new UnsafeBuffer(
                new byte[3 + ProfileMessage.FIXED_LENGTH + lead.length() + request.length() + profile.length()]);
        ProfileMessage.put(message, 3, tenant, isComplete, utf8(lead), utf8(request), utf8(profile));
        return Outcome.code(applier.stage(message, 3, message.capacity() - 3, batch));
    }

    private void commitIf(final boolean now) {
        if (now) {
            applier.prepare(batch);
            store.write(batch, 0);
            batch.clear();
            applier.committed();
        }
    }

    private String find(final int tenant, final String lead) {
        return store.leads().profile(tenant, lead)
                .map(bytes -> StandardCharsets.UTF_8.decode(bytes).toString()).orElse("");
    }

    private static byte[] utf8(final String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(final byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
