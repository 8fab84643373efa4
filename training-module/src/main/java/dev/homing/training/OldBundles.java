package dev.homing.training;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Deletes models that nobody is going to need: all but the newest, the one that serves, and the one that served before it. A
 * server that has one of them open maps or has read all of its files, and goes on with it; only what training has named is
 * deleted, so that a folder put there by hand stays.
 */
final class OldBundles {
    /** As {@link Training} names them, by time. */
    private static final Pattern VERSION = Pattern.compile("\\d{8}T\\d{6}Z-[0-9a-f]{8}");

    private OldBundles() {
    }

    /**
     * Deletes.
     *
     * @param models of the tenant
     * @param newest how many of them stay, 1 or more, whether they serve or not
     * @return versions that are gone, oldest first
     * @throws IOException when one cannot be deleted
     */
    static List<String> remove(final Path models, final int newest) throws IOException {
        final List<String> versions;
        try (Stream<Path> entries = Files.list(models)) {
            versions = entries.filter(entry -> Files.isRegularFile(entry.resolve("model.json")))
                    .map(entry -> entry.getFileName().toString()).filter(name -> VERSION.matcher(name).matches())
                    .sorted(Comparator.reverseOrder()).toList();
        }
        final Set<String> kept = new HashSet<>(versions.subList(0, Math.min(newest, versions.size())));
        kept.add(named(models.resolve(BundleWriter.ACTIVE)));
        kept.add(named(models.resolve(BundleWriter.PREVIOUS)));
        final List<String> old = versions.stream().filter(version -> !kept.contains(version)).sorted().toList();
        for (final String version : old) {
            final Path draft = BundleDraft.folderOf(models, version);
            // In one step, so that nobody finds half of it.
            Files.move(models.resolve(version), draft, StandardCopyOption.ATOMIC_MOVE);
            BundleDraft.delete(draft);
        }
        return old;
    }

    private static String named(final Path file) throws IOException {
        return Files.isRegularFile(file) ? Files.readString(file, StandardCharsets.UTF_8).strip() : "";
    }
}
