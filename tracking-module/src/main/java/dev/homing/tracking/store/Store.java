package dev.homing.tracking.store;

import static java.nio.ByteOrder.BIG_ENDIAN;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.ObjIntConsumer;
import java.util.stream.Collectors;
import org.agrona.DirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Checkpoint;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.FlushOptions;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.ReadOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.RocksIterator;
import org.rocksdb.RocksObject;
import org.rocksdb.Slice;
import org.rocksdb.Status;
import org.rocksdb.WALRecoveryMode;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/**
 * The data folder's database: journal, timelines, ids, properties. Written by one {@link Committer}, read by any thread; another
 * process may read a snapshot of it at any time with {@link #openReadOnly}.
 *
 * <p>This class alone knows RocksDB (with {@link Batch} and its {@link StagedWrites}); everything else sees families, keys and
 * values. It is longer than most because options, opening, reading and writing share the native handles.
 */
public final class Store implements BatchWriter, AutoCloseable {
    /** Number of a tenant that does not exist. */
    public static final int NO_TENANT = -1;
    /** The most tenants of one store. */
    public static final int MAX_TENANTS = 1_000;

    /** Format of the stores that this version writes. */
    public static final int FORMAT = 5;

    private static final String FOLDER = "store";
    /** The oldest that this version reads. */
    private static final int OLDEST_FORMAT = 5;
    private static final byte[] FORMAT_KEY = ascii("format");
    private static final byte[] SEQUENCE_KEY = ascii("sequence");
    private static final String TENANT_PREFIX = "tenant/";
    private static final long BLOCK_CACHE_BYTES = 64L << 20;
    private static final long WRITE_BUFFER_BYTES = 32L << 20;
    private static final int BLOOM_BITS = 10;
    /** Histories are read one after the other, and one of them fills a block of the usual size; larger ones gain little more. */
    private static final long HISTORIES_BLOCK_BYTES = 64L << 10;
    /** Of a write buffer: some 16 bits for each id in it, and small enough for a processor's cache. */
    private static final double MEMORY_BLOOM_RATIO = 0.02;
    /** RocksDB writes its tables in the background, and makes writers wait, without end, when it has no room for that. */
    private static final long TABLE_ROOM_BYTES = 2 * WRITE_BUFFER_BYTES;
    private static final long MAX_STALL_NS = 10_000_000_000L;
    private static final long STALL_PARK_NS = 1_000_000;
    /** When the removal of a value goes on to the next level; with {@link #flush} every hour well within 7 days in all. */
    private static final long REMOVAL_SECONDS = TimeUnit.DAYS.toSeconds(3);
    /** A server may delete a file between our reading of the manifest and the opening of that file. */
    private static final int READ_ONLY_ATTEMPTS = 8;

    private final Path folder;
    private final List<RocksObject> owned = new ArrayList<>();
    private final Map<Family, ColumnFamilyHandle> handles = new EnumMap<>(Family.class);
    private final RocksDB db;
    private final WriteOptions synced;
    private final WriteOptions syncedOrStalled;
    private final ReadOptions plainReads;
    private final Map<String, Integer> tenants = new ConcurrentHashMap<>();
    private final LeadDirectory leads = new LeadDirectory(this);
    private final TimelineReader timelines = new TimelineReader(this);
    private final Seals seals = new Seals(this);
    private final AtomicLong lastSequence = new AtomicLong();
    /** Held by whoever writes, and by a checkpoint, which must not see half of what one write adds to the log. */
    private final Object writing = new Object();
    private final UnsafeBuffer sequenceValue = new UnsafeBuffer(new byte[Long.BYTES]);
    /** None in a snapshot. */
    private Optional<AckedMark> mark = Optional.empty();

    static {
        RocksDB.loadLibrary();
    }

