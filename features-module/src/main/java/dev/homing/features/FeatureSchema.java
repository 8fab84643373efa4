package dev.homing.features;

import dev.homing.features.FeatureDefinition.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Names, order and definitions of the features of one kind of entity. A schema is data: a table beside this class, of which the
 * API, the reference page and the hash are made. Immutable; any thread.
 */
public final class FeatureSchema {
    /** The features of a lead. */
    public static final FeatureSchema LEAD = load("lead-v1");
    /** The features of a property. */
    public static final FeatureSchema PROPERTY = load("property-v1");
    /** The features of an agent. */
    public static final FeatureSchema AGENT = load("agent-v1");

    private static final int COLUMNS = 6;
    private static final int HASH_BYTES = 16;

    private final String name;
    private final List<FeatureDefinition> numerical;
    private final List<FeatureDefinition> categorical;
    private final String hash;

    private FeatureSchema(final String name, final List<FeatureDefinition> all) {
        this.name = name;
        numerical = ofKind(all, Kind.NUMERICAL);
        categorical = ofKind(all, Kind.CATEGORICAL);
        hash = hashOf(name, all);
    }

    private static List<FeatureDefinition> ofKind(final List<FeatureDefinition> all, final Kind kind) {
        return all.stream().filter(definition -> definition.kind() == kind).collect(Collectors.toUnmodifiableList());
    }

    /**
     * All schemas.
     *
     * @return always the same
     */
    public static List<FeatureSchema> all() {
        return List.of(LEAD, PROPERTY, AGENT);
    }

    /**
     * The schema of a name.
     *
     * @param name such as {@code lead-v1}
     * @return empty when there is none
     */
    public static Optional<FeatureSchema> of(final String name) {
        return all().stream().filter(schema -> schema.name.equals(name)).findFirst();
    }

    /**
     * Its name.
     *
     * @return such as {@code lead-v1}
     */
    public String name() {
        return name;
    }

    /**
     * The numerical features, in the order of a vector.
     *
     * @return always the same list
     */
    public List<FeatureDefinition> numerical() {
        return numerical;
    }

    /**
     * The categorical features, in the order of a vector.
     *
     * @return always the same list; empty when the schema has none
     */
    public List<FeatureDefinition> categorical() {
        return categorical;
    }

    /**
     * Names the schema's content: differs as soon as a name, a kind, a unit or a definition does.
     *
     * @return 32 hex digits
     */
    public String hash() {
        return hash;
    }

    private static FeatureSchema load(final String name) {
        final List<FeatureDefinition> all = new ArrayList<>();
        final int[] counts = new int[Kind.values().length];
        try (InputStream bytes = FeatureSchema.class.getResourceAsStream(name + ".tsv");
                BufferedReader lines = new BufferedReader(new InputStreamReader(bytes, StandardCharsets.UTF_8))) {
            lines.readLine();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                final String[] cells = line.split("\t", COLUMNS);
                final Kind kind = Kind.valueOf(cells[1].toUpperCase(Locale.ROOT));
                final List<String> originals = cells[4].isEmpty() ? List.of() : Arrays.asList(cells[4].split(", "));
                all.add(new FeatureDefinition(counts[kind.ordinal()]++, cells[0], kind, cells[2], cells[3], originals, cells[5]));
            }
        } catch (final IOException e) {
            throw new UncheckedIOException(name, e);
        }
        return new FeatureSchema(name, all);
    }

    private static String hashOf(final String name, final List<FeatureDefinition> definitions) {
        final StringBuilder canonical = new StringBuilder(name).append('\n');
        for (final FeatureDefinition definition : definitions) {
            canonical.append(definition.kind()).append('\t').append(definition.index()).append('\t').append(definition.name())
                    .append('\t').append(definition.unit()).append('\t').append(definition.description()).append('\n');
        }
        return digest(canonical.toString());
    }

    /** Half of the SHA-256 of a text. */
    static String digest(final String text) {
        try {
            final byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASH_BYTES);
        } catch (final NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
