package dev.homing.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SupervisionTest {
    @Test
    void shouldEndWithTheServerWhateverItWroteBefore() throws InterruptedException {
        final CountDownLatch end = new CountDownLatch(1);
        Supervision.watch(new ByteArrayInputStream(new byte[] {1, 2, 3}), end::countDown);
        end.await();
    }

    @Test
    void shouldEndWhenTheInputCannotBeRead() throws IOException, InterruptedException {
        final CountDownLatch end = new CountDownLatch(1);
        final InputStream closed = InputStream.nullInputStream();
        closed.close();
        Supervision.watch(closed, end::countDown);
        end.await();
    }

    @Test
    void shouldGoOnWhileTheServerHoldsTheInput() throws InterruptedException {
        final CountDownLatch isRead = new CountDownLatch(1);
        final CountDownLatch server = new CountDownLatch(1);
        final CountDownLatch end = new CountDownLatch(1);
        Supervision.watch(new InputStream() {
            @Override
            public int read() {
                isRead.countDown();
                try {
                    server.await();
                } catch (final InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                return -1;
            }

            @Override
            public int read(final byte[] into, final int offset, final int length) {
                return read();
            }
        }, end::countDown);
        isRead.await();
        assertEquals(1, end.getCount());
        server.countDown();
        end.await();
    }

    @Test
    void shouldSayThingsInLinesOfTheirOwn() {
        assertEquals(String.format("@progress 0.1235 reading events%n"), Supervision.progress(0.123_45, "reading events"));
        assertEquals(String.format("@result m1 passed%n"), Supervision.result("m1", true));
        assertEquals(String.format("@result m1 failed%n"), Supervision.result("m1", false));
    }
}