    /** How a database is opened. */
    enum Access {
        /** For writing. A last write that is torn was never acked and is dropped; other damage is a failure. */
        WRITE(false, WALRecoveryMode.TolerateCorruptedTailRecords),
        /** For writing, up to where its log can be read. */
        WRITE_WHAT_IS_LEFT(false, WALRecoveryMode.PointInTimeRecovery),
        /** A snapshot. A last write that is torn is one that a server beside us has not finished. */
        READ(true, WALRecoveryMode.TolerateCorruptedTailRecords),
        /** A snapshot, up to where the log can be read. */
        READ_WHAT_IS_LEFT(true, WALRecoveryMode.PointInTimeRecovery);

        private final boolean isReadOnly;
        private final WALRecoveryMode recovery;

        Access(final boolean isReadOnly, final WALRecoveryMode recovery) {
            this.isReadOnly = isReadOnly;
            this.recovery = recovery;
        }
    }

    private Store(final Path folder, final Access access, final Consumer<DBOptions> moreOptions) {
        this.folder = folder;
        try {
            db = openDatabase(access, moreOptions);
        } catch (final RocksDBException e) {
            closeOwned();
            throw openingFailure(e);
        } catch (final StoreException e) {
            closeOwned();
            throw e;
        }
        synced = own(new WriteOptions().setSync(true));
        syncedOrStalled = own(new WriteOptions().setSync(true).setNoSlowdown(true));
        plainReads = own(new ReadOptions());
    }

    /**
     * Opens a store for reading and writing, and creates it if there is none.
     *
     * @param folder the data folder, created if absent
     * @return an open store that belongs to this process until it is closed
     * @throws StoreException {@code HELD} when another process has it open; {@code NEWER} when a newer version wrote it;
     *                        {@code CORRUPT} when it is damaged or lacks what was acked; {@code FULL} or {@code IO} otherwise
     */
    public static Store open(final Path folder) {
        return open(folder, false);
    }

    /**
     * Opens a store for reading and writing, if need be without what is lost.
     *
     * @param folder      the data folder, created if absent
     * @param acceptsLoss whether to go on with what can be read when the end of the store is damaged or missing; what is lost is
     *                    logged as a warning
     * @return an open store that belongs to this process until it is closed
     * @throws StoreException as {@link #open(Path)}
     */
    public static Store open(final Path folder, final boolean acceptsLoss) {
        return open(folder, acceptsLoss, options -> { });
    }

    static Store open(final Path folder, final boolean acceptsLoss, final Consumer<DBOptions> moreOptions) {
        try {
            Files.createDirectories(folder);
        } catch (final IOException e) {
            throw StoreException.of("Cannot create the data folder " + folder, e);
        }
        final Optional<AckedMark.Point> acked = AckedMark.read(folder);
        final Store store;
        try {
            store = new Store(folder, acceptsLoss ? Access.WRITE_WHAT_IS_LEFT : Access.WRITE, moreOptions);
        } catch (final StoreException e) {
            throw e.reason() == StoreException.Reason.CORRUPT && !acceptsLoss ? Loss.explained(e, folder, acked) : e;
        }
        store.loadOrClose(() -> {
            Loss.check(folder, acked, store.point(), acceptsLoss);
            store.writeFormat();
            store.mark = Optional.of(AckedMark.open(folder));
            store.writeMark();
        });
        return store;
    }

    /**
     * Opens a consistent snapshot of a store for reading, also while a server has it open. What is written later is not seen.
     *
     * @param folder the data folder
     * @return an open store that refuses writes
     * @throws StoreException {@code MISSING} when there is no store, {@code CORRUPT} or {@code IO} otherwise
     */
    public static Store openReadOnly(final Path folder) {
        return openReadOnly(folder, Access.READ);
    }

    /** Opens a snapshot of what can be read of a damaged store. */
    static Store openWhatIsLeft(final Path folder) {
        return openReadOnly(folder, Access.READ_WHAT_IS_LEFT);
    }

