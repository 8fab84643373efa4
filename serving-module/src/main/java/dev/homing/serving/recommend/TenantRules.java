package dev.homing.serving.recommend;

import com.google.protobuf.util.JsonFormat;
import dev.homing.proto.v1.RankingRules;
import dev.homing.serving.process.ReplacedFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The rules of all tenants for lists whose requests have none, each in a file of its own. Any thread. */
public final class TenantRules {
    /** Folder in the data folder. */
    public static final String FOLDER = "rules";

    private static final System.Logger LOG = System.getLogger(TenantRules.class.getName());

    private final Path folder;
    private final Map<Integer, RankingRules> rules = new ConcurrentHashMap<>();

    /**
     * Reads the rules. A file that cannot be read is an error in the log, and its tenant has no rules: lists matter more.
     *
     * @param dataFolder of the server
     * @param tenants    numbers by name
     */
    public TenantRules(final Path dataFolder, final Map<String, Integer> tenants) {
        folder = dataFolder.resolve(FOLDER);
        tenants.forEach(this::load);
    }

    private void load(final String name, final int number) {
        final Path file = file(name);
        if (Files.isRegularFile(file)) {
            try {
                final RankingRules.Builder read = RankingRules.newBuilder();
                JsonFormat.parser().ignoringUnknownFields().merge(Files.readString(file), read);
                rules.put(number, read.build());
            } catch (final IOException e) {
                LOG.log(System.Logger.Level.ERROR,
                        file + " cannot be read, so lists of " + name + " have no rules: " + e.getMessage());
            }
        }
    }

    private Path file(final String tenant) {
        return folder.resolve(tenant + ".json");
    }

    /**
     * The rules of a tenant.
     *
     * @param tenant its number
     * @return empty when there are none
     */
    public RankingRules of(final int tenant) {
        return rules.getOrDefault(tenant, RankingRules.getDefaultInstance());
    }

    /**
     * Replaces the rules of a tenant; they count when this returns.
     *
     * @param name   of the tenant, which is a file name as well
     * @param tenant its number
     * @param next   without violations
     * @throws IOException when they cannot be written, and the ones before still count
     */
    public synchronized void update(final String name, final int tenant, final RankingRules next) throws IOException {
        Files.createDirectories(folder);
        ReplacedFile.write(file(name), JsonFormat.printer().print(next) + "\n");
        rules.put(tenant, next);
    }
}
