package dev.homing.tracking.store;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests on a real store of two tenants, 0 and 1. */
abstract class WithJournal {
    @TempDir
    Path folder;
    Store store;
    Journal journal;

    @BeforeEach
    final void open() {
        store = Store.open(folder);
        journal = new Journal(store);
        store.tenantOrCreate("one");
        store.tenantOrCreate("two");
    }

    @AfterEach
    final void close() {
        journal.close();
        store.close();
    }

    /** Writes everything that is in the ring. */
    final void drain() {
        while (journal.committer.doWork() > 0) {
            assertTrue(journal.errors.isEmpty(), journal.errors.toString());
        }
    }
}