    private static Store openReadOnly(final Path folder, final Access access) {
        requireExisting(folder);
        StoreException last = null;
        for (int i = 0; i < READ_ONLY_ATTEMPTS; i++) {
            try {
                final Store store = new Store(folder, access, options -> { });
                store.loadOrClose(() -> { });
                return store;
            } catch (final StoreException e) {
                last = e;
            }
        }
        throw last;
    }

    /**
     * Makes sure that there is a store, for whoever would otherwise create an empty one by a wrong name.
     *
     * @param folder the data folder
     * @throws StoreException {@code MISSING} when there is none
     */
    public static void requireExisting(final Path folder) {
        if (!Files.isRegularFile(folder.resolve(FOLDER).resolve("CURRENT"))) {
            throw new StoreException(StoreException.Reason.MISSING,
                    "There is no Homing data in " + folder + ": import something first, or check --data", null);
        }
    }

    private RocksDB openDatabase(final Access access, final Consumer<DBOptions> moreOptions) throws RocksDBException {
        final String path = folder.resolve(FOLDER).toString();
        if (Files.exists(folder.resolve(FOLDER).resolve("CURRENT"))) {
            requireOurFamilies(path);
        }
        final LRUCache cache = own(new LRUCache(BLOCK_CACHE_BYTES));
        final BloomFilter bloom = own(new BloomFilter(BLOOM_BITS));
        final List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
        for (final Family family : Family.values()) {
            final ColumnFamilyOptions options = own(new ColumnFamilyOptions());
            options.setWriteBufferSize(WRITE_BUFFER_BYTES);
            // Half the time of the tables' background work with the default is compression.
            options.setCompressionType(CompressionType.LZ4_COMPRESSION);
            if (family == Family.REQUEST_IDS) {
                // Each event asks for an id that is hardly ever there: without this by a walk through what is in memory.
                options.setMemtablePrefixBloomSizeRatio(MEMORY_BLOOM_RATIO).setMemtableWholeKeyFiltering(true);
            }
            // What was removed leaves the disk where its removal meets it, at the latest in the last level. The time to live
            // takes a removal down there however little is written; unlike periodic compaction it leaves most data alone.
            options.setTtl(REMOVAL_SECONDS);
            final BlockBasedTableConfig table = new BlockBasedTableConfig().setBlockCache(cache).setFilterPolicy(bloom);
            if (family == Family.HISTORIES) {
                // They are there to be read fast: half of what reading them took was decompression.
                options.setCompressionType(CompressionType.NO_COMPRESSION);
                table.setBlockSize(HISTORIES_BLOCK_BYTES);
            }
            options.setTableFormatConfig(table);
            descriptors.add(new ColumnFamilyDescriptor(family.columnFamilyName(), options));
        }
        // All files stay open: a reader beside a server must not lose one to a compaction.
        final DBOptions options = own(new DBOptions()
                .setCreateIfMissing(true)
                .setCreateMissingColumnFamilies(true)
                .setMaxOpenFiles(-1)
                .setMaxTotalWalSize(4 * WRITE_BUFFER_BYTES)
                .setWalRecoveryMode(access.recovery)
                // There is one writer, which has no use for what many need to write at once.
                .setAllowConcurrentMemtableWrite(false)
                .setKeepLogFileNum(2));
        moreOptions.accept(options);
        final List<ColumnFamilyHandle> opened = new ArrayList<>();
        final RocksDB database = access.isReadOnly
                ? RocksDB.openReadOnly(options, path, descriptors, opened)
                : RocksDB.open(options, path, descriptors, opened);
        for (final Family family : Family.values()) {
            handles.put(family, opened.get(family.ordinal()));
        }
        return database;
    }

