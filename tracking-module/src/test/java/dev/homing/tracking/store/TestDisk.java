package dev.homing.tracking.store;

/** A store's disk that refuses and is slow when the test says so. */
final class TestDisk implements BatchWriter {
    private final Store store;
    private StoreException failure;
    private Runnable whileWriting = () -> { };
    private int attempts;

    TestDisk(final Store store) {
        this.store = store;
    }

    void refuse(final StoreException.Reason reason) {
        failure = new StoreException(reason, reason + " says the test", null);
    }

    void recover() {
        failure = null;
    }

    void whileWriting(final Runnable action) {
        whileWriting = action;
    }

    int attempts() {
        return attempts;
    }

    @Override
    public void write(final Batch batch, final long sequence) {
        attempts++;
        whileWriting.run();
        if (failure != null) {
            throw failure;
        }
        store.write(batch, sequence);
    }
}