    /** Before the database is opened, which fails with families that we do not know and adds those that it has not. */
    private void requireOurFamilies(final String path) throws RocksDBException {
        try (Options options = new Options()) {
            final Set<String> found = RocksDB.listColumnFamilies(options, path).stream()
                    .map(name -> new String(name, StandardCharsets.US_ASCII)).collect(Collectors.toSet());
            final Set<String> ours = Arrays.stream(Family.values())
                    .map(family -> new String(family.columnFamilyName(), StandardCharsets.US_ASCII)).collect(Collectors.toSet());
            if (!found.equals(ours)) {
                try (RocksDB database = RocksDB.openReadOnly(options, path)) {
                    requireOurFormat(database.get(FORMAT_KEY));
                }
            }
        }
    }

    /** No format is one of a store whose creation was cut short. */
    private void requireOurFormat(final byte[] value) {
        final int format = value == null ? FORMAT : toInt(value);
        if (format > FORMAT) {
            throw new StoreException(StoreException.Reason.NEWER, "The store in " + folder
                    + " was written by a newer version of Homing (format " + format + "; this one reads up to " + FORMAT
                    + "): use that version", null);
        }
        if (format < OLDEST_FORMAT) {
            throw new StoreException(StoreException.Reason.OLDER, "The store in " + folder
                    + " was written by an older version of Homing (format " + format + "; this one reads from " + OLDEST_FORMAT
                    + " on): import its data anew, or use that version", null);
        }
    }

    private StoreException openingFailure(final RocksDBException e) {
        final String message = String.valueOf(e.getMessage());
        if (message.contains("lock file") || message.contains("lock hold")) {
            return new StoreException(StoreException.Reason.HELD,
                    "Another process has " + folder + " open", e);
        }
        return failure("open", e);
    }

    StoreException failure(final String what, final RocksDBException e) {
        final Status status = e.getStatus();
        StoreException.Reason reason = StoreException.Reason.IO;
        if (status != null && status.getCode() == Status.Code.Corruption) {
            reason = StoreException.Reason.CORRUPT;
        } else if (status != null && status.getSubCode() == Status.SubCode.NoSpace) {
            reason = StoreException.Reason.FULL;
        }
        final String help = reason == StoreException.Reason.FULL ? StoreException.FULL_HELP : "";
        return new StoreException(reason, "Cannot " + what + " the store in " + folder + ": " + e.getMessage() + help, e);
    }

    private void loadOrClose(final Runnable whenLoaded) {
        try {
            load();
            whenLoaded.run();
        } catch (final RuntimeException e) {
            close();
            throw e;
        }
    }

    private void load() {
        requireOurFormat(get(Family.META, FORMAT_KEY));
        final byte[] sequence = get(Family.META, SEQUENCE_KEY);
        if (sequence != null) {
            lastSequence.setPlain(ByteBuffer.wrap(sequence).getLong());
        }
        scan(Family.META, ascii(TENANT_PREFIX), (key, value) -> {
            final String name = key.getStringWithoutLengthAscii(0, key.capacity()).substring(TENANT_PREFIX.length());
            tenants.put(name, value.getInt(0, BIG_ENDIAN));
            return true;
        });
        tenants.values().forEach(leads::load);
        tenants.values().forEach(seals::load);
    }

    private void writeFormat() {
        final byte[] format = ofInt(FORMAT);
        if (!Arrays.equals(get(Family.META, FORMAT_KEY), format)) {
            put(FORMAT_KEY, format);
        }
    }

    /** How far the store is. */
    AckedMark.Point point() {
        return new AckedMark.Point(lastSequence(), db.getLatestSequenceNumber());
    }

    /**
     * The folder that this store lies in.
     *
     * @return the data folder
     */
    public Path folder() {
        return folder;
    }

    /**
     * Which leads go by another id, and which were erased.
     *
     * @return kept current by the committer
     */
    public LeadDirectory leads() {
        return leads;
    }

    /**
     * Reads what leads did.
     *
     * @return for any thread
     */
    public TimelineReader timelines() {
        return timelines;
    }

    /** Which instants are sealed. */
    Seals seals() {
        return seals;
    }

    /**
     * The number of a tenant.
     *
     * @param name of the tenant
     * @return 0 or more, {@link #NO_TENANT} when there is none of this name
     */
    public int tenant(final String name) {
        return tenants.getOrDefault(name, NO_TENANT);
    }

    /**
     * The tenants there are.
     *
     * @return numbers by name, in order of name
     */
    public Map<String, Integer> tenants() {
        return new TreeMap<>(tenants);
    }

    /**
     * The number of a tenant, which is created if need be; that one time it waits for the disk.
     *
     * @param name of the tenant
     * @return 0 or more
     * @throws StoreException   {@code IO} when it cannot be written
     * @throws IllegalStateException when there are {@link #MAX_TENANTS} already
     */
    public int tenantOrCreate(final String name) {
        final int known = tenant(name);
        return known != NO_TENANT ? known : createTenant(name);
    }

    private synchronized int createTenant(final String name) {
        final int known = tenant(name);
        if (known != NO_TENANT) {
            return known;
        }
        final int number = tenants.size();
        if (number >= MAX_TENANTS) {
            throw new IllegalStateException("tenants=" + number + ": a store has at most " + MAX_TENANTS);
        }
        put(ascii(TENANT_PREFIX + name), ofInt(number));
        tenants.put(name, number);
        return number;
    }

    /**
     * Sequence of the newest event that is on disk.
     *
     * @return 0 when there is none
     */
    public long lastSequence() {
        return lastSequence.getAcquire();
    }

    Batch newBatch() {
        return new Batch(this);
    }

    @Override
    public void write(final Batch batch, final long sequence) {
        final WriteBatch writes = batch.writes();
        try {
            sequenceValue.putLong(0, sequence, BIG_ENDIAN);
            writes.put(handle(Family.META), SEQUENCE_KEY, sequenceValue.byteArray());
        } catch (final RocksDBException e) {
            throw failure("write to", e);
        }
        synchronized (writing) {
            write(writes);
            lastSequence.setRelease(sequence);
        }
        writeMark();
    }

    private void writeMark() {
        if (mark.isPresent()) {
            mark.get().write(lastSequence.getPlain(), db.getLatestSequenceNumber());
        }
    }

    private void put(final byte[] key, final byte[] value) {
        try (WriteBatch one = new WriteBatch()) {
            one.put(handle(Family.META), key, value);
            synchronized (writing) {
                write(one);
            }
        } catch (final RocksDBException e) {
            throw failure("write to", e);
        }
    }

    /** Writes; the caller holds {@link #writing}. */
    private void write(final WriteBatch writes) {
        try {
            try {
                db.write(syncedOrStalled, writes);
            } catch (final RocksDBException e) {
                if (e.getStatus() == null || e.getStatus().getCode() != Status.Code.Incomplete) {
                    throw e;
                }
                awaitEndOfStall(e);
                db.write(synced, writes);
            }
        } catch (final RocksDBException e) {
            throw failure("write to", e);
        }
    }

    /**
     * Waits while RocksDB takes no writes because its tables are behind, but not for room on the disk: it would wait as long as
     * the disk is full, and so would all calls.
     */
    private void awaitEndOfStall(final RocksDBException stall) throws RocksDBException {
        final long beginNs = System.nanoTime();
        while (db.getLongProperty("rocksdb.is-write-stopped") != 0) {
            if (folder.toFile().getUsableSpace() < TABLE_ROOM_BYTES) {
                throw new StoreException(StoreException.Reason.FULL,
                        "Cannot write to the store in " + folder + ": no room for its tables on the disk"
                        + StoreException.FULL_HELP, stall);
            }
            if (System.nanoTime() - beginNs > MAX_STALL_NS) {
                throw new StoreException(StoreException.Reason.IO,
                        "Cannot write to the store in " + folder + ": the disk does not keep up", stall);
            }
            LockSupport.parkNanos(STALL_PARK_NS);
        }
    }

    /**
     * Makes another store of all that is on disk now. Files that never change again are linked and not copied, so that it takes
     * a moment whatever the size; writers wait for that moment. The other store changes no more.
     *
     * @param target data folder of the other store; made if absent, without a store so far, on the same file system
     * @return sequence of the newest event in it
     * @throws StoreException {@code IO} or {@code FULL} when the target cannot be written
     */
    public long checkpoint(final Path target) {
        // A checkpoint begins by writing out what is in memory: most of that is done before anybody has to wait for it.
        flush();
        try (Checkpoint checkpoint = Checkpoint.create(db)) {
            Files.createDirectories(target);
            // Nor does anybody who writes wait for tables that are behind.
            awaitEndOfStall(null);
            synchronized (writing) {
                requireRoomForMemory();
                checkpoint.createCheckpoint(target.resolve(FOLDER).toString());
                return lastSequence();
            }
        } catch (final IOException e) {
            throw StoreException.of("Cannot create " + target, e);
        } catch (final RocksDBException e) {
            throw failure("copy to " + target, e);
        }
    }

    /** Reads every file of this snapshot and compares it with the checksums in it. */
    void verifyChecksums() {
        try {
            db.verifyChecksum();
        } catch (final RocksDBException e) {
            throw failure("verify", e);
        }
    }

    /**
     * Reads one value.
     *
     * @param family where
     * @param key    of it
     * @return the value, or null when there is none
     */
    byte[] get(final Family family, final byte[] key) {
        try {
            return db.get(handle(family), key);
        } catch (final RocksDBException e) {
            throw failure("read", e);
        }
    }

    /**
     * Whether there may be a value, by what is in memory alone. Much cheaper than a read that finds nothing, which costs an
     * exception inside RocksDB's binding.
     *
     * @param family where
     * @param key    direct, from position to limit; used up afterwards
     * @return false when there is none; after true a read says
     */
    boolean mayHave(final Family family, final ByteBuffer key) {
        // Without options: RocksDB would change them, so that reads with the same ones go no further than its memory.
        return db.keyMayExist(handle(family), key);
    }

    /**
     * Reads one value into a direct buffer.
     *
     * @param family where
     * @param key    direct, from position to limit
     * @param value  direct, cleared and filled from 0
     * @return its length, -1 when there is none
     */
    int get(final Family family, final ByteBuffer key, final ByteBuffer value) {
        try {
            final int length = db.get(handle(family), plainReads, key, value);
            return length == RocksDB.NOT_FOUND ? -1 : length;
        } catch (final RocksDBException e) {
            throw failure("read", e);
        }
    }

    /**
     * Writes what is in memory into files, and with it what was removed: until then the log keeps the removed beside the removal.
     * Any thread; waits for the disk, but not for room on it.
     *
     * @throws StoreException {@code FULL} when there is too little room, {@code IO} when the disk takes nothing
     */
    public void flush() {
        requireRoomForMemory();
        // Otherwise it would wait until tables are no longer behind, which they are as long as the disk has no room for them.
        try (FlushOptions options = new FlushOptions().setAllowWriteStall(true)) {
            db.flush(options, List.copyOf(handles.values()));
        } catch (final RocksDBException e) {
            throw failure("write to", e);
        }
    }

    /** Looks before RocksDB does, which takes no writes at all once it has found too little room for a table. */
    private void requireRoomForMemory() {
        try {
            if (folder.toFile().getUsableSpace() < db.getAggregatedLongProperty("rocksdb.cur-size-all-mem-tables")) {
                throw new StoreException(StoreException.Reason.FULL, "Cannot write out what is in memory of the store in "
                        + folder + ": no room for its tables on the disk" + StoreException.FULL_HELP, null);
            }
        } catch (final RocksDBException e) {
            throw failure("read", e);
        }
    }

    Cursor cursor(final Family family) {
        return new Cursor(this, family);
    }

    RocksIterator iterator(final Family family, final ReadOptions options) {
        return db.newIterator(handle(family), options);
    }

    /** Iterators over two families as both were at one moment. */
    List<RocksIterator> iterators(final Family first, final Family second, final ReadOptions options) {
        try {
            return db.newIterators(List.of(handle(first), handle(second)), options);
        } catch (final RocksDBException e) {
            throw failure("read", e);
        }
    }

    /** Sees the entries of a scan. */
    @FunctionalInterface
    public interface EntryVisitor {
        /**
         * Sees one entry.
         *
         * @param key   of it, valid during the call
         * @param value of it, valid during the call
         * @return false to end the scan
         */
        boolean entry(DirectBuffer key, DirectBuffer value);
    }

    /**
     * Visits all entries whose key begins with a prefix, in order of key, as they were when the scan began.
     *
     * @param family  where
     * @param prefix  of the key; empty for all entries
     * @param visitor sees them
     */
    public void scan(final Family family, final byte[] prefix, final EntryVisitor visitor) {
        final byte[] end = successor(prefix);
        try (ReadOptions options = new ReadOptions(); Slice upper = end == null ? null : new Slice(end)) {
            if (upper != null) {
                options.setIterateUpperBound(upper);
            }
            try (RocksIterator iterator = db.newIterator(handle(family), options)) {
                final UnsafeBuffer key = new UnsafeBuffer(0, 0);
                final UnsafeBuffer value = new UnsafeBuffer(0, 0);
                for (iterator.seek(prefix); iterator.isValid(); iterator.next()) {
                    key.wrap(iterator.key());
                    value.wrap(iterator.value());
                    if (!visitor.entry(key, value)) {
                        return;
                    }
                }
                iterator.status();
            }
        } catch (final RocksDBException e) {
            throw failure("read", e);
        }
    }

    /**
     * Visits a dictionary's ids in the order of their ordinals, which are dense from 0 on.
     *
     * @param tenant  whose
     * @param kind    which dictionary
     * @param visitor sees id and ordinal
     */
    public void forEachId(final int tenant, final IdKind kind, final ObjIntConsumer<String> visitor) {
        final byte[] prefix = ByteBuffer.allocate(Integer.BYTES + 1).putInt(tenant).put(kind.code()).array();
        scan(Family.DICTIONARIES, prefix, (key, value) -> {
            final byte[] id = new byte[value.capacity()];
            value.getBytes(0, id);
            visitor.accept(new String(id, StandardCharsets.UTF_8), key.getInt(prefix.length, BIG_ENDIAN));
            return true;
        });
    }

    ColumnFamilyHandle handle(final Family family) {
        return handles.get(family);
    }

    private <T extends RocksObject> T own(final T object) {
        owned.add(object);
        return object;
    }

    private void closeOwned() {
        for (int i = owned.size() - 1; i >= 0; i--) {
            owned.get(i).close();
        }
        owned.clear();
    }

    /** Closes the store; whoever reads or writes it must have stopped. */
    @Override
    public void close() {
        handles.values().forEach(ColumnFamilyHandle::close);
        handles.clear();
        db.close();
        closeOwned();
        mark.ifPresent(AckedMark::close);
    }

    private static byte[] successor(final byte[] prefix) {
        final byte[] next = prefix.clone();
        for (int i = next.length - 1; i >= 0; i--) {
            if (++next[i] != 0) {
                return Arrays.copyOf(next, i + 1);
            }
        }
        return null;
    }

    private static byte[] ascii(final String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    private static byte[] ofInt(final int value) {
        return ByteBuffer.allocate(Integer.BYTES).putInt(value).array();
    }

    private static int toInt(final byte[] value) {
        return ByteBuffer.wrap(value).getInt();
    }
}
